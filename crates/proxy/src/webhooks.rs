//! Takes what Autenti's webhooks tell: verifies it, notes each event once, and leaves the rest to jobs.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use autenti::webhook::{Verifier, WebhookError};
use autenti_model::ErrorCode;
use url::Url;

use crate::clock::Clock;
use crate::config::Config;
use crate::failure::{Failure, Result};
use crate::store::Store;

/// Takes webhooks.
#[derive(Debug)]
pub struct Webhooks {
    store: Store,
    clock: Clock,
    /// Where webhooks are on: those who verify them, and the accounts that they do so for.
    verifiers: Vec<(Vec<String>, Verifier)>,
}

impl Webhooks {
    /// Takes the webhooks of all accounts that have any.
    ///
    /// # Errors
    /// When the keys of an account cannot be asked for.
    pub fn new(config: &Config, store: Store, clock: Clock) -> anyhow::Result<Self> {
        // Autenti signs with the same keys for everybody (facts: Autenti API, "Webhooks").
        let mut accounts: BTreeMap<&Url, Vec<String>> = BTreeMap::new();
        for (name, account) in &config.accounts {
            if let Some(webhook) = &account.webhook {
                accounts.entry(&webhook.jwks_url).or_default().push(name.clone());
            }
        }
        let mut verifiers = Vec::new();
        for (jwks_url, names) in accounts {
            let system = Arc::new(autenti::SystemClock);
            let verifier = Verifier::new(jwks_url.clone(), autenti::Timeouts::default(), system)
                .with_context(|| format!("the webhooks of {} cannot be verified", names.join(", ")))?;
            verifiers.push((names, verifier));
        }
        Ok(Self { store, clock, verifiers })
    }

    /// Autenti says that something happened.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where webhooks are off, [`ErrorCode::KeyInvalid`] when the signature is not
    /// Autenti's, [`ErrorCode::AutentiUnavailable`] when its keys cannot be had, so that it tries again.
    pub async fn receive(&self, signature: &str, body: &[u8]) -> Result<()> {
        let (accounts, events) = self.verify(signature, body).await?;
        let now = self.clock.now();
        let events: Vec<_> =
            events.iter().filter_map(|event| Some((event.id.as_str(), event.document()?))).collect();
        let concerned = self.store.take_news(&events, now).await?;
        // Of documents that are none of ours it cannot be told which of several organisations heard.
        let only = accounts.first().filter(|_| concerned.is_empty() && accounts.len() == 1);
        for account in concerned.iter().chain(only) {
            self.store.webhook_came(account, now).await?;
        }
        Ok(())
    }

    /// The events, and the accounts that are told with the keys that signed them.
    async fn verify(&self, signature: &str, body: &[u8]) -> Result<(&[String], Vec<autenti::Event>)> {
        let mut failure = Failure::new(ErrorCode::NotFound);
        for (accounts, verifier) in &self.verifiers {
            match verifier.events(signature, body).await {
                Ok(events) => return Ok((accounts, events)),
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
