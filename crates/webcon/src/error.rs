//! What only WEBCON fails with (facts: WEBCON REST API, "Errors").

use api_client::{Call, ErrorAnswer, UpstreamMessage};
use http::StatusCode;

use crate::conflict::{Conflict, conflict, holder};

/// Why a call failed.
pub type Error = api_client::Error<ServiceError>;

/// What only WEBCON fails with; everything else is in [`Error`].
#[derive(Clone, Debug, thiserror::Error)]
pub enum ServiceError {
    /// The API's account or the installation lacks a licence (402).
    #[error("cannot {call}: a WEBCON licence is missing")]
    LicenceMissing {
        /// What was tried.
        call: Call,
        /// What WEBCON said.
        upstream: Box<UpstreamMessage>,
    },

    /// Somebody is editing the instance (409; told from [`Validation`](Self::Validation) by what the
    /// answer says, which is inferred). Try again later.
    #[error("cannot {call}: somebody is editing the instance")]
    CheckedOut {
        /// What was tried.
        call: Call,
        /// Who, where the answer says so (inferred). For people, not for programs.
        holder: Option<String>,
        /// What WEBCON said.
        upstream: Box<UpstreamMessage>,
    },

    /// The form does not accept the change (409): a required field is empty, a value is not offered, a
    /// field is read-only.
    #[error("cannot {call}: the form does not accept it")]
    Validation {
        /// What was tried.
        call: Call,
        /// The field that WEBCON names, by name or GUID (inferred).
        field: Option<String>,
        /// What WEBCON said.
        upstream: Box<UpstreamMessage>,
    },

    /// Somebody is editing the instance, or the form does not accept the change (409): WEBCON says it in words
    /// that are not known here. Trying again later does no harm.
    #[error("cannot {call}: somebody is editing the instance, or the form does not accept it")]
    Conflict {
        /// What was tried.
        call: Call,
        /// What WEBCON said.
        upstream: Box<UpstreamMessage>,
    },

    /// The attachment is published and cannot be changed (423).
    #[error("cannot {call}: the attachment is published and locked")]
    Published {
        /// What was tried.
        call: Call,
        /// By whom, where the answer says so (inferred). For people, not for programs.
        holder: Option<String>,
        /// What WEBCON said.
        upstream: Box<UpstreamMessage>,
    },

    /// WEBCON answered success and rolled the change back.
    #[error("cannot {call}: WEBCON rolled the change back")]
    RolledBack {
        /// What was tried.
        call: Call,
    },
}

impl api_client::ServiceError for ServiceError {
    const SERVICE: &'static str = "WEBCON";

    fn from_answer(call: &Call, answer: &ErrorAnswer) -> Option<Self> {
        let (call, upstream) = (call.clone(), answer.message());
        let holder = || answer.description().and_then(holder);
        match answer.status() {
            StatusCode::PAYMENT_REQUIRED => Some(Self::LicenceMissing { call, upstream }),
            StatusCode::CONFLICT => Some(match conflict(answer) {
                Conflict::CheckedOut => Self::CheckedOut { call, holder: holder(), upstream },
                Conflict::Validation(field) => Self::Validation { call, field, upstream },
                Conflict::Unclear => Self::Conflict { call, upstream },
            }),
            StatusCode::LOCKED => Some(Self::Published { call, holder: holder(), upstream }),
            _ => None,
        }
    }

    fn call(&self) -> Option<&Call> {
        match self {
            Self::LicenceMissing { call, .. }
            | Self::CheckedOut { call, .. }
            | Self::Validation { call, .. }
            | Self::Conflict { call, .. }
            | Self::Published { call, .. }
            | Self::RolledBack { call } => Some(call),
        }
    }

    fn upstream(&self) -> Option<&UpstreamMessage> {
        match self {
            Self::LicenceMissing { upstream, .. }
            | Self::CheckedOut { upstream, .. }
            | Self::Validation { upstream, .. }
            | Self::Conflict { upstream, .. }
            | Self::Published { upstream, .. } => Some(upstream),
            Self::RolledBack { .. } => None,
        }
    }

    fn is_transient(&self) -> bool {
        match self {
            Self::CheckedOut { .. } | Self::Conflict { .. } | Self::Published { .. } => true,
            Self::LicenceMissing { .. } | Self::Validation { .. } | Self::RolledBack { .. } => false,
        }
    }
}
