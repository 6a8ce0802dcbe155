//! Webhooks: notifications that Autenti posts, each signed with a detached JWS.

mod keys;

use std::sync::Arc;

use api_client::json::read_all;
use api_client::{Clock, ConfigError, Timeouts};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde::de::IgnoredAny;
use url::Url;

use crate::event::Event;
use crate::webhook::keys::Keys;
use crate::wire::EventIn;

/// Name of the header that carries the signature.
pub const SIGNATURE_HEADER: &str = "x-jws-signature";
/// Where Autenti publishes the keys of its webhooks (facts: Autenti API, "Webhooks").
pub const PRODUCTION_KEYS: &str = "https://autenti.com/developers/keys/webhook.jwks";
/// The same for Autenti's test environment.
pub const ACCEPT_KEYS: &str = "https://autenti.com/developers/keys/accept-webhook.jwks";

/// Checks that a notification comes from Autenti. Cheap to clone; clones share the keys.
#[derive(Clone, Debug)]
pub struct Verifier {
    keys: Arc<Keys>,
}

/// The protected header of a signature.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<IgnoredAny>,
}

impl Verifier {
    /// A verifier that takes its keys from `jwks_url`, which must be `https` unless it is this machine.
    /// Nothing is fetched until the first notification.
    ///
    /// # Errors
    /// When the address is wrong or no HTTPS client can be made.
    pub fn new(jwks_url: Url, timeouts: Timeouts, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        Ok(Self { keys: Arc::new(Keys::new(jwks_url, timeouts, clock)?) })
    }

    /// Checks `signature` (the value of [`SIGNATURE_HEADER`]) over `body`, the bytes exactly as they
    /// came, and answers the events in it.
    ///
    /// Notifications come at least once and in no order, so look at [`Event::id`] for duplicates, and read
    /// the document afterwards: a notification holds no status, and may come before it is visible.
    ///
    /// # Errors
    /// When the signature is not Autenti's, the keys cannot be fetched, or the body holds no events.
    pub async fn events(&self, signature: &str, body: &[u8]) -> Result<Vec<Event>, WebhookError> {
        self.verify(signature, body).await?;
        events(body)
    }

    /// The signature is a JWS whose payload is left out (RFC 7515, appendix F): the body takes its place.
    async fn verify(&self, signature: &str, body: &[u8]) -> Result<(), WebhookError> {
        let Detached { header, value, key_id } = Detached::read(signature)?;
        let key = self.keys.find(&key_id).await?;
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(body));
        match jsonwebtoken::crypto::verify(value, signed.as_bytes(), &key, Algorithm::RS256) {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(WebhookError::WrongSignature),
        }
    }
}

/// A signature whose payload is left out.
#[derive(Debug)]
struct Detached<'a> {
    header: &'a str,
    value: &'a str,
    key_id: String,
}

impl<'a> Detached<'a> {
    fn read(signature: &'a str) -> Result<Self, WebhookError> {
        let parts: Vec<&str> = signature.trim().split('.').collect();
        let [header, "", value] = parts[..] else {
            return Err(WebhookError::Malformed("it is not a detached JWS"));
        };
        let json = URL_SAFE_NO_PAD.decode(header).map_err(|_not_base64| UNREADABLE_HEADER)?;
        let read: Header = serde_json::from_slice(&json).map_err(|_not_a_header| UNREADABLE_HEADER)?;
        // The algorithm is ours to choose, never the sender's.
        if read.alg != "RS256" {
            return Err(WebhookError::Malformed("its algorithm is not RS256"));
        }
        if read.crit.is_some() {
            return Err(WebhookError::Malformed("it needs extensions that are not known"));
        }
        let Some(key_id) = read.kid.filter(|key_id| !key_id.is_empty()) else {
            return Err(WebhookError::Malformed("it names no key"));
        };
        Ok(Self { header, value, key_id })
    }
}

/// The events of a body.
fn events(body: &[u8]) -> Result<Vec<Event>, WebhookError> {
    let events: Vec<EventIn> = read_all(body).map_err(|_problem| WebhookError::Unreadable)?;
    Ok(events.into_iter().map(EventIn::event).collect())
}

const UNREADABLE_HEADER: WebhookError = WebhookError::Malformed("its header cannot be read");

/// Why a notification is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The signature is not a detached JWS, or uses another algorithm than RS256, or names no key.
    #[error("the notification's signature is not acceptable: {0}")]
    Malformed(&'static str),
    /// The signature names a key that Autenti does not publish.
    #[error("the notification is signed with an unknown key")]
    UnknownKey,
    /// The signature does not fit the body.
    #[error("the notification's signature does not fit its body")]
    WrongSignature,
    /// Autenti's keys cannot be had now. Answer 503: Autenti comes again.
    #[error("the keys that notifications are signed with cannot be had")]
    KeysUnavailable(#[source] crate::Error),
    /// The signature is right and the body holds no events.
    #[error("the notification's body makes no sense")]
    Unreadable,
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_notification_from_anybody_is_read_or_refused() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/webhook");
        test_fuzz::fuzz("webhook", &[&corpus], |input| {
            if let Ok(text) = std::str::from_utf8(input)
                && let Ok(signature) = Detached::read(text)
            {
                assert!(!signature.key_id.is_empty());
            }
            for event in events(input).unwrap_or_default() {
                let _document = event.document();
            }
        });
    }
}
