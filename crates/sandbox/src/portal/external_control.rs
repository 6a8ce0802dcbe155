//! "Local hosting" of an External custom control: the portal keeps the files of a zip and serves them under an
//! address of its own, for a frame on the form.
//!
//! facts: WEBCON form, custom control (External), since 2026 R1: one `index.html` at the top, folders below
//! it, some types of file refused. The address is made up, and that the portal's own headers are sent with the
//! files is inferred.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use serde_json::{Value as JsonValue, json};

use super::Portal;
use super::pages::content_policy;
use super::session::Session;
use super::uploaded_zip::{Files, Unreadable, extension, media_type, unpack};

/// What the frame on the form loads.
pub(super) const ADDRESS: &str = "/local-hosting/autenti-form/index.html";

/// The only file that must be there.
const ENTRY: &str = "index.html";

/// facts: WEBCON form, custom control (External): types that are not taken.
const PROHIBITED: [&str; 11] = ["bat", "com", "dll", "exe", "msc", "msi", "msp", "mst", "ps1", "reg", "regs"];

/// The files of the control, by path.
#[derive(Debug, Default)]
pub(super) struct Hosted(Files);

/// Why a zip is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotTaken {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("there is no index.html at the top of the zip")]
    NoEntry,
    #[error("files of the type `{0}` are not allowed")]
    Prohibited(String),
}

impl Hosted {
    fn unpack(bytes: &[u8]) -> Result<Self, NotTaken> {
        let files = unpack(bytes)?;
        let mut kinds = files.keys().map(|name| extension(name).to_lowercase());
        if let Some(kind) = kinds.find(|kind| PROHIBITED.contains(&kind.as_str())) {
            return Err(NotTaken::Prohibited(kind));
        }
        if files.contains_key(ENTRY) { Ok(Self(files)) } else { Err(NotTaken::NoEntry) }
    }
}

pub(super) fn router() -> Router<Portal> {
    Router::new().route("/local-hosting/autenti-form/{*path}", get(file))
}

/// What Designer Studio does when a zip is chosen there, for testers and the demo.
pub(super) fn controls(portal: Portal) -> Router {
    Router::new().route("/sandbox/external-control", post(upload).get(list)).with_state(portal)
}

async fn upload(State(portal): State<Portal>, body: Bytes) -> Response {
    match Hosted::unpack(&body) {
        Ok(hosted) => {
            *portal.hosted() = hosted;
            StatusCode::NO_CONTENT.into_response()
        }
        Err(reason) => (StatusCode::BAD_REQUEST, format!("{reason}\n")).into_response(),
    }
}

/// Names and sizes of the files.
async fn list(State(portal): State<Portal>) -> Json<JsonValue> {
    let hosted = portal.hosted();
    Json(hosted.0.iter().map(|(name, content)| json!({ "name": name, "size": content.len() })).collect())
}

async fn file(State(portal): State<Portal>, session: Session, Path(path): Path<String>) -> Response {
    let Some(content) = portal.hosted().0.get(&path).cloned() else {
        let missing = "No such file. A control is put here with POST /sandbox/external-control.\n";
        return (StatusCode::NOT_FOUND, missing).into_response();
    };
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(&path)));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(policy) = content_policy(&portal, &session) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(names: &[&str]) -> Vec<u8> {
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, name.as_bytes())).collect();
        super::super::uploaded_zip::zip(&files)
    }

    #[test]
    fn a_zip_is_taken_with_an_index_at_the_top_and_no_programs() {
        let taken = Hosted::unpack(&zip(&["index.html", "parts/a.js", "a.wasm"])).unwrap();
        assert_eq!(taken.0.keys().collect::<Vec<_>>(), ["a.wasm", "index.html", "parts/a.js"]);
        for (names, reason) in [
            (&["parts/index.html"][..], "there is no index.html at the top of the zip"),
            (&["index.html", "a.EXE"], "files of the type `exe` are not allowed"),
            (&["index.html", "../a.js"], "`../a.js` points outside of the zip"),
        ] {
            assert_eq!(Hosted::unpack(&zip(names)).unwrap_err().to_string(), reason);
        }
        assert!(matches!(Hosted::unpack(b"nothing"), Err(NotTaken::Unreadable(Unreadable::NotAZip(_)))));
    }
}
