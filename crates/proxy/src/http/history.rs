//! `GET /v1/signing/history`: what happened to the documents of an instance.

use autenti_model::history::HistoryEntry;
use autenti_model::{Problem, Right};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;

use crate::auth::Principal;
use crate::failure::Result;
use crate::signing::history::History;

/// What happened to the documents of the ticket's instance, the newest first; also to earlier ones, whose place another
/// has taken.
///
/// Answered from what the proxy knows; nobody else is asked. What Autenti does not tell the time of has the time at which
/// the proxy learned of it. Names that were erased are null.
#[utoipa::path(
    get, path = "/v1/signing/history", tag = "signing", security(("ticket" = [])),
    responses(
        (status = 200, body = Vec<HistoryEntry>),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
    )
)]
pub(super) async fn history(State(history): State<History>, principal: Principal) -> Result<Response> {
    principal.require(Right::Read)?;
    let entries: Vec<HistoryEntry> = history.of(principal.instance()).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(entries)).into_response())
}
