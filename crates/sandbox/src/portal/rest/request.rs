//! Reading calls: what is wrong with one is answered in the API's own way.

use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::ApiError;
use super::token::{Account, Scope};
use crate::control::Lag;
use crate::portal::Portal;
use crate::portal::history::LONGEST_LAG;
use crate::portal::people::User;
use crate::portal::process;
use crate::portal::store::State;

/// The ids in an address. Databases, elements and attachments have whole numbers for ids, nothing else.
#[derive(Debug)]
pub(super) struct Ids {
    pub(super) element: i32,
    pub(super) attachment: i32,
}

#[derive(Deserialize)]
struct RawIds {
    db: String,
    id: Option<String>,
    attachment: Option<String>,
}

impl FromRequestParts<Portal> for Ids {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, ApiError> {
        let Path(raw) = Path::<RawIds>::from_request_parts(parts, portal)
            .await
            .map_err(|error| ApiError::input(error.body_text()))?;
        if number("dbId", &raw.db)? != process::DATABASE {
            return Err(ApiError::not_found(format!("Database {} does not exist", raw.db)));
        }
        let optional = |name, id: Option<String>| id.map_or(Ok(0), |id| number(name, &id));
        Ok(Self { element: optional("id", raw.id)?, attachment: optional("attid", raw.attachment)? })
    }
}

fn number(name: &str, text: &str) -> Result<i32, ApiError> {
    text.parse().map_err(|_| ApiError::input(format!("{name} has to be a whole number, not `{text}`")))
}

/// How far this call's reads lag behind, besides what the settings say.
pub(super) struct ReadLag(pub(super) SignedDuration);

impl FromRequestParts<Portal> for ReadLag {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _portal: &Portal) -> Result<Self, Self::Rejection> {
        let lag = parts.extensions.get::<Lag>().map(|lag| lag.0).unwrap_or_default();
        Ok(Self(SignedDuration::try_from(lag).unwrap_or(LONGEST_LAG)))
    }
}

/// The query of an address.
pub(super) struct ApiQuery<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Portal> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, ApiError> {
        let query = Query::from_request_parts(parts, portal).await;
        query.map(|Query(query)| Self(query)).map_err(|error| ApiError::query(error.body_text()))
    }
}

/// A JSON body.
pub(super) struct ApiJson<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Portal> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, portal: &Portal) -> Result<Self, ApiError> {
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.to_ascii_lowercase().contains("json") {
            return Err(ApiError::content_type());
        }
        let body = Bytes::from_request(request, portal).await.map_err(|error| match error {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                ApiError::too_large()
            }
            error => ApiError::input(error.body_text()),
        })?;
        serde_json::from_slice(&body).map(Self).map_err(|error| ApiError::input(error.to_string()))
    }
}

/// Ends somebody else's checkout, or says that it is in the way (facts: WEBCON REST API, update element:
/// `forceCheckout=1` needs administrator rights).
pub(super) fn pass_checkout(
    state: &mut State,
    element: i32,
    account: &Account,
    force: bool,
) -> Result<(), ApiError> {
    if force {
        account.needs(Scope::ADMIN)?;
        state.checkouts.end(element);
        return Ok(());
    }
    let login = User::api_account().login;
    match state.checkouts.in_the_way(element, &login, jiff::Timestamp::now()) {
        Some(holder) => Err(ApiError::checked_out(holder)),
        None => Ok(()),
    }
}

/// The query parameter `forceCheckout`.
#[derive(Deserialize)]
pub(super) struct ForceCheckout {
    #[serde(rename = "forceCheckout")]
    value: Option<String>,
}

impl ForceCheckout {
    pub(super) fn asked(&self) -> Result<bool, ApiError> {
        force_checkout(self.value.as_deref())
    }
}

/// Reads `forceCheckout`: `1` forces; what else means no is inferred.
pub(super) fn force_checkout(value: Option<&str>) -> Result<bool, ApiError> {
    match value {
        Some("1" | "true") => Ok(true),
        None | Some("" | "0" | "false") => Ok(false),
        Some(other) => Err(ApiError::query(format!("forceCheckout cannot be `{other}`"))),
    }
}
