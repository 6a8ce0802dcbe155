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
use super::history::ReadLag;
use super::service::Service;
use super::settings::PlanRefusal;
use super::token::Caller;

/// facts: Autenti API, create draft: an empty body makes a draft too, which is filled later.
pub(super) async fn create(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    JsonBody(draft): JsonBody<DraftRequest>,
) -> Result<Response, ApiError> {
    let mut store = service.store();
    let sources = store.sources.clone();
    let (subject, parties) = match draft {
        Some(draft) => draft.into_parts(&caller, &store.settings, &sources)?,
        None => (Subject::default(), vec![creator(&caller.user, &sources)]),
    };
    let language = subject.process_language.as_deref();
    store.settings.refuse_beyond_plan(&parties, language, PlanRefusal::Create)?;
    let id = format!("DOCUMENT_PROCESS:{}", (sources.id)());
    let now = store.now();
    let process = DocumentProcess::draft(id, caller.organisation, subject, parties, now);
    let details = store.settings.worded(process.to_json(now));
    store.processes.push(process);
    Ok((StatusCode::CREATED, Json(details)).into_response())
}

pub(super) async fn get(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    lag: ReadLag,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let store = service.store();
    let reading = store.reading(caller.organisation, lag);
    let process = reading.process(&id)?;
    refuse_if_locked(process, &caller)?;
    Ok(Json(store.settings.worded(process.to_json(reading.when()))))
}

/// Replaces what is said about a draft; its files stay.
pub(super) async fn put(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    JsonBody(draft): JsonBody<DraftRequest>,
) -> Result<Json<Value>, ApiError> {
    let mut store = service.store();
    let (now, sources, settings) = (store.now(), store.sources.clone(), store.settings.clone());
    only_draft(store.process_of(&caller, &id)?)?;
    let draft = draft.ok_or_else(|| ApiError::bad_data("The body is empty."))?;
    let (subject, parties) = draft.into_parts(&caller, &settings, &sources)?;
    settings.refuse_beyond_plan(&parties, subject.process_language.as_deref(), PlanRefusal::Create)?;
    let process = store.process_mut(&id)?;
    (process.subject, process.parties) = (subject, parties);
    process.modified_at = now;
    Ok(Json(settings.worded(process.to_json(now))))
}

/// facts: Autenti API, endpoints: not seen anywhere; the help says that drafts can be deleted for good, and
/// that what was sent cannot.
pub(super) async fn delete(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let mut store = service.store();
    if !store.settings.delete_drafts {
        return Err(ApiError::method_not_allowed());
    }
    only_draft(store.process_of(&caller, &id)?)?;
    store.delete(&id);
    Ok(StatusCode::NO_CONTENT)
}

/// Inferred: what has been sent cannot be changed.
pub(super) fn only_draft(process: &DocumentProcess) -> Result<(), ApiError> {
    if process.status == Status::Draft {
        Ok(())
    } else {
        Err(ApiError::wrong_state("The document has been sent and can no longer be changed."))
    }
}
