//! Signing in: each grant. What becomes of tokens is tested with the network.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use api_client::testing::{field, fields, requests};
use autenti::{AssertionAlgorithm, Client, Grant, JwtBearer, RetryPolicy};
use base64::Engine;
use jsonwebtoken::{Algorithm, Validation};
use serde_json::{Value, json};
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::keys::Keys;
use crate::support::{TAGS, TOKEN, answer_tags, base, config, grant_tokens};

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
        let now = config.connection.clock.now().as_second();
        Client::new(config).unwrap().sign_in().await.unwrap();

        let request = requests(&server, TOKEN).await.pop().unwrap();
        assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(field(&request, "grant_type").unwrap(), "urn:ietf:params:oauth:grant-type:jwt-bearer");
        assert_eq!(field(&request, "client_id").unwrap(), "app");
        assert_eq!(field(&request, "client_secret").unwrap(), "app-s3cret+/=");
        assert_eq!(fields(&request).len(), 4);

        let assertion = field(&request, "assertion").unwrap();
        let header = header_of(&assertion);
        match key_id {
            Some(key_id) => assert_eq!(header, json!({ "typ": "JWT", "alg": "RS256", "kid": key_id })),
            None => assert_eq!(header, json!({ "typ": "JWT", "alg": "RS256" })),
        }
        let mut claims = claims_of(&assertion, &keys, Algorithm::RS256);
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

fn header_of(assertion: &str) -> Value {
    let (header, _) = assertion.split_once('.').unwrap();
    let json = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).unwrap();
    serde_json::from_slice(&json).unwrap()
}

fn claims_of(assertion: &str, keys: &Keys, algorithm: Algorithm) -> Value {
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&["autenti.com"]);
    validation.validate_exp = false;
    jsonwebtoken::decode::<Value>(assertion, &keys.public, &validation).unwrap().claims
}

#[tokio::test]
async fn an_assertion_can_be_signed_with_rs512_and_ask_for_scopes() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    let keys = Keys::new();
    let mut config = config(&base(&server));
    config.grant = jwt_bearer(&keys.private_pem, None);
    config.assertion_algorithm = AssertionAlgorithm::Rs512;
    config.scope = Some("full notification_management".to_owned());
    Client::new(config).unwrap().sign_in().await.unwrap();

    let request = requests(&server, TOKEN).await.pop().unwrap();
    let assertion = field(&request, "assertion").unwrap();
    assert_eq!(header_of(&assertion), json!({ "typ": "JWT", "alg": "RS512" }));
    assert_eq!(claims_of(&assertion, &keys, Algorithm::RS512)["iss"], "organisation-1");
    assert_eq!(field(&request, "scope").unwrap(), "full notification_management");
}

#[tokio::test]
async fn each_try_of_the_token_call_brings_an_assertion_of_its_own() {
    let server = MockServer::start().await;
    let keys = Keys::new();
    // Autenti takes each assertion once, and its first two answers are lost on the way.
    let lost = Mutex::new(2);
    let taken = Mutex::new(HashSet::new());
    Mock::given(path(TOKEN))
        .respond_with(move |request: &wiremock::Request| {
            let assertion = field(request, "assertion").unwrap();
            if !taken.lock().unwrap_or_else(PoisonError::into_inner).insert(assertion) {
                return ResponseTemplate::new(400).set_body_json(json!({ "error": "invalid_grant" }));
            }
            let mut lost = lost.lock().unwrap_or_else(PoisonError::into_inner);
            if *lost > 0 {
                *lost -= 1;
                return ResponseTemplate::new(502);
            }
            ResponseTemplate::new(200).set_body_json(json!({ "access_token": "t", "expires_in": 1800 }))
        })
        .mount(&server)
        .await;
    let mut config = config(&base(&server));
    config.grant = jwt_bearer(&keys.private_pem, None);
    config.connection.retry = RetryPolicy::default();
    let clock = Arc::clone(&config.connection.clock);
    let begun = clock.now();
    Client::new(config).unwrap().sign_in().await.unwrap();

    let sent = requests(&server, TOKEN).await;
    assert_eq!(sent.len(), 3);
    let claims: Vec<Value> = sent
        .iter()
        .map(|request| claims_of(&field(request, "assertion").unwrap(), &keys, Algorithm::RS256))
        .collect();
    let ids: HashSet<&str> = claims.iter().map(|claims| claims["jti"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3, "{claims:?}");
    assert!(clock.now() > begun, "time passed between the tries");
}

#[tokio::test]
async fn a_client_acts_for_users_of_its_organisation_with_a_token_for_each() {
    let server = MockServer::start().await;
    grant_tokens(&server, 1800).await;
    answer_tags(&server).await;
    let keys = Keys::new();
    let mut config = config(&base(&server));
    config.grant = jwt_bearer(&keys.private_pem, None);
    let client = Client::new(config).unwrap();

    client.tags().await.unwrap();
    for email in ["anna@example.com", "jan@example.com", " Anna@example.com "] {
        client.acting_as(email).unwrap().tags().await.unwrap();
    }
    client.acting_as("system@example.com").unwrap().tags().await.unwrap();

    let users: Vec<(Value, Value)> = requests(&server, TOKEN)
        .await
        .iter()
        .map(|request| claims_of(&field(request, "assertion").unwrap(), &keys, Algorithm::RS256))
        .map(|mut claims| (claims["email"].take(), claims["sub"].take()))
        .collect();
    assert_eq!(
        users,
        [
            (json!("system@example.com"), json!("user-7")),
            (json!("anna@example.com"), json!("anna@example.com")),
            (json!("jan@example.com"), json!("jan@example.com")),
        ]
    );
    let used: Vec<_> = requests(&server, TAGS)
        .await
        .iter()
        .map(|request| request.headers["authorization"].to_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        used,
        ["Bearer token-1", "Bearer token-2", "Bearer token-3", "Bearer token-2", "Bearer token-1"],
        "each acts with a token of their own, which is kept"
    );
}

#[test]
fn only_an_assertion_can_name_another_user() {
    let client = Client::new(config("https://api.example.com")).unwrap();
    let error = client.acting_as("anna@example.com").unwrap_err();
    assert_eq!(error.to_string(), "only the grant jwt-bearer can act in the name of another user");
    let mut config = config("https://api.example.com");
    config.grant = jwt_bearer(&Keys::new().private_pem, None);
    assert!(Client::new(config).unwrap().acting_as(" ").is_err());
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
