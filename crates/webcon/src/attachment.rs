//! Attachments of an instance.

use bytes::Bytes;

use crate::client::Client;
use crate::download::Download;
use crate::error::Error;
use crate::ids::{AttachmentId, DatabaseId, ElementId};

/// An attachment, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Id.
    pub id: AttachmentId,
    /// File name.
    pub name: String,
    /// Description; empty when there is none.
    pub description: String,
    /// Category as WEBCON tells it: the documentation shows its **name** only, while it is written as
    /// `id#name`. Empty when there is none. See [`category_is`](Self::category_is).
    pub group: String,
    /// Version; grows with each replacement.
    pub version: Option<i32>,
    /// Whether it is published, which locks it (probably: being edited in an Office program).
    pub is_published: bool,
    /// When it was added, ISO 8601; empty when not told.
    pub created_at: String,
    /// When it was last replaced, ISO 8601; empty when not told.
    pub modified_at: String,
}

impl Attachment {
    /// Whether it is in a category, given as its id, its name, or `id#name`.
    ///
    /// What WEBCON tells and what it takes differ, so: ids are compared where both sides have one, names
    /// (without regard to case) otherwise.
    pub fn category_is(&self, category: &str) -> bool {
        todo!()
    }
}

/// An attachment to add, or the new content of one.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// File name, with its ending.
    pub name: String,
    /// Content. It travels as base64, a third larger.
    pub content: Bytes,
    /// Category as `id#name`, such as `3#Application files`; none for no category.
    pub group: Option<String>,
    /// Description.
    pub description: Option<String>,
}

/// An attachment that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAttachment {
    /// Id.
    pub id: AttachmentId,
    /// File name, as WEBCON keeps it.
    pub name: String,
    /// Version.
    pub version: Option<i32>,
}

impl Client {
    /// The content of an attachment, as a stream. When WEBCON cannot stream it (404, 405, 409), it is
    /// read as base64 instead, whole.
    ///
    /// # Errors
    /// Every kind of a reading call; the stream itself may end with `CutOff` or `TimedOut`.
    pub async fn attachment_content(
        &self,
        database: DatabaseId,
        element: ElementId,
        attachment: AttachmentId,
    ) -> Result<Download, Error> {
        todo!()
    }

    /// Adds an attachment. It makes no new version of the instance (reported for BPS 2023); to have one,
    /// use [`ElementUpdate::attach`](crate::ElementUpdate::attach).
    ///
    /// # Errors
    /// Every kind of a changing call; [`Error::CheckedOut`] and [`Error::Validation`]. Never repeated by
    /// itself: when [`outcome_unknown`](Error::outcome_unknown), read the instance's attachments first.
    pub async fn add_attachment(
        &self,
        database: DatabaseId,
        element: ElementId,
        attachment: &NewAttachment,
        force_checkout: bool,
    ) -> Result<SavedAttachment, Error> {
        todo!()
    }

    /// Replaces an attachment; its id stays and its version grows (inferred).
    ///
    /// # Errors
    /// Every kind of a changing call; [`Error::Published`] when it is locked. Never repeated by itself.
    pub async fn replace_attachment(
        &self,
        database: DatabaseId,
        element: ElementId,
        attachment: AttachmentId,
        replacement: &NewAttachment,
        force_checkout: bool,
    ) -> Result<SavedAttachment, Error> {
        todo!()
    }

    /// Deletes an attachment.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn delete_attachment(
        &self,
        database: DatabaseId,
        element: ElementId,
        attachment: AttachmentId,
        force_checkout: bool,
    ) -> Result<(), Error> {
        todo!()
    }
}

impl std::fmt::Debug for NewAttachment {
    /// With the size of the content instead of the content.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAttachment")
            .field("name", &self.name)
            .field("bytes", &self.content.len())
            .field("group", &self.group)
            .finish_non_exhaustive()
    }
}
