//! What is to be sent, frozen when sending was asked for: an interrupted send goes on with the same
//! recipients and the same files, whatever happened to the form in between.

use autenti_model::{RecipientRow, Visualisation};
use serde::{Deserialize, Serialize};
use webcon::AttachmentId;

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What the document is called.
    pub title: String,
    /// Message to the recipients.
    pub message: String,
    /// Language of Autenti's messages.
    pub language: String,
    /// Address of the user in whose name it is sent, and everything is done that follows; none for the account's own.
    #[serde(default)]
    pub act_as: Option<String>,
    /// Sent as the organisation.
    pub as_organisation: bool,
    /// Where signatures are shown.
    pub visualisation: Visualisation,
    /// Ids of labels.
    pub labels: Vec<String>,
    /// Signers and approvers act one after another.
    pub signing_order: bool,
    /// What the profile adds to the draft as it is.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// The recipients.
    pub recipients: Vec<RecipientRow>,
    /// The files, in their order.
    pub files: Vec<PlannedFile>,
}

impl Plan {
    /// Whether the document was sent by other means and found on the instance: then this is what the form said
    /// when it was found, not what was sent. A document that is sent from here has files.
    pub fn was_found(&self) -> bool {
        self.files.is_empty()
    }
}

/// A file that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedFile {
    /// WEBCON's attachment id.
    pub attachment: AttachmentId,
    /// File name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content: what goes up is what was asked for.
    pub sha256: String,
}
