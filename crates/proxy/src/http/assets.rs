//! `/assets/…`: the component's files, for the pages of any portal.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, LINK, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use tower_http::services::ServeDir;

use crate::store::Store;

/// The script under the address that always has the newest one.
const SCRIPT: &str = "autenti-form.js";
/// What the build says of the script.
const MANIFEST: &str = "autenti-form.json";

/// A file whose name holds a digest of its content never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A form that opens does not wait for the script: what the browser has is used, and asked for again meanwhile. After a
/// new version came, each browser opens one more form with the one before it, for at most a week.
const STALE_FIRST: &str = "public, max-age=60, stale-while-revalidate=604800";

/// No file of the component is as large.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Serves the folder, compressed where the build has compressed it; and what another version of the component has, from
/// the store.
pub(super) fn router(folder: &Path, store: &Store) -> Router {
    Router::new()
        .fallback_service(ServeDir::new(folder).precompressed_br().precompressed_gzip())
        .layer(from_fn_with_state(store.clone(), of_another_version))
        .layer(from_fn_with_state(folder.to_owned(), headers))
}

/// The files of the folder whose names hold a digest of their content: those that a page may ask for when the folder has
/// others.
pub(crate) fn lasting_files(folder: &Path) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if has_digest(&name) && entry.metadata()?.is_file() && entry.metadata()?.len() <= LARGEST {
            files.push((name, std::fs::read(entry.path())?));
        }
    }
    Ok(files)
}

/// A page goes on with the module that it began with, whatever the folder holds by now.
async fn of_another_version(State(store): State<Store>, request: Request, next: Next) -> Response {
    let name = request.uri().path().trim_start_matches('/').to_owned();
    let ways = ways(request.headers());
    let response = next.run(request).await;
    if response.status() != StatusCode::NOT_FOUND || !has_digest(&name) || name.contains('/') {
        return response;
    }
    for (encoding, end) in ways {
        match store.asset(&format!("{name}{end}")).await {
            Ok(Some(content)) => return lasting(&name, content, encoding),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, name, "a file of another version cannot be read from the store");
                break;
            }
        }
    }
    response
}

/// The ways in which an answer may be encoded, the best first, each with what the name of such a file ends with.
fn ways(headers: &HeaderMap) -> Vec<(Option<&'static str>, &'static str)> {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes =
        |encoding: &str| accepted.split(',').any(|one| one.trim().split(';').next() == Some(encoding));
    let compressed = [("br", ".br"), ("gzip", ".gz")].into_iter().filter(|(encoding, _)| takes(encoding));
    compressed.map(|(encoding, end)| (Some(encoding), end)).chain([(None, "")]).collect()
}

fn lasting(name: &str, content: Vec<u8>, encoding: Option<&'static str>) -> Response {
    let kind = match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        _ => "application/octet-stream",
    };
    let mut response = ([(CONTENT_TYPE, kind)], content).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    response
}

async fn headers(State(folder): State<PathBuf>, request: Request, next: Next) -> Response {
    let name = request.uri().path().trim_start_matches('/').to_owned();
    let mut response = next.run(request).await;
    let is_there = response.status().is_success() || response.status().as_u16() == 304;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    let cache = match name.as_str() {
        _ if !is_there => "no-cache",
        SCRIPT => STALE_FIRST,
        name if has_digest(name) => FOR_EVER,
        _ => "no-cache",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    if is_there && Path::new(&name).extension().is_some_and(|extension| extension == "js") {
        for link in preloads(&folder).await {
            headers.append(LINK, link);
        }
    }
    response
}

/// What the build says of the script.
#[derive(Deserialize)]
struct Manifest {
    /// Files that the script will ask for as soon as it runs.
    preload: Vec<String>,
}

/// The files that the script will ask for: the browser need not wait for the script to learn of them. (Preloads of
/// `fetch` match a request without credentials only if they are made without, too.)
async fn preloads(folder: &Path) -> Vec<HeaderValue> {
    let manifest = tokio::fs::read(folder.join(MANIFEST)).await.unwrap_or_default();
    let files = serde_json::from_slice::<Manifest>(&manifest).map(|manifest| manifest.preload);
    let link = |file: String| format!("<{file}>; rel=preload; as=fetch; crossorigin").parse().ok();
    files.unwrap_or_default().into_iter().filter_map(link).collect()
}

/// Whether the file's name ends with a digest, such as `autenti-form-0f3a9c21d4.wasm`.
fn has_digest(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    stem.rsplit_once('-')
        .is_some_and(|(_, digest)| digest.len() >= 8 && digest.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_named_by_its_content_is_kept_for_good() {
        assert!(has_digest("autenti-form-0f3a9c21d4.wasm"));
        assert!(!has_digest("autenti-form.js"));
        assert!(!has_digest("autenti-form-extra.js"));
    }
}
