//! What a caller says about a document process before it is sent.

use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use super::constraint::Constraint;
use super::document_process::Subject;
use super::error::ApiError;
use super::organisation::Organisation;
use super::party::{Participation, Party, Person, Role};
use super::settings::Settings;
use super::sources::Sources;
use super::tags;
use super::token::Caller;

/// facts: Autenti API, identifiers: the caller's organisation, with the role SENDER.
const OWN_ORGANISATION: &str = "PARTY-TENANT:SELF";

/// facts: Autenti API, create draft. Files are never inline.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DraftRequest {
    title: Option<String>,
    description: Option<String>,
    process_language: Option<String>,
    parties: Option<Vec<PartyRequest>>,
    tags: Option<Vec<TagReference>>,
    constraints: Option<Vec<Constraint>>,
}

/// facts: Autenti API, participants: role and constraints stand beside the party, not in it.
#[derive(Debug, Deserialize)]
pub(super) struct PartyRequest {
    party: Person,
    role: Role,
    constraints: Option<Vec<Constraint>>,
}

#[derive(Debug, Deserialize)]
struct TagReference {
    id: String,
}

impl DraftRequest {
    /// What the process is about, and its parties: the sender first.
    pub(super) fn into_parts(
        self,
        caller: &Caller,
        settings: &Settings,
        sources: &Sources,
    ) -> Result<(Subject, Vec<Party>), ApiError> {
        // facts: Autenti API, create draft: only the title is required.
        let Some(title) = self.title.filter(|title| !title.trim().is_empty()) else {
            return Err(ApiError::bad_data("The title is missing."));
        };
        let tags = self
            .tags
            .into_iter()
            .flatten()
            .map(|tag| {
                let known = tags::find(&tag.id);
                known.ok_or_else(|| ApiError::bad_data(format!("There is no tag {}.", tag.id)))
            })
            .collect::<Result<_, _>>()?;
        let given: Vec<PartyRequest> = self.parties.unwrap_or_default();
        let senders = given.iter().filter(|party| party.role == Role::Sender).count();
        if senders > 1 {
            return Err(ApiError::bad_data("There can be only one SENDER."));
        }
        let mut parties = Vec::with_capacity(given.len() + 1);
        if senders == 0 {
            parties.push(creator(&caller.user, sources));
        }
        for party in given {
            parties.push(party.into_party(caller.organisation, settings, sources)?);
        }
        parties.sort_by_key(|party| party.role != Role::Sender);
        let subject = Subject {
            title,
            description: self.description,
            process_language: self.process_language,
            tags,
            constraints: self.constraints.unwrap_or_default(),
        };
        Ok((subject, parties))
    }
}

impl PartyRequest {
    pub(super) fn into_party(
        self,
        organisation: &Organisation,
        settings: &Settings,
        sources: &Sources,
    ) -> Result<Party, ApiError> {
        let mut person = self.person_named()?;
        if self.role == Role::Sender {
            person.name = Some(organisation.name.to_owned());
        } else {
            // An id given for somebody else means nothing here: ids are made by Autenti.
            person.id = None;
        }
        let constraints = self.constraints.unwrap_or_default();
        let is_strict = !settings.viewer_takes_signature_type;
        if is_strict && self.role == Role::Viewer && constraints.iter().any(Constraint::is_signature_type) {
            return Err(ApiError::bad_data("A VIEWER signs nothing and takes no signature type."));
        }
        Ok(party(person, self.role, constraints, false, sources))
    }

    fn person_named(&self) -> Result<Person, ApiError> {
        let person = self.party.clone();
        if self.role == Role::Sender {
            // facts: Autenti API, identifiers: sending as an organisation needs activation. Inferred: any
            // other sender is refused.
            return if person.id.as_deref() == Some(OWN_ORGANISATION) {
                Ok(person)
            } else {
                Err(ApiError::new(
                    StatusCode::FORBIDDEN,
                    "SENDER",
                    "The only SENDER can be PARTY-TENANT:SELF.",
                ))
            };
        }
        // Inferred: the API cannot reach anybody without an address.
        match person.email() {
            Some(email) if is_email(email) => Ok(person),
            Some(email) => Err(ApiError::bad_data(format!("`{email}` is not an e-mail address."))),
            None => Err(ApiError::bad_data("A party has no contact of the type CONTACT-TYPE:EMAIL.")),
        }
    }
}

/// Inferred: whoever makes the draft shows up in it as its sender.
pub(super) fn creator(user: &str, sources: &Sources) -> Party {
    let known = crate::demo::PEOPLE.iter().find(|person| person.email.eq_ignore_ascii_case(user));
    let person = match known {
        Some(person) => Person::new(person.first_name, person.last_name, person.email),
        None => Person::new("System", "Demo", user),
    };
    party(person, Role::Sender, Vec::new(), true, sources)
}

pub(super) fn party(
    person: Person,
    role: Role,
    constraints: Vec<Constraint>,
    current_user: bool,
    sources: &Sources,
) -> Party {
    Party {
        key: (sources.id)(),
        person,
        role,
        constraints,
        participation: Participation::None,
        current_user,
        events: Vec::new(),
        acted_at: None,
        reminded_at: None,
        comment: None,
        invitation: secret(sources),
    }
}

/// Something that cannot be guessed.
pub(super) fn secret(sources: &Sources) -> String {
    let [one, other]: [Uuid; 2] = [(sources.id)(), (sources.id)()];
    format!("{}{}", one.simple(), other.simple())
}

pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace)
}
