//! Document processes: create, fill, read.

use http::Method;
use jiff::Timestamp;

use crate::call::Call;
use crate::client::Client;
use crate::constraint::Constraint;
use crate::error::Error;
use crate::file::File;
use crate::ids::{DocumentId, TagId};
use crate::new_document::NewDocument;
use crate::new_party::NewParty;
use crate::party::Party;
use crate::request::Request;
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
        let call = Call::changing("create a document");
        let url = self.at(&["document-processes"]);
        let request = Request::post(call.clone(), url).json(&DocumentOut::from(document))?;
        let created: DocumentIn = self.one(request).await?;
        created.document().ok_or_else(|| Error::unreadable(&call, "a document without an id"))
    }

    /// Reads a document process with its participants, files and history.
    ///
    /// # Errors
    /// Every kind of a reading call; [`Error::Locked`] when it opens with an SMS code.
    pub async fn document(&self, document: &DocumentId) -> Result<Document, Error> {
        let call = Call::reading("read document").of(document.as_str());
        let url = self.at(&["document-processes", document.as_str()]);
        let read: DocumentIn = self.one(Request::get(call.clone(), url)).await?;
        read.document().ok_or_else(|| Error::unreadable(&call, "a document without an id"))
    }

    /// Replaces what a draft says; its files stay.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn replace_draft(&self, document: &DocumentId, replacement: &NewDocument) -> Result<(), Error> {
        let call = Call::changing("replace draft").of(document.as_str());
        let url = self.at(&["document-processes", document.as_str()]);
        self.done(Request::new(call, Method::PUT, url).json(&DocumentOut::from(replacement))?).await
    }

    /// The document processes that the token's user sees. The shape of this list was never seen, so it is
    /// read leniently: entries without an id are left out, everything else may be missing.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn documents(&self) -> Result<Vec<Document>, Error> {
        let call = Call::reading("list documents");
        let documents: Vec<DocumentIn> =
            self.all(Request::list(call, self.at(&["document-processes"]))).await?;
        Ok(documents.into_iter().filter_map(DocumentIn::document).collect())
    }

    /// Adds a participant to a draft.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn add_party(&self, document: &DocumentId, party: &NewParty) -> Result<Party, Error> {
        let call = Call::changing("add a participant to document").of(document.as_str());
        let url = self.at(&["document-processes", document.as_str(), "parties"]);
        let added: PartyIn = self.one(Request::post(call, url).json(&PartyOut::from(party))?).await?;
        Ok(added.party())
    }

    /// The participants of a document process, with their final ids once Autenti has assigned them.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn parties(&self, document: &DocumentId) -> Result<Vec<Party>, Error> {
        let call = Call::reading("list the participants of document").of(document.as_str());
        let url = self.at(&["document-processes", document.as_str(), "parties"]);
        let parties: Vec<PartyIn> = self.all(Request::list(call, url)).await?;
        Ok(parties.into_iter().map(PartyIn::party).collect())
    }
}
