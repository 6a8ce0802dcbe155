//! From what the clients report to what callers are told. Every kind of failure is named, so that a new
//! one cannot slip through unnoticed.

use autenti::{Operation, operation};
use autenti_model::{ErrorCode, LocalizedMessage, Text};
use http::StatusCode;

use crate::failure::Failure;

impl From<autenti::Error> for Failure {
    fn from(error: autenti::Error) -> Self {
        use autenti::{Error, ServiceError};
        let failure = match &error {
            Error::Unreachable { .. }
            | Error::TimedOut { .. }
            | Error::CutOff { .. }
            | Error::Unreadable { .. } => Self::new(ErrorCode::AutentiUnavailable),
            Error::Failing { retry_after, .. } => {
                Self::new(ErrorCode::AutentiUnavailable).with_retry_after(*retry_after)
            }
            Error::RateLimited { retry_after, .. } => {
                Self::new(ErrorCode::RateLimited).with_retry_after(*retry_after)
            }
            Error::CredentialsRefused { .. } | Error::Unauthorized { .. } => {
                Self::new(ErrorCode::AutentiRefused).with_message(Text::AutentiCredentials).about_account()
            }
            Error::Service(ServiceError::NoPackage { .. }) => {
                Self::new(ErrorCode::AutentiRefused).with_message(Text::AutentiNoPackage)
            }
            Error::SignInRefused { status: StatusCode::PAYMENT_REQUIRED, .. } => {
                Self::new(ErrorCode::AutentiRefused).with_message(Text::AutentiNoPackage).about_account()
            }
            Error::SignInRefused { .. } => {
                Self::new(ErrorCode::AutentiRefused).with_message(Text::AutentiSignIn).about_account()
            }
            Error::NotFound { call, .. } if names_no_document(call.operation()) => {
                Self::new(ErrorCode::AutentiRefused).with_message(Text::AutentiAddress)
            }
            Error::NotFound { .. } => Self::new(ErrorCode::DocumentUnknown),
            Error::Service(ServiceError::Challenge { .. })
            | Error::Forbidden { .. }
            | Error::Refused { .. } => Self::new(ErrorCode::AutentiRefused),
            Error::Service(ServiceError::Locked { .. }) => Self::new(ErrorCode::DocumentLocked),
            Error::Config(_) | Error::Service(ServiceError::RefreshTokenStore(_)) => {
                Self::new(ErrorCode::Internal)
            }
        };
        let excerpt = error.excerpt();
        let text = error.upstream().and_then(|upstream| upstream.text());
        let failure = failure.with_upstream(text).outcome_unknown(error.outcome_unknown());
        failure.with_source(with_excerpt(error, excerpt))
    }
}

