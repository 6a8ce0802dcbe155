//! Subscriptions to webhooks. They need the scope `notification_management` and a super-administrator, and
//! an organisation has at most five (facts: Autenti API, "Webhooks").

use http::Method;
use serde_json::{Value, json};
use url::Url;

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::ids::CallbackId;
use crate::request::Request;

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
        let call = Call::reading("list the webhook subscriptions");
        let callbacks: Vec<Value> = self.all(Request::list(call, self.callbacks_url())).await?;
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
        let call = Call::changing("subscribe a webhook");
        let subscription = json!({
            "callbackAdapterId": "CALLBACK_ADAPTER:API_V2",
            "callbackParameters": { "callbackUrl": url },
        });
        self.done(Request::post(call, self.callbacks_url()).json(&subscription)?).await
    }

    /// Ends a subscription.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn unsubscribe(&self, callback: &CallbackId) -> Result<(), Error> {
        let call = Call::changing("end webhook subscription").of(callback.as_str());
        let url = self.at(&["applications", "callbacks", callback.as_str()]);
        self.done(Request::new(call, Method::DELETE, url)).await
    }

    fn callbacks_url(&self) -> Url {
        self.at(&["applications", "callbacks"])
    }
}
