//! A document as it was last read from Autenti: the same for every user who looks at it.

use autenti_model::{DocumentStatus, Email, RecipientRow, RecipientStatus, Role, SignatureType};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use webcon::AttachmentId;

use crate::plan::{Plan, PlannedFile};

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

/// A recipient of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecipientState {
    /// Stays the same from the list to the end: `row:7`, or `party:…` for somebody who is not on the list.
    pub id: String,
    /// The row of the recipients item list.
    pub row: Option<i64>,
    /// Autenti's id. It may change for a moment after sending.
    pub party: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: Email,
    /// Role.
    pub role: Option<Role>,
    /// Signature type of a signer.
    pub signature_type: Option<SignatureType>,
    /// Place in the signing order.
    pub order: Option<i64>,
    /// Where the recipient stands.
    pub status: RecipientStatus,
    /// Why the recipient refused.
    pub rejection_reason: Option<String>,
    /// When the recipient acted: what Autenti tells, or when the proxy learned of it.
    #[serde(default)]
    pub acted_at: Option<Timestamp>,
    /// A code sent by SMS is needed to sign.
    pub sms_authorisation: bool,
    /// A code sent by SMS is needed to open.
    pub sms_unlock: bool,
    /// The phone number for SMS codes, until what changed has been written to WEBCON, which may lack the recipient's row;
    /// empty otherwise.
    #[serde(default)]
    pub phone: String,
    /// The organisation that the recipient signs for.
    #[serde(default)]
    pub organisation: Option<Organisation>,
    /// The address in the list, where Autenti has another one by now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_as: Option<Email>,
    /// Who was asked first and handed the document over, as the list names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over_by: Option<String>,
}

/// An organisation that a recipient signs for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Name.
    pub name: String,
    /// VAT number with its country.
    pub vat: String,
    /// Position of the recipient in it.
    pub position: String,
}

/// The id of a recipient who stands in a row of the list.
pub fn row_id(row: i64) -> String {
    format!("row:{row}")
}

