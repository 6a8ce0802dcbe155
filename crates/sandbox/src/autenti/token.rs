//! Tokens: `POST /auth/token`, and the check that every other call has one.
//!
//! Not here: the grant `password`, and the partners' token exchange.

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
use super::authorization::Codes;
use super::body;
use super::draft::secret;
use super::error::ApiError;
use super::jwt_assertion;
use super::organisation::{self, Application, DEMO, Organisation};
use super::service::{Service, Store};
use super::settings::Settings;

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
    /// Codes that wait to be exchanged.
    pub(super) codes: Codes,
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            access: HashMap::new(),
            refresh: HashMap::from([(FIRST_REFRESH_TOKEN.to_owned(), Caller::system_user(&DEMO))]),
            used_assertions: HashMap::new(),
            codes: Codes::new(),
        }
    }
}

/// On whose behalf a call is made, and what for.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) user: String,
    pub(super) organisation: &'static Organisation,
    scope: String,
    is_administrator: bool,
}

impl Caller {
    /// The organisation's system user, with every scope.
    pub(super) fn system_user(organisation: &'static Organisation) -> Self {
        Self {
            user: organisation.system_user.to_owned(),
            organisation,
            scope: SCOPES.join(" "),
            is_administrator: false,
        }
    }

    /// A user of the application's organisation.
    pub(super) fn of(application: &Application, user: String, scope: String) -> Self {
        Self {
            user,
            organisation: application.organisation,
            scope,
            is_administrator: application.is_administrator,
        }
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
pub(super) struct OAuthError(&'static str, String);

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
    let (id, secret) = (required("client_id")?, required("client_secret")?);
    let application =
        organisation::application(id).filter(|application| application.secret == secret).ok_or_else(
            || OAuthError("invalid_client", "The application or its secret is not known.".to_owned()),
        )?;
    let scope = scope_for(application, given.get("scope").map(String::as_str), &store.settings)?;
    let user = |email: &str| Caller::of(application, email.to_owned(), scope.clone());
    match required("grant_type")?.as_str() {
        "client_credentials" => Ok(user(application.organisation.system_user)),
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
            let assertion = required("assertion")?;
            jwt_assertion::check(assertion, application.organisation, keys, store)
                .map(|email| user(&email))
                .map_err(|why| OAuthError("invalid_grant", why))
        }
        "authorization_code" => {
            let verifier = given.get("code_verifier").map(String::as_str);
            store
                .exchange(application, required("code")?, required("redirect_uri")?, verifier)
                .map_err(|why| OAuthError("invalid_grant", why))
        }
        // facts: Autenti API, OAuth2: refresh tokens are rotated and good for a single use.
        "refresh_token" => store.tokens.refresh.remove(required("refresh_token")?).ok_or_else(|| {
            OAuthError("invalid_grant", "The refresh token is not known, or has been used.".to_owned())
        }),
        _ => Err(OAuthError("unsupported_grant_type", "This stand-in does not know the grant.".to_owned())),
    }
}

/// Without a scope everything is allowed: the plugin asks for none and does everything. What is withheld
/// is left out silently, as OAuth has it; that Autenti does so is inferred.
pub(super) fn scope_for(
    application: &Application,
    asked: Option<&str>,
    settings: &Settings,
) -> Result<String, OAuthError> {
    let asked = asked.filter(|scope| !scope.trim().is_empty());
    let all = SCOPES.join(" ");
    let scopes: Vec<&str> = asked.unwrap_or(&all).split_whitespace().collect();
    if let Some(unknown) = scopes.iter().find(|scope| !SCOPES.contains(scope)) {
        return Err(OAuthError("invalid_scope", format!("There is no scope {unknown}.")));
    }
    Ok(granted(&scopes, application.is_administrator, settings))
}

fn granted(scopes: &[&str], is_administrator: bool, settings: &Settings) -> String {
    let is_withheld =
        |scope: &str| !is_administrator && settings.withheld_scopes.iter().any(|withheld| withheld == scope);
    let granted: Vec<&str> = scopes.iter().copied().filter(|scope| !is_withheld(scope)).collect();
    granted.join(" ")
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
        let unknown = || ApiError::unauthorized("The credentials are not known.");
        let mut caller = match scheme.to_ascii_lowercase().as_str() {
            "bearer" => match self.tokens.access.get(credentials) {
                Some((expires, caller)) if *expires > self.now() => caller.clone(),
                Some(_) => return Err(ApiError::unauthorized("The token has expired.")),
                None => return Err(ApiError::unauthorized("The token is not known.")),
            },
            // facts: Autenti API, OAuth2: `Authorization: api-key …` for those whom Autenti gave one.
            "api-key" => {
                organisation::by_api_key(credentials).map(Caller::system_user).ok_or_else(unknown)?
            }
            _ => return Err(unknown()),
        };
        // A right that was taken away since counts for tokens that are out too.
        let scopes: Vec<&str> = caller.scope.split(' ').collect();
        caller.scope = granted(&scopes, caller.is_administrator, &self.settings);
        Ok(caller)
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
