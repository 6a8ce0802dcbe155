//! Bodies of requests: read whole, within a size and a time.

use std::time::Duration;

use autenti_model::{ErrorCode, LocalizedMessage, Text};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::state::ApiState;
use crate::failure::{Failure, Result};

/// A comment that is longer is no comment.
const LONGEST_COMMENT: usize = 2000;

/// More recipients than any document has.
const MOST_IDS: usize = 500;

/// Longer than any id.
const LONGEST_ID: usize = 300;

/// A body as it is.
#[derive(Debug)]
pub(super) struct WholeBody(pub Bytes);

impl FromRequest<ApiState> for WholeBody {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self> {
        let limit = state.config.limits.body_timeout;
        match tokio::time::timeout(limit, Bytes::from_request(request, state)).await {
            Ok(Ok(bytes)) => Ok(Self(bytes)),
            Ok(Err(error)) => Err(unreadable(error.to_string())),
            Err(_) => Err(too_slow(limit)),
        }
    }
}

fn too_slow(limit: Duration) -> Failure {
    let message = LocalizedMessage::from(Text::BodyTooSlow).with("seconds", limit.as_secs().to_string());
    Failure::new(ErrorCode::InvalidRequest).with_message(message)
}

/// The body cannot be understood, and why.
pub(super) fn unreadable(why: String) -> Failure {
    Failure::new(ErrorCode::InvalidRequest)
        .with_message(LocalizedMessage::from(Text::BodyUnreadable).with("why", why))
}

/// A body of JSON. An empty body reads as `{}`, because WEBCON's REST action sends one where there is
/// nothing to say.
#[derive(Debug)]
pub(super) struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<ApiState> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self> {
        let WholeBody(bytes) = WholeBody::from_request(request, state).await?;
        let json: &[u8] = if bytes.trim_ascii().is_empty() { b"{}" } else { &bytes };
        let mut json = serde_json::Deserializer::from_slice(json);
        // With the path to the value that is wrong: `user.email: invalid type …`.
        serde_path_to_error::deserialize(&mut json).map(Self).map_err(|error| unreadable(error.to_string()))
    }
}

/// Reads a comment, and refuses one that is too long.
pub(super) fn comment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let comment = Option::<String>::deserialize(deserializer)?;
    match &comment {
        Some(text) if text.chars().count() > LONGEST_COMMENT => {
            Err(D::Error::custom(format!("more than {LONGEST_COMMENT} characters")))
        }
        _ => Ok(comment),
    }
}

/// Reads ids, and refuses too many or too long ones.
pub(super) fn ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    let ids = Option::<Vec<String>>::deserialize(deserializer)?;
    let listed = ids.as_deref().unwrap_or_default();
    if listed.len() > MOST_IDS {
        return Err(D::Error::custom(format!("more than {MOST_IDS} ids")));
    }
    if listed.iter().any(|id| id.len() > LONGEST_ID) {
        return Err(D::Error::custom(format!("an id of more than {LONGEST_ID} characters")));
    }
    Ok(ids)
}
