//! Signing in: each grant. What becomes of tokens is tested with the network.

use api_client::testing::{field, fields, requests};
use autenti::{Client, Grant, JwtBearer};
use base64::Engine;
use jsonwebtoken::{Algorithm, Validation};
use serde_json::{Value, json};
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::keys::Keys;
use crate::support::{TAGS, TOKEN, base, config, grant_tokens};

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
