//! Headers that keep answers from being kept, guessed at, framed or shared.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, Entry, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue};

const ALWAYS: [(HeaderName, &str); 3] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // An answer is data: a browser that opens one as a page must find nothing in it to do.
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
    (REFERRER_POLICY, "no-referrer"),
];

/// Adds them to every answer but the component's files, which are for every page.
pub(super) async fn add(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        // The administrator's pages have a policy of their own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // What an answer says depends on who asks, and in which language.
    headers.append(VARY, HeaderValue::from_static("authorization, accept-language"));
    if let Entry::Vacant(cache) = headers.entry(CACHE_CONTROL) {
        cache.insert(HeaderValue::from_static("no-store"));
    }
    response
}
