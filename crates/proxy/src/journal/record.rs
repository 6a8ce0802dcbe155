//! An entry of the journal, and how it stands in the database.

use std::collections::{BTreeMap, BTreeSet};

use autenti_model::signing::Waiting;
use autenti_model::{ErrorCode, Lang, Sending, SendingStep};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Instance;
use crate::document::DocumentState;
use crate::failure::Words;
use crate::plan::Plan;

/// A document of an instance.
#[derive(Clone, Debug)]
pub struct Record {
    /// Number of the entry.
    pub id: i64,
    /// The instance.
    pub instance: Instance,
    /// Login of who asked for it; empty for a document that was sent by other means.
    pub requested_by: String,
    /// What is, or was, to be sent.
    pub plan: Plan,
    /// How far it has come.
    pub state: State,
    /// Why what became of a document that is out cannot be written to WEBCON yet.
    pub waiting: Option<Trouble>,
    /// Autenti's id, once there is one.
    pub document_id: Option<String>,
    /// The document as it was last read.
    pub document: Option<DocumentState>,
    /// When it was last read.
    pub read_at: Option<Timestamp>,
    /// A comment to leave on the instance.
    pub comment: Option<String>,
    /// What was last written to WEBCON, as JSON.
    pub written: Option<String>,
    /// What was written into fields of the form, by what the profile calls them.
    pub page: BTreeMap<String, FieldOnPage>,
    /// What was written into rows of the item list.
    pub page_rows: Option<RowsOnPage>,
    /// Transitions that were begun, by the status they belong to.
    pub transitions: BTreeMap<String, Transition>,
    /// Ids of the recipients whose links stand on the form.
    pub links: BTreeSet<String>,
    /// The signed document on the instance.
    pub attached: Option<Attached>,
    /// When sending was asked for.
    pub created_at: Timestamp,
}

/// How far a document has come on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Being sent.
    Sending {
        /// What is done next.
        step: SendingStep,
        /// Files uploaded so far.
        files_done: usize,
        /// The last failure since the last success.
        trouble: Option<Trouble>,
    },
    /// Sending failed for good; nobody was invited to sign.
    Stopped {
        /// What it failed at.
        step: SendingStep,
        /// Files uploaded so far.
        files_done: usize,
        /// Why.
        trouble: Trouble,
    },
    /// Sent, and WEBCON knows it.
    Sent,
}

/// A failure on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What went wrong.
    pub code: ErrorCode,
    /// The same in words, safe to show.
    pub words: Words,
    /// How often it was tried.
    pub tries: u32,
}

/// A path that is taken when a status is reached: once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// The step in which the instance stood before.
    pub from: String,
    /// Whether it was made.
    pub made: bool,
}

/// A value that was written into a field or cell of the form, as the form's JavaScript takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnPage {
    /// The value.
    pub value: String,
    /// When it was written.
    pub at: Timestamp,
    /// Id of the recipient whose link for signing it is. Nobody else is told of it without the right to open it.
    pub link_of: Option<String>,
}

/// What was written into a field of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOnPage {
    /// The field's name in the database; none while the layout cannot be read. What was known before is kept then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The value.
    #[serde(flatten)]
    pub value: OnPage,
}

/// What was written into rows of the item list of recipients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsOnPage {
    /// Numbers of lists by what the profile calls them.
    pub lists: BTreeMap<String, i64>,
    /// Names in the database of its columns by what the profile calls them, as far as they are known.
    pub columns: BTreeMap<String, String>,
    /// The cells by recipient and by what the profile calls the column.
    pub cells: BTreeMap<String, BTreeMap<String, OnPage>>,
}

/// The signed document on the instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// WEBCON's attachment id.
    pub id: i64,
    /// File name.
    pub name: String,
}

impl Record {
    /// Why something cannot be written to the form yet, for people who read this language.
    pub fn waiting(&self, lang: Lang) -> Option<Waiting> {
        let trouble = self.waiting.as_ref()?;
        Some(Waiting {
            code: trouble.code,
            detail: trouble.words.detail(trouble.code, lang),
            said: trouble.words.said_of_detail(trouble.code),
        })
    }

