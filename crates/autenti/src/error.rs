//! What can go wrong, told apart by what the caller can do about it.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::call::Call;
use crate::challenge::Challenge;
use crate::config::ConfigError;
use crate::excerpt::Excerpt;

/// The error underneath, as a library reported it. It holds no addresses and no headers.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// Why a call failed.
///
/// Every kind but two says which [`Call`] failed. No kind holds a token, a secret or a whole answer; what
/// Autenti said is cut, masked, and only for logs: [`excerpt`](Self::excerpt).
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The configuration is wrong; nothing was sent.
    #[error(transparent)]
    Config(#[from] ConfigError),

    /// No connection could be made: refused, unknown host, wrong certificate, connect time-out. Nothing
    /// was sent.
    #[error("cannot {call}: Autenti cannot be reached")]
    Unreachable {
        /// What was tried.
        call: Call,
        /// What the network said.
        #[source]
        source: Cause,
    },

    /// The request was sent and the answer did not come in time.
    #[error("cannot {call}: Autenti did not answer in time")]
    TimedOut {
        /// What was tried.
        call: Call,
    },

    /// The connection was lost while the request went out or the answer came in.
    #[error("cannot {call}: the connection to Autenti was lost")]
    CutOff {
        /// What was tried.
        call: Call,
        /// What the network said.
        #[source]
        source: Cause,
    },

    /// The credentials are wrong: the token address refuses them, or a call does even with a new token.
    #[error("cannot {call}: Autenti refuses the credentials")]
    Unauthorized {
        /// What was tried.
        call: Call,
        /// What Autenti said.
        excerpt: Excerpt,
    },

    /// The application, the user or the organisation lacks a right (403 without a challenge).
    #[error("cannot {call}: Autenti does not allow it")]
    Forbidden {
        /// What was tried.
        call: Call,
        /// What Autenti said.
        excerpt: Excerpt,
    },

    /// There is no such document, file, participant or subscription.
    #[error("cannot {call}: Autenti knows no such thing")]
    NotFound {
        /// What was tried.
        call: Call,
        /// What Autenti said.
        excerpt: Excerpt,
    },

    /// Too many calls.
    #[error("cannot {call}: too many calls to Autenti")]
    RateLimited {
        /// What was tried.
        call: Call,
        /// How long Autenti asks to wait, when it says so.
        retry_after: Option<Duration>,
    },

    /// The document must first be unlocked with an SMS code, which only its recipient gets
    /// (facts: Autenti API, challenge `DOCUMENT_ACCESS_UNLOCK`).
    #[error("cannot {call}: the document is locked and opens with an SMS code")]
    Locked {
        /// What was tried.
        call: Call,
    },

    /// Autenti asks something back before it acts (403 with a challenge). After
    /// [`send`](crate::Client::send) and the like: the action is not available now.
    #[error("cannot {call}: Autenti asks for something else first ({challenge})")]
    Challenge {
        /// What was tried.
        call: Call,
        /// What Autenti asks.
        challenge: Box<Challenge>,
    },

    /// The organisation has no package, or has used it up (402).
    #[error("cannot {call}: no Autenti package, or it is used up")]
    NoPackage {
        /// What was tried.
        call: Call,
        /// What Autenti said.
        excerpt: Excerpt,
    },

    /// Any other refusal: another 4xx, or a redirect, which is never followed.
    #[error("cannot {call}: Autenti refuses it ({status})")]
    Refused {
        /// What was tried.
        call: Call,
        /// The HTTP status.
        status: StatusCode,
        /// What Autenti said.
        excerpt: Excerpt,
    },

    /// Autenti fails (5xx).
    #[error("cannot {call}: Autenti fails ({status})")]
    Failing {
        /// What was tried.
        call: Call,
        /// The HTTP status.
        status: StatusCode,
        /// How long Autenti asks to wait, when it says so.
        retry_after: Option<Duration>,
        /// What Autenti said.
        excerpt: Excerpt,
    },

    /// The answer says success and is nonsense.
    #[error("cannot {call}: Autenti's answer makes no sense ({problem})")]
    Unreadable {
        /// What was tried.
        call: Call,
        /// What is wrong with the answer, without quoting it.
        problem: String,
    },

    /// A new refresh token could not be read from or put into its store. The old one is used up.
    #[error("the refresh token could not be stored or read")]
    RefreshTokenStore(#[source] Cause),
}

impl Error {
    /// What was tried; none for errors of the configuration and of the refresh token's store.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Config(_) | Self::RefreshTokenStore(_) => None,
            Self::Unreachable { call, .. }
            | Self::TimedOut { call }
            | Self::CutOff { call, .. }
            | Self::Unauthorized { call, .. }
            | Self::Forbidden { call, .. }
            | Self::NotFound { call, .. }
            | Self::RateLimited { call, .. }
            | Self::Locked { call }
            | Self::Challenge { call, .. }
            | Self::NoPackage { call, .. }
            | Self::Refused { call, .. }
            | Self::Failing { call, .. }
            | Self::Unreadable { call, .. } => Some(call),
        }
    }

    /// What Autenti said about it, at most 300 characters, e-mail addresses, long numbers and tokens
    /// masked. For logs; not meant for people who use a form.
    pub fn excerpt(&self) -> Option<&str> {
        match self {
            Self::Unauthorized { excerpt, .. }
            | Self::Forbidden { excerpt, .. }
            | Self::NotFound { excerpt, .. }
            | Self::NoPackage { excerpt, .. }
            | Self::Refused { excerpt, .. }
            | Self::Failing { excerpt, .. } => excerpt.as_str(),
            Self::Config(_)
            | Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::CutOff { .. }
            | Self::RateLimited { .. }
            | Self::Locked { .. }
            | Self::Challenge { .. }
            | Self::Unreadable { .. }
            | Self::RefreshTokenStore(_) => None,
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
            Self::Config(_)
            | Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Locked { .. }
            | Self::Challenge { .. }
            | Self::NoPackage { .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. }
            | Self::RefreshTokenStore(_) => false,
        }
    }

    /// Whether the call may have changed something although it failed: read before trying again.
    ///
    /// So it is when a changing call timed out, was cut off, was answered with nonsense, or failed with a
    /// status that a gateway gives for an answer it did not get (500, 502, 504). Autenti knows no
    /// idempotency key (facts: Autenti API, known traps).
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
    /// What a failure of the network means for a call. The address is dropped: it may hold an e-mail
    /// address.
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

    /// How long Autenti asked to wait.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Failing { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
