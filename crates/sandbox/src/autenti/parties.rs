//! `/document-processes/{id}/parties`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use serde_json::Value;

use super::access::refuse_if_locked;
use super::body::JsonBody;
use super::draft::PartyRequest;
use super::error::ApiError;
use super::processes::only_draft;
use super::service::Service;
use super::token::Caller;

/// facts: Autenti API, endpoints: a JSON array, without the streaming trap of files and tags.
pub(super) async fn get(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<Vec<Value>>, ApiError> {
    let store = service.store();
    let process = store.process(&id)?;
    refuse_if_locked(process, &caller)?;
    Ok(Json(process.parties_json(store.now())))
}

/// facts: Autenti API, participants: the answer is the one party. Inferred: drafts only.
pub(super) async fn post(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    JsonBody(party): JsonBody<PartyRequest>,
) -> Result<Json<Value>, ApiError> {
    let mut store = service.store();
    let (now, sources) = (store.now(), store.sources.clone());
    let process = store.process_mut(&id)?;
    only_draft(process)?;
    let party = party.ok_or_else(|| ApiError::bad_data("The body is empty."))?.into_party(&sources)?;
    let answer = party.to_json(false);
    process.parties.push(party);
    process.modified_at = now;
    Ok(Json(answer))
}
