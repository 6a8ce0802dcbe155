//! What everything else works with: the configuration, the clients, the journal.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Notify, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use webcon::{DatabaseId, Element, FormLayout};

use crate::auth::Tickets;
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::failure::Result;
use crate::hub::Hub;
use crate::journal::Journal;
use crate::reading::LastRead;

/// The proxy. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Proxy(Arc<Inner>);

/// What a [`Proxy`] is made of.
pub struct Inner {
    /// The configuration.
    pub config: Config,
    /// Makes and verifies tickets.
    pub tickets: Tickets,
    /// What was sent from which instance.
    pub journal: Journal,
    /// Autenti.
    pub autenti: autenti::Client,
    /// WEBCON.
    pub webcon: webcon::Client,
    /// Verifies webhooks, where there are any.
    pub webhooks: Option<autenti::webhook::Verifier>,
    /// Tells open forms of changes.
    pub hub: Hub,
    /// What time it is.
    pub clock: Clock,
    /// How fast failed work is tried again.
    pub pace: Pace,
    /// Background work, which ends when the program does.
    pub tasks: TaskTracker,
    /// Tells background work to end.
    pub ending: CancellationToken,
    /// Entries of the journal that are being carried forward, and how to wake whoever waits before a next try.
    pub(crate) kept: Mutex<HashMap<i64, Arc<Notify>>>,
    /// One read of a document at a time.
    pub(crate) reads: Turns<Option<LastRead>>,
    /// One saving of a signed file at a time.
    pub(crate) attaching: Turns<()>,
    layouts: Cache<(DatabaseId, String), Option<FormLayout>>,
    labels: Cache<(), Vec<Label>>,
}

/// How long things may take, and how fast failed work is tried again: each wait is twice the one before.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long somebody who looks at a form waits for Autenti before the last state known is shown.
    pub look: Duration,
    /// The first wait.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// How long Autenti may be unavailable before sending is given up.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(8),
            first: Duration::from_secs(2),
            longest: Duration::from_mins(1),
            patience: Duration::from_hours(24),
        }
    }
}

impl Pace {
    /// How long to wait after so many failures in a row.
    pub fn wait(&self, tries: u32) -> Duration {
        self.first.saturating_mul(1 << tries.min(16)).min(self.longest)
    }
}

/// A label of Autenti's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl Deref for Proxy {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxy").finish_non_exhaustive()
    }
}

impl Proxy {
    /// Makes a proxy from its configuration and opens the journal. Nothing runs yet.
    ///
    /// # Errors
    /// When the journal cannot be opened or a client cannot be made.
    pub async fn new(config: Config, clock: Clock, pace: Pace) -> anyhow::Result<Self> {
        let journal = Journal::connect(&config.database).await?;
        let autenti = autenti::Client::new(autenti_config(config.account(), &journal))
            .context("the client of Autenti cannot be made: see [autenti]")?;
        let webcon = webcon::Client::new(webcon_config(&config.webcon))
            .context("the client of WEBCON cannot be made: see [webcon]")?;
        let webhooks = config
            .account()
            .webhook
            .as_ref()
            .map(|webhook| {
                let clock = Arc::new(autenti::SystemClock);
                autenti::webhook::Verifier::new(webhook.jwks_url.clone(), autenti::Timeouts::default(), clock)
            })
            .transpose()
            .context("see [autenti.webhook]")?;
        Ok(Self(Arc::new(Inner {
            tickets: Tickets::new(&config.ticket, &config.public_url)?,
            config,
            journal,
            autenti,
            webcon,
            webhooks,
            hub: Hub::default(),
            clock,
            pace,
            tasks: TaskTracker::new(),
            ending: CancellationToken::new(),
            kept: Mutex::default(),
            reads: Turns::default(),
            attaching: Turns::default(),
            layouts: Cache::new(Duration::from_mins(10)),
            labels: Cache::new(Duration::from_mins(5)),
        })))
    }

    /// The layout of a form, which knows the database columns of its fields; none when the API account may
    /// not read it, so that names are matched without it.
    pub(crate) async fn layout(&self, database: DatabaseId, element: &Element) -> Option<FormLayout> {
        let key = (database, format!("{:?} {:?}", element.step, element.form_type));
        let read = || async {
            match self.webcon.form_layout(database, &element.step, &element.form_type).await {
                Ok(layout) => Ok(Some(layout)),
                // Not asked again and again: it takes an administrator to change that.
                Err(error @ webcon::Error::Forbidden { .. }) => {
                    tracing::info!(%error, "the form's layout may not be read");
                    Ok(None)
                }
                Err(error) => Err(error),
            }
        };
        let layout = self.layouts.get(key, read).await;
        layout.map_err(|error| tracing::info!(%error, "the form's layout cannot be read")).ok().flatten()
    }

