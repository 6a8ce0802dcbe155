//! Things that happened to a document: in its history, in the answer to an action, in a webhook.

use jiff::Timestamp;

use crate::ids::DocumentId;
use crate::words::EventType;

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Unique id, good for dropping duplicates; empty when Autenti sends none.
    pub id: String,
    /// What happened.
    pub event_type: EventType,
    /// When.
    pub timestamp: Option<Timestamp>,
    /// Id of who did it.
    pub actor: Option<String>,
    /// Id of what it was done to.
    pub object: Option<String>,
    /// What the actor wrote about it, such as the reason of a rejection; never empty.
    pub comment: Option<String>,
}

impl Event {
    /// The document process that it happened to, when the event names one.
    ///
    /// Webhooks bring the events of the whole organisation: look whether the document is yours
    /// (facts: Autenti API, "Webhooks").
    pub fn document(&self) -> Option<DocumentId> {
        let object = self.object.as_deref()?;
        object.starts_with("DOCUMENT_PROCESS:").then(|| object.parse().ok())?
    }
}
