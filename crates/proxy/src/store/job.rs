//! What a job is.

use std::fmt;
use std::time::Duration;

use autenti_model::ErrorCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::SigningId;
use crate::failure::{Failure, FailureMessage};

/// A job in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct JobId(i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who claims jobs.
#[derive(Clone, Copy, Debug)]
pub struct Worker<'a> {
    /// A name that no other worker has.
    pub name: &'a str,
    /// What it runs at the moment. A machine that stood still for a while has not ended: these are not claimed again,
    /// though their leases may be over. Whatever else is its own is: the answer to a claim, or what became of a job,
    /// was lost with the database.
    pub running: &'a [JobId],
}

impl Worker<'_> {
    /// The ids of what it runs, for a list in SQL.
    pub(super) fn running_ids(self) -> String {
        let ids: Vec<String> = self.running.iter().map(JobId::to_string).collect();
        // No job has this one: an empty list is no SQL.
        if ids.is_empty() { "-1".to_owned() } else { ids.join(", ") }
    }
}

/// Whose jobs are claimed, by the Autenti account of their signing.
#[derive(Clone, Copy, Debug)]
pub enum ClaimFrom<'a> {
    /// Everybody's.
    All,
    /// Those of one account.
    Account(&'a str),
    /// Those of no account, and of others than these.
    Others(&'a [&'a str]),
}

/// Declares the kinds once: the variant, its name in the store, and what it is for.
macro_rules! job_kinds {
    ( $( $(#[$meta:meta])* $variant:ident = $name:literal; )+ ) => {
        /// What is to be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum JobKind {
            $( $(#[$meta])* $variant, )+
        }

        impl JobKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The name in the store and in metrics.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }
        }
    };
}

job_kinds! {
    /// Creates the document in Autenti, uploads its files and has it sent.
    Send = "send";
    /// Reads the document, because something is said to have happened to it.
    Refresh = "refresh";
    /// Tells WEBCON what became of the document.
    WriteBack = "write_back";
    /// Writes links for those whose turn it is, and clears those of others.
    Links = "links";
    /// Saves the signed file on the instance.
    Attach = "attach";
    /// Takes the path that belongs to the document's status.
    Transition = "transition";
    /// Reads the document now and then, because something may have happened to it.
    Poll = "poll";
    /// Reminds those who are awaited, by itself.
    Remind = "remind";
    /// Makes sure that Autenti sends its webhooks here.
    Subscribe = "subscribe";
    /// Erases personal data of documents that ended long ago.
    Erase = "erase";
}

impl JobKind {
    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// Whether it writes to the form: what waits there is told apart from what waits before sending.
    pub fn writes_to_form(self) -> bool {
        match self {
            Self::WriteBack | Self::Links | Self::Attach | Self::Transition => true,
            Self::Send | Self::Refresh | Self::Poll | Self::Remind | Self::Subscribe | Self::Erase => false,
        }
    }
}

/// A job that somebody asks for.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub(super) kind: JobKind,
    pub(super) subject: String,
    pub(super) signing: Option<SigningId>,
    pub(super) payload: String,
    pub(super) delay: Duration,
}

impl NewJob {
    /// A job about a signing, to be run at once.
    pub fn of(kind: JobKind, signing: SigningId) -> Self {
        Self {
            kind,
            subject: signing.to_string(),
            signing: Some(signing),
            payload: "{}".to_owned(),
            delay: Duration::ZERO,
        }
    }

    /// A job about something else.
    pub fn about(kind: JobKind, subject: &str) -> Self {
        Self {
            kind,
            subject: subject.to_owned(),
            signing: None,
            payload: "{}".to_owned(),
            delay: Duration::ZERO,
        }
    }

    /// To be run only after a while.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

/// A job that was claimed and is to be run.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub kind: JobKind,
    /// The signing, or what else it is about.
    pub subject: String,
    /// The signing, where it is about one.
    pub signing: Option<SigningId>,
    /// What it has to remember, as JSON.
    pub payload: String,
    /// How often it has failed since it last succeeded.
    pub attempts: u32,
    /// How often it had been asked for when it was claimed.
    pub(super) requests: i64,
    /// Who runs it.
    pub(super) worker: String,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobState {
    /// What is to be done.
    pub kind: JobKind,
    /// When it is run next; none when it is parked until somebody has it tried again.
    pub run_at: Option<Timestamp>,
    /// How often it has failed since it last succeeded.
    pub attempts: u32,
    /// Why it failed the last time.
    pub last_error: Option<RecordedError>,
    /// Whether somebody runs it now.
    pub is_running: bool,
}

/// Why something failed, as it is kept: for people, in words that can be said in their language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedError {
    /// The code.
    pub code: ErrorCode,
    /// The words. Those that this version cannot say, of another one, give way to those of the code.
    #[serde(default, deserialize_with = "readable_or_default")]
    pub message: FailureMessage,
    /// What Autenti or WEBCON said, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
}

impl Default for RecordedError {
    fn default() -> Self {
        Self { code: ErrorCode::Unknown, message: FailureMessage::default(), upstream: None }
    }
}

impl RecordedError {
    pub(super) fn from_json(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}

impl From<&Failure> for RecordedError {
    fn from(failure: &Failure) -> Self {
        Self {
            code: failure.code,
            message: failure.message().clone(),
            upstream: failure.upstream().map(str::to_owned),
        }
    }
}

fn readable_or_default<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<FailureMessage, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}
