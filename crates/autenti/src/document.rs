//! Document processes: create, fill, read.

use api_client::Request;
use http::Method;
use jiff::Timestamp;
use serde_json::Value;

use crate::client::{Client, list};
use crate::constraint::Constraint;
use crate::error::Error;
use crate::file::File;
use crate::ids::{DocumentId, TagId};
use crate::new_document::NewDocument;
use crate::new_party::NewParty;
use crate::operation;
use crate::party::Party;
use crate::wire::{DocumentIn, PartyIn, PartyOut, documents_in};
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
        let request = Request::post(operation::CREATE_DRAFT, url).json(&document.to_json()?)?;
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
        self.transport.done(&request.json(&replacement.to_json()?)?).await
    }

    /// Deletes a draft for good. Only drafts can be deleted (facts: Autenti API, "Endpoints"), and that the API
    /// offers it is inferred: where it does not, [`Error::NotFound`], [`Error::Forbidden`] and
    /// [`Error::Refused`] with 405 are to be expected, and the draft stays, which is harmless.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn delete_draft(&self, document: &DocumentId) -> Result<(), Error> {
        let url = self.at(&["document-processes", document.as_str()]);
        self.transport.done(&Request::delete(operation::DELETE_DRAFT.of(document.as_str()), url)).await
    }

    /// The document processes that the token's user sees: where a draft whose creation was not answered can be
    /// found again, by title and time. The shape of this list was never seen, so documents are taken from
    /// wherever they stand in it, and everything but the id may be missing.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn documents(&self) -> Result<Vec<Document>, Error> {
        let request = list(operation::LIST_DOCUMENTS, self.at(&["document-processes"]));
        let answer: Vec<Value> = self.transport.all(&request).await?;
        Ok(answer.into_iter().flat_map(documents_in).collect())
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
