//! `/document-processes` and `/document-processes/{id}`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::Value;

use super::access::refuse_if_locked;
use super::body::JsonBody;
use super::document_process::{DocumentProcess, Status, Subject};
use super::draft::{DraftRequest, creator};
use super::error::ApiError;
use super::service::Service;
use super::token::Caller;

/// Inferred: the shape of the list is not known; a plain array, newest first.
pub(super) async fn list(State(service): State<Arc<Service>>) -> Json<Vec<Value>> {
    Json(service.store().processes.iter().rev().map(DocumentProcess::to_summary_json).collect())
}

/// facts: Autenti API, create draft: an empty body makes a draft too, which is filled later.
pub(super) async fn create(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    JsonBody(draft): JsonBody<DraftRequest>,
) -> Result<Response, ApiError> {
    let mut store = service.store();
    let sources = store.sources.clone();
    let (subject, parties) = match draft {
        Some(draft) => draft.into_parts(&caller.user, &sources)?,
        None => (Subject::default(), vec![creator(&caller.user, &sources)]),
    };
    let id = format!("DOCUMENT_PROCESS:{}", (sources.id)());
    let now = store.now();
    let process = DocumentProcess::draft(id, subject, parties, now);
    let details = process.to_json(now);
    store.processes.push(process);
    Ok((StatusCode::CREATED, Json(details)).into_response())
}

pub(super) async fn get(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let store = service.store();
    let process = store.process(&id)?;
    refuse_if_locked(process, &caller)?;
    Ok(Json(process.to_json(store.now())))
}

/// Replaces what is said about a draft; its files stay.
pub(super) async fn put(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    JsonBody(draft): JsonBody<DraftRequest>,
) -> Result<Json<Value>, ApiError> {
    let mut store = service.store();
    let (now, sources) = (store.now(), store.sources.clone());
    let process = store.process_mut(&id)?;
    only_draft(process)?;
    let draft = draft.ok_or_else(|| ApiError::bad_data("The body is empty."))?;
    (process.subject, process.parties) = draft.into_parts(&caller.user, &sources)?;
    process.modified_at = now;
    Ok(Json(process.to_json(now)))
}

/// Inferred: what has been sent cannot be changed.
pub(super) fn only_draft(process: &DocumentProcess) -> Result<(), ApiError> {
    if process.status == Status::Draft {
        Ok(())
    } else {
        Err(ApiError::wrong_state("The document has been sent and can no longer be changed."))
    }
}
