//! Makes sure that Autenti sends its webhooks here: the subject of the job is the account.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use url::Url;

use super::{Handler, Outcome};
use crate::accounts::Accounts;
use crate::config::Config;
use crate::failure::{Failure, Result};
use crate::store::{Job, Store, Subscription};

/// How long to wait before subscribing is tried again.
const SUBSCRIBE_AGAIN: Duration = Duration::from_mins(1);

/// How often it is looked whether the subscription is still there: somebody may have deleted it.
const LOOK_AGAIN: Duration = Duration::from_mins(15);

/// Subscribes.
pub struct Subscribe {
    store: Store,
    accounts: Accounts,
    config: Arc<Config>,
}

impl Handler for Subscribe {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let account = self.config.accounts.get(&job.subject);
            if account.is_none_or(|account| account.webhook.is_none()) {
                return Ok(Outcome::Done);
            }
            match self.subscribe(&job.subject, &webhook_address(&self.config.public_url)).await {
                Ok(()) => Ok(Outcome::Again { after: LOOK_AGAIN, payload: None }),
                Err(failure) => {
                    tracing::warn!(%failure, "cannot subscribe to Autenti's webhooks; polling meanwhile");
                    Ok(Outcome::RetryAfter(failure, SUBSCRIBE_AGAIN))
                }
            }
        })
    }
}

impl Subscribe {
    /// Subscribes with these.
    pub fn new(store: Store, accounts: Accounts, config: Arc<Config>) -> Self {
        Self { store, accounts, config }
    }

    async fn subscribe(&self, account: &str, ours: &Url) -> Result<(), Failure> {
        let client = self.accounts.webhook_client(account)?;
        let noted = self.store.subscription(account).await?.filter(|noted| noted.address == ours.as_str());
        // Autenti permits five subscriptions to an organisation, so one that is there is kept.
        let known = client.callbacks().await?;
        let found = known.iter().find(|callback| callback.is_for(ours));
        if found.is_none() && noted.as_ref().is_some_and(|noted| is_listed(noted, &known)) {
            return Ok(());
        }
        let told = match found {
            Some(callback) => callback.id.clone(),
            None => {
                let id = client.subscribe(ours).await?;
                tracing::info!(url = %ours, "subscribed to Autenti's webhooks");
                id
            }
        };
        let id = told.map(|id| id.as_str().to_owned()).or_else(|| noted?.id);
        let subscription = Subscription { id, address: ours.as_str().to_owned() };
        Ok(self.store.set_subscription(account, Some(&subscription)).await?)
    }
}

/// Whether the list has the subscription that was noted, although it does not tell our address: under its id, or in a shape
/// that tells no addresses at all (facts: Autenti API, "Webhooks": what the list looks like was never seen).
fn is_listed(noted: &Subscription, known: &[autenti::Callback]) -> bool {
    let has_id = |callback: &autenti::Callback| {
        callback.id.as_ref().map(autenti::CallbackId::as_str) == noted.id.as_deref()
    };
    (noted.id.is_some() && known.iter().any(has_id))
        || (!known.is_empty() && known.iter().all(|callback| callback.url.is_empty()))
}

/// Where Autenti sends its webhooks.
pub fn webhook_address(public_url: &Url) -> Url {
    let mut address = public_url.clone();
    address.set_path(&format!("{}/v1/webhooks/autenti", public_url.path().trim_end_matches('/')));
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webhooks_arrive_below_the_public_address() {
        let address = |public: &str| webhook_address(&public.parse().unwrap()).to_string();
        assert_eq!(address("https://sign.example.com"), "https://sign.example.com/v1/webhooks/autenti");
        assert_eq!(address("https://example.com/sign/"), "https://example.com/sign/v1/webhooks/autenti");
    }
}
