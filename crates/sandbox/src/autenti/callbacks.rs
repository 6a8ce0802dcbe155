//! Subscriptions to webhooks: `/applications/callbacks`.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::StatusCode;
use http::header::LOCATION;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::body::JsonBody;
use super::error::ApiError;
use super::organisation::Organisation;
use super::service::Service;
use super::settings::CallbackShape;
use super::token::Caller;

/// facts: Autenti API, webhooks: at most five for an organisation.
const LIMIT: usize = 5;
const ADAPTER: &str = "CALLBACK_ADAPTER:API_V2";

/// What is sent to subscribe. facts: Autenti API, webhooks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Subscription {
    callback_adapter_id: String,
    callback_parameters: CallbackParameters,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CallbackParameters {
    callback_url: Url,
}

/// A subscription that was taken.
#[derive(Clone, Debug)]
pub(super) struct Callback {
    id: String,
    organisation: &'static Organisation,
    url: Url,
}

impl Callback {
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn belongs_to(&self, organisation: &Organisation) -> bool {
        *self.organisation == *organisation
    }

    fn to_json(&self, shape: CallbackShape) -> Value {
        match shape {
            CallbackShape::Plain | CallbackShape::Connector | CallbackShape::Silent => json!({
                "id": self.id,
                "callbackAdapterId": ADAPTER,
                "callbackParameters": { "callbackUrl": self.url },
            }),
            CallbackShape::Other => json!({
                "callbackId": self.id,
                "adapter": { "id": ADAPTER },
                "parameters": [{ "name": "callbackUrl", "value": self.url }],
            }),
        }
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
) -> Result<Json<Value>, ApiError> {
    caller.may_manage_notifications()?;
    let store = service.store();
    let shape = store.settings.callback_shape;
    let own = store.callbacks.iter().filter(|callback| callback.belongs_to(caller.organisation));
    let rows: Vec<Value> = own.map(|callback| callback.to_json(shape)).collect();
    Ok(Json(match shape {
        CallbackShape::Plain | CallbackShape::Connector | CallbackShape::Silent => rows.into(),
        CallbackShape::Other => json!({ "callbacks": { "items": rows } }),
    }))
}

pub(super) async fn subscribe(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Query(variant): Query<Variant>,
    JsonBody(subscription): JsonBody<Subscription>,
) -> Result<Response, ApiError> {
    caller.may_manage_notifications()?;
    let subscription = subscription.ok_or_else(|| ApiError::bad_data("The body is empty."))?;
    if subscription.callback_adapter_id != ADAPTER {
        return Err(ApiError::bad_data(format!("callbackAdapterId must be {ADAPTER}.")));
    }
    let url = subscription.callback_parameters.callback_url;
    // The real one wants https; the proxy beside this stand-in has none.
    if !matches!(url.scheme(), "http" | "https") {
        return Err(ApiError::bad_data("callbackUrl must be an http or https address."));
    }
    let mut store = service.store();
    let organisation = caller.organisation;
    if store.callbacks.iter().filter(|callback| callback.belongs_to(organisation)).count() >= LIMIT {
        return Err(ApiError::bad_data(format!("There are {LIMIT} callbacks already.")));
    }
    let id = format!("CALLBACK:{}", (store.sources.id)());
    let callback = Callback { id, organisation, url };
    let shape = store.settings.callback_shape;
    store.callbacks.push(callback.clone());
    let mut response = match shape {
        CallbackShape::Plain | CallbackShape::Other => Json(callback.to_json(shape)).into_response(),
        // facts: Autenti API, corrections: the connector reads the answer as an array.
        CallbackShape::Connector => Json(json!([callback.to_json(shape)])).into_response(),
        CallbackShape::Silent => StatusCode::OK.into_response(),
    };
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
    let is_meant = |callback: &Callback| callback.id == id && callback.belongs_to(caller.organisation);
    let Some(at) = store.callbacks.iter().position(is_meant) else {
        return Err(ApiError::not_found("callback"));
    };
    store.callbacks.remove(at);
    Ok(StatusCode::NO_CONTENT)
}
