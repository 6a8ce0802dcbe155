//! Tells subscribers what happened, signed, and again when they do not take it.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::event::Event;
use super::organisation::Organisation;
use super::service::{Service, Store};

const KEY_ID: &str = "autenti-sandbox-webhook";
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// One for the whole program: making it takes a while, and nothing depends on whose it is.
static KEY: LazyLock<Option<KeyPair>> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).ok());

/// What was sent to a subscriber, for `GET /sandbox/webhooks`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Delivery {
    id: Uuid,
    callback_url: Url,
    events: Vec<Value>,
    /// What came of each try: an HTTP status, or words.
    attempts: Vec<Value>,
    delivered: bool,
}

/// Calls callbacks: directly, and never another address than the one that was subscribed.
pub(super) fn client() -> reqwest::Client {
    let builder = reqwest::Client::builder()
        .timeout(ANSWER_WITHIN)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy();
    #[expect(
        clippy::expect_used,
        reason = "fails only when no TLS is compiled in, which every test would show"
    )]
    builder.build().expect("an HTTP client can be made")
}

/// `GET /sandbox/webhooks`.
pub(super) async fn deliveries(State(service): State<Arc<Service>>) -> Json<Vec<Delivery>> {
    Json(service.store().deliveries.clone())
}

/// facts: Autenti API, webhook signature: the address of the key set on autenti.com.
pub(super) async fn key_set() -> Json<Value> {
    let keys: Vec<Value> = KEY
        .iter()
        .map(|key| {
            let public = key.public_key();
            json!({
                "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID,
                "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
                "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
            })
        })
        .collect();
    Json(json!({ "keys": keys }))
}

/// Sends the events of a document, as one array, to every callback of its organisation.
pub(super) fn announce(
    service: &Arc<Service>,
    store: &mut Store,
    organisation: &Organisation,
    events: &[Event],
) {
    if events.is_empty() {
        return;
    }
    let events: Vec<Value> =
        events.iter().map(|event| store.settings.worded(event.to_webhook_json())).collect();
    let own = store.callbacks.iter().filter(|callback| callback.belongs_to(organisation));
    let urls: Vec<Url> = own.map(|callback| callback.url().clone()).collect();
    for url in urls {
        let id = (store.sources.id)();
        store.deliveries.push(Delivery {
            id,
            callback_url: url.clone(),
            events: events.clone(),
            attempts: Vec::new(),
            delivered: false,
        });
        let generation = store.generation;
        let waits = store.settings.webhook_waits();
        let body = Bytes::from(Value::from(events.clone()).to_string());
        tokio::spawn(deliver(Arc::clone(service), id, generation, url, body, waits));
    }
}

impl Store {
    fn record(&mut self, delivery: Uuid, outcome: Value, delivered: bool) {
        if let Some(delivery) = self.deliveries.iter_mut().find(|known| known.id == delivery) {
            delivery.attempts.push(outcome);
            delivery.delivered = delivered;
        }
    }
}

/// facts: Autenti API, webhooks: non-2xx is repeated. Inferred: how often and after which waits.
async fn deliver(
    service: Arc<Service>,
    id: Uuid,
    generation: u64,
    url: Url,
    body: Bytes,
    waits: Vec<Duration>,
) {
    let Some(signature) = detached_jws(&body) else { return };
    let mut waits = waits.into_iter();
    // A restart voids what was announced before it.
    while service.store().generation == generation {
        let sent = service
            .http
            .post(url.clone())
            .header("content-type", "application/json")
            .header("x-jws-signature", &signature)
            .body(body.clone())
            .send()
            .await;
        let delivered = sent.as_ref().is_ok_and(|answer| answer.status().is_success());
        let outcome = match sent {
            Ok(answer) => json!(answer.status().as_u16()),
            Err(error) if error.is_timeout() => json!("no answer in time"),
            Err(_) => json!("no connection"),
        };
        service.store().record(id, outcome, delivered);
        match waits.next() {
            Some(wait) if !delivered => tokio::time::sleep(wait).await,
            _ => return,
        }
    }
}

/// facts: Autenti API, webhook signature: RS256, detached, `kid` in the header, the payload encoded as in
/// any JWS.
fn detached_jws(body: &[u8]) -> Option<String> {
    let key = KEY.as_ref()?;
    let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "RS256", "kid": KEY_ID }).to_string());
    let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(body));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).ok()?;
    Some(format!("{header}..{}", URL_SAFE_NO_PAD.encode(signature)))
}