impl From<webcon::Error> for Failure {
    fn from(error: webcon::Error) -> Self {
        use webcon::{Error, ServiceError};
        let failure = match &error {
            Error::Unreachable { .. }
            | Error::TimedOut { .. }
            | Error::CutOff { .. }
            | Error::Unreadable { .. } => Self::new(ErrorCode::WebconUnavailable),
            Error::Failing { retry_after, .. } => {
                Self::new(ErrorCode::WebconUnavailable).with_retry_after(*retry_after)
            }
            Error::RateLimited { retry_after, .. } => {
                Self::new(ErrorCode::RateLimited).with_retry_after(*retry_after)
            }
            Error::CredentialsRefused { .. } | Error::Unauthorized { .. } => {
                Self::new(ErrorCode::WebconRefused).with_message(Text::WebconCredentials).about_account()
            }
            Error::SignInRefused { status: StatusCode::PAYMENT_REQUIRED, .. } => {
                Self::new(ErrorCode::WebconRefused).with_message(Text::WebconLicence).about_account()
            }
            Error::SignInRefused { .. } => {
                Self::new(ErrorCode::WebconRefused).with_message(Text::WebconSignIn).about_account()
            }
            Error::NotFound { call, .. } => not_found(call.operation()),
            Error::Forbidden { .. } => {
                Self::new(ErrorCode::WebconRefused).with_message(Text::WebconForbidden)
            }
            // Whoever edits something holds up nobody who reads it, as far as is known.
            Error::Service(
                ServiceError::CheckedOut { call, .. }
                | ServiceError::Published { call, .. }
                | ServiceError::Conflict { call, .. },
            ) if !call.changes() => Self::new(ErrorCode::FormCheckedOut).with_message(Text::WebconBusy),
            Error::Service(
                ServiceError::CheckedOut { holder, .. } | ServiceError::Published { holder, .. },
            ) => {
                let failure = Self::new(ErrorCode::FormCheckedOut);
                match holder.as_deref() {
                    Some(who) => {
                        failure.with_message(LocalizedMessage::from(Text::FormCheckedOutBy).with("who", who))
                    }
                    None => failure,
                }
            }
            // Which of the two it is cannot be told, and trying again later does no harm.
            Error::Service(ServiceError::Conflict { .. }) => Self::new(ErrorCode::FormCheckedOut),
            Error::Service(ServiceError::Validation { field: Some(field), .. }) => {
                let message = LocalizedMessage::from(Text::WebconValidationOf).with("field", field.as_str());
                Self::new(ErrorCode::WebconRefused).with_message(message)
            }
            Error::Service(
                ServiceError::Validation { field: None, .. } | ServiceError::RolledBack { .. },
            ) => Self::new(ErrorCode::WebconRefused).with_message(Text::WebconValidation),
            Error::Service(ServiceError::LicenceMissing { .. }) => {
                Self::new(ErrorCode::WebconRefused).with_message(Text::WebconLicence)
            }
            Error::Refused { .. } => Self::new(ErrorCode::WebconRefused),
            Error::Config(_) => Self::new(ErrorCode::Internal),
        };
        let excerpt = error.excerpt();
        let changes = error.call().is_some_and(webcon::Call::changes);
        let unknown = error.outcome_unknown() || changes && matches!(error, Error::Failing { .. });
        let text = error.upstream().and_then(|upstream| upstream.text());
        let failure = failure.with_upstream(text);
        failure.outcome_unknown(unknown).with_source(with_excerpt(error, excerpt))
    }
}

/// What it is that WEBCON does not find, by what was tried.
fn not_found(operation: Operation) -> Failure {
    if operation == webcon::operation::READ_ATTACHMENT {
        Failure::new(ErrorCode::FilesChanged).with_message(Text::WebconFileGone)
    } else if [webcon::operation::ADD_ATTACHMENT, webcon::operation::REPLACE_ATTACHMENT].contains(&operation)
    {
        // The instance was read just before.
        Failure::new(ErrorCode::WebconRefused).with_message(Text::WebconNowhereToWrite)
    } else {
        Failure::new(ErrorCode::InstanceNotFound)
    }
}

/// Calls to an address that is the same for every document: when it is not found, the configuration is wrong.
fn names_no_document(operation: Operation) -> bool {
    [
        operation::CREATE_DRAFT,
        operation::LIST_DOCUMENTS,
        operation::LIST_LABELS,
        operation::LIST_CALLBACKS,
        operation::SUBSCRIBE,
        operation::FETCH_KEYS,
    ]
    .contains(&operation)
}

/// A name in the profile that the form does not have.
impl From<webcon::LookupError> for Failure {
    fn from(error: webcon::LookupError) -> Self {
        let name = match &error {
            webcon::LookupError::Missing { name, .. } | webcon::LookupError::Ambiguous { name, .. } => {
                name.clone()
            }
        };
        let message = LocalizedMessage::from(Text::FieldMissing).with("field", name);
        Self::new(ErrorCode::WebconRefused).with_message(message).with_source(error)
    }
}

/// The error with what the upstream said, which the client keeps apart because it is for logs only.
fn with_excerpt(
    error: impl std::error::Error + Send + Sync + 'static,
    excerpt: Option<String>,
) -> anyhow::Error {
    let error = anyhow::Error::new(error);
    match excerpt.filter(|excerpt| !excerpt.is_empty()) {
        Some(excerpt) => error.context(format!("it said: {excerpt}")),
        None => error,
    }
}
