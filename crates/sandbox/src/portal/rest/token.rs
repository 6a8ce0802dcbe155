//! Access tokens by client credentials, and what they permit.
//!
//! facts: WEBCON REST API, client credentials: a form-encoded body, a JWT as answer, no refresh token; a
//! token that was asked for without scopes carries all that the application may have.

use axum::extract::{Form, FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::{Json, extract::rejection::FormRejection};
use http::header::{AUTHORIZATION, CACHE_CONTROL};
use http::{HeaderValue, StatusCode};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::error::ApiError;
use crate::portal::Portal;
use crate::portal::people::API_ACCOUNT;

const CLIENT_ID: &str = "demo";
const CLIENT_SECRET: &str = "demo-secret";

/// Scopes of the application (facts: WEBCON REST API, scopes).
#[derive(Debug)]
pub(in crate::portal) struct Scope;

impl Scope {
    /// Any of them lets one read elements.
    pub(in crate::portal) const READ: &[&str] =
        &["App.Elements.Read.All", "App.Elements.ReadWrite.All", "App.Elements.Admin.All"];
    /// Any of them lets one write elements.
    pub(in crate::portal) const WRITE: &[&str] = &["App.Elements.ReadWrite.All", "App.Elements.Admin.All"];
    /// Write read-only fields, end checkouts.
    pub(in crate::portal) const ADMIN: &[&str] = &["App.Elements.Admin.All"];
    /// Any of them lets one read how forms are built.
    pub(in crate::portal) const METADATA: &[&str] = &["App.Metadata.Read", "App.Metadata.ReadWrite"];
    /// Call the process's own endpoints.
    pub(in crate::portal) const USER_DEFINED_API: &[&str] = &["App.UserDefAPI.ReadWrite.All"];

    /// What the application `demo` may ask for.
    const ALLOWED: &[&str] = &[
        "App.Elements.Read.All",
        "App.Elements.ReadWrite.All",
        "App.Elements.Admin.All",
        "App.Metadata.Read",
        "App.UserDefAPI.ReadWrite.All",
    ];
}

/// Signs tokens and recognises them.
pub(in crate::portal) struct Tokens {
    signs: EncodingKey,
    checks: DecodingKey,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    client_id: String,
    scope: Vec<String>,
    iat: i64,
    exp: i64,
    jti: Uuid,
}

impl Tokens {
    /// With a key of its own, so tokens of an earlier start are worth nothing.
    pub(in crate::portal) fn new() -> Self {
        let secret = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
        Self { signs: EncodingKey::from_secret(&secret), checks: DecodingKey::from_secret(&secret) }
    }

    fn issue(&self, portal: &Portal, scopes: &[&str], seconds: u32) -> Option<String> {
        let now = Timestamp::now().as_second();
        let claims = Claims {
            iss: portal.origin().to_owned(),
            sub: API_ACCOUNT.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            scope: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            iat: now,
            exp: now + i64::from(seconds),
            jti: Uuid::new_v4(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signs).ok()
    }

    fn read(&self, token: &str) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::HS256);
        // Checked below to the second, without leeway.
        validation.validate_exp = false;
        validation.validate_aud = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.checks, &validation).ok()?.claims;
        (Timestamp::now().as_second() < claims.exp).then_some(claims)
    }
}

/// The API account, by its token.
#[derive(Debug)]
pub(in crate::portal) struct Account {
    scopes: Vec<String>,
}

impl Account {
    /// Fails unless the token carries one of the scopes.
    pub(in crate::portal) fn needs(&self, any_of: &[&str]) -> Result<(), ApiError> {
        if self.has(any_of) { Ok(()) } else { Err(ApiError::scope(&any_of.join(" or "))) }
    }

    pub(in crate::portal) fn has(&self, any_of: &[&str]) -> bool {
        self.scopes.iter().any(|scope| any_of.contains(&scope.as_str()))
    }
}

impl FromRequestParts<Portal> for Account {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, ApiError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let header = header.ok_or_else(ApiError::not_authenticated)?;
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiError::not_authenticated());
        }
        let claims = portal.tokens().read(token.trim()).ok_or_else(ApiError::bad_token)?;
        Ok(Self { scopes: claims.scope })
    }
}

#[derive(Deserialize)]
pub(super) struct TokenRequest {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: Option<String>,
}

/// `POST /api/oauth2/token`. The error bodies follow OAuth; the portal's own are not recorded.
pub(super) async fn issue(
    State(portal): State<Portal>,
    request: Result<Form<TokenRequest>, FormRejection>,
) -> Response {
    let Ok(Form(request)) = request else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", "the body has to be form-encoded");
    };
    match request.grant_type.as_deref() {
        Some("client_credentials") => {}
        // facts: WEBCON REST API, authorization code: an application of this kind may not use that grant.
        Some("authorization_code" | "refresh_token") => {
            return refuse(StatusCode::BAD_REQUEST, "unauthorized_client", "not allowed to this client");
        }
        _ => return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", "unknown grant_type"),
    }
    let known = request.client_id.as_deref() == Some(CLIENT_ID)
        && request.client_secret.as_deref() == Some(CLIENT_SECRET);
    if !known {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client", "unknown client or wrong secret");
    }
    let asked: Vec<&str> = request.scope.as_deref().unwrap_or_default().split_whitespace().collect();
    if asked.iter().any(|scope| !Scope::ALLOWED.contains(scope)) {
        return refuse(StatusCode::BAD_REQUEST, "invalid_scope", "a scope is not allowed to this client");
    }
    let scopes = if asked.is_empty() { Scope::ALLOWED } else { &asked };
    let seconds = portal.state().settings.token_seconds;
    let Some(token) = portal.tokens().issue(&portal, scopes, seconds) else {
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "the token could not be signed");
    };
    let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": seconds });
    ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(body)).into_response()
}

fn refuse(status: StatusCode, error: &str, description: &str) -> Response {
    (status, Json(json!({ "error": error, "error_description": description }))).into_response()
}
