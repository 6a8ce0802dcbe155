//! What can go wrong, told apart by what the caller can do about it.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::call::Call;
use crate::config::ConfigError;
use crate::error_answer::ErrorAnswer;
use crate::retry::retry_after;
use crate::upstream_message::UpstreamMessage;

/// The error underneath, as a library reported it. It holds no addresses and no headers.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// What only one service fails with, beside what every service does.
pub trait ServiceError: std::error::Error + Clone + Send + Sync + 'static {
    /// The name of the service, as it stands in error messages.
    const SERVICE: &'static str;

    /// The service's own meaning of an answer that is no success; none when its status says it all.
    fn from_answer(call: &Call, answer: &ErrorAnswer) -> Option<Self>;

    /// What was tried, where it was a call.
    fn call(&self) -> Option<&Call>;

    /// What the service said about it.
    fn upstream(&self) -> Option<&UpstreamMessage>;

    /// Whether the same call may succeed a little later.
    fn is_transient(&self) -> bool;
}

/// Why a call failed.
///
/// Every kind that comes of a call says which [`Call`] it was. No kind holds a token, a secret or a whole
/// answer; what the service said is in [`upstream`](Self::upstream).
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error<S: ServiceError> {
    /// The configuration is wrong; nothing was sent.
    #[error(transparent)]
    Config(#[from] ConfigError),

    /// No connection could be made: refused, unknown host, wrong certificate, connect time-out. Nothing
    /// was sent.
    #[error("cannot {call}: {} cannot be reached", S::SERVICE)]
    Unreachable {
        /// What was tried.
        call: Call,
        /// What the network said.
        #[source]
        source: Cause,
    },

    /// The request was sent and the answer did not come in time.
    #[error("cannot {call}: {} did not answer in time", S::SERVICE)]
    TimedOut {
        /// What was tried.
        call: Call,
    },

    /// The connection was lost while the request went out or the answer came in.
    #[error("cannot {call}: the connection to {} was lost", S::SERVICE)]
    CutOff {
        /// What was tried.
        call: Call,
        /// What the network said.
        #[source]
        source: Cause,
    },

    /// The credentials are refused: by the token address, or the key that is used instead of tokens.
    /// Every other call with them will fail until somebody mends them.
    #[error("cannot {call}: {} refuses the credentials", S::SERVICE)]
    CredentialsRefused {
        /// What was tried.
        call: Call,
        /// What the service said.
        upstream: Box<UpstreamMessage>,
    },

    /// The token address refuses, and it is no verdict on the credentials: there is nothing at that address, or something
    /// in between answers in its place. What the call was about was never asked.
    #[error("cannot {call}: {} refuses it ({status})", S::SERVICE)]
    SignInRefused {
        /// Signing in.
        call: Call,
        /// The HTTP status.
        status: StatusCode,
        /// What was said.
        upstream: Box<UpstreamMessage>,
    },

    /// The call is refused even with a new token (401), while signing in goes well.
    #[error("cannot {call}: {} refuses a new token", S::SERVICE)]
    Unauthorized {
        /// What was tried.
        call: Call,
        /// What the service said.
        upstream: Box<UpstreamMessage>,
    },

    /// The application or its user lacks a right (403).
    #[error("cannot {call}: {} does not allow it", S::SERVICE)]
    Forbidden {
        /// What was tried.
        call: Call,
        /// What the service said.
        upstream: Box<UpstreamMessage>,
    },

    /// There is no such thing, or no such address: [`call`](Self::call) tells which was meant (404).
    #[error("cannot {call}: {} knows no such thing", S::SERVICE)]
    NotFound {
        /// What was tried.
        call: Call,
        /// What the service said.
        upstream: Box<UpstreamMessage>,
    },

    /// Too many calls (429).
    #[error("cannot {call}: too many calls to {}", S::SERVICE)]
    RateLimited {
        /// What was tried.
        call: Call,
        /// How long the service asks to wait, when it says so.
        retry_after: Option<Duration>,
        /// What the service said.
        upstream: Box<UpstreamMessage>,
    },

    /// Any other refusal: another 4xx, or a redirect, which is never followed.
    #[error("cannot {call}: {} refuses it ({status})", S::SERVICE)]
    Refused {
        /// What was tried.
        call: Call,
        /// The HTTP status.
        status: StatusCode,
        /// What the service said.
        upstream: Box<UpstreamMessage>,
    },

    /// The service fails (5xx).
    #[error("cannot {call}: {} fails ({status})", S::SERVICE)]
    Failing {
        /// What was tried.
        call: Call,
        /// The HTTP status.
        status: StatusCode,
        /// How long the service asks to wait, when it says so.
        retry_after: Option<Duration>,
        /// What the service said.
        upstream: Box<UpstreamMessage>,
    },

    /// The answer says success and is nonsense.
    #[error("cannot {call}: {}'s answer makes no sense ({problem})", S::SERVICE)]
    Unreadable {
        /// What was tried.
        call: Call,
        /// What is wrong with the answer, without quoting it.
        problem: String,
    },

    /// What only this service fails with.
    #[error(transparent)]
    Service(S),
}

impl<S: ServiceError> Error<S> {
    /// What was tried; none where nothing was.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Config(_) => None,
            Self::Unreachable { call, .. }
            | Self::TimedOut { call }
            | Self::CutOff { call, .. }
            | Self::CredentialsRefused { call, .. }
            | Self::SignInRefused { call, .. }
            | Self::Unauthorized { call, .. }
            | Self::Forbidden { call, .. }
            | Self::NotFound { call, .. }
            | Self::RateLimited { call, .. }
            | Self::Refused { call, .. }
            | Self::Failing { call, .. }
            | Self::Unreadable { call, .. } => Some(call),
            Self::Service(error) => error.call(),
        }
    }

    /// What the service said about it, for people and for logs.
    pub fn upstream(&self) -> Option<&UpstreamMessage> {
        match self {
            Self::CredentialsRefused { upstream, .. }
            | Self::SignInRefused { upstream, .. }
            | Self::Unauthorized { upstream, .. }
            | Self::Forbidden { upstream, .. }
            | Self::NotFound { upstream, .. }
            | Self::RateLimited { upstream, .. }
            | Self::Refused { upstream, .. }
            | Self::Failing { upstream, .. } => Some(upstream),
            Self::Service(error) => error.upstream(),
            Self::Config(_)
            | Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::CutOff { .. }
            | Self::Unreadable { .. } => None,
        }
    }

    /// The same in one line for logs, e-mail addresses masked too.
    pub fn excerpt(&self) -> Option<String> {
        self.upstream().filter(|upstream| !upstream.is_empty()).map(ToString::to_string)
    }

    /// How long the service asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Failing { retry_after, .. } => *retry_after,
            Self::Config(_)
            | Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::CutOff { .. }
            | Self::CredentialsRefused { .. }
            | Self::SignInRefused { .. }
            | Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. }
            | Self::Service(_) => None,
        }
    }

    /// Whether the same call may succeed a little later. After a call that changes something, ask
    /// [`outcome_unknown`](Self::outcome_unknown) first.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::CutOff { .. }
            | Self::RateLimited { .. } => true,
            Self::Failing { status, .. } => *status != StatusCode::NOT_IMPLEMENTED,
            Self::Service(error) => error.is_transient(),
            Self::Config(_)
            | Self::CredentialsRefused { .. }
            | Self::SignInRefused { .. }
            | Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. } => false,
        }
    }

    /// Whether the call may have changed something although it failed: read before trying again.
    ///
    /// So it is when a changing call timed out, was cut off, was answered with nonsense, or failed with a
    /// status that a gateway gives for an answer it did not get (500, 502, 504).
    pub fn outcome_unknown(&self) -> bool {
        let in_doubt = match self {
            Self::TimedOut { .. } | Self::CutOff { .. } | Self::Unreadable { .. } => true,
            Self::Failing { status, .. } => matches!(status.as_u16(), 500 | 502 | 504),
            Self::Config(_)
            | Self::Unreachable { .. }
            | Self::CredentialsRefused { .. }
            | Self::SignInRefused { .. }
            | Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::RateLimited { .. }
            | Self::Refused { .. }
            | Self::Service(_) => false,
        };
        in_doubt && self.call().is_some_and(Call::changes)
    }

    /// An answer that says success and is nonsense.
    pub fn unreadable(call: &Call, problem: impl Into<String>) -> Self {
        Self::Unreadable { call: call.clone(), problem: problem.into() }
    }

    /// What an answer that is no success means.
    pub(crate) fn from_answer(call: &Call, answer: &ErrorAnswer) -> Self {
        match S::from_answer(call, answer) {
            Some(error) => Self::Service(error),
            None => Self::from_status(call, answer),
        }
    }

    /// What an answer of the token address means that is no success and no verdict on the credentials.
    pub(crate) fn from_token_answer(call: &Call, answer: &ErrorAnswer) -> Self {
        match Self::from_status(call, answer) {
            error @ (Self::RateLimited { .. } | Self::Failing { .. }) => error,
            _ => Self::SignInRefused {
                call: call.clone(),
                status: answer.status(),
                upstream: answer.message(),
            },
        }
    }

    fn from_status(call: &Call, answer: &ErrorAnswer) -> Self {
        let (call, status) = (call.clone(), answer.status());
        let retry_after = || retry_after(answer.headers(), answer.read_at());
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthorized { call, upstream: answer.message() },
            StatusCode::FORBIDDEN => Self::Forbidden { call, upstream: answer.message() },
            StatusCode::NOT_FOUND => Self::NotFound { call, upstream: answer.message() },
            StatusCode::TOO_MANY_REQUESTS => {
                Self::RateLimited { call, retry_after: retry_after(), upstream: answer.message() }
            }
            _ if status.is_server_error() => {
                Self::Failing { call, status, retry_after: retry_after(), upstream: answer.message() }
            }
            _ => Self::Refused { call, status, upstream: answer.message() },
        }
    }

    /// What a failure of the network means for a call. The address is dropped: it may hold an e-mail
    /// address, or what people typed.
    pub(crate) fn network(call: &Call, error: reqwest::Error) -> Self {
        let call = call.clone();
        let (never_sent, timed_out) = (error.is_connect() || error.is_builder(), error.is_timeout());
        let source: Cause = Arc::new(error.without_url());
        if never_sent {
            Self::Unreachable { call, source }
        } else if timed_out {
            Self::TimedOut { call }
        } else {
            Self::CutOff { call, source }
        }
    }

    /// Whether a call that changes nothing is worth repeating at once.
    pub(crate) fn is_worth_repeating(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::CutOff { .. } | Self::RateLimited { .. } => true,
            Self::Failing { .. } => self.is_transient(),
            Self::Config(_)
            | Self::TimedOut { .. }
            | Self::CredentialsRefused { .. }
            | Self::SignInRefused { .. }
            | Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. }
            | Self::Service(_) => false,
        }
    }
}
