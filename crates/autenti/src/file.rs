//! Files of a document process.

use api_client::Request;
use bytes::Bytes;

use crate::Download;
use crate::client::{Client, list};
use crate::error::Error;
use crate::ids::{DocumentId, FileId};
use crate::operation;
use crate::upload::Upload;
use crate::wire::FileIn;
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
#[derive(Clone)]
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
        let url = self.at(&["document-processes", document.as_str(), "files"]);
        let request = Request::post(operation::ADD_FILE.of(document.as_str()), url)
            .multipart(Upload::new(self.upload_form, file));
        let uploaded: FileIn = self.transport.one(&request).await?;
        uploaded.file().ok_or_else(|| Error::unreadable(request.call(), "a file without an id"))
    }

    /// The files of a document process. The same list is in [`Document::files`](crate::Document::files).
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn files(&self, document: &DocumentId) -> Result<Vec<File>, Error> {
        let url = self.at(&["document-processes", document.as_str(), "files"]);
        let request = list(operation::LIST_FILES.of(document.as_str()), url);
        let files: Vec<FileIn> = self.transport.all(&request).await?;
        Ok(files.into_iter().filter_map(FileIn::file).collect())
    }

    /// The content of a file, as a stream.
    ///
    /// # Errors
    /// Every kind of a reading call; the stream itself may end with `CutOff` or `TimedOut`.
    pub async fn file_content(&self, document: &DocumentId, file: &FileId) -> Result<Download, Error> {
        let url = self.at(&["document-processes", document.as_str(), "files", file.as_str(), "content"]);
        let request = Request::get(operation::DOWNLOAD_FILE.of(document.as_str()), url).accept("*/*");
        self.transport.download(&request).await
    }
}

impl std::fmt::Debug for NewFile {
    /// With the size of the content instead of the content.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewFile")
            .field("name", &self.name)
            .field("media_type", &self.media_type)
            .field("bytes", &self.content.len())
            .finish()
    }
}
