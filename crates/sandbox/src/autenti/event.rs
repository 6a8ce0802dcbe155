//! Something that happened to a document process, as it is told inside parties, in answers of actions and
//! to webhooks.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventType {
    // facts: Autenti API, event types: these five are known.
    DocumentSent,
    DocumentWithdrawal,
    DocumentReminderSent,
    SignatureRejection,
    DocumentProcessCompleted,
    // Inferred: that each act has an event is likely, these names are made up. The list is open.
    SignatureApplication,
    DocumentApproval,
    DocumentReview,
    HandedOver,
}

impl EventType {
    pub(super) const PREFIX: &str = "EVENT_CLASSIFIER-UNIQUE_TYPE:";

    /// The id under which it is told, and under which an action that causes it is selected.
    pub(super) fn id(self) -> String {
        let name = match self {
            Self::DocumentSent => "DOCUMENT_SENT",
            Self::DocumentWithdrawal => "DOCUMENT_WITHDRAWAL",
            Self::DocumentReminderSent => "DOCUMENT_REMINDER_SENT",
            Self::SignatureRejection => "SIGNATURE_REJECTION",
            Self::DocumentProcessCompleted => "DOCUMENT_PROCESS_COMPLETED",
            Self::SignatureApplication => "SIGNATURE_APPLICATION",
            Self::DocumentApproval => "DOCUMENT_APPROVAL",
            Self::DocumentReview => "DOCUMENT_REVIEW",
            Self::HandedOver => "HANDED_OVER",
        };
        format!("{}{name}", Self::PREFIX)
    }
}

/// An event; whose it is says the list of events it stands in.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) id: Uuid,
    pub(super) kind: EventType,
    pub(super) timestamp: Timestamp,
    /// Id of who did it, as it was when it was done.
    pub(super) actor: String,
    /// Id of the document process.
    pub(super) document: String,
    /// What was said about it.
    pub(super) comment: Option<String>,
}

impl Event {
    /// facts: Autenti API, details: the event object of parties and of the answers of actions.
    pub(super) fn to_json(&self) -> Value {
        let attributes = match &self.comment {
            Some(comment) => json!({ "comment": comment }),
            None => json!({}),
        };
        json!({
            "timestamp": self.timestamp,
            "id": self.id,
            "eventType": self.kind.id(),
            // Inferred: a list of classifiers is known to be there, its values are not.
            "classifiers": [self.kind.id()],
            "actor": { "id": self.actor },
            "object": { "id": self.document, "type": "DOCUMENT_PROCESS" },
            "attributes": attributes,
        })
    }

    /// facts: Autenti API, webhooks: the payload, which has neither a status nor attributes.
    pub(super) fn to_webhook_json(&self) -> Value {
        json!({
            "id": self.id,
            // Inferred: that both have a type is known, its values are not.
            "actor": { "id": self.actor, "type": "PARTY" },
            "eventType": self.kind.id(),
            "object": { "id": self.document, "type": "DOCUMENT_PROCESS" },
            "timestamp": self.timestamp,
        })
    }
}
