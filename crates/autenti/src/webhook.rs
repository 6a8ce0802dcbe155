//! Webhooks: notifications that Autenti posts, each signed with a detached JWS.

use std::sync::Arc;

use url::Url;

use crate::clock::Clock;
use crate::config::{ConfigError, Timeouts};
use crate::event::Event;

/// Name of the header that carries the signature.
pub const SIGNATURE_HEADER: &str = "x-jws-signature";
/// Where Autenti publishes the keys of its webhooks (facts: Autenti API, "Webhooks").
pub const PRODUCTION_KEYS: &str = "https://autenti.com/developers/keys/webhook.jwks";
/// The same for Autenti's test environment.
pub const ACCEPT_KEYS: &str = "https://autenti.com/developers/keys/accept-webhook.jwks";

/// Checks that a notification comes from Autenti. Cheap to clone; clones share the keys.
#[derive(Clone, Debug)]
pub struct Verifier {}

impl Verifier {
    /// A verifier that takes its keys from `jwks_url`, which must be `https` unless it is this machine.
    /// Nothing is fetched until the first notification.
    ///
    /// # Errors
    /// When the address is wrong or no HTTPS client can be made.
    pub fn new(jwks_url: Url, timeouts: Timeouts, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        todo!()
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
        todo!()
    }
}

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
