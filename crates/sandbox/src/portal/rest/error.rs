//! How the API says no (facts: WEBCON REST API, errors).

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::portal::change::Refused;
use crate::portal::people::User;
use crate::portal::value::NotAValue;

/// An error answer: `{type, description, errorGuid}`.
#[derive(Debug)]
pub(in crate::portal) struct ApiError {
    status: StatusCode,
    kind: &'static str,
    description: String,
}

impl ApiError {
    fn new(status: StatusCode, kind: &'static str, description: impl Into<String>) -> Self {
        Self { status, kind, description: description.into() }
    }

    pub(super) fn not_authenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "AuthenticationFailed", "No access token was sent")
    }

    pub(super) fn bad_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "InvalidAuthenticationToken",
            "The access token is invalid or has expired",
        )
    }

    pub(super) fn scope(wanted: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "InvalidScope",
            format!("The token has none of the scopes that this needs: {wanted}"),
        )
    }

    pub(super) fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "ResourceNotFound", what)
    }

    pub(super) fn input(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidInput", description)
    }

    pub(super) fn query(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidQueryParameterValue", description)
    }

    pub(super) fn missing_query(name: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "MissingRequiredQueryParameter",
            format!("The query parameter {name} is missing"),
        )
    }

    pub(super) fn body(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidBodyParameterValue", description)
    }

    pub(super) fn missing_body(name: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "MissingRequiredBodyParameter",
            format!("The body parameter {name} is missing"),
        )
    }

    pub(super) fn content_type() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "UnsupportedContentType", "The body has to be application/json")
    }

    /// A field that the account cannot write with this value. That this is a 400 is inferred.
    pub(super) fn field(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidFieldData", description)
    }

    /// Also a 409, so that callers have to tell it from [`checked_out`](Self::checked_out).
    pub(super) fn validation(description: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "ValidationError", description)
    }

    /// Somebody else holds the instance. The status and the words of the description are recorded; the
    /// `type` is not, so this one is a guess.
    pub(super) fn checked_out(holder: &User) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "ResourceIsLocked",
            format!("Another user has checkout: {}", holder.name),
        )
    }

    /// Only the call that changes one attachment answers like this (facts: WEBCON REST API, attachments);
    /// its `type` is inferred.
    pub(super) fn published() -> Self {
        Self::new(StatusCode::LOCKED, "ResourceIsLocked", "Attachment is published and cannot be accessed")
    }

    pub(super) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "InvalidInput", "The body is too large")
    }
}

impl From<NotAValue> for ApiError {
    fn from(NotAValue(reason): NotAValue) -> Self {
        Self::field(reason)
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NoRow(id) => Self::body(format!("The item list has no row {id}")),
            Refused::NoAttachment(id) => Self::not_found(format!("Attachment {id} does not exist")),
            Refused::Published(id) => Self::validation(format!("Attachment {id} is published")),
            Refused::Missing(names) => {
                let names: Vec<&str> = names.into_iter().map(|name| name.english).collect();
                Self::validation(format!("Required fields are empty: {}", names.join(", ")))
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({
            "type": self.kind,
            "description": self.description,
            "errorGuid": Uuid::new_v4(),
        });
        (self.status, Json(body)).into_response()
    }
}
