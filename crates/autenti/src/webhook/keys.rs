//! The keys that Autenti signs notifications with: fetched when they are first needed, and again when a
//! notification names a key that is not among them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use crate::address;
use crate::call::Call;
use crate::clock::Clock;
use crate::config::{ConfigError, Timeouts};
use crate::error::Error;
use crate::json_stream::read_one;
use crate::refusal::refusal;
use crate::transport::{complaint, http_client, read};
use crate::webhook::WebhookError;

/// Keys are asked for at most this often, so that made-up key ids cannot make us call Autenti.
const BETWEEN_FETCHES: Duration = Duration::from_mins(1);
/// Keys are fetched again after this long, so that a withdrawn one is not trusted for ever.
const KEPT_FOR: Duration = Duration::from_hours(24);
const LARGEST_KEY_SET: usize = 256 << 10;

#[derive(Debug)]
pub(super) struct Keys {
    http: reqwest::Client,
    url: Url,
    total: Duration,
    clock: Arc<dyn Clock>,
    cached: Mutex<Cached>,
}

#[derive(Debug, Default)]
struct Cached {
    keys: HashMap<String, DecodingKey>,
    fetched_at: Option<Timestamp>,
    /// When they were last asked for, and why they did not come.
    asked: Option<(Timestamp, Option<Error>)>,
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
        address::check(&url)?;
        let http = http_client(concat!("autenti-form/", env!("CARGO_PKG_VERSION")), timeouts, &url)?;
        Ok(Self { http, url, total: timeouts.total, clock, cached: Mutex::default() })
    }

    /// The key of this id. Who comes while keys are fetched waits for them.
    pub(super) async fn find(&self, id: &str) -> Result<DecodingKey, WebhookError> {
        let mut cached = self.cached.lock().await;
        let now = self.clock.now();
        let younger = |than: Duration| move |at: Timestamp| now.duration_since(at).unsigned_abs() < than;
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
        let call = Call::reading("fetch the keys of webhooks");
        let answered = self.http.get(self.url.clone()).timeout(self.total).send().await;
        let mut response = answered.map_err(|error| Error::network(&call, error))?;
        if !response.status().is_success() {
            let body = complaint(&mut response, self.total).await;
            let (status, headers) = (response.status(), response.headers());
            return Err(refusal(&call, status, headers, &body, &[], self.clock.now()));
        }
        let body = read(&call, &mut response, LARGEST_KEY_SET).await?;
        let set: KeySet = read_one(&body).map_err(|problem| Error::unreadable(&call, problem))?;
        Ok(set.keys.into_iter().filter_map(Key::usable).collect())
    }
}