impl DocumentState {
    /// What Autenti says, with the rows of the list that it was sent from.
    ///
    /// `before` is what was known of it so far. The sender is no recipient.
    pub fn of(document: &autenti::Document, plan: &Plan, before: Option<&Self>) -> Self {
        let parties = document.parties.iter().filter(|party| party.role != autenti::Role::Sender);
        let (of_rows, parties) = parties_of_rows(parties.collect(), &plan.recipients, before);
        let mut recipients = Vec::with_capacity(document.parties.len());
        for (row, party) in plan.recipients.iter().zip(of_rows) {
            match party {
                Some(party) => recipients.push(RecipientState::of(party, Some(row))),
                // While sending, Autenti may not know everybody yet. A list that is not what was sent from may
                // hold anybody.
                None if plan.was_found() => {}
                None => recipients.push(RecipientState::planned(row)),
            }
        }
        recipients.extend(parties.into_iter().map(|party| RecipientState::of(party, None)));
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

    /// Without phone numbers.
    #[must_use]
    pub fn without_phones(mut self) -> Self {
        self.recipients.iter_mut().for_each(|recipient| recipient.phone.clear());
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

/// When the last event of a kind happened, in whoever's history it stands.
fn event_time(
    document: &autenti::Document,
    is_meant: impl Fn(&autenti::EventType) -> bool,
) -> Option<Timestamp> {
    let events = document.parties.iter().flat_map(|party| &party.events);
    events.filter(|event| is_meant(&event.event_type)).filter_map(|event| event.timestamp).max()
}

/// When the participant last did something. Which events are acts is told by those that are none: what signing is
/// called is not known (facts: Autenti API, "Event types").
fn act_time(party: &autenti::Party) -> Option<Timestamp> {
    let acts = party.events.iter().filter(|event| match &event.event_type {
        autenti::EventType::DocumentSent
        | autenti::EventType::DocumentWithdrawal
        | autenti::EventType::ReminderSent => false,
        autenti::EventType::SignatureRejection
        | autenti::EventType::DocumentCompleted
        | autenti::EventType::Unknown(_) => true,
    });
    acts.filter_map(|event| event.timestamp).max()
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

/// The id of somebody of whom only the list tells.
fn row_or_mail(row: &RecipientRow) -> String {
    row.row.map_or_else(|| format!("mail:{}", row.email.key()), row_id)
}

impl RecipientState {
    /// The addresses under which the list may know the recipient.
    pub fn addresses(&self) -> impl Iterator<Item = &Email> {
        self.listed_as.iter().chain([&self.email])
    }

    /// Erases by whom the document was handed over; who took it over stays.
    pub fn forget_predecessor(&mut self, place: usize) {
        if self.listed_as.as_ref().is_some_and(|email| self.id == format!("mail:{}", email.key())) {
            self.id = format!("place:{place}");
        }
        self.listed_as = None;
        self.handed_over_by = None;
    }

    /// Erases who it is; that there is somebody in that place, and what became of it, stays.
    pub fn forget(&mut self, place: usize) {
        if self.id.starts_with("mail:") {
            self.id = format!("place:{place}");
        }
        self.first_name.clear();
        self.last_name.clear();
        self.email = Email::default();
        self.listed_as = None;
        self.handed_over_by = None;
        self.party = None;
        self.rejection_reason = None;
        self.phone.clear();
        self.organisation = None;
    }

    /// First and last name, or the address where there is no name.
    pub fn name(&self) -> String {
        let name = self.full_name();
        if name.is_empty() { self.email.as_str().to_owned() } else { name }
    }

    /// First and last name; empty where there is none.
    pub fn full_name(&self) -> String {
        [self.first_name.trim(), self.last_name.trim()].join(" ").trim().to_owned()
    }

    /// Whether the recipient has something to do, as far as is known. That a status other than a final one takes the turn
    /// away is inferred at most (facts: Autenti API, "Statuses"): Autenti itself decides when it is asked.
    pub fn may_act(&self) -> bool {
        let is_done = match &self.status {
            RecipientStatus::Completed
            | RecipientStatus::Rejected
            | RecipientStatus::Failed
            | RecipientStatus::Obsolete => true,
            RecipientStatus::None | RecipientStatus::Pending | RecipientStatus::Unknown(_) => false,
        };
        !is_done && self.role != Some(Role::Viewer)
    }

    /// Whether the recipient has done what was asked, or refused it. Viewers do nothing.
    pub fn has_acted(&self) -> bool {
        let is_done = match &self.status {
            RecipientStatus::Completed | RecipientStatus::Rejected | RecipientStatus::Failed => true,
            RecipientStatus::None
            | RecipientStatus::Pending
            | RecipientStatus::Obsolete
            | RecipientStatus::Unknown(_) => false,
        };
        is_done && self.role != Some(Role::Viewer)
    }

    /// Whether Autenti told of the recipient; otherwise only the list did.
    pub fn is_party(&self) -> bool {
        self.party.is_some() || self.status != RecipientStatus::None
    }

    /// A row of the list to which nothing has happened yet.
    pub fn planned(row: &RecipientRow) -> Self {
        Self {
            id: row_or_mail(row),
            row: row.row,
            party: None,
            first_name: row.first_name.clone(),
            last_name: row.last_name.clone(),
            email: row.email.clone(),
            role: row.role.clone(),
            signature_type: row.signature_type.clone().filter(|_| row.role == Some(Role::Signer)),
            order: row.order,
            status: RecipientStatus::None,
            rejection_reason: None,
            acted_at: None,
            sms_authorisation: row.sms_authorisation,
            sms_unlock: row.sms_unlock,
            // Sending needs it, and has it from the plan.
            phone: String::new(),
            organisation: organisation_of(row),
            listed_as: None,
            handed_over_by: None,
        }
    }

    fn of(party: &autenti::Party, row: Option<&RecipientRow>) -> Self {
        let email = Email::new(party.email.as_deref().unwrap_or_default());
        let party_id = party.id.as_ref().map(|id| id.as_str().to_owned());
        let id = match (row, &party_id) {
            (Some(row), _) => row_or_mail(row),
            (None, Some(id)) => format!("party:{id}"),
            (None, None) => format!("mail:{}", email.key()),
        };
        let number = row.and_then(|row| row.row);
        let listed = row.filter(|row| !email.is_empty() && !row.email.is_empty() && row.email != email);
        // An address alone may have been put right; another name is another person.
        let handed_over_by = listed.filter(|row| !has_name_of(party, row)).map(name_in_list);
        let row = row.filter(|_| handed_over_by.is_none());
        let or = |theirs: &str, ours: Option<&String>| match ours {
            Some(ours) if theirs.trim().is_empty() => ours.clone(),
            _ => theirs.trim().to_owned(),
        };
        let first_name = or(&party.first_name, row.map(|row| &row.first_name));
        let last_name = or(&party.last_name, row.map(|row| &row.last_name));
        let is_signer = party.role == autenti::Role::Signer;
        // facts: plugin, "Get recipients signature status": a rejection with a comment reads REJECTED; one
        // without keeps the API's own value.
        let reason = party.rejection().map(str::trim).filter(|reason| !reason.is_empty());
        let status = match reason {
            Some(_) => RecipientStatus::Rejected,
            None => RecipientStatus::from(party.participation_status.as_str()),
        };
        let mut recipient = Self {
            id,
            row: number,
            // An organisation has one name, which is shown where a person has none.
            first_name: if first_name.is_empty() && last_name.is_empty() {
                party.name.clone()
            } else {
                first_name
            },
            last_name,
            email,
            role: Some(Role::from(party.role.as_str())),
            signature_type: party
                .signature_type()
                .map(|kind| SignatureType::from(kind.as_str()))
                .or_else(|| row.and_then(|row| row.signature_type.clone()))
                .filter(|_| is_signer),
            order: party.priority().map(i64::from).or_else(|| row.and_then(|row| row.order)),
            status,
            rejection_reason: reason.map(str::to_owned),
            acted_at: act_time(party),
            sms_authorisation: party.needs_sms(autenti::Before::Signing)
                || row.is_some_and(|row| row.sms_authorisation),
            sms_unlock: party.needs_sms(autenti::Before::Opening) || row.is_some_and(|row| row.sms_unlock),
            phone: party.phone().unwrap_or_default().trim().to_owned(),
            organisation: party
                .organisation
                .as_ref()
                .map(|organisation| Organisation {
                    name: organisation.name.clone(),
                    vat: organisation.vat.clone(),
                    position: organisation.position.clone(),
                })
                .or_else(|| row.and_then(organisation_of)),
            party: party_id,
            listed_as: listed.map(|row| row.email.clone()),
            handed_over_by,
        };
        if !recipient.has_acted() {
            recipient.acted_at = None;
        }
        recipient
    }
}

/// Whether the party is called as the row says; a party without a name is.
fn has_name_of(party: &autenti::Party, row: &RecipientRow) -> bool {
    let folded = |first: &str, last: &str| format!("{} {}", first.trim(), last.trim()).trim().to_lowercase();
    let theirs = folded(&party.first_name, &party.last_name);
    theirs.is_empty() || theirs == folded(&row.first_name, &row.last_name)
}

/// First and last name in the list, or the address where there is no name.
fn name_in_list(row: &RecipientRow) -> String {
    let name = [row.first_name.trim(), row.last_name.trim()].join(" ");
    if name.trim().is_empty() { row.email.as_str().to_owned() } else { name.trim().to_owned() }
}

fn organisation_of(row: &RecipientRow) -> Option<Organisation> {
    row.representative.then(|| Organisation {
        name: row.organisation.clone(),
        vat: row.vat.clone(),
        position: row.position.clone(),
    })
}

#[cfg(test)]
mod tests {
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
