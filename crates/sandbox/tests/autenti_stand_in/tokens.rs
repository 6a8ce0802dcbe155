//! Tokens, and who gets none.

use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stand_in::StandIn;

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

impl StandIn {
    async fn token_by_json(&self, body: &Value) -> Response {
        self.call(Method::POST, "api/v2/auth/token").json(body).send().await.unwrap()
    }

    async fn token_by_form(&self, body: &[(&str, &str)]) -> Response {
        self.call(Method::POST, "api/v2/auth/token").form(body).send().await.unwrap()
    }

    async fn tags_with(&self, authorization: &str) -> StatusCode {
        self.call(Method::GET, "api/v2/tags")
            .header("authorization", authorization)
            .send()
            .await
            .unwrap()
            .status()
    }

    fn claims(&self) -> Value {
        let now = self.now().as_second();
        json!({ "aud": "autenti.com", "iat": now, "exp": now + 300, "iss": "demo-organisation",
                "sub": "demo-subject", "jti": Uuid::new_v4(), "email": "system@example.com",
                "email_verified": true })
    }

    fn signed(&self, header: &Header, claims: &Value) -> String {
        let key = EncodingKey::from_rsa_pem(self.keys.private_pem().as_bytes()).unwrap();
        encode(header, claims, &key).unwrap()
    }

    async fn token_for(&self, assertion: &str) -> Response {
        self.token_by_form(&[
            ("client_id", "demo"),
            ("client_secret", "demo-secret"),
            ("grant_type", JWT_BEARER),
            ("assertion", assertion),
        ])
        .await
    }
}

async fn error(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    assert!(body["error_description"].is_string(), "{body}");
    (status, body["error"].as_str().unwrap().to_owned())
}

fn refused(status: u16, error: &str) -> (u16, String) {
    (status, error.to_owned())
}

