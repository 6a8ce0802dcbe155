//! Signing in: each grant, one token for all, renewal.

use std::time::Duration;

use autenti::{Client, Error, Grant, JwtBearer, Retry};
use base64::Engine;
use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, Validation};
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::keys::Keys;
use crate::support::{
    FakeClock, TAGS, TOKEN, answer_tags, base, config, field, fields, grant_tokens, requests, token_client,
};

fn jwt_bearer(private_key_pem: &str, key_id: Option<&str>) -> Grant {
    Grant::JwtBearer(JwtBearer {
        private_key_pem: private_key_pem.into(),
        key_id: key_id.map(str::to_owned),
        issuer: "organisation-1".to_owned(),
        subject: "user-7".to_owned(),
        email: "system@example.com".to_owned(),
    })
}

#[tokio::test]
async fn a_jwt_bearer_assertion_says_who_asks_and_is_signed() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    let keys = Keys::new();

    let mut ids = Vec::new();
    for key_id in [Some("key-1"), None] {
        let mut config = config(&base(&server));
        config.grant = jwt_bearer(&keys.private_pem, key_id);
        let now = config.clock.now().as_second();
        Client::new(config).unwrap().sign_in().await.unwrap();

        let request = requests(&server, TOKEN).await.pop().unwrap();
        assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(field(&request, "grant_type").unwrap(), "urn:ietf:params:oauth:grant-type:jwt-bearer");
        assert_eq!(field(&request, "client_id").unwrap(), "app");
        assert_eq!(field(&request, "client_secret").unwrap(), "app-s3cret+/=");
        assert_eq!(fields(&request).len(), 4);

        let assertion = field(&request, "assertion").unwrap();
        let header: Value = {
            let (header, _) = assertion.split_once('.').unwrap();
            let json = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).unwrap();
            serde_json::from_slice(&json).unwrap()
        };
        match key_id {
            Some(key_id) => assert_eq!(header, json!({ "alg": "RS256", "kid": key_id })),
            None => assert_eq!(header, json!({ "alg": "RS256" })),
        }
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&["autenti.com"]);
        validation.validate_exp = false;
        let mut claims = jsonwebtoken::decode::<Value>(&assertion, &keys.public, &validation).unwrap().claims;
        ids.push(claims["jti"].take());
        assert_eq!(
            claims,
            json!({
                "aud": "autenti.com", "iat": now, "exp": now + 300, "iss": "organisation-1", "sub": "user-7",
                "jti": null, "email": "system@example.com", "email_verified": true,
            })
        );
    }
    assert_ne!(ids[0], ids[1], "each assertion has its own id");
    assert!(ids[0].as_str().unwrap().parse::<uuid::Uuid>().is_ok());
}

#[test]
fn a_wrong_private_key_is_found_before_anything_is_sent() {
    let mut config = config("https://api.example.com");
    config.grant = jwt_bearer("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", None);
    let error = Client::new(config).unwrap_err();
    assert_eq!(error.to_string(), "the private key is not an RSA key in PEM");
}

#[test]
fn an_address_in_the_clear_is_refused() {
    let error = Client::new(config("http://api.example.com")).unwrap_err();
    assert!(error.to_string().contains("must start with https, because"), "{error}");
}

#[tokio::test]
async fn client_credentials_ask_for_the_scopes_that_are_named() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    for scope in [Some("full notification_management"), None] {
        let mut config = config(&base(&server));
        config.grant = Grant::ClientCredentials { scope: scope.map(str::to_owned) };
        Client::new(config).unwrap().sign_in().await.unwrap();
        let request = requests(&server, TOKEN).await.pop().unwrap();
        assert_eq!(field(&request, "grant_type").unwrap(), "client_credentials");
        assert_eq!(field(&request, "scope").as_deref(), scope);
    }
}

#[tokio::test]
async fn an_api_key_needs_no_token() {
    let server = MockServer::start().await;
    Mock::given(path(TAGS))
        .and(header("authorization", "api-key key"))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    Client::new(config(&base(&server))).unwrap().sign_in().await.unwrap();
}

#[tokio::test]
async fn fifty_callers_cause_one_token_request() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    answer_tags(&server).await;
    let client = token_client(&server, &FakeClock::new());
    let calls = join_all((0..50).map(|_| client.tags())).await;
    assert!(calls.iter().all(Result::is_ok));
    assert_eq!(requests(&server, TOKEN).await.len(), 1);
    assert_eq!(requests(&server, TAGS).await.len(), 50);
}

