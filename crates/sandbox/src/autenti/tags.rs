//! The organisation's labels: `GET /tags`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde_json::{Value, json};

use super::json_stream::{Separator, list};
use super::service::Service;

/// facts: Autenti API, tags: `{id, description, type}`. Inferred: the values of `type`.
///
/// One has a `}` in its text, and one an object inside, because these have broken clients that patch the
/// answer as text (facts: Autenti API, known traps).
pub(super) fn all() -> Vec<Value> {
    let tag = |number: u32, description: &str| {
        json!({ "id": format!("TAG:6f1d2c3b-0000-4000-8000-0000000001{number:02}"), "description": description,
                "type": "TAG-TYPE:USER_DEFINED" })
    };
    let mut with_object = tag(4, "Oferty");
    with_object["meta"] = json!({ "colour": { "background": "#0b5cad" } });
    vec![tag(1, "Umowy"), tag(2, "Kadry i płace"), tag(3, "Szablon {klient} — „pilne”"), with_object]
}

pub(super) fn find(id: &str) -> Option<Value> {
    all().into_iter().find(|tag| tag["id"] == id)
}

/// facts: Autenti API, known traps: seen as `{…}{…}` by a client that patches text between the objects.
pub(super) async fn get(State(_service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    list(&headers, &all(), Separator::None)
}
