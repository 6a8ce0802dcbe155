//! A document as it was last read from Autenti: the same for every user who looks at it.

use autenti_model::{DocumentStatus, Email, RecipientStatus, Role, SignatureType};
use serde::{Deserialize, Serialize};

/// The state of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentState {
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub status: DocumentStatus,
    /// Its recipients, in the order of the list, then those that the list does not have.
    pub recipients: Vec<RecipientState>,
    /// Names of the files that were sent.
    pub files: Vec<String>,
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
    /// A code sent by SMS is needed to sign.
    pub sms_authorisation: bool,
    /// A code sent by SMS is needed to open.
    pub sms_unlock: bool,
}

/// The id of a recipient who stands in a row of the list.
pub fn row_id(row: i64) -> String {
    format!("row:{row}")
}