    /// Whether the document may have reached its recipients.
    pub fn is_out(&self) -> bool {
        match &self.state {
            State::Sent => true,
            State::Sending { step, .. } => *step == SendingStep::WriteBack,
            State::Stopped { .. } => false,
        }
    }

    /// Progress for the form; none when nothing is being sent.
    pub fn sending(&self, lang: Lang) -> Option<Sending> {
        let (step, files_done, trouble, retrying) = match &self.state {
            State::Sent => return None,
            State::Sending { step, files_done, trouble } => (step, files_done, trouble.as_ref(), true),
            State::Stopped { step, files_done, trouble } => (step, files_done, Some(trouble), false),
        };
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Some(Sending {
            step: *step,
            done: count(*files_done),
            of: count(self.plan.files.len()),
            code: trouble.map(|trouble| trouble.code),
            detail: trouble.map(|trouble| trouble.words.detail(trouble.code, lang)),
            said: trouble.map(|trouble| trouble.words.said_of_detail(trouble.code)).unwrap_or_default(),
            retrying: retrying && trouble.is_some(),
        })
    }
}

/// The row as it stands in the database.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: i64,
    profile: String,
    element: i32,
    requested_by: String,
    plan: String,
    state: String,
    step: String,
    files_done: i64,
    trouble: Option<String>,
    trouble_words: Option<String>,
    tries: i64,
    autenti_id: Option<String>,
    document: Option<String>,
    read_at: Option<i64>,
    comment: Option<String>,
    written: Option<String>,
    page: String,
    page_rows: Option<String>,
    transitions: String,
    links: String,
    attachment_id: Option<i64>,
    attachment_name: Option<String>,
    created_at: i64,
}

impl Row {
    pub(super) fn into_record(self) -> Result<Record, sqlx::Error> {
        let step: SendingStep = from_json(&format!("\"{}\"", self.step))?;
        let files_done = usize::try_from(self.files_done).unwrap_or_default();
        // Words that this version cannot say are no reason to forget the trouble: those of the code will do.
        let words = self.trouble_words.as_deref().and_then(|words| from_json(words).ok());
        let trouble = self.trouble.map(|code| Trouble {
            code: serde_json::from_value(code.into()).unwrap_or(ErrorCode::Unknown),
            words: words.unwrap_or_default(),
            tries: u32::try_from(self.tries).unwrap_or(u32::MAX),
        });
        let waiting = trouble.clone().filter(|_| self.state == "sent");
        let state = match (self.state.as_str(), trouble) {
            ("sent", _) => State::Sent,
            ("stopped", Some(trouble)) => State::Stopped { step, files_done, trouble },
            ("sending", trouble) => State::Sending { step, files_done, trouble },
            (state, _) => return Err(unreadable(&format!("state `{state}`"))),
        };
        Ok(Record {
            id: self.id,
            instance: Instance { profile: self.profile, element: self.element },
            requested_by: self.requested_by,
            plan: from_json(&self.plan)?,
            state,
            waiting,
            document_id: self.autenti_id,
            document: self.document.as_deref().map(from_json).transpose()?,
            read_at: self.read_at.map(timestamp).transpose()?,
            comment: self.comment,
            written: self.written,
            page: from_json(&self.page)?,
            page_rows: self.page_rows.as_deref().map(from_json).transpose()?,
            transitions: from_json(&self.transitions)?,
            links: from_json(&self.links)?,
            attached: self
                .attachment_id
                .map(|id| Attached { id, name: self.attachment_name.unwrap_or_default() }),
            created_at: timestamp(self.created_at)?,
        })
    }
}

pub(super) fn to_json(value: &impl Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

pub(super) fn timestamp(millis: i64) -> Result<Timestamp, sqlx::Error> {
    Timestamp::from_millisecond(millis).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn unreadable(what: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("the journal holds a {what}, which this version does not know").into())
}
