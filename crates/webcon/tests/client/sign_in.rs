//! Signing in: one token for all, renewal, wrong credentials.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use webcon::{Client, Error};
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{TOKEN, answer, base, client, config, elements, patient, portal, requests};

const ME: &str = "/WEBCONBPS/api/data/v6.0/me";

fn fields(request: &Request) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

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

#[tokio::test]
async fn fifty_callers_cause_one_token_request() {
    let server = portal().await;
    answer_me(&server).await;
    let client = client(&server);
    let calls = join_all((0..50).map(|_| client.me())).await;
    assert!(calls.iter().all(Result::is_ok));
    assert_eq!(requests(&server, TOKEN).await.len(), 1);
}

#[tokio::test]
async fn fifty_callers_share_one_failure() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN))
        .respond_with(ResponseTemplate::new(401).set_delay(Duration::from_millis(50)))
        .mount(&server)
        .await;
    let client = client(&server);
    let calls = join_all((0..50).map(|_| client.me())).await;
    assert!(calls.iter().all(|call| matches!(call, Err(Error::Unauthorized { .. }))));
    assert_eq!(requests(&server, TOKEN).await.len(), 1);
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_it_expires() {
    let server = portal().await;
    answer_me(&server).await;
    let (client, clock) = patient(&base(&server));
    client.me().await.unwrap();
    clock.advance(Duration::from_secs(14_400 - 46));
    client.me().await.unwrap();
    assert_eq!(requests(&server, TOKEN).await.len(), 1);
    clock.advance(Duration::from_secs(1));
    client.me().await.unwrap();
    assert_eq!(requests(&server, TOKEN).await.len(), 2);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_repeated_once_even_when_it_writes() {
    let server = portal().await;
    Mock::given(path(elements("7/checkout")))
        .and(header("authorization", "Bearer token-1"))
        .respond_with(ResponseTemplate::new(401))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(path(elements("7/checkout")))
        .and(header("authorization", "Bearer token-2"))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    client(&server).checkout(1.into(), 7.into(), false).await.unwrap();
    assert_eq!(requests(&server, TOKEN).await.len(), 2);
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_ends_it() {
    let server = portal().await;
    let guid = "6f1d2c3b-0000-4000-8000-000000000002";
    let body = json!({ "type": "InvalidAuthenticationToken", "description": "expired", "errorGuid": guid });
    answer(&server, "GET", ME, 401, body).await;
    let error = client(&server).me().await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error:?}");
    let answer = error.answer().unwrap();
    assert_eq!(answer.kind(), Some("InvalidAuthenticationToken"));
    assert_eq!(answer.error_guid(), Some(guid));
    assert_eq!(requests(&server, ME).await.len(), 2);
    assert_eq!(requests(&server, TOKEN).await.len(), 2);
}

#[tokio::test]
async fn a_token_that_an_answer_repeats_is_masked() {
    let server = portal().await;
    answer(&server, "GET", ME, 403, json!({ "description": "token-1 lacks a scope" })).await;
    let error = client(&server).me().await.unwrap_err();
    assert_eq!(error.answer().unwrap().excerpt(), Some("… lacks a scope"));
}

#[tokio::test]
async fn wrong_credentials_say_so_without_repeating_them() {
    let server = MockServer::start().await;
    let body = json!({ "error": "invalid_client", "error_description": "no such secret app-s3cret+/=" });
    answer(&server, "POST", TOKEN, 400, body).await;
    let error = client(&server).me().await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error:?}");
    assert_eq!(error.to_string(), "cannot sign in: WEBCON refuses the credentials");
    assert_eq!(error.answer().unwrap().kind(), Some("invalid_client"));
    assert_eq!(error.answer().unwrap().excerpt(), Some("no such secret …"));
    assert!(!format!("{error:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_token_address_that_fails_is_asked_again() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN)).respond_with(ResponseTemplate::new(503)).up_to_n_times(2).mount(&server).await;
    answer(&server, "POST", TOKEN, 200, json!({ "access_token": "t" })).await;
    answer_me(&server).await;
    patient(&base(&server)).0.me().await.unwrap();
    assert_eq!(requests(&server, TOKEN).await.len(), 3);
}

#[tokio::test]
async fn a_nonsense_token_answer_is_unreadable() {
    let server = MockServer::start().await;
    answer(&server, "POST", TOKEN, 200, json!({ "token": "s3cret" })).await;
    let error = client(&server).me().await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    assert!(!format!("{error:?}").contains("s3cret"));
}
