//! `GET /document-processes`: the organisation's documents, newest first, filtered and in pages.
//!
//! facts: Autenti API, list: exists for synchronising statuses, `application/stream+json` is a stream without
//! paging. Inferred: rows, filters (`status`, `title`, `createdFrom`, `createdTo`, `modifiedFrom`,
//! `modifiedTo`), and paging (`page` from 0, `size`).

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::HeaderMap;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::document_process::DocumentProcess;
use super::error::ApiError;
use super::history::ReadLag;
use super::json_stream::{Separator, list, wants_stream};
use super::service::Service;
use super::settings::ListShape;
use super::token::Caller;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    status: Option<String>,
    title: Option<String>,
    created_from: Option<Timestamp>,
    created_to: Option<Timestamp>,
    modified_from: Option<Timestamp>,
    modified_to: Option<Timestamp>,
    page: Option<usize>,
    size: Option<usize>,
}

impl Asked {
    fn wants(&self, process: &DocumentProcess) -> bool {
        let status = json!(process.status);
        let has_status = |wanted: &str| wanted.split(',').any(|wanted| status == wanted.trim());
        let has_title =
            |wanted: &str| process.subject.title.to_lowercase().contains(&wanted.trim().to_lowercase());
        self.status.as_deref().is_none_or(has_status)
            && self.title.as_deref().is_none_or(has_title)
            && self.created_from.is_none_or(|from| process.created_at >= from)
            && self.created_to.is_none_or(|to| process.created_at <= to)
            && self.modified_from.is_none_or(|from| process.modified_at >= from)
            && self.modified_to.is_none_or(|to| process.modified_at <= to)
    }
}

pub(super) async fn get(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    lag: ReadLag,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    let store = service.store();
    let reading = store.reading(caller.organisation, lag);
    let mut found = reading.processes();
    found.retain(|process| asked.wants(process));
    let rows: Vec<Value> = found
        .into_iter()
        .rev()
        .map(|process| store.settings.worded(process.to_summary_json(reading.when())))
        .collect();
    if wants_stream(&headers) {
        return Ok(list(&headers, &rows, Separator::NewLine));
    }
    let usual = usize::try_from(store.settings.list_page_size).unwrap_or_default();
    let size = asked.size.unwrap_or(usual);
    let (page, total) = (asked.page.unwrap_or_default(), rows.len());
    let rows: Vec<Value> = match size {
        0 => rows,
        size => rows.into_iter().skip(page.saturating_mul(size)).take(size).collect(),
    };
    Ok(match store.settings.list_shape {
        ListShape::Array => Json(rows).into_response(),
        ListShape::Page => Json(json!({
            "content": rows,
            "page": { "number": page, "size": size, "totalElements": total,
                      "totalPages": if size == 0 { 1 } else { total.div_ceil(size) } },
        }))
        .into_response(),
    })
}
