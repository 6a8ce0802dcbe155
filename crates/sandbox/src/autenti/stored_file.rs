//! A file of a document process, sent or made here.

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

/// What a file is. facts: Autenti API, files: values of `filePurpose`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Purpose {
    SourceFile,
    SignedContentFile,
    PartiallySignedContentFile,
    SignatureCard,
    ContentArchive,
}

/// A file of a process.
#[derive(Clone, Debug)]
pub(super) struct StoredFile {
    pub(super) id: String,
    pub(super) filename: String,
    pub(super) description: Option<String>,
    pub(super) purpose: Purpose,
    pub(super) mime_type: String,
    pub(super) content: Bytes,
    pub(super) modified_at: Timestamp,
    pub(super) visible_from: Timestamp,
    pub(super) visible_until: Option<Timestamp>,
    /// Counts the uploads in the order in which they began.
    pub(super) order: u64,
}

impl StoredFile {
    pub(super) fn is_visible(&self, now: Timestamp) -> bool {
        self.visible_from <= now && self.visible_until.is_none_or(|until| now < until)
    }

    /// facts: Autenti API, details: the file object; `filename` is all lower case.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "filename": self.filename,
            "description": self.description,
            // Inferred: that there is a version is known, what it looks like is not.
            "version": "1",
            "size": self.content.len(),
            "modificationTime": self.modified_at,
            "filePurpose": self.purpose,
            "mimeType": self.mime_type,
            "mimeTypeBeforeConversion": null,
            "conversionStatus": null,
        })
    }
}
