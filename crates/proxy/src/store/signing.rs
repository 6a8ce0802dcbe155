//! A signing as it is kept.

use std::collections::{BTreeMap, BTreeSet};

use autenti::DocumentId;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use webcon::{AttachmentId, DatabaseId, ElementId, ListId};

use super::cipher::Cipher;
use super::sealed::open_links;
use super::{Instance, JobKind, JobState, Person, RecordedError, Result, SigningId, Stage, StoreError};
use crate::document::DocumentState;
use crate::plan::Plan;

/// What the store knows of a signing.
#[derive(Clone, Debug, PartialEq)]
pub struct SigningRecord {
    /// Its id.
    pub id: SigningId,
    /// Where it was sent from.
    pub instance: Instance,
    /// By which profile.
    pub profile: String,
    /// The Autenti account that it belongs to, whatever the profile names today.
    pub account: String,
    /// Login of whoever asked for it; empty for a document that was found on the instance.
    pub requested_by: String,
    /// What is to be sent.
    pub plan: Plan,
    /// Where it stands.
    pub stage: Stage,
    /// Since when it is unknown whether the last call to Autenti happened; none when that is known.
    pub doubt_since: Option<Timestamp>,
    /// When that was last so for the current draft.
    pub last_doubt: Option<Timestamp>,
    /// Autenti's id of the document.
    pub document_id: Option<DocumentId>,
    /// The document as it was last read.
    pub document: Option<DocumentState>,
    /// When that was.
    pub read_at: Option<Timestamp>,
    /// A comment to leave on the instance.
    pub comment: Option<String>,
    /// Who wrote it; none for comments of earlier versions.
    pub comment_by: Option<String>,
    /// What was last written to WEBCON, as `write_back` tells it.
    pub last_write_back: Option<String>,
    /// What was written to fields of the form, by what the profile calls them.
    pub form_values: BTreeMap<String, FieldOnForm>,
    /// What was written to rows of the item list.
    pub form_rows: Option<RowsOnForm>,
    /// Transitions that were begun and made, by status.
    pub transitions: BTreeMap<String, Transition>,
    /// Ids of the recipients whose links stand on the form.
    pub links: BTreeSet<String>,
    /// The signed file on the instance.
    pub attached: Option<Attached>,
    /// Until when a file that is being saved, or was saved without an answer, may still land on the instance.
    pub attach_doubt: Option<Timestamp>,
    /// Since when somebody's checkout keeps the form from being written; none when nothing waits for one.
    pub checkout_since: Option<Timestamp>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Whether personal data of it was erased: it is not read again, which would bring it back.
    pub is_erased: bool,
    /// Its jobs, as far as they were read with it.
    pub jobs: Vec<JobState>,
}

impl SigningRecord {
    /// Whether its document may have reached its recipients although that is not known.
    pub fn is_in_doubt(&self) -> bool {
        self.doubt_since.is_some() && matches!(self.stage, Stage::Submitting { .. } | Stage::Stopped { .. })
    }

    /// Its job of that kind, if it has one.
    pub fn job(&self, kind: JobKind) -> Option<&JobState> {
        self.jobs.iter().find(|job| job.kind == kind)
    }
}

/// Who asks for a document to be sent.
#[derive(Clone, Debug, Default)]
pub struct Requester {
    /// Login, or the name of an integration key.
    pub login: String,
    /// The person; none for a program.
    pub person: Option<Person>,
    /// The integration key of a program.
    pub key: Option<String>,
}

/// What was written to a field of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOnForm {
    /// What the field is called in the database, as far as that was known.
    pub column: Option<String>,
    /// What was written.
    #[serde(flatten)]
    pub value: FormValue,
}

/// A value that was written to a field or cell of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormValue {
    /// The value as the form's JavaScript takes it.
    pub value: String,
    /// When it was written.
    pub at: Timestamp,
    /// Id of the recipient for whom it is a link: nobody else is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_of: Option<String>,
}

/// What was written to rows of the item list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsOnForm {
    /// Number of the list by what the profile calls it.
    pub lists: BTreeMap<String, ListId>,
    /// Database columns by what the profile calls them.
    pub columns: BTreeMap<String, String>,
    /// Cells by recipient, then by what the profile calls the column.
    pub cells: BTreeMap<String, BTreeMap<String, FormValue>>,
}