    /// Labels of the organisation.
    ///
    /// # Errors
    /// What Autenti fails with.
    pub async fn labels(&self) -> Result<Vec<Label>> {
        let read = || async {
            let tags = self.autenti.tags().await?;
            let label = |tag: autenti::Tag| Label { id: tag.id.as_str().to_owned(), name: tag.description };
            Ok(tags.into_iter().map(label).collect())
        };
        self.labels.get((), read).await
    }

    /// Runs something in the background until it is done or the program ends.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let ending = self.ending.clone();
        self.tasks.spawn(async move {
            let _ended_or_done = ending.run_until_cancelled(work).await;
        });
    }

    /// Ends all background work. What was begun goes on at the next start.
    pub async fn end(&self) {
        self.ending.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

fn autenti_config(account: &config::Account, journal: &Journal) -> autenti::Config {
    use config::Grant;
    let nothing = || (String::new(), SecretString::default());
    let ((client_id, client_secret), grant) = match account.grant.clone() {
        Grant::JwtBearer { client_id, client_secret, private_key, key_id, issuer, subject, email } => {
            let bearer = autenti::JwtBearer { private_key_pem: private_key, key_id, issuer, subject, email };
            ((client_id, client_secret), autenti::Grant::JwtBearer(bearer))
        }
        Grant::ClientCredentials { client_id, client_secret } => {
            ((client_id, client_secret), autenti::Grant::ClientCredentials { scope: account.scope.clone() })
        }
        Grant::RefreshToken { client_id, client_secret, refresh_token } => {
            let store = KeptRefreshToken { journal: journal.clone(), client_id: client_id.clone() };
            let grant = autenti::Grant::RefreshToken { token: refresh_token, store: Arc::new(store) };
            ((client_id, client_secret), grant)
        }
        Grant::ApiKey { api_key } => (nothing(), autenti::Grant::ApiKey(api_key)),
    };
    let mut config = autenti::Config::new(account.base_url.clone(), client_id, client_secret, grant);
    config.upload_form = account.upload_form;
    config
}

fn webcon_config(webcon: &config::Webcon) -> webcon::Config {
    let mut config =
        webcon::Config::new(webcon.base_url.clone(), webcon.client_id.clone(), webcon.client_secret.clone());
    config.api_version.clone_from(&webcon.api_version);
    config.scope.clone_from(&webcon.scope);
    config
}

/// What the client takes when a token cannot be kept.
type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps the newest refresh token in the journal's database.
#[derive(Debug)]
struct KeptRefreshToken {
    journal: Journal,
    client_id: String,
}

impl autenti::RefreshTokenStore for KeptRefreshToken {
    fn load(&self) -> BoxFuture<'_, Result<Option<SecretString>, StoreError>> {
        Box::pin(async { Ok(self.journal.refresh_token(&self.client_id).await?.map(SecretString::from)) })
    }

    fn store(&self, token: SecretString) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(
            async move { Ok(self.journal.keep_refresh_token(&self.client_id, token.expose_secret()).await?) },
        )
    }
}

/// One at a time, for each number; those who wait for the same turn find what the one before left.
#[derive(Debug, Default)]
pub(crate) struct Turns<T>(Mutex<HashMap<i64, Arc<tokio::sync::Mutex<T>>>>);

impl<T: Default> Turns<T> {
    /// Waits for the turn and takes it; dropping the answer gives it back.
    pub(crate) async fn take(&self, number: i64) -> OwnedMutexGuard<T> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            turns.entry(number).or_default().clone()
        };
        turn.lock_owned().await
    }
}

/// Remembers answers for a while.
struct Cache<K, V> {
    entries: Mutex<HashMap<K, (Instant, V)>>,
    keep: Duration,
}

impl<K: Eq + std::hash::Hash, V: Clone> Cache<K, V> {
    fn new(keep: Duration) -> Self {
        Self { entries: Mutex::default(), keep }
    }

    async fn get<E, F>(&self, key: K, read: impl FnOnce() -> F) -> Result<V, E>
    where
        F: Future<Output = Result<V, E>>,
    {
        let known = {
            let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            entries.get(&key).filter(|(since, _)| since.elapsed() < self.keep).map(|(_, value)| value.clone())
        };
        if let Some(value) = known {
            return Ok(value);
        }
        let value = read().await?;
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.insert(key, (Instant::now(), value.clone()));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_the_longest() {
        let pace = Pace::default();
        let waits: Vec<u64> = (0..7).map(|tries| pace.wait(tries).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pace.wait(u32::MAX).as_secs(), 60);
    }
}
