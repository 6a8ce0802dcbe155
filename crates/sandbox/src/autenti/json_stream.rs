//! Lists that come as objects one after the other, and not as an array, unless an array is asked for.
//!
//! facts: Autenti API, known traps: the default content type of some lists is `application/stream+json`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;

/// What stands between two objects: one client saw them run together, another a line each.
#[derive(Clone, Copy, Debug)]
pub(super) enum Separator {
    None,
    NewLine,
}

/// The list in the form that is asked for, or as a stream.
pub(super) fn list(headers: &HeaderMap, rows: &[Value], separator: Separator) -> Response {
    if wants_array(headers) {
        return Json(rows).into_response();
    }
    let separator = match separator {
        Separator::None => "",
        Separator::NewLine => "\n",
    };
    let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    ([(CONTENT_TYPE, "application/stream+json")], rows.join(separator)).into_response()
}

/// Whether the stream is asked for by name.
pub(super) fn wants_stream(headers: &HeaderMap) -> bool {
    asks_for_array(headers) == Some(false)
}

/// Whether JSON is asked for by name; `*/*` and no `Accept` at all get the stream.
fn wants_array(headers: &HeaderMap) -> bool {
    asks_for_array(headers) == Some(true)
}

/// Which of the two is asked for first by name.
fn asks_for_array(headers: &HeaderMap) -> Option<bool> {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut types =
        accepted.flat_map(|value| value.split(',')).map(|range| range.split(';').next().unwrap_or(""));
    types.find_map(|range| match range.trim() {
        "application/json" => Some(true),
        "application/stream+json" => Some(false),
        _ => None,
    })
}
