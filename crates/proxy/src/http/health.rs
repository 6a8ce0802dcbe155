//! For whoever keeps the proxy running: is it alive, is it ready, how much is it doing.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::header::CONTENT_TYPE;
use http::{HeaderName, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Clock;
use crate::config::Config;
use crate::metrics;
use crate::store::Store;

/// `GET /healthz`: the program runs.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, description = "It runs")))]
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// Whether the proxy can do its work.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Readiness {
    /// Whether the store can be written to. Without it nothing is sent.
    store: bool,
    /// Whether the component's files are there. Without them no form can load the panel; automations work all the same.
    component: bool,
    /// Profiles whose changed files cannot be used, so that they run on as they were; the log says why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused_profiles: Vec<String>,
}

/// `GET /readyz`: the program can do its work.
///
/// Autenti and WEBCON are not asked: the proxy is of use while one of them is down, because it says so in
/// the form and keeps what was begun.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses(
    (status = 200, body = Readiness), (status = 503, body = Readiness)
))]
pub(super) async fn ready(
    State(store): State<Store>,
    State(config): State<Arc<Config>>,
    State(clock): State<Clock>,
) -> (StatusCode, Json<Readiness>) {
    let store = match store.probe(clock.now()).await {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, "the store cannot be written to");
            false
        }
    };
    let status = if store { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let refused_profiles = config.profiles.mistakes().into_keys().collect();
    (status, Json(Readiness { store, component: config.has_component(), refused_profiles }))
}

/// `GET /metrics`: numbers in the form that Prometheus reads. They hold no names, ids or addresses.
#[utoipa::path(get, path = "/metrics", tag = "operation", responses(
    (status = 200, content_type = "text/plain", description = "Prometheus text")
))]
pub(super) async fn metrics(
    State(store): State<Store>,
    State(clock): State<Clock>,
) -> ([(HeaderName, &'static str); 1], String) {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], metrics::render(&store, clock.now()).await)
}
