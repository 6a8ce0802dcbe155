//! What an answer that is no success means (facts: WEBCON REST API, "Errors").

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use crate::answer::{Answer, Said};
use crate::call::Call;
use crate::conflict::{Conflict, conflict};
use crate::error::Error;
use crate::retry::retry_after;

/// The error for an answer. `secrets` are masked in what the answer says.
pub(crate) fn refusal(
    call: &Call,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    secrets: &[&str],
    now: Timestamp,
) -> Error {
    let call = call.clone();
    let said = Said::read(body);
    let answer = Box::new(Answer::from(&said, secrets));
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorized { call, answer },
        StatusCode::PAYMENT_REQUIRED => Error::LicenceMissing { call, answer },
        StatusCode::FORBIDDEN => Error::Forbidden { call, answer },
        StatusCode::NOT_FOUND => Error::NotFound { call, answer },
        StatusCode::CONFLICT => match conflict(said.kind.as_deref(), said.description.as_deref()) {
            Conflict::CheckedOut => Error::CheckedOut { call, answer },
            Conflict::Validation => Error::Validation { call, answer },
        },
        StatusCode::LOCKED => Error::Published { call, answer },
        StatusCode::TOO_MANY_REQUESTS => Error::RateLimited { call, retry_after: retry_after(headers, now) },
        _ if status.is_server_error() => {
            Error::Failing { call, status, retry_after: retry_after(headers, now), answer }
        }
        _ => Error::Refused { call, status, answer },
    }
}
