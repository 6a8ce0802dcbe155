#![doc = include_str!("autenti/README.md")]

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, post};
use url::Url;

use crate::control::Control;

mod access;
mod act;
mod action_links;
mod actions;
mod application_keys;
mod assertion;
mod authorization;
mod body;
mod callbacks;
mod constraint;
mod document_json;
mod document_list;
mod document_process;
mod draft;
mod error;
mod event;
mod files;
mod hand_over;
mod history;
mod json_stream;
mod jwt_assertion;
mod options;
mod organisation;
mod pages;
mod parties;
mod party;
mod plan;
mod processes;
mod seed;
mod service;
mod settings;
mod signed_document;
mod sources;
mod stored_file;
mod tags;
mod token;
mod upload;
mod webhooks;

pub use application_keys::ApplicationKeys;
pub use options::Options;
pub use settings::{
    AssertionLines, CallbackShape, JwtAlgorithm, ListShape, PlanFeature, PlanRefusal, Settings, UploadForm,
};
pub use sources::Sources;

use error::ApiError;
use service::Service;

/// The stand-in, reachable at `origin`.
pub fn router(origin: Url, keys: ApplicationKeys) -> Router {
    router_with(origin, keys, Options::default())
}

/// The stand-in with other delays, or another clock and other ids.
pub fn router_with(origin: Url, keys: ApplicationKeys, options: Options) -> Router {
    let service = Service::new(origin, keys, options);
    let restarted = Arc::clone(&service);
    let control = Control::new(move || restarted.restart());
    // Faults strike what the real service has, never the calls that testers make.
    control.wrap(real(&service)).merge(for_testers(&service))
}

/// What the real service has too.
fn real(service: &Arc<Service>) -> Router {
    Router::new()
        .nest("/api/v2", api(service))
        .route("/developers/keys/webhook.jwks", get(webhooks::key_set))
        .merge(pages(service))
}

/// What people open.
fn pages(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/", get(pages::index::get))
        .route("/sign/{token}", get(pages::signing::get).post(pages::signing::post))
        .route("/sign/{token}/files/{number}", get(pages::signing::file))
        .route("/sign/{token}/signed", get(pages::signing::signed))
        .route("/assets/sandbox.css", get(pages::style))
        .route("/assets/icon.svg", get(pages::icon))
        .with_state(Arc::clone(service))
}

/// facts: Autenti API, endpoints.
fn api(service: &Arc<Service>) -> Router {
    let with_token = Router::new()
        .route("/document-processes", get(document_list::get).post(processes::create))
        .route("/document-processes/{id}", get(processes::get).put(processes::put).delete(processes::delete))
        .route("/document-processes/{id}/parties", get(parties::get).post(parties::post))
        .route("/document-processes/{id}/parties/{party}/action-links", post(action_links::post))
        .route("/document-processes/{id}/files", get(files::get).post(upload::post))
        .route("/document-processes/{id}/files/{file}", delete(files::delete))
        .route("/document-processes/{id}/files/{file}/content", get(files::content))
        .route("/document-processes/{id}/actions", post(actions::post))
        .route("/tags", get(tags::get))
        .route("/applications/callbacks", get(callbacks::list).post(callbacks::subscribe))
        .route("/applications/callbacks/{id}", delete(callbacks::unsubscribe))
        .fallback(async || ApiError::not_found("endpoint"))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .layer(from_fn_with_state(Arc::clone(service), token::require))
        // Bodies are limited where they are read.
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/auth/authorization", get(authorization::page).post(authorization::choose))
        .route("/auth/token", post(token::issue))
        .merge(with_token)
        .with_state(Arc::clone(service))
}

fn for_testers(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/sandbox/act", post(act::post))
        .route("/sandbox/settings", get(settings::show).post(settings::change))
        .route("/sandbox/webhooks", get(webhooks::deliveries))
        .with_state(Arc::clone(service))
}
