//! What only Autenti fails with (facts: Autenti API, "Errors and HTTP codes").

use api_client::{Call, Cause, ErrorAnswer, UpstreamMessage};
use http::StatusCode;

use crate::challenge::Challenge;

/// Why a call failed.
pub type Error = api_client::Error<ServiceError>;

/// What only Autenti fails with; everything else is in [`Error`].
#[derive(Clone, Debug, thiserror::Error)]
pub enum ServiceError {
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
        /// The same in Autenti's words: its errors, or else what can be answered.
        upstream: Box<UpstreamMessage>,
    },

    /// The organisation has no package, or has used it up (402).
    #[error("cannot {call}: no Autenti package, or it is used up")]
    NoPackage {
        /// What was tried.
        call: Call,
        /// What Autenti said.
        upstream: Box<UpstreamMessage>,
    },

    /// A new refresh token could not be read from or put into its store. The old one is used up.
    #[error("the refresh token could not be stored or read")]
    RefreshTokenStore(#[source] Cause),
}

impl api_client::ServiceError for ServiceError {
    const SERVICE: &'static str = "Autenti";

    fn from_answer(call: &Call, answer: &ErrorAnswer) -> Option<Self> {
        let call = call.clone();
        match answer.status() {
            StatusCode::PAYMENT_REQUIRED => Some(Self::NoPackage { call, upstream: answer.message() }),
            StatusCode::FORBIDDEN => {
                let challenge = Challenge::in_headers(answer.headers())?;
                if challenge.asks_for_unlock() {
                    return Some(Self::Locked { call });
                }
                let upstream = answer.message_saying(challenge.kind(), challenge.text().as_deref());
                Some(Self::Challenge { call, challenge: Box::new(challenge), upstream })
            }
            _ => None,
        }
    }

    fn call(&self) -> Option<&Call> {
        match self {
            Self::Locked { call } | Self::Challenge { call, .. } | Self::NoPackage { call, .. } => Some(call),
            Self::RefreshTokenStore(_) => None,
        }
    }

    fn upstream(&self) -> Option<&UpstreamMessage> {
        match self {
            Self::Challenge { upstream, .. } | Self::NoPackage { upstream, .. } => Some(upstream),
            Self::Locked { .. } | Self::RefreshTokenStore(_) => None,
        }
    }

    fn is_transient(&self) -> bool {
        match self {
            Self::Locked { .. }
            | Self::Challenge { .. }
            | Self::NoPackage { .. }
            | Self::RefreshTokenStore(_) => false,
        }
    }
}
