//! What the form page asks its server: internal calls that no outsider may rely on.
//!
//! facts: WEBCON form, calling the server, names some of their addresses (`/api/nav/…/desktop`,
//! `…/checkout/release`, `/attachments/db/…/preview/…`) and says that they change freely. The bodies are
//! this stand-in's own.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::Portal;
use super::rest::BODY_LIMIT;

mod files;
mod list;
mod model;
mod open;
mod refusal;
mod save;

pub(super) use files::Uploads;

pub(super) fn router() -> Router<Portal> {
    let nav = Router::new()
        .route("/elements", get(list::read))
        .route("/element/{id}", axum::routing::delete(save::delete))
        .route("/element/{id}/desktop", get(open::view))
        .route("/element/{id}/desktop/edit", get(open::edit))
        .route("/element/{id}/desktop/admin", get(open::admin))
        .route("/element/{id}/html-field", post(open::html_field))
        .route("/element/{id}/save", post(save::save))
        .route("/start/wf/{wf}/dt/{dt}/desktop", get(open::new))
        .route("/start/wf/{wf}/dt/{dt}/save", post(save::start))
        .route("/app/{app}/element/{id}/checkout/release", get(open::release))
        .route("/businessrules/{rule}", post(open::business_rule));
    let files = Router::new()
        .route("/upload", post(files::upload))
        .route("/preview/{attachment}", get(files::preview))
        .route("/download/{attachment}", get(files::download));
    Router::new()
        .nest("/api/nav/db/{db}", nav)
        .nest("/attachments/db/{db}", files)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}
