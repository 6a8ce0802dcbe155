//! A document as it was last read from Autenti: the same for every user who looks at it.

mod recipient;

use std::collections::BTreeMap;

use autenti_model::{DocumentStatus, Email, RecipientRow, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use webcon::AttachmentId;

use crate::plan::{Plan, PlannedFile};
use recipient::row_or_mail;
pub use recipient::{Organisation, RecipientState, row_id};

/// The state of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentState {
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub status: DocumentStatus,
    /// Its recipients, in the order of the list, then those that the list does not have.
    pub recipients: Vec<RecipientState>,
    /// The files that were sent.
    pub files: Vec<FileState>,
    /// When it was sent, as far as Autenti tells.
    #[serde(default)]
    pub sent_at: Option<Timestamp>,
    /// When it came to its end: what Autenti tells, or when the proxy learned of it.
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
    /// Whether Autenti has a signature card as a file of its own.
    #[serde(default)]
    pub has_card: bool,
}

/// A file of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredFile")]
pub struct FileState {
    /// File name.
    pub name: String,
    /// Bytes, where they are known.
    pub size: Option<u64>,
    /// WEBCON's attachment id; none for a file that was not sent from here.
    pub attachment: Option<AttachmentId>,
}

/// A file as it is stored: earlier versions stored its name alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredFile {
    Name(String),
    File { name: String, size: Option<u64>, attachment: Option<AttachmentId> },
}

impl From<StoredFile> for FileState {
    fn from(stored: StoredFile) -> Self {
        match stored {
            StoredFile::Name(name) => Self { name, size: None, attachment: None },
            StoredFile::File { name, size, attachment } => Self { name, size, attachment },
        }
    }
}

impl From<&PlannedFile> for FileState {
    fn from(file: &PlannedFile) -> Self {
        Self { name: file.name.clone(), size: Some(file.size), attachment: Some(file.attachment) }
    }
}

impl DocumentState {
    /// What Autenti says, with the rows of the list that it was sent from.
    ///
    /// `before` is what was known of it so far. The sender is no recipient.
    pub fn of(document: &autenti::Document, plan: &Plan, before: Option<&Self>) -> Self {
        let recipients = matched(document, plan, before).into_iter();
        let recipients = recipients.map(|recipient| match recipient {
            Matched::Party(party, row) => RecipientState::of(party, row),
            Matched::Row(row) => RecipientState::planned(row),
        });
        let recipients = recipients.collect();
        let sent_at = event_time(document, |kind| *kind == autenti::EventType::DocumentSent);
        let ended_at = event_time(document, |kind| {
            matches!(
                kind,
                autenti::EventType::DocumentWithdrawal
                    | autenti::EventType::DocumentCompleted
                    | autenti::EventType::SignatureRejection
            )
        });
        let sources = document.files.iter().filter(|file| file.purpose == autenti::FilePurpose::Source);
        let files: Vec<FileState> = if plan.was_found() {
            let found = |file: &autenti::File| FileState {
                name: file.filename.clone(),
                size: file.size,
                attachment: None,
            };
            sources.map(found).collect()
        } else {
            plan.files.iter().map(FileState::from).collect()
        };
        Self {
            title: if document.title.is_empty() { plan.title.clone() } else { document.title.clone() },
            status: DocumentStatus::from(document.status.as_str()),
            recipients,
            files,
            sent_at,
            ended_at: ended_at.filter(|_| DocumentStatus::from(document.status.as_str()).is_final()),
            has_card: document.files.iter().any(|file| file.purpose == autenti::FilePurpose::SignatureCard),
        }
    }

    /// This state, read after another one: what Autenti does not tell the times of happened when it was first seen.
    /// What was there from the first has no time.
    #[must_use]
    pub fn after(mut self, before: Option<&Self>, now: Timestamp) -> Self {
        let Some(before) = before else { return self };
        self.sent_at = self.sent_at.or(before.sent_at);
        self.ended_at = match (self.status.is_final(), before.status.is_final()) {
            (false, _) => None,
            (true, true) => self.ended_at.or(before.ended_at),
            (true, false) => self.ended_at.or(Some(now)),
        };
        for recipient in &mut self.recipients {
            let earlier = before.recipients.iter().find(|earlier| earlier.id == recipient.id);
            recipient.acted_at = match (recipient.has_acted(), earlier) {
                (false, _) => None,
                (true, Some(earlier)) if earlier.has_acted() => recipient.acted_at.or(earlier.acted_at),
                (true, _) => recipient.acted_at.or(Some(now)),
            };
        }
        self
    }

    /// What a document will look like before Autenti knows it.
    pub fn planned(plan: &Plan, status: DocumentStatus) -> Self {
        Self {
            title: plan.title.clone(),
            status,
            recipients: plan.recipients.iter().map(RecipientState::planned).collect(),
            files: plan.files.iter().map(FileState::from).collect(),
            sent_at: None,
            ended_at: None,
            has_card: false,
        }
    }
}

/// The phone numbers for codes that Autenti tells, by recipient. They are no part of the state, which is kept.
pub fn phones(
    document: &autenti::Document,
    plan: &Plan,
    before: Option<&DocumentState>,
) -> BTreeMap<String, String> {
    let phone = |recipient| match recipient {
        Matched::Party(party, row) => {
            Some((RecipientState::of(party, row).id, party.phone()?.trim().to_owned()))
        }
        Matched::Row(_) => None,
    };
    matched(document, plan, before).into_iter().filter_map(phone).collect()
}

