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

/// A file of a draft as it would go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Id, when Autenti tells it.
    pub id: Option<FileId>,
    /// Name; empty when not told.
    pub name: String,
    /// Size in bytes, when Autenti tells it.
    pub size: Option<u64>,
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

    /// The files that a draft would go out with, in order: to be compared with what was planned whenever an
    /// upload was in doubt. Unlike [`files`](Self::files) it leaves nothing out: an entry that says nothing of
    /// itself counts too.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn source_files(&self, document: &DocumentId) -> Result<Vec<SourceFile>, Error> {
        let url = self.at(&["document-processes", document.as_str(), "files"]);
        let request = list(operation::LIST_FILES.of(document.as_str()), url);
        let files: Vec<FileIn> = self.transport.all(&request).await?;
        Ok(files.into_iter().filter_map(FileIn::source_file).collect())
    }

    /// Removes a file from a draft. That it can be removed is inferred (facts: Autenti API, corrections): where
    /// it cannot, begin another draft.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn remove_file(&self, document: &DocumentId, file: &FileId) -> Result<(), Error> {
        let url = self.at(&["document-processes", document.as_str(), "files", file.as_str()]);
        self.transport.done(&Request::delete(operation::REMOVE_FILE.of(document.as_str()), url)).await
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
