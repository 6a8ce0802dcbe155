//! Bodies of requests.

use autenti_model::{ErrorCode, Said, Text};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::failure::{Failure, Result};

/// A body of JSON. An empty body reads as `{}`, because WEBCON's REST action sends one where there is
/// nothing to say.
#[derive(Debug)]
pub(super) struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let unreadable = |why: String| {
            Failure::new(ErrorCode::InvalidRequest).said(Said::from(Text::BodyUnreadable).with("why", why))
        };
        let bytes =
            Bytes::from_request(request, state).await.map_err(|error| unreadable(error.to_string()))?;
        let json: &[u8] = if bytes.trim_ascii().is_empty() { b"{}" } else { &bytes };
        let mut json = serde_json::Deserializer::from_slice(json);
        // With the path to the value that is wrong: `user.email: invalid type …`.
        serde_path_to_error::deserialize(&mut json).map(Self).map_err(|error| unreadable(error.to_string()))
    }
}
