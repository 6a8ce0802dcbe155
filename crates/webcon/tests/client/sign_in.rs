//! Signing in: scopes and addresses. What becomes of tokens is tested with the network.

use api_client::testing::{fields, requests};
use serde_json::json;
use webcon::Client;
use wiremock::MockServer;

use crate::support::{TOKEN, answer, base, config, portal};

const ME: &str = "/WEBCONBPS/api/data/v6.0/me";

async fn answer_me(server: &MockServer) {
    let me = json!({ "bpsId": "app@api", "name": "App", "email": null, "impersonated": false });
    answer(server, "GET", ME, 200, me).await;
}

#[tokio::test]
async fn credentials_are_form_encoded_and_the_token_is_a_bearer_token() {
    let server = portal().await;
    answer_me(&server).await;
    let mut config = config(&base(&server));
    config.scope = Some("App.Elements.ReadWrite.All App.Metadata.Read".to_owned());
    let me = Client::new(config).unwrap().me().await.unwrap();
    assert_eq!((me.bps_id.as_str(), me.name.as_str(), me.email.as_str()), ("app@api", "App", ""));

    let token = &requests(&server, TOKEN).await[0];
    assert_eq!(token.headers["content-type"], "application/x-www-form-urlencoded");
    assert!(String::from_utf8_lossy(&token.body).contains("client_secret=app-s3cret%2B%2F%3D"));
    let expected = [
        ("grant_type", "client_credentials"),
        ("client_id", "app"),
        ("client_secret", "app-s3cret+/="),
        ("scope", "App.Elements.ReadWrite.All App.Metadata.Read"),
    ];
    assert_eq!(fields(token), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let request = &requests(&server, ME).await[0];
    assert_eq!(request.headers["authorization"], "Bearer token-1");
    assert_eq!(request.headers["user-agent"], concat!("autenti-form/", env!("CARGO_PKG_VERSION")));
    assert_eq!(request.headers["accept"], "application/json");
}

#[tokio::test]
async fn without_scopes_none_are_asked_for() {
    let server = portal().await;
    answer_me(&server).await;
    let mut config = config(&base(&server));
    config.scope = Some(" ".to_owned());
    Client::new(config).unwrap().me().await.unwrap();
    assert_eq!(fields(&requests(&server, TOKEN).await[0]).len(), 3);
}

#[tokio::test]
async fn the_version_of_the_api_is_configurable() {
    let server = portal().await;
    answer(&server, "GET", "/WEBCONBPS/api/data/v7.0/me", 200, json!({ "bpsId": "app" })).await;
    let mut config = config(&base(&server));
    config.api_version = "v7.0".to_owned();
    assert_eq!(Client::new(config).unwrap().me().await.unwrap().bps_id, "app");
}

#[test]
fn an_address_in_the_clear_is_refused() {
    let error = Client::new(config("http://portal.example.com")).unwrap_err();
    assert!(error.to_string().contains("must start with https, because"), "{error}");
}
