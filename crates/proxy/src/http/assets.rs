//! `/assets/…`: the component's files, for the pages of any portal.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue};
use tower_http::services::ServeDir;

/// Serves the folder, compressed where the build has compressed it.
pub(super) fn router(folder: &Path) -> Router {
    Router::new()
        .fallback_service(ServeDir::new(folder).precompressed_br().precompressed_gzip())
        .layer(from_fn(headers))
}

async fn headers(request: Request, next: Next) -> Response {
    let has_hash = has_hash(request.uri().path());
    let mut response = next.run(request).await;
    let is_there = response.status().is_success() || response.status().as_u16() == 304;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    // A file whose name holds a digest of its content never changes; all others are asked for again.
    let cache = if has_hash && is_there { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// Whether the file's name ends with a digest, such as `autenti-form-0f3a9c21d4.wasm`.
fn has_hash(path: &str) -> bool {
    let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
    stem.rsplit_once('-')
        .is_some_and(|(_, digest)| digest.len() >= 8 && digest.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_named_by_its_content_is_kept_for_good() {
        assert!(has_hash("/autenti-form-0f3a9c21d4.wasm"));
        assert!(!has_hash("/autenti-form.js"));
        assert!(!has_hash("/autenti-form-extra.js"));
    }
}
