//! Subscriptions to webhooks. They need the scope `notification_management` and a super-administrator, and
//! an organisation has at most five (facts: Autenti API, "Webhooks").

use api_client::Request;
use serde_json::{Value, json};
use url::Url;

use crate::client::{Client, list};
use crate::error::Error;
use crate::ids::CallbackId;
use crate::operation;

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Id, when Autenti tells it.
    pub id: Option<CallbackId>,
    /// Where events are posted to.
    pub url: String,
}

impl Client {
    /// The organisation's subscriptions.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn callbacks(&self) -> Result<Vec<Callback>, Error> {
        let request = list(operation::LIST_CALLBACKS, self.callbacks_url());
        let callbacks: Vec<Value> = self.transport.all(&request).await?;
        let callback = |callback: Value| Callback {
            id: callback["id"].as_str().and_then(|id| id.parse().ok()),
            url: callback["callbackParameters"]["callbackUrl"].as_str().unwrap_or_default().to_owned(),
        };
        Ok(callbacks.into_iter().map(callback).collect())
    }

    /// Subscribes an address to the events of the whole organisation. What the answer holds was never
    /// seen; look the id up in [`callbacks`](Self::callbacks).
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn subscribe(&self, url: &Url) -> Result<(), Error> {
        let subscription = json!({
            "callbackAdapterId": "CALLBACK_ADAPTER:API_V2",
            "callbackParameters": { "callbackUrl": url },
        });
        let request = Request::post(operation::SUBSCRIBE, self.callbacks_url()).json(&subscription)?;
        self.transport.done(&request).await
    }

    /// Ends a subscription.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn unsubscribe(&self, callback: &CallbackId) -> Result<(), Error> {
        let url = self.at(&["applications", "callbacks", callback.as_str()]);
        self.transport.done(&Request::delete(operation::UNSUBSCRIBE.of(callback.as_str()), url)).await
    }

    fn callbacks_url(&self) -> Url {
        self.at(&["applications", "callbacks"])
    }
}
