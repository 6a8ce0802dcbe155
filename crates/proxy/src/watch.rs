//! Brings news from Autenti: by its webhook, and by reading now and then what may have changed.

use std::time::Duration;

use autenti_model::ErrorCode;
use url::Url;

use crate::Proxy;
use crate::failure::{Failure, Result};
use crate::journal::{Instance, Record};
use crate::reading::Wanted;

/// The read side of Autenti may lag behind the webhook, and the signed file behind the status (facts:
/// Autenti API, "Webhooks"): the document is read again after each of these waits.
const AFTER_NEWS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(15)];

/// How the lasting id of a party begins (facts: Autenti API, "Identifiers").
const LASTING_ID: &str = "PARTY-PUBLIC_SIGNING_PROCESS_ID:";

/// How long to wait before subscribing is tried again.
const SUBSCRIBE_AGAIN: Duration = Duration::from_mins(1);

/// How often it is looked whether the subscription is still there: somebody may have deleted it.
const LOOK_AGAIN: Duration = Duration::from_mins(15);

impl Proxy {
    /// Starts everything that runs in the background: goes on with what was begun, polls, and subscribes to
    /// webhooks.
    ///
    /// # Errors
    /// What the journal fails with.
    pub async fn start(&self) -> Result<()> {
        self.go_on().await?;
        let proxy = self.clone();
        self.spawn(async move { proxy.poll_open_forms().await });
        let proxy = self.clone();
        self.spawn(async move { proxy.poll_everything().await });
        if self.config.account().webhook.is_some() {
            let proxy = self.clone();
            self.spawn(async move { proxy.subscribe().await });
        }
        Ok(())
    }

    /// Reads the documents whose forms are open.
    async fn poll_open_forms(&self) {
        let every = self.config.account().poll_open;
        loop {
            tokio::time::sleep(every).await;
            for instance in self.hub.watched() {
                self.poll(&instance, every).await;
            }
        }
    }

    async fn poll(&self, instance: &Instance, every: Duration) {
        match self.journal.current(instance).await {
            Ok(Some(record)) if may_change(&record) => {
                self.read_quietly(record, Wanted::Within(every / 2)).await;
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the journal cannot be read"),
        }
    }

    /// Reads the documents that may still change, open or not.
    async fn poll_everything(&self) {
        let every = self.config.account().poll_idle;
        loop {
            let before = self.clock.now() - every;
            match self.journal.open(before).await {
                // One after another: nobody waits for these.
                Ok(records) => {
                    for record in records {
                        self.read_quietly(record, Wanted::Within(every / 2)).await;
                    }
                }
                Err(error) => tracing::warn!(%error, "the journal cannot be read"),
            }
            tokio::time::sleep(every / 4).await;
        }
    }

    async fn read_quietly(&self, record: Record, wanted: Wanted) {
        let document = record.document_id.clone();
        if let Err(failure) = self.read_document(record, wanted).await {
            tracing::info!(%failure, document, "the document cannot be read now");
        }
    }

    /// Autenti says that something happened.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where webhooks are off, [`ErrorCode::KeyInvalid`] when the signature is not
    /// Autenti's, [`ErrorCode::AutentiUnavailable`] when its keys cannot be had, so that it tries again.
    pub async fn webhook(&self, signature: &str, body: &[u8]) -> Result<()> {
        use autenti::webhook::WebhookError;
        let verifier = self.webhooks.as_ref().ok_or_else(|| Failure::new(ErrorCode::NotFound))?;
        let events = verifier.events(signature, body).await.map_err(|error| {
            let code = match &error {
                WebhookError::Malformed(_) | WebhookError::UnknownKey | WebhookError::WrongSignature => {
                    ErrorCode::KeyInvalid
                }
                WebhookError::KeysUnavailable(_) => ErrorCode::AutentiUnavailable,
                WebhookError::Unreadable => ErrorCode::InvalidRequest,
            };
            Failure::new(code).because(error)
        })?;
        let mut documents: Vec<String> = events
            .iter()
            .filter_map(autenti::Event::document)
            .map(|document| document.as_str().to_owned())
            .collect();
        documents.sort_unstable();
        documents.dedup();
        for document in documents {
            // Webhooks are for the whole organisation: documents of others are none of ours.
            for record in self.journal.of_document(&document).await? {
                tracing::debug!(document, "news by webhook");
                self.look_again(record.id);
            }
        }
        Ok(())
    }

    /// Reads the document now and a few times more, because what Autenti tells lags behind what happened.
    pub(crate) fn look_again(&self, id: i64) {
        let proxy = self.clone();
        self.spawn(async move { proxy.read_after_news(id).await });
    }

    async fn read_after_news(&self, id: i64) {
        let waits = std::iter::once(Duration::ZERO).chain(AFTER_NEWS);
        for wait in waits {
            tokio::time::sleep(wait).await;
            match self.journal.get(id).await {
                Ok(record) if may_change(&record) || waits_for_ids(&record) => {
                    self.read_quietly(record, Wanted::Now).await;
                }
                Ok(_) => return,
                Err(error) => tracing::warn!(%error, "the journal cannot be read"),
            }
        }
    }

    /// Makes sure that Autenti sends its webhooks here.
    async fn subscribe(&self) {
        let ours = webhook_address(&self.config.public_url);
        loop {
            let wait = match self.subscribe_once(&ours).await {
                Ok(()) => LOOK_AGAIN,
                Err(error) => {
                    let failure = Failure::from(error);
                    tracing::warn!(%failure, "cannot subscribe to Autenti's webhooks; polling meanwhile");
                    SUBSCRIBE_AGAIN
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    async fn subscribe_once(&self, ours: &Url) -> Result<(), autenti::Error> {
        // Autenti permits five subscriptions to an organisation, so one that is there is kept.
        let known = self.autenti.callbacks().await?;
        if !known.iter().any(|callback| callback.url == ours.as_str()) {
            self.autenti.subscribe(ours).await?;
            tracing::info!(url = %ours, "subscribed to Autenti's webhooks");
        }
        Ok(())
    }
}

/// Whether anything can still happen to the document.
fn may_change(record: &Record) -> bool {
    record.is_out() && record.document.as_ref().is_none_or(|document| !document.status.is_final())
}

/// Whether a party has not got its lasting id yet: whoever is quick signs before it comes.
fn waits_for_ids(record: &Record) -> bool {
    let recipients = record.document.iter().flat_map(|document| &document.recipients);
    recipients.filter_map(|recipient| recipient.party.as_deref()).any(|id| !id.starts_with(LASTING_ID))
}

fn webhook_address(public_url: &Url) -> Url {
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
