//! The portal's public REST API v6.0, as far as this project meets it.
//!
//! facts: WEBCON REST API. Shapes come from the vendor's own OpenAPI file; the tests check every answer
//! against it.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::Portal;

mod attachments;
mod element;
mod error;
mod form_layout;
mod me;
mod metadata;
mod request;
mod token;
mod update;

pub(super) use token::Tokens;
pub(super) use token::{Account, Scope};

/// Larger bodies answer 413. A file of 20 MB grows by a third in base64 (facts: WEBCON REST API, pitfalls;
/// the real limit is the web server's and is not recorded).
pub(super) const BODY_LIMIT: usize = 40 * 1024 * 1024;

pub(super) fn router() -> Router<Portal> {
    let elements = Router::new()
        .route("/elements/{id}", get(element::read).patch(update::update))
        .route("/elements/{id}/checkout", post(update::check_out))
        .route("/elements/{id}/attachments", get(attachments::list).post(attachments::add))
        .route(
            "/elements/{id}/attachments/{attachment}",
            get(attachments::read).patch(attachments::change).delete(attachments::delete),
        )
        .route("/elements/{id}/attachments/{attachment}/content", get(attachments::content))
        .route("/elements/{id}/attachments/{attachment}/stream", get(attachments::stream))
        .route("/formlayout", get(form_layout::read))
        .merge(metadata::router());
    Router::new()
        .route("/api/oauth2/token", post(token::issue))
        .route("/api/data/v6.0/me", get(me::read))
        .nest("/api/data/v6.0/db/{db}", elements)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}
