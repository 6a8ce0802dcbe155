//! `/document-processes/{id}/parties`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use serde_json::Value;

use super::access::refuse_if_locked;
use super::body::JsonBody;
use super::document_process::Status;
use super::draft::PartyRequest;
use super::error::ApiError;
use super::history::ReadLag;
use super::processes::only_draft;
use super::service::Service;
use super::settings::PlanRefusal;
use super::token::Caller;

/// facts: Autenti API, endpoints: a JSON array, without the streaming trap of files and tags.
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
    Ok(Json(store.settings.worded(process.parties_json(reading.when()).into())))
}

/// facts: Autenti API, participants: the answer is the one party; corrections: participants can be added to
/// a document that is out. Inferred: whoever is added then gets their turn as if they had been there from
/// the start, and nobody is added to what is finished.
pub(super) async fn post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    JsonBody(party): JsonBody<PartyRequest>,
) -> Result<Json<Value>, ApiError> {
    let mut store = service.store();
    let (now, sources, settings) = (store.now(), store.sources.clone(), store.settings.clone());
    let process = store.process_of(&caller, &id)?;
    let is_out = process.status == Status::Processing && settings.add_parties_while_signing;
    if !is_out {
        only_draft(process)?;
    }
    let language = process.subject.process_language.clone();
    let party = party.ok_or_else(|| ApiError::bad_data("The body is empty."))?.into_party(
        caller.organisation,
        &settings,
        &sources,
    )?;
    settings.refuse_beyond_plan(std::slice::from_ref(&party), language.as_deref(), PlanRefusal::Create)?;
    let process = store.process_mut(&id)?;
    process.add_party(party, now);
    let is_final = process.ids_are_final(now);
    let answer = process.parties.last().map(|party| party.to_json(is_final));
    Ok(Json(settings.worded(answer.unwrap_or_default())))
}