#[tokio::test]
async fn client_credentials_get_a_token_by_json_and_by_form() {
    let stand_in = StandIn::start().await;
    let by_json = stand_in
        .token_by_json(&json!({ "client_id": "demo", "client_secret": "demo-secret",
                                "grant_type": "client_credentials", "scope": "full" }))
        .await;
    let by_form = stand_in
        .token_by_form(&[
            ("client_id", "demo"),
            ("client_secret", "demo-secret"),
            ("grant_type", "client_credentials"),
        ])
        .await;
    for response in [by_json, by_form] {
        assert_eq!(response.status(), StatusCode::OK);
        let token: Value = response.json().await.unwrap();
        assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("Bearer"), &json!(1800)));
        assert!(token["scope"].is_string() && token["refresh_token"].is_string());
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        assert_eq!(stand_in.tags_with(&bearer).await, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_token_ends_when_it_said_so() {
    let stand_in = StandIn::start().await;
    let token: Value = stand_in
        .token_by_json(&json!({ "client_id": "demo", "client_secret": "demo-secret", "grant_type": "client_credentials" }))
        .await
        .json()
        .await
        .unwrap();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    stand_in.pass(SignedDuration::from_secs(1799));
    assert_eq!(stand_in.tags_with(&bearer).await, StatusCode::OK);
    stand_in.set(json!({ "clockAheadSeconds": 1 })).await;
    assert_eq!(stand_in.tags_with(&bearer).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn calls_without_good_credentials_are_refused() {
    let stand_in = StandIn::start().await;
    for authorization in ["", "Bearer", "Bearer nonsense", "Basic ZGVtbzpkZW1v", "api-key wrong"] {
        assert_eq!(stand_in.tags_with(authorization).await, StatusCode::UNAUTHORIZED, "{authorization:?}");
    }
    assert_eq!(stand_in.tags_with("api-key demo-api-key").await, StatusCode::OK);
    // Not even what does not exist is told to strangers.
    let unknown = stand_in.call(Method::GET, "api/v2/envelopes").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::UNAUTHORIZED);
    let unknown = stand_in.api(Method::GET, "envelopes").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn bad_requests_for_tokens_are_refused_in_the_words_of_oauth() {
    let stand_in = StandIn::start().await;
    let full =
        json!({ "client_id": "demo", "client_secret": "demo-secret", "grant_type": "client_credentials" });
    for (key, value, expected) in [
        ("client_secret", json!("wrong"), refused(401, "invalid_client")),
        ("client_id", json!("somebody"), refused(401, "invalid_client")),
        ("client_id", json!(""), refused(400, "invalid_request")),
        ("grant_type", json!("password"), refused(400, "unsupported_grant_type")),
        ("scope", json!("full bpa"), refused(400, "invalid_scope")),
        ("grant_type", json!("refresh_token"), refused(400, "invalid_request")),
    ] {
        let mut body = full.clone();
        body[key] = value;
        assert_eq!(error(stand_in.token_by_json(&body).await).await, expected, "{body}");
    }
    let plain = stand_in.call(Method::POST, "api/v2/auth/token").body("client_id=demo").send().await.unwrap();
    assert_eq!(error(plain).await, refused(400, "invalid_request"));
    let broken = stand_in.call(Method::POST, "api/v2/auth/token").header("content-type", "application/json");
    assert_eq!(error(broken.body("{").send().await.unwrap()).await, refused(400, "invalid_request"));
}

#[tokio::test]
async fn a_refresh_token_works_once_and_brings_the_next() {
    let stand_in = StandIn::start().await;
    let refresh = async |token: &str| {
        stand_in
            .token_by_form(&[
                ("client_id", "demo"),
                ("client_secret", "demo-secret"),
                ("grant_type", "refresh_token"),
                ("refresh_token", token),
            ])
            .await
    };
    let first: Value = refresh("demo-refresh-token").await.json().await.unwrap();
    let second = refresh(first["refresh_token"].as_str().unwrap()).await;
    assert_eq!(second.status(), StatusCode::OK);
    assert_eq!(error(refresh("demo-refresh-token").await).await, refused(400, "invalid_grant"));
    let used = first["refresh_token"].as_str().unwrap();
    assert_eq!(error(refresh(used).await).await, refused(400, "invalid_grant"));
}

#[tokio::test]
async fn a_signed_assertion_gets_a_token_once() {
    let stand_in = StandIn::start().await;
    let assertion = stand_in.signed(&Header::new(Algorithm::RS256), &stand_in.claims());
    let token: Value = stand_in.token_for(&assertion).await.json().await.unwrap();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    assert_eq!(stand_in.tags_with(&bearer).await, StatusCode::OK);
    assert_eq!(error(stand_in.token_for(&assertion).await).await, refused(400, "invalid_grant"));
}

#[tokio::test]
async fn assertions_that_say_something_else_are_refused() {
    let stand_in = StandIn::start().await;
    let now = stand_in.now().as_second();
    for (claim, value) in [
        ("aud", json!("https://api.autenti.com")),
        ("exp", json!(now - 61)),
        ("exp", json!(now + 3600)),
        ("iat", json!(now + 120)),
        ("iss", json!("somebody")),
        ("sub", json!("somebody")),
        ("email", json!("stranger@example.com")),
        ("jti", json!("")),
        ("iss", Value::Null),
    ] {
        let mut claims = stand_in.claims();
        claims[claim] = value;
        let assertion = stand_in.signed(&Header::new(Algorithm::RS256), &claims);
        assert_eq!(
            error(stand_in.token_for(&assertion).await).await,
            refused(400, "invalid_grant"),
            "{claims}"
        );
    }
    for header in [
        Header { kid: Some("some-key".to_owned()), ..Header::new(Algorithm::RS256) },
        Header::new(Algorithm::RS384),
    ] {
        let assertion = stand_in.signed(&header, &stand_in.claims());
        assert_eq!(error(stand_in.token_for(&assertion).await).await, refused(400, "invalid_grant"));
    }
}

#[tokio::test]
async fn assertions_that_nobody_signed_are_refused() {
    let stand_in = StandIn::start().await;
    let good = stand_in.signed(&Header::new(Algorithm::RS256), &stand_in.claims());
    let other = stand_in.signed(&Header::new(Algorithm::RS256), &stand_in.claims());
    let (message, _) = good.rsplit_once('.').unwrap();
    let (_, signature_of_other) = other.rsplit_once('.').unwrap();
    let unsigned = format!("{message}.");
    let swapped = format!("{message}.{signature_of_other}");
    for assertion in [unsigned.as_str(), &swapped, message, "a.b.c", "…"] {
        assert_eq!(
            error(stand_in.token_for(assertion).await).await,
            refused(400, "invalid_grant"),
            "{assertion}"
        );
    }
}
