//! Files of a document process.

use bytes::Bytes;

use crate::client::Client;
use crate::download::Download;
use crate::error::Error;
use crate::ids::{DocumentId, FileId};
use crate::words::FilePurpose;

/// A file of a document process; its content is read with [`Client::file_content`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Id; some contain a slash.
    pub id: FileId,
    /// Name; empty when not told.
    pub filename: String,
    /// What the file is.
    pub purpose: FilePurpose,
    /// Size in bytes.
    pub size: Option<u64>,
    /// Media type, such as `application/pdf`.
    pub media_type: Option<String>,
}

/// A file to upload.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Name, with its ending: Autenti takes the type from it when nothing else tells.
    pub name: String,
    /// Media type, such as `application/pdf`.
    pub media_type: String,
    /// Content. Cloning it is cheap.
    pub content: Bytes,
}

impl Client {
    /// Uploads a file to a draft. Files end up in the order of their uploads, merged into one document
    /// (facts: Autenti API, "Files and participants"), so upload one after another when order matters.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn add_file(&self, document: &DocumentId, file: NewFile) -> Result<File, Error> {
        todo!()
    }

    /// The files of a document process. The same list is in [`Document::files`](crate::Document::files).
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn files(&self, document: &DocumentId) -> Result<Vec<File>, Error> {
        todo!()
    }

    /// The content of a file, as a stream.
    ///
    /// # Errors
    /// Every kind of a reading call; the stream itself may end with `CutOff` or `TimedOut`.
    pub async fn file_content(&self, document: &DocumentId, file: &FileId) -> Result<Download, Error> {
        todo!()
    }
}
