//! `POST /v1/webhooks/autenti`: Autenti tells what happened.

use std::sync::Arc;

use autenti::webhook::SIGNATURE_HEADER;
use autenti_model::{ErrorCode, Problem};
use axum::extract::State;
use http::{HeaderMap, StatusCode};

use super::body::WholeBody;
use crate::failure::{Failure, Result};
use crate::webhooks::Webhooks;

/// News from Autenti, verified by its signature over the body.
#[utoipa::path(
    post, path = "/v1/webhooks/autenti", tag = "webhooks", request_body = Vec<Object>,
    params(("x-jws-signature" = String, Header, description = "Detached JWS over the body, RS256")),
    responses(
        (status = 204, description = "Taken note of"),
        (status = 401, body = Problem, description = "`key_invalid`: not signed by Autenti"),
        (status = 503, body = Problem, description = "`autenti_unavailable`: its keys cannot be had; try again"),
    )
)]
pub(super) async fn receive(
    State(webhooks): State<Arc<Webhooks>>,
    headers: HeaderMap,
    WholeBody(body): WholeBody,
) -> Result<StatusCode> {
    let signature = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    let signature = signature.ok_or_else(|| Failure::new(ErrorCode::KeyInvalid))?;
    webhooks.receive(signature, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}
