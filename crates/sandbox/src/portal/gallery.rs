//! The gallery: every element of the component in every state, theme and language, at `/gallery`.
//!
//! Nothing is signed behind it. The component comes from the proxy, as on a form; what it asks the proxy is
//! answered by the page itself (`assets/gallery/made-up-proxy.js`).

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use rust_embed::RustEmbed;

use super::Portal;
use super::html_field::escape;

/// Everything that the page loads but the component. Read from the folder in debug builds.
#[derive(RustEmbed)]
#[folder = "assets/gallery/"]
struct Assets;

pub(super) fn router() -> Router<Portal> {
    Router::new()
        .route("/gallery", get(page))
        .route("/gallery/signing-page", get(signing_page))
        .route("/assets/gallery/{*path}", get(asset))
}

/// What is shown stands in the query, which the page reads by itself.
async fn page(State(portal): State<Portal>) -> Response {
    let mut response = html("gallery.html", &[("{{proxy}}", &escape(portal.proxy()))]);
    let policy = portal.state().settings.content_security_policy.clone();
    if let Some(policy) = policy.and_then(|policy| HeaderValue::from_str(&policy).ok()) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Where *Sign now* leads in the gallery.
async fn signing_page() -> Response {
    html("signing-page.html", &[])
}

fn html(name: &str, values: &[(&str, &str)]) -> Response {
    let Some(file) = Assets::get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let mut page = String::from_utf8_lossy(&file.data).into_owned();
    for (variable, value) in values {
        page = page.replace(variable, value);
    }
    ([(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")], page).into_response()
}

async fn asset(Path(path): Path<String>) -> Response {
    let kind = match path.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let Some(file) = Assets::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], file.data.into_owned()).into_response()
}