/// A recipient, as far as known.
#[derive(Clone, Copy)]
enum Matched<'a> {
    /// A party of Autenti's, with the row of the list that is theirs.
    Party(&'a autenti::Party, Option<&'a RecipientRow>),
    /// A row whose party Autenti does not tell.
    Row(&'a RecipientRow),
}

/// The recipients in the order of the list, then those that the list does not have.
fn matched<'a>(
    document: &'a autenti::Document,
    plan: &'a Plan,
    before: Option<&DocumentState>,
) -> Vec<Matched<'a>> {
    let parties = document.parties.iter().filter(|party| party.role != autenti::Role::Sender);
    let (of_rows, parties) = parties_of_rows(parties.collect(), &plan.recipients, before);
    let of_rows = plan.recipients.iter().zip(of_rows).filter_map(|(row, party)| match party {
        Some(party) => Some(Matched::Party(party, Some(row))),
        // While sending, Autenti may not know everybody yet. A list that is not what was sent from may hold anybody.
        None if plan.was_found() => None,
        None => Some(Matched::Row(row)),
    });
    of_rows.chain(parties.into_iter().map(|party| Matched::Party(party, None))).collect()
}

/// When the last event of a kind happened, in whoever's history it stands.
fn event_time(
    document: &autenti::Document,
    is_meant: impl Fn(&autenti::EventType) -> bool,
) -> Option<Timestamp> {
    let events = document.parties.iter().flat_map(|party| &party.events);
    events.filter(|event| is_meant(&event.event_type)).filter_map(|event| event.timestamp).max()
}

/// The party of each row, and the parties that belong to none.
///
/// A party is known by its id once it has one: whoever hands the document over, or whose address is changed, keeps the
/// row. Then rows are matched by e-mail address and role, as the plugin does. At last somebody who hands the document
/// over and is a viewer from then on (facts: Autenti API, "Corrections") leaves the row to the one new person in their role,
/// should that be a party with another id.
fn parties_of_rows<'a>(
    parties: Vec<&'a autenti::Party>,
    rows: &[RecipientRow],
    before: Option<&DocumentState>,
) -> (Vec<Option<&'a autenti::Party>>, Vec<&'a autenti::Party>) {
    let mut left = parties;
    let mut of_rows = vec![None; rows.len()];
    let address = |party: &autenti::Party| Email::new(party.email.as_deref().unwrap_or_default());
    let has_role = |row: &RecipientRow, party: &autenti::Party| {
        row.role.as_ref().is_none_or(|role| role.as_str() == party.role.as_str())
    };
    let known_id = |row: &RecipientRow| {
        let id = row_or_mail(row);
        before?.recipients.iter().find(|recipient| recipient.id == id)?.party.as_deref()
    };
    let by_id = |row: &RecipientRow, party: &autenti::Party| {
        let id = party.id.as_ref().map(autenti::PartyId::as_str);
        id.is_some() && id == known_id(row) && has_role(row, party)
    };
    let by_address =
        |row: &RecipientRow, party: &autenti::Party| address(party) == row.email && has_role(row, party);
    for fits in [&by_id as &dyn Fn(&RecipientRow, &autenti::Party) -> bool, &by_address] {
        for (row, party) in rows.iter().zip(&mut of_rows).filter(|(_, party)| party.is_none()) {
            *party = left.iter().position(|party| fits(row, party)).map(|index| left.remove(index));
        }
    }
    for (row, party) in rows.iter().zip(&mut of_rows).filter(|(_, party)| party.is_none()) {
        let looks_on =
            |party: &&autenti::Party| party.role == autenti::Role::Viewer && address(party) == row.email;
        let mut successors = left.iter().enumerate().filter(|(_, party)| has_role(row, party));
        let successor = successors.next().map(|(index, _)| index).filter(|_| successors.next().is_none());
        if row.role != Some(Role::Viewer) && left.iter().any(looks_on) {
            *party = successor.map(|index| left.remove(index));
        }
    }
    (of_rows, left)
}

#[cfg(test)]
mod tests {
    use autenti_model::RecipientStatus;

    use super::*;

    fn state(status: DocumentStatus, jan: RecipientStatus) -> DocumentState {
        let row = RecipientRow { row: Some(7), role: Some(Role::Signer), ..RecipientRow::default() };
        let plan = Plan {
            title: String::new(),
            act_as: None,
            message: String::new(),
            language: String::new(),
            as_organisation: false,
            visualisation: autenti_model::Visualisation::Card,
            labels: Vec::new(),
            signing_order: false,
            extra: serde_json::Map::new(),
            recipients: vec![row],
            files: Vec::new(),
        };
        let mut state = DocumentState::planned(&plan, status);
        state.recipients[0].status = jan;
        state
    }

    #[test]
    fn what_autenti_does_not_tell_the_time_of_happened_when_it_was_first_seen() {
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        let pending = state(DocumentStatus::Processing, RecipientStatus::Pending);
        let signed = state(DocumentStatus::Completed, RecipientStatus::Completed);
        let first = signed.clone().after(Some(&pending), at(5));
        assert_eq!((first.recipients[0].acted_at, first.ended_at), (Some(at(5)), Some(at(5))));
        // It stays so, however often it is read.
        assert_eq!(signed.clone().after(Some(&first), at(9)), first);
        // What was so from the first may have happened at any time.
        let found = signed.clone().after(None, at(5));
        assert_eq!((found.recipients[0].acted_at, found.ended_at), (None, None));
        assert_eq!(signed.clone().after(Some(&found), at(9)), found);
        // What Autenti tells counts.
        let mut told = signed;
        told.recipients[0].acted_at = Some(at(1));
        assert_eq!(told.after(Some(&first), at(9)).recipients[0].acted_at, Some(at(1)));
    }
}
