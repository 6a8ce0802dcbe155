//! `/document-processes/{id}/files` and their content.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::access::refuse_if_locked;
use super::error::ApiError;
use super::history::ReadLag;
use super::json_stream::{Separator, list};
use super::processes::only_draft;
use super::service::Service;
use super::stored_file::StoredFile;
use super::token::Caller;

/// What RFC 8187 allows in a file name as it stands.
const NOT_IN_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// facts: Autenti API, known traps: met as a line each by a client that asked for anything.
pub(super) async fn get(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    lag: ReadLag,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let store = service.store();
    let reading = store.reading(caller.organisation, lag);
    let process = reading.process(&id)?;
    refuse_if_locked(process, &caller)?;
    let files: Vec<_> = process.files(reading.when()).map(StoredFile::to_json).collect();
    Ok(list(&headers, &files, Separator::NewLine))
}

/// facts: Autenti API, identifiers: file ids hold a slash, sent as `%2F`; the router matches paths before
/// it decodes them, so an id with a bare slash is a different path and is not found.
pub(super) async fn content(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    lag: ReadLag,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let store = service.store();
    let reading = store.reading(caller.organisation, lag);
    let process = reading.process(&id)?;
    refuse_if_locked(process, &caller)?;
    let found = process.files(reading.when()).find(|stored| stored.id == file);
    found.map(|file| send(file, "attachment")).ok_or_else(|| ApiError::not_found("file"))
}

/// facts: Autenti API, corrections: files can be removed, according to one client. Inferred: of a draft only.
pub(super) async fn delete(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path((id, file)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let mut store = service.store();
    if !store.settings.delete_files {
        return Err(ApiError::method_not_allowed());
    }
    only_draft(store.process_of(&caller, &id)?)?;
    let now = store.now();
    if store.process_mut(&id)?.remove_source_file(&file, now) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found("file"))
    }
}

/// The file's bytes under its name.
pub(super) fn send(file: &StoredFile, disposition: &str) -> Response {
    let name = utf8_percent_encode(&file.filename, NOT_IN_NAMES);
    let headers = [
        (CONTENT_TYPE, file.mime_type.clone()),
        (CONTENT_DISPOSITION, format!("{disposition}; filename*=UTF-8''{name}")),
    ];
    (headers, file.content.clone()).into_response()
}
