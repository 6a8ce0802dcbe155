//! The HTTP API: reads requests, says who calls, and renders answers. What is done stands in `actions`.

mod admin;
mod assets;
mod body;
mod client_address;
mod context;
mod credentials;
mod events;
mod health;
mod history;
mod limiter;
mod lookups;
mod openapi;
mod query;
mod security_headers;
pub mod server;
mod signing;
mod state;
mod stream_slots;
mod tickets;
mod webhooks;

use std::time::Duration;

use autenti_model::ErrorCode;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG};
use http::header::{IF_NONE_MATCH, RETRY_AFTER};
use http::{HeaderName, Method};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::config::Config;
use crate::failure::Failure;
pub use openapi::openapi;
pub use state::{ApiState, Guards};

/// No request holds more than a few names and addresses; a webhook may hold many events.
const LARGEST_BODY: usize = 256 * 1024;

/// What is served, by listener.
struct Routers {
    /// For everybody: WEBCON, browsers, Autenti.
    main: Router,
    /// For the administrator.
    admin: Router,
}

fn routers(state: &ApiState) -> Routers {
    let has_admin_listener = state.config.admin_listen.is_some();
    let metrics = Router::new().route("/metrics", get(health::metrics));
    let mut api = api();
    if !has_admin_listener {
        api = api.merge(metrics.clone());
    }
    let main = surrounded(api, state)
        .layer(cors(&state.config))
        // Files of the component are for every page: they hold no secrets, and no request number either.
        .nest_service("/assets", assets::router(&state.config.assets, &state.store));
    let admin = metrics
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(admin::router());
    Routers { main, admin: surrounded(admin, state) }
}

/// The whole API.
fn api() -> Router<ApiState> {
    let signing = Router::new()
        .route("/", get(signing::read))
        .route("/events", get(events::events))
        .route("/history", get(history::history))
        .route("/send", post(signing::send).delete(signing::cancel))
        .route("/link", post(signing::link))
        .route("/reminders", post(signing::remind))
        .route("/withdrawal", post(signing::withdraw))
        .route("/document", get(signing::download))
        .route("/document/attachment", post(signing::attach));
    Router::new()
        .route("/v1/tickets", post(tickets::create_ticket))
        .nest("/v1/signing", signing.clone())
        .nest("/v1/profiles/{profile}/elements/{element}/signing", signing)
        .route("/v1/lookups/{source}", get(lookups::look_up))
        .route("/v1/webhooks/autenti", post(webhooks::receive))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/openapi.json", get(openapi::document))
}

/// With what goes with every request.
fn surrounded(router: Router<ApiState>, state: &ApiState) -> Router {
    router
        .method_not_allowed_fallback(not_found)
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(|_| panicked()))
        .layer(from_fn_with_state(state.clone(), context::surround))
        .layer(from_fn(security_headers::add))
        .with_state(state.clone())
}

async fn not_found() -> Failure {
    Failure::new(ErrorCode::NotFound)
}

fn panicked() -> Response {
    Failure::new(ErrorCode::Internal).with_source(anyhow::anyhow!("a panic; see above")).into_response()
}

/// Only the portal's pages may call, and they send their ticket themselves: no cookies are involved.
fn cors(config: &Config) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(config.allowed_origins.clone()))
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            CACHE_CONTROL,
            IF_NONE_MATCH,
            ACCEPT_LANGUAGE,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([ETAG, CONTENT_DISPOSITION, RETRY_AFTER, context::REQUEST_ID])
        .max_age(Duration::from_hours(2))
}
