//! What an answer that is no success means (facts: Autenti API, "Errors and HTTP codes").

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use crate::call::Call;
use crate::challenge::Challenge;
use crate::error::Error;
use crate::excerpt::Excerpt;
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
    let excerpt = || Excerpt::of(body, secrets);
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorized { call, excerpt: excerpt() },
        StatusCode::PAYMENT_REQUIRED => Error::NoPackage { call, excerpt: excerpt() },
        StatusCode::FORBIDDEN => match Challenge::in_headers(headers) {
            Some(challenge) if challenge.asks_for_unlock() => Error::Locked { call },
            Some(challenge) => Error::Challenge { call, challenge: Box::new(challenge) },
            None => Error::Forbidden { call, excerpt: excerpt() },
        },
        StatusCode::NOT_FOUND => Error::NotFound { call, excerpt: excerpt() },
        StatusCode::TOO_MANY_REQUESTS => Error::RateLimited { call, retry_after: retry_after(headers, now) },
        _ if status.is_server_error() => {
            Error::Failing { call, status, retry_after: retry_after(headers, now), excerpt: excerpt() }
        }
        _ => Error::Refused { call, status, excerpt: excerpt() },
    }
}