impl RowsOnForm {
    /// With what was written now over what was written before.
    pub(super) fn merge(&mut self, newer: Self) {
        self.lists.extend(newer.lists);
        self.columns.extend(newer.columns);
        for (recipient, cells) in newer.cells {
            self.cells.entry(recipient).or_default().extend(cells);
        }
    }
}

/// A path that was begun or taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// The step that the instance stood in before.
    pub from: String,
    /// Whether it was taken.
    pub made: bool,
}

/// The signed file on the instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// WEBCON's attachment id.
    pub id: AttachmentId,
    /// File name.
    pub name: String,
}

/// The row as it stands in the database.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: SigningId,
    database: Option<i64>,
    element: i64,
    profile: String,
    account: String,
    requested_by: String,
    plan: String,
    stage: String,
    stopped_step: Option<String>,
    stopped_error: Option<String>,
    files_uploaded: i64,
    doubt_since: Option<i64>,
    last_doubt: Option<i64>,
    autenti_id: Option<String>,
    document: Option<String>,
    read_at: Option<i64>,
    comment: Option<String>,
    comment_by: Option<String>,
    last_write_back: Option<String>,
    form_values: String,
    form_rows: Option<String>,
    transitions: String,
    links: String,
    attachment_id: Option<i64>,
    attachment_name: Option<String>,
    attach_doubt: Option<i64>,
    checkout_since: Option<i64>,
    created_at: i64,
    erased: Option<String>,
}

impl Row {
    pub(super) fn into_record(self, cipher: &Cipher) -> Result<SigningRecord> {
        let files = usize::try_from(self.files_uploaded).unwrap_or_default();
        let error = self.stopped_error.as_deref().map(RecordedError::from_json);
        let instance = Instance {
            database: DatabaseId(number(self.database.unwrap_or_default())?),
            element: ElementId(number(self.element)?),
        };
        let mut form_values = from_json(&self.form_values)?;
        let mut form_rows: Option<RowsOnForm> = self.form_rows.as_deref().map(from_json).transpose()?;
        open_links(cipher, self.id, &mut form_values, form_rows.as_mut());
        Ok(SigningRecord {
            id: self.id,
            instance,
            profile: self.profile,
            account: self.account,
            requested_by: self.requested_by,
            plan: from_json(&self.plan)?,
            stage: Stage::from_columns(&self.stage, files, self.stopped_step.as_deref(), error)?,
            doubt_since: self.doubt_since.map(timestamp).transpose()?,
            last_doubt: self.last_doubt.map(timestamp).transpose()?,
            document_id: self.autenti_id.map(document_id).transpose()?,
            document: self.document.as_deref().map(from_json).transpose()?,
            read_at: self.read_at.map(timestamp).transpose()?,
            comment: self.comment,
            comment_by: self.comment_by,
            last_write_back: self.last_write_back,
            form_values,
            form_rows,
            transitions: from_json(&self.transitions)?,
            links: from_json(&self.links)?,
            attached: match self.attachment_id {
                Some(id) => Some(Attached {
                    id: AttachmentId(number(id)?),
                    name: self.attachment_name.unwrap_or_default(),
                }),
                None => None,
            },
            attach_doubt: self.attach_doubt.map(timestamp).transpose()?,
            checkout_since: self.checkout_since.map(timestamp).transpose()?,
            created_at: timestamp(self.created_at)?,
            is_erased: self.erased.is_some(),
            jobs: Vec::new(),
        })
    }
}

pub(super) fn document_id(id: String) -> Result<DocumentId> {
    DocumentId::try_from(id).map_err(|error| StoreError::Unreadable(error.to_string()))
}

fn number(id: i64) -> Result<i32> {
    i32::try_from(id).map_err(|_| StoreError::Unreadable(format!("the number {id}")))
}

pub(super) fn to_json(value: &(impl Serialize + ?Sized)) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable(error.to_string()))
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable(error.to_string()))
}

pub(super) fn timestamp(millis: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|error| StoreError::Unreadable(error.to_string()))
}
