//! A participant of a document process.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::constraint::{self, Constraint, SmsCode};
use super::event::Event;

/// What a party is there for. facts: Autenti API, participants: the known roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Role {
    Signer,
    Approver,
    Reviewer,
    Viewer,
    Sender,
}

/// How far a party has come. facts: Autenti API, statuses: `participationStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Participation {
    None,
    Pending,
    Completed,
    Obsolete,
    Failed,
}

/// Who a party is, as the API is told and tells it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Person {
    #[serde(default, skip_serializing)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) first_name: Option<String>,
    #[serde(default)]
    pub(super) last_name: Option<String>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    contacts: Option<Vec<Value>>,
    #[serde(default)]
    ext_ids: Option<Vec<Value>>,
    #[serde(default)]
    relationships: Option<Vec<Value>>,
}

impl Person {
    /// A person with an e-mail address.
    pub(super) fn new(first_name: &str, last_name: &str, email: &str) -> Self {
        Self {
            first_name: Some(first_name.to_owned()),
            last_name: Some(last_name.to_owned()),
            contacts: Some(vec![json!({ "type": "CONTACT-TYPE:EMAIL", "attributes": { "email": email } })]),
            ..Self::default()
        }
    }

    pub(super) fn email(&self) -> Option<&str> {
        self.contacts
            .iter()
            .flatten()
            .filter(|contact| contact["type"] == "CONTACT-TYPE:EMAIL")
            .find_map(|contact| contact["attributes"]["email"].as_str())
    }

    pub(super) fn full_name(&self) -> String {
        if let Some(name) = self.name.as_ref().filter(|name| !name.trim().is_empty()) {
            return name.clone();
        }
        let names = [self.first_name.as_deref(), self.last_name.as_deref()];
        let names: Vec<&str> = names.into_iter().flatten().filter(|name| !name.is_empty()).collect();
        if names.is_empty() { self.email().unwrap_or_default().to_owned() } else { names.join(" ") }
    }

    /// The organisation that the person acts for, and in which position.
    /// facts: Autenti API, participants: the relationship `PARTY_RELATIONSHIP-TYPE:MEMBER`.
    pub(super) fn organisation(&self) -> Option<(&str, Option<&str>)> {
        self.relationships
            .iter()
            .flatten()
            .filter(|relationship| relationship["type"] == "PARTY_RELATIONSHIP-TYPE:MEMBER")
            .find_map(|relationship| {
                let name = relationship["party"]["name"].as_str()?;
                Some((name, relationship["attributes"]["relationshipDescription"].as_str()))
            })
    }
}

/// A participant.
#[derive(Clone, Debug)]
pub(super) struct Party {
    /// What its final id is made of, known here from the start.
    pub(super) key: Uuid,
    pub(super) person: Person,
    pub(super) role: Role,
    pub(super) constraints: Vec<Constraint>,
    pub(super) participation: Participation,
    /// Whether it is the user whose token made the process.
    pub(super) current_user: bool,
    pub(super) events: Vec<Event>,
    pub(super) acted_at: Option<Timestamp>,
    pub(super) reminded_at: Option<Timestamp>,
    /// What it said when it reviewed or rejected.
    pub(super) comment: Option<String>,
    /// Token of the link in the invitation that Autenti would send by e-mail.
    pub(super) invitation: String,
}

impl Party {
    pub(super) fn email(&self) -> &str {
        self.person.email().unwrap_or_default()
    }

    pub(super) fn has_email(&self, email: &str) -> bool {
        self.email().to_lowercase() == email.trim().to_lowercase()
    }

    pub(super) fn priority(&self) -> Option<i64> {
        constraint::priority(&self.constraints)
    }

    pub(super) fn signature_type(&self) -> Option<&str> {
        constraint::signature_type(&self.constraints)
    }

    /// The phone that gets a code; none when no code is needed.
    pub(super) fn phone(&self, code: SmsCode) -> Option<&str> {
        constraint::phone(&self.constraints, code)
    }

    /// facts: Autenti API, identifiers and known traps: the final id comes some time after sending.
    /// Inferred: until then `PARTY-EMAIL:…` is the id, and the sender's never changes.
    pub(super) fn id(&self, is_final: bool) -> String {
        match (&self.person.id, self.role) {
            (Some(id), Role::Sender) => id.clone(),
            (None, Role::Sender) => format!("PARTY-EMAIL:{}", self.email()),
            _ if is_final => format!("PARTY-PUBLIC_SIGNING_PROCESS_ID:{}", self.key),
            _ => format!("PARTY-EMAIL:{}", self.email()),
        }
    }

    /// facts: Autenti API, create draft: a party of the answer.
    pub(super) fn to_json(&self, id_is_final: bool) -> Value {
        let person = &self.person;
        json!({
            "party": {
                "id": self.id(id_is_final),
                "firstName": person.first_name,
                "lastName": person.last_name,
                "name": person.full_name(),
                "contacts": person.contacts.as_deref().unwrap_or_default(),
                "extIds": person.ext_ids.as_deref().unwrap_or_default(),
                "relationships": person.relationships.iter().flatten().map(whole).collect::<Vec<_>>(),
            },
            "role": self.role,
            "participationStatus": self.participation,
            "constraints": self.constraints,
            "currentUser": self.current_user,
            "events": self.events.iter().map(Event::to_json).collect::<Vec<_>>(),
        })
    }
}

/// facts: Autenti API, create draft: the party of a relationship comes back with all its keys.
fn whole(relationship: &Value) -> Value {
    let mut whole = relationship.clone();
    let given = &relationship["party"];
    let list = |key: &str| given[key].as_array().cloned().unwrap_or_default();
    whole["party"] = json!({
        "id": given["id"],
        "name": given["name"],
        "contacts": list("contacts"),
        "extIds": list("extIds"),
        "relationships": list("relationships"),
    });
    whole
}
