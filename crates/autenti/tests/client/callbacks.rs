//! Subscriptions to webhooks.

use api_client::testing::requests;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::client;

const CALLBACKS: &str = "/api/v2/applications/callbacks";

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
