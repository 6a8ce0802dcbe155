//! The keys that Autenti signs notifications with: fetched when they are first needed, and again when a
//! notification names a key that is not among them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api_client::{Clock, ConfigError, Connection, HttpClient, Request, RetryPolicy, Timeouts, Transport};
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use crate::error::{Error, ServiceError};
use crate::operation;
use crate::webhook::WebhookError;

/// Keys are asked for at most this often, so that made-up key ids cannot make us call Autenti.
const BETWEEN_FETCHES: Duration = Duration::from_mins(1);
/// Keys are fetched again after this long, so that a withdrawn one is not trusted for ever.
const KEPT_FOR: Duration = Duration::from_hours(24);
const LARGEST_KEY_SET: usize = 256 << 10;

#[derive(Debug)]
pub(super) struct Keys {
    transport: Transport<ServiceError>,
    url: Url,
    clock: Arc<dyn Clock>,
    cached: Mutex<Cached>,
}

#[derive(Debug, Default)]
struct Cached {
    keys: HashMap<String, DecodingKey>,
    fetched_at: Option<Instant>,
    /// When they were last asked for, and why they did not come.
    asked: Option<(Instant, Option<Error>)>,
}

/// A JSON Web Key Set (RFC 7517).
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    kty: Option<String>,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl Key {
    /// The key, if it is one for RS256 signatures.
    fn usable(self) -> Option<(String, DecodingKey)> {
        let fits = self.kty.as_deref() == Some("RSA")
            && self.alg.is_none_or(|alg| alg == "RS256")
            && self.usage.is_none_or(|usage| usage == "sig");
        let key = fits.then(|| DecodingKey::from_rsa_components(&self.n?, &self.e?).ok())??;
        Some((self.kid?, key))
    }
}

impl Keys {
    pub(super) fn new(url: Url, timeouts: Timeouts, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        let mut origin = url.clone();
        origin.set_query(None);
        let connection = Connection { timeouts, retry: RetryPolicy::OFF, clock, ..Connection::new(origin) };
        let transport = Transport::anonymous(HttpClient::new(&connection)?);
        Ok(Self { transport, url, clock: connection.clock, cached: Mutex::default() })
    }

    /// The key of this id. Who comes while keys are fetched waits for them.
    pub(super) async fn find(&self, id: &str) -> Result<DecodingKey, WebhookError> {
        let mut cached = self.cached.lock().await;
        let now = self.clock.instant();
        let younger = |than: Duration| move |at: Instant| now.saturating_duration_since(at) < than;
        let fresh = cached.fetched_at.is_some_and(younger(KEPT_FOR));
        if let Some(key) = cached.keys.get(id).filter(|_| fresh) {
            return Ok(key.clone());
        }
        let asked_lately = matches!(&cached.asked, Some((at, _)) if younger(BETWEEN_FETCHES)(*at));
        if !asked_lately {
            let failure = match self.fetch().await {
                Ok(keys) => {
                    cached.keys = keys;
                    cached.fetched_at = Some(now);
                    None
                }
                Err(error) => {
                    tracing::warn!(%error, "the keys of webhooks cannot be fetched");
                    Some(error)
                }
            };
            cached.asked = Some((now, failure));
        }
        // Old keys are better than none while new ones cannot be had.
        match (cached.keys.get(id), &cached.asked) {
            (Some(key), _) => Ok(key.clone()),
            (None, Some((_, Some(error)))) => Err(WebhookError::KeysUnavailable(error.clone())),
            (None, _) => Err(WebhookError::UnknownKey),
        }
    }

    async fn fetch(&self) -> Result<HashMap<String, DecodingKey>, Error> {
        let request = Request::get(operation::FETCH_KEYS, self.url.clone()).largest_answer(LARGEST_KEY_SET);
        let set: KeySet = self.transport.one(&request).await?;
        Ok(set.keys.into_iter().filter_map(Key::usable).collect())
    }
}
