//! Notifications: whose they are, and what they say.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api_client::testing::{FakeClock, requests};
use autenti::webhook::{Verifier, WebhookError};
use autenti::{Clock, ConfigError, Error, EventType, Timeouts};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::keys::Keys;

const BODY: &[u8] = br#"[{"id":"e1","eventType":"EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_PROCESS_COMPLETED",
    "actor":{"id":"P:5","type":"PARTY"},"object":{"id":"DOCUMENT_PROCESS:1","type":"DOCUMENT_PROCESS"},
    "timestamp":"2026-11-23T12:00:00Z"},{"id":"e2","eventType":"SOMETHING_NEW"}]"#;

fn verifier(server: &MockServer, clock: &Arc<FakeClock>) -> Verifier {
    let url = format!("{}/webhook.jwks", server.uri()).parse().unwrap();
    Verifier::new(url, Timeouts::default(), Arc::clone(clock) as Arc<dyn Clock>).unwrap()
}

/// A server that publishes whatever is in `set`.
async fn publishing(set: Value) -> (MockServer, Arc<Mutex<ResponseTemplate>>) {
    let server = MockServer::start().await;
    let answer = Arc::new(Mutex::new(ResponseTemplate::new(200).set_body_json(set)));
    let current = Arc::clone(&answer);
    Mock::given(path("/webhook.jwks"))
        .respond_with(move |_: &wiremock::Request| {
            current.lock().unwrap_or_else(PoisonError::into_inner).clone()
        })
        .mount(&server)
        .await;
    (server, answer)
}

async fn fetches(server: &MockServer) -> usize {
    requests(server, "/webhook.jwks").await.len()
}

fn rs256(kid: &str) -> Value {
    json!({ "alg": "RS256", "kid": kid })
}

#[tokio::test]
async fn a_signed_notification_is_read() {
    let keys = Keys::new();
    let (server, _) = publishing(json!({ "keys": [{ "kty": "EC", "kid": "other" }, keys.jwk("k1")] })).await;
    let events =
        verifier(&server, &FakeClock::new()).events(&keys.sign(&rs256("k1"), BODY), BODY).await.unwrap();
    assert_eq!(events[0].id, "e1");
    assert_eq!(events[0].event_type, EventType::DocumentCompleted);
    assert_eq!(events[0].document().unwrap().as_str(), "DOCUMENT_PROCESS:1");
    assert_eq!(events[0].timestamp, Some("2026-11-23T12:00:00Z".parse().unwrap()));
    assert_eq!(events[1].event_type.as_str(), "SOMETHING_NEW");
    assert_eq!(events[1].document(), None);
}

#[tokio::test]
async fn what_is_not_exactly_what_was_signed_is_refused() {
    let (keys, other) = (Keys::new(), Keys::new());
    let (server, _) = publishing(json!({ "keys": [keys.jwk("k1")] })).await;
    let verifier = verifier(&server, &FakeClock::new());
    let good = keys.sign(&rs256("k1"), BODY);
    let mut changed = BODY.to_vec();
    changed[10] ^= 1;
    for (signature, body) in [
        (good.clone(), changed.as_slice()),
        (good.clone(), b"".as_slice()),
        (other.sign(&rs256("k1"), BODY), BODY),
        (format!("{good}AAAA"), BODY),
        (format!("{}..", good.split("..").next().unwrap()), BODY),
    ] {
        let error = verifier.events(&signature, body).await.unwrap_err();
        assert!(matches!(error, WebhookError::WrongSignature), "{error:?}");
    }
}

#[tokio::test]
async fn only_a_detached_rs256_signature_with_a_key_id_is_looked_at() {
    let keys = Keys::new();
    let (server, _) = publishing(json!({ "keys": [keys.jwk("k1")] })).await;
    let verifier = verifier(&server, &FakeClock::new());
    let whole = keys.sign(&rs256("k1"), BODY).replace("..", &format!(".{}.", URL_SAFE_NO_PAD.encode(BODY)));
    for signature in [
        keys.sign(&json!({ "alg": "none", "kid": "k1" }), BODY),
        keys.sign(&json!({ "alg": "HS256", "kid": "k1" }), BODY),
        keys.sign(&json!({ "alg": "RS512", "kid": "k1" }), BODY),
        keys.sign(&json!({ "alg": "RS256" }), BODY),
        keys.sign(&json!({ "alg": "RS256", "kid": "" }), BODY),
        keys.sign(&json!({ "alg": "RS256", "kid": "k1", "b64": false, "crit": ["b64"] }), BODY),
        keys.sign(&json!("RS256"), BODY),
        whole,
        String::new(),
        "..".to_owned(),
        "a.b.c.d".to_owned(),
        "żółw..x".to_owned(),
    ] {
        let error = verifier.events(&signature, BODY).await.unwrap_err();
        assert!(matches!(error, WebhookError::Malformed(_)), "{signature}: {error:?}");
    }
    assert_eq!(fetches(&server).await, 0, "strangers cannot make us fetch keys with nonsense");
}

