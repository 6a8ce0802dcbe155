//! Tokens: `POST /auth/token`, and the check that every other call has one.
//!
//! Not here: the grants `authorization_code` and `password`, and the partners' token exchange.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::application_keys::ApplicationKeys;
use super::body;
use super::draft::secret;
use super::error::ApiError;
use super::jwt_assertion;
use super::service::{Service, Store};

const CLIENT_ID: &str = "demo";
const CLIENT_SECRET: &str = "demo-secret";
const API_KEY: &str = "demo-api-key";
/// The user that all tokens act for.
pub(super) const SYSTEM_USER: &str = "system@example.com";
/// A refresh token to start with, good for one use like all others.
const FIRST_REFRESH_TOKEN: &str = "demo-refresh-token";
/// facts: Autenti API, OAuth2: the two documented scopes.
const SCOPES: [&str; 2] = ["full", "notification_management"];
const BODY_LIMIT: usize = 64 * 1024;

/// What was issued.
#[derive(Debug)]
pub(super) struct Tokens {
    access: HashMap<String, (Timestamp, Caller)>,
    refresh: HashMap<String, Caller>,
    /// `jti` of assertions that were used, with the end of their time.
    pub(super) used_assertions: HashMap<String, Timestamp>,
}

impl Default for Tokens {
    fn default() -> Self {
        let caller = Caller::system_user(&SCOPES.join(" "));
        Self {
            access: HashMap::new(),
            refresh: HashMap::from([(FIRST_REFRESH_TOKEN.to_owned(), caller)]),
            used_assertions: HashMap::new(),
        }
    }
}

/// On whose behalf a call is made, and what for.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) user: String,
    scope: String,
}

impl Caller {
    fn system_user(scope: &str) -> Self {
        Self { user: SYSTEM_USER.to_owned(), scope: scope.to_owned() }
    }

    /// facts: Autenti API, webhooks: subscribing needs the scope `notification_management`.
    pub(super) fn may_manage_notifications(&self) -> Result<(), ApiError> {
        if self.scope.split(' ').any(|scope| scope == "notification_management") {
            Ok(())
        } else {
            Err(ApiError::forbidden("The token lacks the scope notification_management."))
        }
    }
}

/// An error as RFC 6749, section 5.2 has it. Inferred: Autenti's own body is not known.
#[derive(Debug)]
struct OAuthError(&'static str, String);

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let status =
            if self.0 == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
        let body = json!({ "error": self.0, "error_description": self.1 });
        (status, [(CACHE_CONTROL, "no-store")], Json(body)).into_response()
    }
}

type Parameters = HashMap<String, String>;

/// `POST /auth/token`.
pub(super) async fn issue(State(service): State<Arc<Service>>, request: Request) -> Response {
    let headers = request.headers().clone();
    let body = match body::read(request.into_body(), BODY_LIMIT).await {
        Ok(body) => body,
        Err(error) => return error.into_response(),
    };
    let mut store = service.store();
    match parameters(&headers, &body).and_then(|given| grant(&given, &service.keys, &mut store)) {
        Ok(caller) => ([(CACHE_CONTROL, "no-store")], Json(store.issue(caller))).into_response(),
        Err(error) => error.into_response(),
    }
}

/// facts: Autenti API, OAuth2: both JSON and form bodies are taken.
fn parameters(headers: &HeaderMap, body: &[u8]) -> Result<Parameters, OAuthError> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let invalid = |why: String| OAuthError("invalid_request", why);
    match media_type.as_str() {
        "application/json" => serde_json::from_slice(body)
            .map_err(|error| invalid(format!("The body is not as expected: {error}"))),
        "application/x-www-form-urlencoded" => Ok(url::form_urlencoded::parse(body).into_owned().collect()),
        _ => Err(invalid("The body must be JSON or a form.".to_owned())),
    }
}

/// Whom the parameters speak for.
fn grant(given: &Parameters, keys: &ApplicationKeys, store: &mut Store) -> Result<Caller, OAuthError> {
    let required = |name: &str| {
        given
            .get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| OAuthError("invalid_request", format!("{name} is missing.")))
    };
    if required("client_id")? != CLIENT_ID || required("client_secret")? != CLIENT_SECRET {
        return Err(OAuthError("invalid_client", "The application or its secret is not known.".to_owned()));
    }
    let scope = requested_scope(given)?;
    match required("grant_type")?.as_str() {
        "client_credentials" => Ok(Caller::system_user(&scope)),
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
            let now = store.now();
            jwt_assertion::check(required("assertion")?, keys, now, &mut store.tokens.used_assertions)
                .map_err(|why| OAuthError("invalid_grant", why))?;
            Ok(Caller::system_user(&scope))
        }
        // facts: Autenti API, OAuth2: refresh tokens are rotated and good for a single use.
        "refresh_token" => store.tokens.refresh.remove(required("refresh_token")?).ok_or_else(|| {
            OAuthError("invalid_grant", "The refresh token is not known, or has been used.".to_owned())
        }),
        _ => Err(OAuthError("unsupported_grant_type", "This stand-in does not know the grant.".to_owned())),
    }
}

/// Without a scope everything is allowed: the plugin asks for none and does everything.
fn requested_scope(given: &Parameters) -> Result<String, OAuthError> {
    let Some(scope) = given.get("scope").filter(|scope| !scope.trim().is_empty()) else {
        return Ok(SCOPES.join(" "));
    };
    match scope.split_whitespace().find(|scope| !SCOPES.contains(scope)) {
        Some(unknown) => Err(OAuthError("invalid_scope", format!("There is no scope {unknown}."))),
        None => Ok(scope.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

impl Store {
    /// facts: Autenti API, OAuth2: the token response.
    fn issue(&mut self, caller: Caller) -> Value {
        let now = self.now();
        let seconds = self.settings.token_seconds;
        let (access, refresh) = (secret(&self.sources), secret(&self.sources));
        let answer = json!({
            "scope": caller.scope,
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": seconds,
            "refresh_token": refresh,
        });
        self.tokens.access.retain(|_, (expires, _)| *expires > now);
        self.tokens.access.insert(access, (now + SignedDuration::from_secs(seconds.into()), caller.clone()));
        self.tokens.refresh.insert(refresh, caller);
        answer
    }

    fn caller(&self, headers: &HeaderMap) -> Result<Caller, ApiError> {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some((scheme, credentials)) = header.and_then(|header| header.split_once(' ')) else {
            return Err(ApiError::unauthorized("The call needs a token."));
        };
        let credentials = credentials.trim();
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => match self.tokens.access.get(credentials) {
                Some((expires, caller)) if *expires > self.now() => Ok(caller.clone()),
                Some(_) => Err(ApiError::unauthorized("The token has expired.")),
                None => Err(ApiError::unauthorized("The token is not known.")),
            },
            // facts: Autenti API, OAuth2: `Authorization: api-key …` for those whom Autenti gave one.
            "api-key" if credentials == API_KEY => Ok(Caller::system_user(&SCOPES.join(" "))),
            _ => Err(ApiError::unauthorized("The credentials are not known.")),
        }
    }
}

/// facts: Autenti API, hosts: no call is anonymous.
pub(super) async fn require(
    State(service): State<Arc<Service>>,
    mut request: Request,
    next: Next,
) -> Response {
    let caller = service.store().caller(request.headers());
    match caller {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(error) => {
            body::discard(request.into_body()).await;
            error.into_response()
        }
    }
}
