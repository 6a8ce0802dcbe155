//! What can go wrong, told apart by what the caller can do about it.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::answer::Answer;
use crate::call::Call;
use crate::config::ConfigError;

/// The error underneath, as a library reported it. It holds no addresses and no headers.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// Why a call failed.
///
/// Every kind but one says which [`Call`] failed. No kind holds a token, a secret or a whole answer; what
/// WEBCON said is cut, masked, and only for logs: [`answer`](Self::answer).
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The configuration is wrong; nothing was sent.
    #[error(transparent)]
    Config(#[from] ConfigError),

    /// No connection could be made: refused, unknown host, wrong certificate, connect time-out. Nothing
    /// was sent.
    #[error("cannot {call}: WEBCON cannot be reached")]
    Unreachable {
        /// What was tried.
        call: Call,
        /// What the network said.
        #[source]
        source: Cause,
    },

    /// The request was sent and the answer did not come in time.
    #[error("cannot {call}: WEBCON did not answer in time")]
    TimedOut {
        /// What was tried.
        call: Call,
    },

    /// The connection was lost while the request went out or the answer came in.
    #[error("cannot {call}: the connection to WEBCON was lost")]
    CutOff {
        /// What was tried.
        call: Call,
        /// What the network said.
        #[source]
        source: Cause,
    },

    /// The credentials are wrong: the token address refuses them, or a call does even with a new token.
    #[error("cannot {call}: WEBCON refuses the credentials")]
    Unauthorized {
        /// What was tried.
        call: Call,
        /// What WEBCON said.
        answer: Box<Answer>,
    },

    /// The application lacks a scope, or its account a privilege; it needs both.
    #[error("cannot {call}: WEBCON does not allow it")]
    Forbidden {
        /// What was tried.
        call: Call,
        /// What WEBCON said.
        answer: Box<Answer>,
    },

    /// There is no such instance, attachment or configuration object.
    #[error("cannot {call}: WEBCON knows no such thing")]
    NotFound {
        /// What was tried.
        call: Call,
        /// What WEBCON said.
        answer: Box<Answer>,
    },

    /// Too many calls.
    #[error("cannot {call}: too many calls to WEBCON")]
    RateLimited {
        /// What was tried.
        call: Call,
        /// How long WEBCON asks to wait, when it says so.
        retry_after: Option<Duration>,
    },

    /// The API's account or the installation lacks a licence (402).
    #[error("cannot {call}: a WEBCON licence is missing")]
    LicenceMissing {
        /// What was tried.
        call: Call,
        /// What WEBCON said.
        answer: Box<Answer>,
    },

    /// Somebody is editing the instance (409; told from [`Validation`](Self::Validation) by what the
    /// answer says, which is inferred). Try again later.
    #[error("cannot {call}: somebody is editing the instance")]
    CheckedOut {
        /// What was tried.
        call: Call,
        /// What WEBCON said.
        answer: Box<Answer>,
    },

    /// The form does not accept the change (409): a required field is empty, a value is not offered, a
    /// field is read-only.
    #[error("cannot {call}: the form does not accept it")]
    Validation {
        /// What was tried.
        call: Call,
        /// What WEBCON said.
        answer: Box<Answer>,
    },

    /// The attachment is published and cannot be changed (423).
    #[error("cannot {call}: the attachment is published and locked")]
    Published {
        /// What was tried.
        call: Call,
        /// What WEBCON said.
        answer: Box<Answer>,
    },

    /// WEBCON answered success and rolled the change back.
    #[error("cannot {call}: WEBCON rolled the change back")]
    RolledBack {
        /// What was tried.
        call: Call,
    },

    /// Any other refusal: another 4xx, or a redirect, which is never followed.
    #[error("cannot {call}: WEBCON refuses it ({status})")]
    Refused {
        /// What was tried.
        call: Call,
        /// The HTTP status.
        status: StatusCode,
        /// What WEBCON said.
        answer: Box<Answer>,
    },

    /// WEBCON fails (5xx).
    #[error("cannot {call}: WEBCON fails ({status})")]
    Failing {
        /// What was tried.
        call: Call,
        /// The HTTP status.
        status: StatusCode,
        /// How long WEBCON asks to wait, when it says so.
        retry_after: Option<Duration>,
        /// What WEBCON said.
        answer: Box<Answer>,
    },

    /// The answer says success and is nonsense.
    #[error("cannot {call}: WEBCON's answer makes no sense ({problem})")]
    Unreadable {
        /// What was tried.
        call: Call,
        /// What is wrong with the answer, without quoting it.
        problem: String,
    },
}

impl Error {
    /// What was tried; none for errors of the configuration.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Config(_) => None,
            Self::Unreachable { call, .. }
            | Self::TimedOut { call }
            | Self::CutOff { call, .. }
            | Self::Unauthorized { call, .. }
            | Self::Forbidden { call, .. }
            | Self::NotFound { call, .. }
            | Self::RateLimited { call, .. }
            | Self::LicenceMissing { call, .. }
            | Self::CheckedOut { call, .. }
            | Self::Validation { call, .. }
            | Self::Published { call, .. }
            | Self::RolledBack { call }
            | Self::Refused { call, .. }
            | Self::Failing { call, .. }
            | Self::Unreadable { call, .. } => Some(call),
        }
    }

    /// What WEBCON said about it, cut and masked, for logs.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Unauthorized { answer, .. }
            | Self::Forbidden { answer, .. }
            | Self::NotFound { answer, .. }
            | Self::LicenceMissing { answer, .. }
            | Self::CheckedOut { answer, .. }
            | Self::Validation { answer, .. }
            | Self::Published { answer, .. }
            | Self::Refused { answer, .. }
            | Self::Failing { answer, .. } => Some(answer),
            Self::Config(_)
            | Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::CutOff { .. }
            | Self::RateLimited { .. }
            | Self::RolledBack { .. }
            | Self::Unreadable { .. } => None,
        }
    }

    /// Whether the same call may succeed a little later. After a call that changes something, ask
    /// [`outcome_unknown`](Self::outcome_unknown) first.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::CutOff { .. }
            | Self::RateLimited { .. }
            | Self::CheckedOut { .. }
            | Self::Published { .. } => true,
            Self::Failing { status, .. } => *status != StatusCode::NOT_IMPLEMENTED,
            Self::Config(_)
            | Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::LicenceMissing { .. }
            | Self::Validation { .. }
            | Self::RolledBack { .. }
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
            _ => false,
        };
        in_doubt && self.call().is_some_and(Call::changes)
    }
}

impl Error {
    /// What a failure of the network means for a call. The address is dropped: it may hold what
    /// people typed.
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

    pub(crate) fn unreadable(call: &Call, problem: impl Into<String>) -> Self {
        Self::Unreadable { call: call.clone(), problem: problem.into() }
    }

    /// How long WEBCON asked to wait.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Failing { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
