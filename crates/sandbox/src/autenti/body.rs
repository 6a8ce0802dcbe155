//! Reads what callers send, to its end even when it is too much: a caller that is still sending when the
//! answer comes would see a broken connection and not the answer.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::error::ApiError;

/// JSON bodies are never larger than this.
const JSON_LIMIT: usize = 1024 * 1024;
/// Beyond this the caller is hung up on.
const PATIENCE: usize = 256 * 1024 * 1024;

/// The whole body, or [`ApiError::too_large`].
pub(super) async fn read(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let mut stream = body.into_data_stream();
    let mut kept = BytesMut::new();
    let mut seen = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| ApiError::bad_data("The body ended early."))?;
        seen += chunk.len();
        if seen <= limit {
            kept.extend_from_slice(&chunk);
        } else if seen <= PATIENCE {
            kept.clear();
        } else {
            break;
        }
    }
    if seen > limit {
        return Err(ApiError::too_large(format!("At most {limit} bytes are taken.")));
    }
    Ok(kept.freeze())
}

/// Reads and forgets the body.
pub(super) async fn discard(body: Body) {
    let _forgotten = read(body, 0).await;
}

/// A JSON body; none when it is empty.
pub(super) struct JsonBody<T>(pub(super) Option<T>);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let body = read(request.into_body(), JSON_LIMIT).await?;
        if body.trim_ascii().is_empty() {
            return Ok(Self(None));
        }
        serde_json::from_slice(&body)
            .map(|value| Self(Some(value)))
            .map_err(|error| ApiError::bad_data(format!("The body is not what was expected: {error}")))
    }
}
