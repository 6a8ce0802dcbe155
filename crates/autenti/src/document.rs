//! Document processes: create, fill, read.

use api_client::Request;
use http::Method;
use jiff::Timestamp;

use crate::client::{Client, list};
use crate::constraint::Constraint;
use crate::error::Error;
use crate::file::File;
use crate::ids::{DocumentId, TagId};
use crate::new_document::NewDocument;
use crate::new_party::NewParty;
use crate::operation;
use crate::party::Party;
use crate::wire::{DocumentIn, DocumentOut, PartyIn, PartyOut};
use crate::words::DocumentStatus;

/// A document process: files, participants, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Id.
    pub id: DocumentId,
    /// Title; empty when not told.
    pub title: String,
    /// Message to the participants (`description`); empty when there is none.
    pub message: String,
    /// Language of Autenti's messages about it, such as `pl`.
    pub language: Option<String>,
    /// Where it stands; unknown and empty when not told, which happens in lists.
    pub status: DocumentStatus,
    /// Participants, the sender included.
    pub parties: Vec<Party>,
    /// Files.
    pub files: Vec<File>,
    /// Labels.
    pub tags: Vec<TagId>,
    /// Conditions on the whole process.
    pub constraints: Vec<Constraint>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub modified_at: Option<Timestamp>,
}

impl Client {
    /// Creates a draft. Files are uploaded afterwards, and nothing happens until
    /// [`send`](Self::send). Write the id down before doing anything else: a draft left behind is
    /// harmless, a second document sent is not.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn create_draft(&self, document: &NewDocument) -> Result<Document, Error> {
        let url = self.at(&["document-processes"]);
        let request = Request::post(operation::CREATE_DRAFT, url).json(&DocumentOut::from(document))?;
        self.read_document(&request).await
    }

    /// Reads a document process with its participants, files and history.
    ///
    /// # Errors
    /// Every kind of a reading call; [`ServiceError::Locked`](crate::ServiceError::Locked) when it opens with an SMS code.
    pub async fn document(&self, document: &DocumentId) -> Result<Document, Error> {
        let url = self.at(&["document-processes", document.as_str()]);
        self.read_document(&Request::get(operation::READ_DOCUMENT.of(document.as_str()), url)).await
    }

    async fn read_document(&self, request: &Request) -> Result<Document, Error> {
        let read: DocumentIn = self.transport.one(request).await?;
        read.document().ok_or_else(|| Error::unreadable(request.call(), "a document without an id"))
    }

    /// Replaces what a draft says; its files stay.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn replace_draft(&self, document: &DocumentId, replacement: &NewDocument) -> Result<(), Error> {
        let url = self.at(&["document-processes", document.as_str()]);
        let request = Request::new(operation::REPLACE_DRAFT.of(document.as_str()), Method::PUT, url);
        self.transport.done(&request.json(&DocumentOut::from(replacement))?).await
    }

    /// The document processes that the token's user sees. The shape of this list was never seen, so it is
    /// read leniently: entries without an id are left out, everything else may be missing.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn documents(&self) -> Result<Vec<Document>, Error> {
        let request = list(operation::LIST_DOCUMENTS, self.at(&["document-processes"]));
        let documents: Vec<DocumentIn> = self.transport.all(&request).await?;
        Ok(documents.into_iter().filter_map(DocumentIn::document).collect())
    }

    /// Adds a participant to a draft.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn add_party(&self, document: &DocumentId, party: &NewParty) -> Result<Party, Error> {
        let url = self.at(&["document-processes", document.as_str(), "parties"]);
        let request = Request::post(operation::ADD_PARTY.of(document.as_str()), url);
        let added: PartyIn = self.transport.one(&request.json(&PartyOut::from(party))?).await?;
        Ok(added.party())
    }

    /// The participants of a document process, with their final ids once Autenti has assigned them.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn parties(&self, document: &DocumentId) -> Result<Vec<Party>, Error> {
        let url = self.at(&["document-processes", document.as_str(), "parties"]);
        let request = list(operation::LIST_PARTIES.of(document.as_str()), url);
        let parties: Vec<PartyIn> = self.transport.all(&request).await?;
        Ok(parties.into_iter().map(PartyIn::party).collect())
    }
}