#[tokio::test]
async fn a_signed_body_without_events_is_unreadable() {
    let keys = Keys::new();
    let (server, _) = publishing(json!({ "keys": [keys.jwk("k1")] })).await;
    let verifier = verifier(&server, &FakeClock::new());
    let error = verifier.events(&keys.sign(&rs256("k1"), b"nonsense"), b"nonsense").await.unwrap_err();
    assert!(matches!(error, WebhookError::Unreadable), "{error:?}");
}

#[tokio::test]
async fn keys_are_fetched_once_for_many() {
    let keys = Keys::new();
    let (server, _) = publishing(json!({ "keys": [keys.jwk("k1")] })).await;
    let verifier = verifier(&server, &FakeClock::new());
    let signature = keys.sign(&rs256("k1"), BODY);
    let read = join_all((0..20).map(|_| verifier.events(&signature, BODY))).await;
    assert!(read.iter().all(Result::is_ok));
    assert_eq!(fetches(&server).await, 1);
}

#[tokio::test]
async fn an_unknown_key_makes_them_be_fetched_again_but_not_more_than_once_a_minute() {
    let (old, new) = (Keys::new(), Keys::new());
    let (server, answer) = publishing(json!({ "keys": [old.jwk("old")] })).await;
    let clock = FakeClock::new();
    let verifier = verifier(&server, &clock);
    verifier.events(&old.sign(&rs256("old"), BODY), BODY).await.unwrap();

    let set = json!({ "keys": [old.jwk("old"), new.jwk("new")] });
    *answer.lock().unwrap() = ResponseTemplate::new(200).set_body_json(set);
    let signature = new.sign(&rs256("new"), BODY);
    for _ in 0..10 {
        let error = verifier.events(&signature, BODY).await.unwrap_err();
        assert!(matches!(error, WebhookError::UnknownKey), "{error:?}");
    }
    assert_eq!(fetches(&server).await, 1);

    clock.advance(Duration::from_mins(1));
    verifier.events(&signature, BODY).await.unwrap();
    assert_eq!(fetches(&server).await, 2);
}

#[tokio::test]
async fn a_key_that_is_published_no_more_is_forgotten_within_a_day() {
    let keys = Keys::new();
    let (server, answer) = publishing(json!({ "keys": [keys.jwk("k1")] })).await;
    let clock = FakeClock::new();
    let verifier = verifier(&server, &clock);
    let signature = keys.sign(&rs256("k1"), BODY);
    verifier.events(&signature, BODY).await.unwrap();
    *answer.lock().unwrap() = ResponseTemplate::new(200).set_body_json(json!({ "keys": [] }));
    clock.jump(SignedDuration::from_hours(48));
    verifier.events(&signature, BODY).await.unwrap();
    assert_eq!(fetches(&server).await, 1, "a clock that jumps ends nothing");
    clock.jump(SignedDuration::from_hours(-96));
    clock.advance(Duration::from_hours(24));
    let error = verifier.events(&signature, BODY).await.unwrap_err();
    assert!(matches!(error, WebhookError::UnknownKey), "{error:?}");
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_told_from_unknown_ones_and_old_keys_stay() {
    let keys = Keys::new();
    let (server, answer) = publishing(json!({ "keys": [keys.jwk("k1")] })).await;
    let clock = FakeClock::new();
    let signature = keys.sign(&rs256("k1"), BODY);
    let known = verifier(&server, &clock);
    known.events(&signature, BODY).await.unwrap();

    *answer.lock().unwrap() = ResponseTemplate::new(503);
    clock.advance(Duration::from_hours(25));
    known.events(&signature, BODY).await.unwrap();

    let fresh = verifier(&server, &clock);
    for _ in 0..3 {
        let error = fresh.events(&signature, BODY).await.unwrap_err();
        assert!(matches!(error, WebhookError::KeysUnavailable(Error::Failing { .. })), "{error:?}");
    }
    assert_eq!(fetches(&server).await, 3, "one by each verifier, after the first");
}

#[test]
fn keys_come_over_https_only() {
    let url = "http://autenti.com/developers/keys/webhook.jwks".parse().unwrap();
    let error = Verifier::new(url, Timeouts::default(), FakeClock::new()).unwrap_err();
    assert!(matches!(error, ConfigError::NotHttps(_)), "{error:?}");
}
