//! Subscriptions to webhooks.

use api_client::testing::requests;
use autenti::CallbackId;
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::client;

const CALLBACKS: &str = "/api/v2/applications/callbacks";

const OURS: &str = "https://proxy.example.com/hook";

#[tokio::test]
async fn the_id_that_a_subscription_was_given_is_told_wherever_it_stands() {
    let location = |at: &str| ResponseTemplate::new(201).insert_header("location", at);
    for (given, id) in [
        (ResponseTemplate::new(200).set_body_json(json!({ "id": "CALLBACK:1" })), Some("CALLBACK:1")),
        (
            ResponseTemplate::new(200).set_body_json(json!([{ "callbackId": "CALLBACK:1" }])),
            Some("CALLBACK:1"),
        ),
        (
            ResponseTemplate::new(200).set_body_json(json!({ "callbacks": [{ "id": "CALLBACK:1" }] })),
            Some("CALLBACK:1"),
        ),
        (location("/api/v2/applications/callbacks/CALLBACK%3A1"), Some("CALLBACK:1")),
        (
            location("https://api.example.com/api/v2/applications/callbacks/CALLBACK:1?x=1"),
            Some("CALLBACK:1"),
        ),
        (location("https://api.example.com/elsewhere"), None),
        (ResponseTemplate::new(200), None),
        (ResponseTemplate::new(200).set_body_string("Created"), None),
        (ResponseTemplate::new(200).set_body_json(json!({ "id": 7 })), None),
    ] {
        let server = MockServer::start().await;
        Mock::given(path(CALLBACKS)).respond_with(given).expect(1).mount(&server).await;
        let subscribed = client(&server).subscribe(&OURS.parse().unwrap()).await.unwrap();
        assert_eq!(subscribed.as_ref().map(CallbackId::as_str), id);
    }
}

#[tokio::test]
async fn our_address_is_found_anywhere_in_the_list() {
    let ours: Url = OURS.parse().unwrap();
    for (answer, id) in [
        (json!([{ "id": "CALLBACK:1", "callbackParameters": { "callbackUrl": OURS } }]), Some("CALLBACK:1")),
        (json!([{ "id": "CALLBACK:1", "url": format!("{OURS}/") }]), Some("CALLBACK:1")),
        (
            json!({ "content": [{ "callbackId": "CALLBACK:1", "parameters": [{ "name": "callbackUrl", "value": OURS }] }] }),
            Some("CALLBACK:1"),
        ),
        (
            json!({ "items": { "x": 1 }, "callbacks": [{ "id": "CALLBACK:1", "target": { "uri": OURS } }] }),
            Some("CALLBACK:1"),
        ),
        (json!([OURS]), None),
    ] {
        let server = MockServer::start().await;
        let list = ResponseTemplate::new(200).set_body_json(&answer);
        Mock::given(path(CALLBACKS)).respond_with(list).mount(&server).await;
        let callbacks = client(&server).callbacks().await.unwrap();
        let found = callbacks.iter().find(|callback| callback.is_for(&ours));
        let found = found.unwrap_or_else(|| panic!("{answer}: {callbacks:?}"));
        assert_eq!(found.id.as_ref().map(CallbackId::as_str), id, "{answer}");
    }
    let server = MockServer::start().await;
    let others = json!([{ "id": "C:2", "callbackParameters": { "callbackUrl": format!("{OURS}/other") } }]);
    let list = ResponseTemplate::new(200).set_body_json(others);
    Mock::given(path(CALLBACKS)).respond_with(list).mount(&server).await;
    let callbacks = client(&server).callbacks().await.unwrap();
    assert_eq!(callbacks.len(), 1);
    assert!(!callbacks[0].is_for(&ours));
}

#[tokio::test]
async fn a_webhook_is_subscribed_listed_and_unsubscribed() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(CALLBACKS))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(path(CALLBACKS))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([
            { "id": "CALLBACK:1", "callbackParameters": { "callbackUrl": "https://proxy.example.com/hook" } },
            { "somethingElse": true },
        ])))
        .mount(&server)
        .await;
    Mock::given(method("DELETE"))
        .and(path(format!("{CALLBACKS}/CALLBACK%3A1")))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let client = client(&server);

    client.subscribe(&"https://proxy.example.com/hook".parse().unwrap()).await.unwrap();
    let sent: Value = serde_json::from_slice(&requests(&server, CALLBACKS).await[0].body).unwrap();
    assert_eq!(
        sent,
        json!({
            "callbackAdapterId": "CALLBACK_ADAPTER:API_V2",
            "callbackParameters": { "callbackUrl": "https://proxy.example.com/hook" },
        })
    );

    let callbacks = client.callbacks().await.unwrap();
    assert_eq!(callbacks[0].url, "https://proxy.example.com/hook");
    assert_eq!(callbacks[1].id, None);
    client.unsubscribe(callbacks[0].id.as_ref().unwrap()).await.unwrap();
}
