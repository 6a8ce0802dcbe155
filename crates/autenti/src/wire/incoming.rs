//! What is read (facts: Autenti API, "Create draft", "Details", "Files", "Tags", "Links"). Every member
//! may be missing or null, unknown ones are ignored.

use api_client::json::or_default;
use serde::Deserialize;
use serde_json::Value;

use crate::action_link::ActionLink;
use crate::constraint::{
    Before, Constraint, IDENTITY, PHONE_NUMBER, PRIORITY, SIGNATURE_TYPE, TO_OPEN, VISUALISATION,
};
use crate::document::Document;
use crate::event::Event;
use crate::file::{File, SourceFile};
use crate::party::{Membership, Party};
use crate::tag::Tag;
use crate::wire::time::timestamp;
use crate::words::{
    DocumentStatus, EventType, FilePurpose, ParticipationStatus, Role, SignatureType, Visualisation,
};

/// Empty text is no text.
fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// A number, or the text of one.
fn whole_number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn text_at(value: &Value, pointer: &str) -> Option<String> {
    filled(value.pointer(pointer)?.as_str().map(str::to_owned))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DocumentIn {
    id: Option<String>,
    title: Option<String>,
    description: Option<String>,
    process_language: Option<String>,
    #[serde(default)]
    status: DocumentStatus,
    #[serde(default, deserialize_with = "or_default")]
    parties: Vec<PartyIn>,
    #[serde(default, deserialize_with = "or_default")]
    files: Vec<FileIn>,
    #[serde(default, deserialize_with = "or_default")]
    tags: Vec<Value>,
    #[serde(default, deserialize_with = "or_default")]
    constraints: Vec<ConstraintIn>,
    #[serde(default)]
    created_at: Value,
    #[serde(default)]
    modified_at: Value,
}

impl DocumentIn {
    /// The document; none when it has no id.
    pub(crate) fn document(self) -> Option<Document> {
        let tag = |tag: Value| tag.get("id").unwrap_or(&tag).as_str()?.parse().ok();
        Some(Document {
            id: self.id?.parse().ok()?,
            title: self.title.unwrap_or_default(),
            message: self.description.unwrap_or_default(),
            language: filled(self.process_language),
            status: self.status,
            parties: self.parties.into_iter().map(PartyIn::party).collect(),
            files: self.files.into_iter().filter_map(FileIn::file).collect(),
            tags: self.tags.into_iter().filter_map(tag).collect(),
            constraints: self.constraints.into_iter().map(ConstraintIn::constraint).collect(),
            created_at: timestamp(&self.created_at),
            modified_at: timestamp(&self.modified_at),
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PartyIn {
    #[serde(default, deserialize_with = "or_default")]
    party: PersonIn,
    #[serde(default)]
    role: Role,
    #[serde(default)]
    participation_status: ParticipationStatus,
    #[serde(default, deserialize_with = "or_default")]
    constraints: Vec<ConstraintIn>,
    #[serde(default, deserialize_with = "or_default")]
    current_user: bool,
    #[serde(default, deserialize_with = "or_default")]
    events: Vec<EventIn>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PersonIn {
    id: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    name: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    contacts: Vec<Value>,
    #[serde(default, deserialize_with = "or_default")]
    relationships: Vec<Value>,
}

/// The organisation of a relationship. A person without one has none, or has others in the list.
fn membership(relationship: &Value) -> Option<Membership> {
    let identifier = |space: &str| {
        // facts: Autenti API, "Participants": `TAXID-<country>-NIP`.
        let country = space.strip_prefix("TAXID-")?.split('-').next()?;
        Some(country.to_owned())
    };
    let vat = relationship.pointer("/party/extIds/0").and_then(|id| {
        let country = identifier(id.get("identificationSpace")?.as_str()?)?;
        Some(country + id.get("identifier")?.as_str()?)
    });
    let membership = Membership {
        name: text_at(relationship, "/party/name").unwrap_or_default(),
        vat: vat.unwrap_or_default(),
        position: text_at(relationship, "/attributes/relationshipDescription").unwrap_or_default(),
    };
    (membership != Membership::default()).then_some(membership)
}

impl PartyIn {
    pub(crate) fn party(self) -> Party {
        let person = self.party;
        Party {
            id: person.id.and_then(|id| id.parse().ok()),
            first_name: person.first_name.unwrap_or_default(),
            last_name: person.last_name.unwrap_or_default(),
            name: person.name.unwrap_or_default(),
            email: person.contacts.iter().find_map(|contact| text_at(contact, "/attributes/email")),
            role: self.role,
            participation_status: self.participation_status,
            constraints: self.constraints.into_iter().map(ConstraintIn::constraint).collect(),
            events: self.events.into_iter().map(EventIn::event).collect(),
            current_user: self.current_user,
            organisation: person.relationships.iter().find_map(membership),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConstraintIn {
    #[serde(default, deserialize_with = "or_default")]
    constrained_actions: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    classifiers: Vec<String>,
    #[serde(default)]
    attributes: Value,
}

impl ConstraintIn {
    fn constraint(self) -> Constraint {
        let is = |classifier: &str| self.classifiers.iter().any(|own| own == classifier);
        let known = if is(SIGNATURE_TYPE) {
            let required = text_at(&self.attributes, "/requiredClassifiers/0");
            required.map(|required| Constraint::SignatureType(SignatureType::from(required.as_str())))
        } else if is(PRIORITY) {
            let number = whole_number(&self.attributes["priority"]);
            number.and_then(|number| number.try_into().ok()).map(Constraint::Priority)
        } else if is(PHONE_NUMBER) {
            let opens = self.constrained_actions.iter().any(|action| action == TO_OPEN);
            let before = if opens { Before::Opening } else { Before::Signing };
            Some(Constraint::Sms { before, phone: text_at(&self.attributes, "/phoneNumber") })
        } else if is(IDENTITY) {
            Some(Constraint::IdentityVerification)
        } else if is(VISUALISATION) {
            let id = text_at(&self.attributes, "/visualisationId");
            id.map(|id| Constraint::Visualisation(Visualisation::from(id.as_str())))
        } else {
            None
        };
        known.unwrap_or(Constraint::Other(self.classifiers))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventIn {
    id: Option<String>,
    #[serde(default)]
    event_type: EventType,
    #[serde(default)]
    timestamp: Value,
    #[serde(default)]
    actor: Value,
    #[serde(default)]
    object: Value,
    #[serde(default)]
    attributes: Value,
}

impl EventIn {
    pub(crate) fn event(self) -> Event {
        Event {
            id: self.id.unwrap_or_default(),
            event_type: self.event_type,
            timestamp: timestamp(&self.timestamp),
            actor: text_at(&self.actor, "/id"),
            object: text_at(&self.object, "/id"),
            comment: text_at(&self.attributes, "/comment").filter(|comment| !comment.trim().is_empty()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileIn {
    id: Option<String>,
    filename: Option<String>,
    #[serde(default)]
    file_purpose: FilePurpose,
    #[serde(default)]
    size: Value,
    mime_type: Option<String>,
}

impl FileIn {
    /// The file; none when it has no id.
    pub(crate) fn file(self) -> Option<File> {
        Some(File {
            id: self.id?.parse().ok()?,
            filename: self.filename.unwrap_or_default(),
            purpose: self.file_purpose,
            size: whole_number(&self.size),
            media_type: filled(self.mime_type),
        })
    }

    /// The same as what a draft would go out with; none when it is something else than a source file.
    pub(crate) fn source_file(self) -> Option<SourceFile> {
        let is_source = match &self.file_purpose {
            FilePurpose::Source => true,
            // Not told counts.
            FilePurpose::Unknown(purpose) => purpose.is_empty(),
            FilePurpose::SignedContent
            | FilePurpose::PartiallySignedContent
            | FilePurpose::SignatureCard
            | FilePurpose::ContentArchive => false,
        };
        is_source.then(|| SourceFile {
            id: self.id.and_then(|id| id.parse().ok()),
            name: self.filename.unwrap_or_default(),
            size: whole_number(&self.size),
        })
    }
}

#[derive(Deserialize)]
pub(crate) struct TagIn {
    id: Option<String>,
    description: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl TagIn {
    /// The label; none when it has no id.
    pub(crate) fn tag(self) -> Option<Tag> {
        Some(Tag {
            id: self.id?.parse().ok()?,
            description: self.description.unwrap_or_default(),
            kind: self.kind.unwrap_or_default(),
        })
    }
}

#[derive(Deserialize)]
pub(crate) struct LinkIn {
    #[serde(default, deserialize_with = "or_default")]
    classifiers: Vec<String>,
    #[serde(default)]
    attributes: Value,
}

impl LinkIn {
    /// The link; none when it leads nowhere that a browser may be sent to.
    pub(crate) fn link(self) -> Option<ActionLink> {
        let url: url::Url = text_at(&self.attributes, "/httpRequest/uri")?.parse().ok()?;
        matches!(url.scheme(), "https" | "http").then(|| ActionLink {
            url,
            method: text_at(&self.attributes, "/httpRequest/method"),
            action: text_at(&self.attributes, "/actionIdentifier"),
            description: text_at(&self.attributes, "/description"),
            classifiers: self.classifiers,
        })
    }
}
