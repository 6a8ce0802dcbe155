//! Subscriptions to webhooks. They need the scope `notification_management` and a super-administrator, and
//! an organisation has at most five (facts: Autenti API, "Webhooks").

use url::Url;

use crate::client::Client;
use crate::error::Error;
use crate::ids::CallbackId;

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
        todo!()
    }

    /// Subscribes an address to the events of the whole organisation. What the answer holds was never
    /// seen; look the id up in [`callbacks`](Self::callbacks).
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn subscribe(&self, url: &Url) -> Result<(), Error> {
        todo!()
    }

    /// Ends a subscription.
    ///
    /// # Errors
    /// Every kind of a changing call. Never repeated by itself.
    pub async fn unsubscribe(&self, callback: &CallbackId) -> Result<(), Error> {
        todo!()
    }
}
