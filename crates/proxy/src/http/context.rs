//! What goes with every request: its number, its language, its line in the log, and the rendering of
//! failures.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use autenti::webhook::SIGNATURE_HEADER;
use autenti_model::{ErrorCode, Lang};
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tracing::Instrument;
use uuid::Uuid;

use super::client_address::client_address;
use super::state::ApiState;
use crate::auth::KeyRefused;
use crate::failure::Failure;
use crate::metrics;

/// Carries the request's number back to the caller.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known of the request that is being answered.
#[derive(Clone, Debug)]
pub(super) struct RequestContext {
    id: Arc<str>,
    asked: Option<Lang>,
    address: Option<IpAddr>,
    lang: Arc<Mutex<Lang>>,
}

impl RequestContext {
    fn new(headers: &HeaderMap, address: Option<IpAddr>) -> Self {
        let asked = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(',').find_map(Lang::from_tag));
        let lang = Arc::new(Mutex::new(asked.unwrap_or_default()));
        Self { id: Uuid::now_v7().to_string().into(), asked, address, lang }
    }

    /// The request's number.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Where the request comes from.
    pub(super) fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// The language that the request asks for, where it asks for one that has texts.
    pub(super) fn asked(&self) -> Option<Lang> {
        self.asked
    }

    /// Language of the answer: what the request asks for, or else the ticket's.
    pub(super) fn lang(&self) -> Lang {
        *self.lang.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn speak(&self, lang: Lang) {
        *self.lang.lock().unwrap_or_else(PoisonError::into_inner) = lang;
    }

    pub(super) fn of(parts: &Parts) -> Self {
        parts.extensions.get().cloned().unwrap_or_else(|| Self::new(&parts.headers, None))
    }
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// A failure leaves the handler as an empty response that carries it; [`surround`] gives it its body.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status(&self).into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

fn status(failure: &Failure) -> StatusCode {
    StatusCode::from_u16(failure.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Gives the request its number and its line in the log, and failures their body.
pub(super) async fn surround(State(state): State<ApiState>, mut request: Request, next: Next) -> Response {
    let trusted = &state.config.limits.trusted_proxies;
    let peer = request.extensions().get().map(|ConnectInfo(peer): &ConnectInfo<SocketAddr>| peer.ip());
    let address = peer.map(|peer| client_address(peer, request.headers(), trusted));
    let context = RequestContext::new(request.headers(), address);
    // A page whose ticket is missing or ended does nothing wrong; whoever shows a wrong one may be guessing.
    let shows_credentials =
        request.headers().contains_key(AUTHORIZATION) || request.headers().contains_key(SIGNATURE_HEADER);
    request.extensions_mut().insert(context.clone());
    let started = Instant::now();
    let method = request.method().clone();
    // The path holds no secrets: tickets and keys travel in a header.
    let path = request.uri().path().to_owned();
    let route = request.extensions().get().map(|matched: &MatchedPath| matched.as_str().to_owned());
    let span = tracing::info_span!(
        "request",
        id = context.id(),
        from = address.map(tracing::field::display),
        // Known once credentials were read.
        profile = tracing::field::Empty,
        instance = tracing::field::Empty,
    );
    let mut response = next.run(request).instrument(span.clone()).await;
    let mut failure: Option<Arc<Failure>> = response.extensions_mut().remove();
    let is_guess =
        |refused: &Failure| matches!(refused.code, ErrorCode::TicketInvalid | ErrorCode::KeyInvalid);
    if let (Some(refused), Some(address), true) = (&failure, address, shows_credentials)
        && (is_guess(refused) || KeyRefused::of(refused).is_some())
    {
        let route = route.as_deref().unwrap_or("(none)");
        match state.guards.limiter.failure(address) {
            // Whoever guesses on is counted, and not written down each time.
            Err(limited) if is_guess(refused) => failure = Some(Arc::new(limited)),
            Err(_) => {}
            Ok(()) => state.audit.refused(refused, context.id(), address, route).await,
        }
    }
    if let Some(failure) = &failure {
        response = rendered(failure, &context);
    }
    metrics::answered(
        method.as_str(),
        route.as_deref().unwrap_or("(none)"),
        response.status().as_u16(),
        failure.as_deref(),
        started.elapsed(),
    );
    span.in_scope(|| {
        let status = response.status().as_u16();
        let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        match failure.as_deref() {
            Some(failure) if status >= 500 => tracing::warn!(%method, path, status, millis, %failure),
            Some(failure) => tracing::info!(%method, path, status, millis, %failure),
            None => tracing::debug!(%method, path, status, millis),
        }
    });
    if let Ok(id) = HeaderValue::from_str(context.id()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn rendered(failure: &Failure, context: &RequestContext) -> Response {
    let problem = failure.problem(context.lang(), context.id());
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = (status(failure), body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(wait) = failure.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    response
}
