//! What the API answers when it does not do what was asked.

use axum::Json;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

/// A refusal.
#[derive(Debug)]
pub(super) enum ApiError {
    /// A plain error.
    Plain { status: StatusCode, id: &'static str, description: String },
    /// facts: Autenti API, challenge and assertion: 403 with the challenge in the header `X-Challenge`.
    Challenge(Value),
}

impl ApiError {
    pub(super) fn new(status: StatusCode, id: &'static str, description: impl Into<String>) -> Self {
        Self::Plain { status, id, description: description.into() }
    }

    pub(super) fn bad_data(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_DATA", description)
    }

    pub(super) fn unauthorized(description: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", description)
    }

    pub(super) fn forbidden(description: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "FORBIDDEN", description)
    }

    pub(super) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", format!("There is no such {what}."))
    }

    /// Inferred: what a state forbids is answered with 409.
    pub(super) fn wrong_state(description: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "WRONG_STATE", description)
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "The endpoint has no such method.")
    }

    /// Inferred: the limit is known, what is answered beyond it is not.
    pub(super) fn too_large(description: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", description)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            // Inferred: `{"errors":[{id,type,description}]}` is known inside challenges only.
            Self::Plain { status, id, description } => {
                let errors = json!({ "errors": [error(id, &description)] });
                let mut response = (status, Json(errors)).into_response();
                if status == StatusCode::UNAUTHORIZED {
                    response
                        .headers_mut()
                        .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer, api-key"));
                }
                response
            }
            Self::Challenge(challenge) => {
                let encoded = URL_SAFE_NO_PAD.encode(challenge.to_string());
                // The base64 alphabet is made of characters that a header may hold.
                let header = HeaderValue::try_from(encoded).ok();
                let mut response = StatusCode::FORBIDDEN.into_response();
                if let Some(header) = header {
                    response.headers_mut().insert("x-challenge", header);
                }
                response
            }
        }
    }
}

/// facts: Autenti API, errors: the one typed shape that is known.
pub(super) fn error(id: &str, description: &str) -> Value {
    json!({ "id": id, "type": "ERROR", "description": description })
}
