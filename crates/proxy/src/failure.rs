//! A failure on its way out: the code for programs, the words for people, and the cause for the log only.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use autenti_model::{ErrorCode, Lang, LocalizedMessage, Problem, Violation};
use serde::{Deserialize, Serialize};

/// The result of everything that can fail for a caller.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why something could not be done.
#[derive(Debug)]
#[must_use]
pub struct Failure {
    /// What went wrong.
    pub code: ErrorCode,
    message: FailureMessage,
    violations: Vec<Violation>,
    /// How long the caller should wait before it tries again.
    pub retry_after: Option<Duration>,
    /// What Autenti or WEBCON said when it refused, in its own words: for the person, beside ours.
    upstream: Option<String>,
    /// Whether the call that failed may have had its effect all the same.
    outcome_unknown: bool,
    /// Whether it fails everything of the account, not this alone: its credentials are refused.
    about_account: bool,
    /// What really happened. It goes to the log, never to the caller.
    cause: Option<anyhow::Error>,
}

/// What people read of a failure, each in their own language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FailureMessage {
    /// The code's own advice.
    #[default]
    #[serde(alias = "ofTheCode")]
    OfCode,
    /// A text of the catalogue with values.
    #[serde(alias = "said")]
    Localized(LocalizedMessage),
    /// Text that is in no catalogue: what an earlier version stored of Autenti's words.
    #[serde(alias = "foreign")]
    Verbatim(String),
}

impl FailureMessage {
    /// The words in the language, for a failure of that code.
    pub fn detail(&self, code: ErrorCode, lang: Lang) -> String {
        match self {
            Self::OfCode => code.advice().get(lang).to_owned(),
            Self::Localized(message) => message.render(lang),
            Self::Verbatim(text) => text.clone(),
        }
    }

    /// What the words are made of; none for those that are in no catalogue.
    pub fn localized(&self, code: ErrorCode) -> Option<LocalizedMessage> {
        match self {
            Self::OfCode => Some(code.advice().into()),
            Self::Localized(message) => Some(message.clone()),
            Self::Verbatim(_) => None,
        }
    }

    /// The same as a property `detail` of a body tells it.
    pub fn localized_detail(&self, code: ErrorCode) -> BTreeMap<String, LocalizedMessage> {
        self.localized(code).map(|message| message.for_property("detail")).unwrap_or_default()
    }
}

impl Failure {
    /// A failure with the code's own words.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            message: FailureMessage::OfCode,
            violations: Vec::new(),
            retry_after: None,
            upstream: None,
            outcome_unknown: false,
            about_account: false,
            cause: None,
        }
    }

    /// The same for somebody else who waited for what has failed.
    pub fn same(&self) -> Self {
        Self {
            code: self.code,
            message: self.message.clone(),
            violations: self.violations.clone(),
            retry_after: self.retry_after,
            upstream: self.upstream.clone(),
            outcome_unknown: self.outcome_unknown,
            about_account: self.about_account,
            cause: self.cause.as_ref().map(|cause| anyhow::anyhow!("{cause:#}")),
        }
    }

    /// With a text that is more precise than the code's own.
    pub fn with_message(mut self, message: impl Into<LocalizedMessage>) -> Self {
        self.message = FailureMessage::Localized(message.into());
        self
    }

    /// The same under another code, whose own words are taken where it has none of its own.
    pub fn with_code(mut self, code: ErrorCode) -> Self {
        self.code = code;
        self
    }

    /// With the broken rows.
    pub fn with_violations(mut self, violations: Vec<Violation>) -> Self {
        self.violations = violations;
        self
    }

    /// With what really happened, for the log.
    pub fn with_source(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// With the time to wait.
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// With what Autenti or WEBCON said.
    pub fn with_upstream(mut self, text: Option<&str>) -> Self {
        self.upstream = text.map(str::to_owned);
        self
    }

    /// What Autenti or WEBCON said, in its own words.
    pub fn upstream(&self) -> Option<&str> {
        self.upstream.as_deref()
    }

    /// That the call may have had its effect all the same.
    pub fn outcome_unknown(mut self, unknown: bool) -> Self {
        self.outcome_unknown = unknown;
        self
    }

    /// That it fails everything of the account.
    pub fn about_account(mut self) -> Self {
        self.about_account = true;
        self
    }

    /// Whether the call that failed may have had its effect all the same.
    pub fn may_have_happened(&self) -> bool {
        self.outcome_unknown
    }

    /// Whether it fails everything of the account, not this alone.
    pub fn is_about_account(&self) -> bool {
        self.about_account
    }

    /// What really happened, for the log.
    pub fn cause(&self) -> Option<&anyhow::Error> {
        self.cause.as_ref()
    }

    /// What people read.
    pub fn detail(&self, lang: Lang) -> String {
        self.message.detail(self.code, lang)
    }

    /// What people read, for whoever will: each reader has a language of their own.
    pub fn message(&self) -> &FailureMessage {
        &self.message
    }

    /// The body for the caller.
    pub fn problem(&self, lang: Lang, request_id: &str) -> Problem {
        let mut problem = Problem::new(self.code, lang);
        problem.detail = self.detail(lang);
        match self.message.localized(self.code) {
            Some(message) => problem.localized.insert("detail".to_owned(), message),
            None => problem.localized.remove("detail"),
        };
        request_id.clone_into(&mut problem.request_id);
        problem.violations.clone_from(&self.violations);
        problem.upstream.clone_from(&self.upstream);
        problem
    }

    /// Whether trying again later may help, without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::AutentiUnavailable
                | ErrorCode::WebconUnavailable
                | ErrorCode::RateLimited
                | ErrorCode::FormCheckedOut
                | ErrorCode::StoreUnavailable
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        match &self.cause {
            Some(cause) => write!(f, ": {cause:#}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(ErrorCode::Internal).with_source(error)
    }
}