#[tokio::test]
async fn fifty_callers_share_one_failure() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN))
        .respond_with(ResponseTemplate::new(401).set_delay(Duration::from_millis(50)))
        .mount(&server)
        .await;
    let client = token_client(&server, &FakeClock::new());
    let calls = join_all((0..50).map(|_| client.tags())).await;
    assert!(calls.iter().all(|call| matches!(call, Err(Error::Unauthorized { .. }))));
    assert_eq!(requests(&server, TOKEN).await.len(), 1);
    // And the next caller is not held to it.
    assert!(client.tags().await.is_err());
    assert_eq!(requests(&server, TOKEN).await.len(), 2);
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_it_expires() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    answer_tags(&server).await;
    let clock = FakeClock::new();
    let client = token_client(&server, &clock);
    client.tags().await.unwrap();
    clock.advance(Duration::from_secs(1800 - 46));
    client.tags().await.unwrap();
    assert_eq!(requests(&server, TOKEN).await.len(), 1);
    clock.advance(Duration::from_secs(1));
    client.tags().await.unwrap();
    assert_eq!(requests(&server, TOKEN).await.len(), 2);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_repeated_once() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    Mock::given(method("POST"))
        .and(path("/api/v2/applications/callbacks"))
        .and(header("authorization", "Bearer token-1"))
        .respond_with(ResponseTemplate::new(401))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path("/api/v2/applications/callbacks"))
        .and(header("authorization", "Bearer token-2"))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    let client = token_client(&server, &FakeClock::new());
    client.subscribe(&"https://proxy.example.com/v1/webhooks/autenti".parse().unwrap()).await.unwrap();
    assert_eq!(requests(&server, TOKEN).await.len(), 2);
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_ends_it() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    Mock::given(path(TAGS)).respond_with(ResponseTemplate::new(401)).expect(2).mount(&server).await;
    let error = token_client(&server, &FakeClock::new()).tags().await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error:?}");
    assert!(!error.is_transient());
    assert_eq!(requests(&server, TOKEN).await.len(), 2);
}

#[tokio::test]
async fn many_refused_callers_renew_the_token_once() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    Mock::given(path(TAGS))
        .and(header("authorization", "Bearer token-1"))
        .respond_with(ResponseTemplate::new(401))
        .mount(&server)
        .await;
    Mock::given(path(TAGS))
        .and(header("authorization", "Bearer token-2"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let client = token_client(&server, &FakeClock::new());
    let calls = join_all((0..20).map(|_| client.tags())).await;
    assert!(calls.iter().all(Result::is_ok));
    assert_eq!(requests(&server, TOKEN).await.len(), 2);
}

#[tokio::test]
async fn a_token_that_an_answer_repeats_is_masked() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    Mock::given(path(TAGS))
        .respond_with(ResponseTemplate::new(403).set_body_string("token-1 lacks a scope"))
        .mount(&server)
        .await;
    let error = token_client(&server, &FakeClock::new()).tags().await.unwrap_err();
    assert_eq!(error.excerpt(), Some("… lacks a scope"));
}

#[tokio::test]
async fn wrong_credentials_say_so_without_repeating_them() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN))
        .respond_with(ResponseTemplate::new(400).set_body_json(json!({
            "error": "invalid_client", "error_description": "wrong secret app-s3cret+/= for app"
        })))
        .mount(&server)
        .await;
    let error = token_client(&server, &FakeClock::new()).sign_in().await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error:?}");
    assert_eq!(error.to_string(), "cannot sign in: Autenti refuses the credentials");
    assert_eq!(error.excerpt(), Some("invalid_client: wrong secret … for app"));
    assert!(!format!("{error:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_token_address_that_fails_is_asked_again() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN)).respond_with(ResponseTemplate::new(503)).up_to_n_times(2).mount(&server).await;
    grant_tokens(&server, 1800).await;
    let mut config = config(&base(&server));
    config.grant = Grant::ClientCredentials { scope: None };
    config.retry = Retry::default();
    Client::new(config).unwrap().sign_in().await.unwrap();
    assert_eq!(requests(&server, TOKEN).await.len(), 3);
}

#[tokio::test]
async fn a_reading_call_does_not_multiply_the_tries_of_signing_in() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN)).respond_with(ResponseTemplate::new(503)).mount(&server).await;
    let mut config = config(&base(&server));
    config.grant = Grant::ClientCredentials { scope: None };
    config.retry = Retry::default();
    let error = Client::new(config).unwrap().tags().await.unwrap_err();
    assert_eq!(error.call().unwrap().action(), "sign in");
    assert_eq!(requests(&server, TOKEN).await.len(), 3);
}

#[tokio::test]
async fn a_nonsense_token_answer_is_an_error_that_quotes_nothing() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"access_token": 7}"#))
        .mount(&server)
        .await;
    let error = token_client(&server, &FakeClock::new()).sign_in().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot sign in: Autenti's answer makes no sense (JSON of another shape, line 1 column 18)"
    );
}
