//! Takes what Autenti's webhooks tell: verifies it, notes each event once, and leaves the rest to jobs.

use std::sync::Arc;

use anyhow::Context;
use autenti::webhook::{Verifier, WebhookError};
use autenti_model::ErrorCode;

use crate::clock::Clock;
use crate::config::Config;
use crate::failure::{Failure, Result};
use crate::store::{JobKind, NewJob, Stage, Store};

/// Takes webhooks.
#[derive(Debug)]
pub struct Webhooks {
    store: Store,
    clock: Clock,
    /// By account, where its webhooks are on.
    verifiers: Vec<(String, Verifier)>,
}

impl Webhooks {
    /// Takes the webhooks of all accounts that have any.
    ///
    /// # Errors
    /// When the keys of an account cannot be asked for.
    pub fn new(config: &Config, store: Store, clock: Clock) -> anyhow::Result<Self> {
        let mut verifiers = Vec::new();
        for (name, account) in &config.accounts {
            let Some(webhook) = &account.webhook else { continue };
            let system = Arc::new(autenti::SystemClock);
            let verifier = Verifier::new(webhook.jwks_url.clone(), autenti::Timeouts::default(), system)
                .with_context(|| format!("the webhooks of the account `{name}` cannot be verified"))?;
            verifiers.push((name.clone(), verifier));
        }
        Ok(Self { store, clock, verifiers })
    }

    /// Autenti says that something happened.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where webhooks are off, [`ErrorCode::KeyInvalid`] when the signature is not
    /// Autenti's, [`ErrorCode::AutentiUnavailable`] when its keys cannot be had, so that it tries again.
    pub async fn receive(&self, signature: &str, body: &[u8]) -> Result<()> {
        let (account, events) = self.verify(signature, body).await?;
        let now = self.clock.now();
        self.store.webhook_came(account, now).await?;
        let mut documents = Vec::new();
        for event in &events {
            let Some(document) = event.document() else { continue };
            // An event without an id cannot be told from another.
            if event.id.is_empty() || self.store.note_webhook_event(&event.id, now).await? {
                documents.push(document.clone());
            }
        }
        documents.sort_unstable();
        documents.dedup();
        for document in documents {
            // Webhooks are for the whole organisation: documents of others are none of ours.
            for record in self.store.of_document(&document).await? {
                tracing::debug!(document = document.as_str(), "news by webhook");
                let kind = match record.stage {
                    Stage::Creating | Stage::Uploading { .. } | Stage::Submitting { .. } => JobKind::Send,
                    Stage::Delivered
                    | Stage::Open
                    | Stage::Ended
                    | Stage::Stopped { .. }
                    | Stage::Replaced => JobKind::Refresh,
                };
                self.store.enqueue(NewJob::of(kind, record.id), now).await?;
            }
        }
        Ok(())
    }

    /// The events, and the account whose keys signed them.
    async fn verify(&self, signature: &str, body: &[u8]) -> Result<(&str, Vec<autenti::Event>)> {
        let mut failure = Failure::new(ErrorCode::NotFound);
        for (account, verifier) in &self.verifiers {
            match verifier.events(signature, body).await {
                Ok(events) => return Ok((account, events)),
                Err(error) => {
                    let code = match &error {
                        WebhookError::Malformed(_)
                        | WebhookError::UnknownKey
                        | WebhookError::WrongSignature => ErrorCode::KeyInvalid,
                        WebhookError::KeysUnavailable(_) => ErrorCode::AutentiUnavailable,
                        WebhookError::Unreadable => ErrorCode::InvalidRequest,
                    };
                    // Keys that cannot be had now may be those that signed it.
                    if failure.code != ErrorCode::AutentiUnavailable {
                        failure = Failure::new(code).with_source(error);
                    }
                }
            }
        }
        Err(failure)
    }
}
