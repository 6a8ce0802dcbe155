//! Subscriptions to webhooks: `/applications/callbacks`.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::StatusCode;
use http::header::LOCATION;
use serde::{Deserialize, Serialize};
use url::Url;

use super::body::JsonBody;
use super::error::ApiError;
use super::service::Service;
use super::token::Caller;

/// facts: Autenti API, webhooks: at most five for an organisation.
const LIMIT: usize = 5;
const ADAPTER: &str = "CALLBACK_ADAPTER:API_V2";

/// facts: Autenti API, webhooks: what is sent to subscribe. Inferred: the same with an id comes back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the API's names")]
pub(super) struct Callback {
    #[serde(skip_deserializing)]
    id: String,
    callback_adapter_id: String,
    callback_parameters: CallbackParameters,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CallbackParameters {
    callback_url: Url,
}

impl Callback {
    pub(super) fn url(&self) -> &Url {
        &self.callback_parameters.callback_url
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Variant {
    response_variant: Option<String>,
}

pub(super) async fn list(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Vec<Callback>>, ApiError> {
    caller.may_manage_notifications()?;
    Ok(Json(service.store().callbacks.clone()))
}

pub(super) async fn subscribe(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Query(variant): Query<Variant>,
    JsonBody(callback): JsonBody<Callback>,
) -> Result<Response, ApiError> {
    caller.may_manage_notifications()?;
    let mut callback = callback.ok_or_else(|| ApiError::bad_data("The body is empty."))?;
    if callback.callback_adapter_id != ADAPTER {
        return Err(ApiError::bad_data(format!("callbackAdapterId must be {ADAPTER}.")));
    }
    // The real one wants https; the proxy beside this stand-in has none.
    if !matches!(callback.url().scheme(), "http" | "https") {
        return Err(ApiError::bad_data("callbackUrl must be an http or https address."));
    }
    let mut store = service.store();
    if store.callbacks.len() >= LIMIT {
        return Err(ApiError::bad_data(format!("There are {LIMIT} callbacks already.")));
    }
    callback.id = format!("CALLBACK:{}", (store.sources.id)());
    store.callbacks.push(callback.clone());
    let mut response = (StatusCode::OK, Json(&callback)).into_response();
    // Inferred: this is what the variant adds.
    if variant.response_variant.as_deref() == Some("microsoft_power_automate")
        && let Ok(location) =
            format!("{}api/v2/applications/callbacks/{}", service.origin, callback.id).parse()
    {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}

pub(super) async fn unsubscribe(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.may_manage_notifications()?;
    let mut store = service.store();
    let Some(at) = store.callbacks.iter().position(|callback| callback.id == id) else {
        return Err(ApiError::not_found("callback"));
    };
    store.callbacks.remove(at);
    Ok(StatusCode::NO_CONTENT)
}
