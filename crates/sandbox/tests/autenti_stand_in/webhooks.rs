//! Webhooks: subscribed, signed, and sent again.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::HeaderMap;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::stand_in::{StandIn, signer};

/// A subscriber that refuses the first so many deliveries.
struct Subscriber {
    url: String,
    received: UnboundedReceiver<(HeaderMap, Bytes)>,
}

type Receiver = (UnboundedSender<(HeaderMap, Bytes)>, Arc<Mutex<usize>>);

impl Subscriber {
    async fn start(refusals: usize) -> Self {
        let (sender, received) = unbounded_channel();
        let state: Receiver = (sender, Arc::new(Mutex::new(refusals)));
        let app = Router::new().route("/hook", post(receive)).with_state(state);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, received }
    }

    async fn next(&mut self) -> (HeaderMap, Bytes) {
        tokio::time::timeout(Duration::from_secs(10), self.received.recv()).await.expect("a webhook").unwrap()
    }
}

async fn receive(State((sender, refusals)): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    sender.send((headers, body)).unwrap();
    let mut refusals = refusals.lock().await;
    if *refusals > 0 {
        *refusals -= 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    StatusCode::NO_CONTENT
}

fn callback(url: &str) -> Value {
    json!({ "callbackAdapterId": "CALLBACK_ADAPTER:API_V2", "callbackParameters": { "callbackUrl": url } })
}

impl StandIn {
    async fn subscribe(&self, url: &str) -> Value {
        let response = self.post("applications/callbacks", &callback(url)).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.unwrap()
    }

    async fn key_set(&self) -> JwkSet {
        self.call(Method::GET, "developers/keys/webhook.jwks").send().await.unwrap().json().await.unwrap()
    }
}

/// Whether the header signs the body with a key of the set.
fn is_signed(keys: &JwkSet, headers: &HeaderMap, body: &[u8]) -> bool {
    let jws = headers["x-jws-signature"].to_str().unwrap();
    let (header, signature) = jws.split_once("..").expect("detached");
    let parsed: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    assert_eq!(parsed["alg"], "RS256");
    let key = keys.find(parsed["kid"].as_str().unwrap()).expect("a known key");
    let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(body));
    crypto::verify(signature, message.as_bytes(), &DecodingKey::from_jwk(key).unwrap(), Algorithm::RS256)
        .unwrap()
}

fn types(body: &[u8]) -> Vec<String> {
    let events: Vec<Value> = serde_json::from_slice(body).unwrap();
    events
        .iter()
        .map(|event| event["eventType"].as_str().unwrap().replace("EVENT_CLASSIFIER-UNIQUE_TYPE:", ""))
        .collect()
}

#[tokio::test]
async fn every_event_is_told_and_signed() {
    let stand_in = StandIn::start().await;
    let mut subscriber = Subscriber::start(0).await;
    stand_in.subscribe(&subscriber.url).await;
    let keys = stand_in.key_set().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;

    let (headers, body) = subscriber.next().await;
    assert_eq!(headers["content-type"], "application/json");
    assert!(is_signed(&keys, &headers, &body));
    assert!(!is_signed(&keys, &headers, b"[]"), "another body is not signed");
    let events: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(types(&body), ["DOCUMENT_SENT"]);
    assert_eq!(events[0]["object"]["id"], id);
    assert!(events[0]["id"].is_string() && events[0]["actor"]["id"].is_string());
    assert!(events[0].get("status").is_none(), "a webhook has no status");

    stand_in.person(&id, "anna@example.com", "sign", None).await;
    let (headers, body) = subscriber.next().await;
    assert!(is_signed(&keys, &headers, &body));
    assert_eq!(types(&body), ["SIGNATURE_APPLICATION", "DOCUMENT_PROCESS_COMPLETED"]);
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again_with_the_same_ids() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "webhookRetryMs": [1, 1, 1] })).await;
    let mut subscriber = Subscriber::start(2).await;
    stand_in.subscribe(&subscriber.url).await;
    stand_in.sent(vec![signer("Anna")]).await;
    let (_, first) = subscriber.next().await;
    let (_, second) = subscriber.next().await;
    let (_, third) = subscriber.next().await;
    assert!(first == second && second == third);
    let delivered = async || -> Value {
        let all: Value =
            stand_in.call(Method::GET, "sandbox/webhooks").send().await.unwrap().json().await.unwrap();
        all[0].clone()
    };
    while delivered().await["delivered"] != true {
        tokio::task::yield_now().await;
    }
    assert_eq!(delivered().await["attempts"], json!([503, 503, 204]));
}

#[tokio::test]
async fn a_subscriber_who_is_gone_is_given_up() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "webhookRetryMs": [1, 1] })).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    drop(listener);
    stand_in.subscribe(&url).await;
    stand_in.sent(vec![signer("Anna")]).await;
    let attempts = async || -> Value {
        let all: Value =
            stand_in.call(Method::GET, "sandbox/webhooks").send().await.unwrap().json().await.unwrap();
        all[0]["attempts"].clone()
    };
    while attempts().await.as_array().unwrap().len() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(attempts().await, json!(["no connection", "no connection", "no connection"]));
}

#[tokio::test]
async fn an_organisation_has_five_callbacks_at_most() {
    let stand_in = StandIn::start().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let made = stand_in.subscribe(&format!("https://example.com/{number}")).await;
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    let sixth = stand_in.post("applications/callbacks", &callback("https://example.com/6")).await;
    assert_eq!(sixth.status(), StatusCode::BAD_REQUEST);
    let removed =
        stand_in.api(Method::DELETE, &format!("applications/callbacks/{}", ids[0])).send().await.unwrap();
    assert_eq!(removed.status(), StatusCode::NO_CONTENT);
    let list = stand_in.get("applications/callbacks").await;
    assert_eq!(list.as_array().unwrap().len(), 4);
    assert_eq!(list[0]["callbackParameters"]["callbackUrl"], "https://example.com/1");
    let power_automate = "applications/callbacks?responseVariant=microsoft_power_automate";
    let made = stand_in.post(power_automate, &callback("https://example.com/5")).await;
    let location = made.headers()["location"].to_str().unwrap().to_owned();
    let made: Value = made.json().await.unwrap();
    assert!(location.ends_with(made["id"].as_str().unwrap()));
}

#[tokio::test]
async fn callbacks_that_cannot_be_called_are_refused() {
    let stand_in = StandIn::start().await;
    let mut other_adapter = callback("https://example.com/");
    other_adapter["callbackAdapterId"] = json!("CALLBACK_ADAPTER:API_V1");
    for body in [callback("example.com"), callback("ftp://example.com"), other_adapter, json!({})] {
        let response = stand_in.post("applications/callbacks", &body).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{body}");
    }
}

#[tokio::test]
async fn subscribing_needs_its_own_scope() {
    let stand_in = StandIn::start().await;
    let token: Value = stand_in
        .call(Method::POST, "api/v2/auth/token")
        .json(
            &json!({ "client_id": "demo", "client_secret": "demo-secret", "grant_type": "client_credentials",
                       "scope": "full" }),
        )
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let call = stand_in.call(Method::GET, "api/v2/applications/callbacks");
    let response = call.bearer_auth(token["access_token"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(response.headers().get("x-challenge").is_none(), "no right, and no challenge");
}
