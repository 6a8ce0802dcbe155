//! A recipient as they were last read from Autenti.

use autenti_model::{Email, RecipientRow, RecipientStatus, Role, SignatureType};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
            organisation: organisation_of(row),
            listed_as: None,
            handed_over_by: None,
        }
    }

    pub(super) fn of(party: &autenti::Party, row: Option<&RecipientRow>) -> Self {
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

/// The id of a recipient who stands in a row of the list.
pub fn row_id(row: i64) -> String {
    format!("row:{row}")
}

/// The id of somebody of whom only the list tells.
pub(super) fn row_or_mail(row: &RecipientRow) -> String {
    row.row.map_or_else(|| format!("mail:{}", row.email.key()), row_id)
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
