//! Attachments of an instance.

use api_client::Request;
use bytes::Bytes;
use http::{Method, StatusCode};

use crate::Download;
use crate::client::{Client, with_json};
use crate::error::{Error, ServiceError};
use crate::ids::{AttachmentId, DatabaseId, ElementId};
use crate::operation;
use crate::wire::{AttachmentOut, ContentIn, SavedIn};

/// Largest answer that holds a file as base64, read whole.
const LARGEST_FILE: usize = 128 << 20;

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
        let (own, wanted) = (Category::read(&self.group), Category::read(category));
        match (own.id, wanted.id) {
            (Some(own), Some(wanted)) => own == wanted,
            // One side tells only one thing, and it may be either.
            _ => own.any().any(|own| wanted.any().any(|wanted| own.to_lowercase() == wanted.to_lowercase())),
        }
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
        let id = attachment.to_string();
        let call = operation::READ_ATTACHMENT.of(&*id);
        let url = self.element_url(database, element, &["attachments", &id, "stream"]);
        let streamed = Request::get(call.clone(), url).accept("*/*");
        let error = match self.transport.download(&streamed).await {
            Err(error) if cannot_stream(&error) => error,
            // A portal that asks to log in, or a gateway, answers a page in place of the file; and what is JSON says
            // something about it.
            Ok(download) if download.media_type().is_some_and(is_no_file) => {
                return Err(Error::unreadable(&call, "something else in place of a file"));
            }
            // Whether the file is empty, or the answer was, is seen when it is read the other way.
            Ok(download) if download.length() == Some(0) => {
                Error::unreadable(&call, "nothing in place of a file")
            }
            answered => return answered,
        };
        tracing::debug!(%call, %error, "not to be streamed, reading it whole");
        let url = self.element_url(database, element, &["attachments", &id, "content"]);
        let whole = Request::get(call.clone(), url).carrying_file().largest_answer(LARGEST_FILE);
        let content: Result<ContentIn, Error> = self.transport.one(&whole).await;
        match content {
            Ok(content) => match content.bytes() {
                Some(bytes) => Ok(Download::whole(bytes)),
                None => Err(Error::unreadable(&call, "content that is not base64")),
            },
            // Both ways say no: the first says why.
            Err(Error::NotFound { .. } | Error::Refused { .. }) => Err(error),
            Err(later) => Err(later),
        }
    }

    /// Adds an attachment. It makes no new version of the instance (reported for BPS 2023); to have one,
    /// use [`ElementUpdate::attach`](crate::ElementUpdate::attach).
    ///
    /// # Errors
    /// Every kind of a changing call; [`ServiceError::CheckedOut`] and [`ServiceError::Validation`]. Never repeated by
    /// itself: when [`outcome_unknown`](Error::outcome_unknown), read the instance's attachments first.
    pub async fn add_attachment(
        &self,
        database: DatabaseId,
        element: ElementId,
        attachment: &NewAttachment,
        force_checkout: bool,
    ) -> Result<SavedAttachment, Error> {
        let call = operation::ADD_ATTACHMENT.of(element.to_string());
        let url = self.element_url(database, element, &["attachments"]);
        self.save_attachment(Request::new(call, Method::POST, url), attachment, force_checkout).await
    }

    /// Replaces an attachment; its id stays and its version grows (inferred).
    ///
    /// # Errors
    /// Every kind of a changing call; [`ServiceError::Published`] when it is locked. Never repeated by itself.
    pub async fn replace_attachment(
        &self,
        database: DatabaseId,
        element: ElementId,
        attachment: AttachmentId,
        replacement: &NewAttachment,
        force_checkout: bool,
    ) -> Result<SavedAttachment, Error> {
        let call = operation::REPLACE_ATTACHMENT.of(attachment.to_string());
        let url = self.element_url(database, element, &["attachments", &attachment.to_string()]);
        self.save_attachment(Request::new(call, Method::PATCH, url), replacement, force_checkout).await
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
        let call = operation::DELETE_ATTACHMENT.of(attachment.to_string());
        let url = self.element_url(database, element, &["attachments", &attachment.to_string()]);
        let request = Request::delete(call, url).query_if(force_checkout, "forceCheckout", "1");
        self.transport.done(&request).await
    }

    async fn save_attachment(
        &self,
        request: Request,
        attachment: &NewAttachment,
        force_checkout: bool,
    ) -> Result<SavedAttachment, Error> {
        let request = request.query_if(force_checkout, "forceCheckout", "1").carrying_file();
        let request = with_json(request, &AttachmentOut::from(attachment))?;
        let saved: SavedIn = self.transport.one(&request).await?;
        saved.saved().ok_or_else(|| Error::unreadable(request.call(), "an attachment without an id"))
    }
}

/// Whether what comes with this media type is something else than the content of an attachment.
fn is_no_file(media_type: &str) -> bool {
    ["text/html", "application/json", "application/problem+json"]
        .iter()
        .any(|kind| media_type.starts_with(kind))
}

/// Whether the content may still be had as base64: `/stream` is newer than `/content` and has errors of its
/// own (facts: WEBCON REST API, "Attachments").
fn cannot_stream(error: &Error) -> bool {
    match error {
        Error::NotFound { .. }
        | Error::Service(
            ServiceError::CheckedOut { .. } | ServiceError::Validation { .. } | ServiceError::Conflict { .. },
        ) => true,
        Error::Refused { status, .. } => *status == StatusCode::METHOD_NOT_ALLOWED,
        _ => false,
    }
}

/// A category in one of its spellings: `3`, `Contracts`, `3#Contracts`.
struct Category<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
}

impl<'a> Category<'a> {
    fn read(text: &'a str) -> Self {
        let filled = |text: &'a str| Some(text.trim()).filter(|text| !text.is_empty());
        match text.split_once('#') {
            Some((id, name)) => Self { id: filled(id), name: filled(name) },
            None if text.trim().parse::<i64>().is_ok() => Self { id: filled(text), name: None },
            None => Self { id: None, name: filled(text) },
        }
    }

    fn any(&self) -> impl Iterator<Item = &'a str> {
        self.id.into_iter().chain(self.name)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_known_again_in_each_spelling() {
        let attachment = |group: &str| Attachment {
            id: AttachmentId(1),
            name: String::new(),
            description: String::new(),
            group: group.to_owned(),
            version: None,
            is_published: false,
            created_at: String::new(),
            modified_at: String::new(),
        };
        for (group, category, same) in [
            ("3#Contracts", "3", true),
            ("3#Contracts", "3#Umowy", true),
            ("3#Contracts", "contracts ", true),
            ("Contracts", "3#Contracts", true),
            ("Contracts", "CONTRACTS", true),
            ("3", "3#Contracts", true),
            ("3#Contracts", "4#Contracts", false),
            ("Contracts", "3", false),
            ("Contracts", "Offers", false),
            ("", "3", false),
            ("", "", false),
        ] {
            assert_eq!(attachment(group).category_is(category), same, "{group:?} {category:?}");
        }
    }

    #[test]
    fn content_is_not_shown() {
        let attachment = NewAttachment {
            name: "a.pdf".to_owned(),
            content: Bytes::from_static(b"s3cret"),
            group: None,
            description: None,
        };
        assert!(format!("{attachment:?}").contains("bytes: 6"));
    }
}
