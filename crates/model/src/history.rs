//! What happened to the documents of an instance.

use serde::{Deserialize, Serialize};

use crate::open_list::open_list;

open_list! {
    /// What happened.
    pub enum HistoryKind {
        /// The document was sent.
        Sent = "sent",
        /// A recipient signed it.
        Signed = "signed",
        /// A recipient approved it.
        Approved = "approved",
        /// A recipient gave an opinion.
        Reviewed = "reviewed",
        /// A recipient of another role did what was asked.
        Acted = "acted",
        /// A recipient refused.
        Rejected = "rejected",
        /// Recipients were reminded.
        Reminded = "reminded",
        /// The sender took it back.
        Withdrawn = "withdrawn",
        /// Everybody acted.
        Completed = "completed",
        /// The time to sign ran out.
        Expired = "expired",
        /// Autenti could not process it.
        Failed = "failed",
        /// The signed document was saved on the instance.
        Attached = "attached",
    }
}

/// Something that happened to a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// When: RFC 3339, UTC.
    pub at: String,
    /// What.
    pub what: HistoryKind,
    /// Who did it, by name: a person, or an automation by the name of its key; null where nobody in particular did, or
    /// where the name was erased.
    pub who: Option<String>,
    /// Whom it was done to, by name, such as those who were reminded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub whom: Vec<String>,
    /// Why, in the words of whoever did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Autenti's id of the document.
    pub document: Option<String>,
}
