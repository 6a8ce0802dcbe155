//! A person signs in for an application: the page, the code, the tokens.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use url::Url;

use crate::stand_in::StandIn;

const BACK: &str = "http://127.0.0.1:8787/login/callback";

fn address(changes: &[(&str, &str)]) -> String {
    let mut query = vec![
        ("client_id", "demo"),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("response_mode", "query"),
        ("scope", "full notification_management"),
        ("state", "a b&c"),
    ];
    for (name, value) in changes {
        query.retain(|(known, _)| known != name);
        query.push((name, value));
    }
    let query: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    format!("api/v2/auth/authorization?{query}")
}

/// Where the answer leads, and with what.
fn redirected(answer: &Response) -> (String, Vec<(String, String)>) {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let mut location = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let pairs = location.query_pairs().into_owned().collect();
    location.set_query(None);
    (location.into(), pairs)
}

impl StandIn {
    async fn choose(&self, address: &str, form: &[(&str, &str)]) -> Response {
        self.call(Method::POST, address).form(form).send().await.unwrap()
    }

    async fn code(&self, changes: &[(&str, &str)]) -> String {
        let answer = self.choose(&address(changes), &[("user", "ola.zielinska@example.com")]).await;
        let (to, pairs) = redirected(&answer);
        assert_eq!(to, BACK);
        assert_eq!(pairs[1], ("state".to_owned(), "a b&c".to_owned()));
        assert_eq!(pairs[0].0, "code");
        pairs[0].1.clone()
    }

    async fn exchange(&self, code: &str, changes: &[(&str, &str)]) -> (u16, Value) {
        let mut form = vec![
            ("client_id", "demo"),
            ("client_secret", "demo-secret"),
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
        ];
        for (name, value) in changes {
            form.retain(|(known, _)| known != name);
            form.push((name, value));
        }
        let answer = self.call(Method::POST, "api/v2/auth/token").form(&form).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

#[tokio::test]
async fn a_person_signs_in_and_the_application_acts_for_them() {
    let stand_in = StandIn::start().await;
    let page = stand_in.call(Method::GET, &address(&[("lang", "pl")])).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("form-action 'self' http://127.0.0.1:8787"), "{policy}");
    let page = page.text().await.unwrap();
    assert!(page.contains("Zaloguj jako Ola Zielińska") && page.contains("Demo sp. z o.o."), "{page}");

    let (status, token) = stand_in.exchange(&stand_in.code(&[]).await, &[]).await;
    assert_eq!((status, &token["scope"]), (200, &json!("full notification_management")));
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let made = stand_in.call(Method::POST, "api/v2/document-processes").header("authorization", bearer);
    let made: Value = made.json(&json!({ "title": "Umowa" })).send().await.unwrap().json().await.unwrap();
    assert_eq!(made["parties"][0]["party"]["name"], "Ola Zielińska");

    let refreshed = stand_in
        .exchange(
            "",
            &[("grant_type", "refresh_token"), ("refresh_token", token["refresh_token"].as_str().unwrap())],
        )
        .await;
    assert_eq!(refreshed.0, 200);
}

#[tokio::test]
async fn a_code_works_once_for_its_application_and_its_address_within_a_minute() {
    let stand_in = StandIn::start().await;
    let code = stand_in.code(&[]).await;
    assert_eq!(stand_in.exchange(&code, &[]).await.0, 200);
    assert_eq!(stand_in.exchange(&code, &[]).await.1["error"], "invalid_grant");
    for changes in [
        &[("redirect_uri", "http://127.0.0.1:8787/login/callback/")][..],
        &[("client_id", "demo-admin"), ("client_secret", "demo-admin-secret")],
    ] {
        let code = stand_in.code(&[]).await;
        assert_eq!(stand_in.exchange(&code, changes).await.1["error"], "invalid_grant", "{changes:?}");
    }
    let code = stand_in.code(&[]).await;
    stand_in.pass(jiff::SignedDuration::from_secs(60));
    assert_eq!(stand_in.exchange(&code, &[]).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_challenge_has_to_be_met_by_its_verifier() {
    let stand_in = StandIn::start().await;
    // RFC 7636, appendix B.
    let challenge = [
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ];
    let code = stand_in.code(&challenge).await;
    let verifier = [("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")];
    assert_eq!(stand_in.exchange(&code, &verifier).await.0, 200);
    let code = stand_in.code(&challenge).await;
    assert_eq!(stand_in.exchange(&code, &[]).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn only_the_exact_address_is_answered() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "redirectUris": ["https://proxy.example.com/login/callback"] })).await;
    for (uri, status) in [
        ("https://proxy.example.com/login/callback", 200),
        ("https://proxy.example.com/login/callback?x=1", 400),
        ("https://proxy.example.com/login", 400),
        (BACK, 400),
    ] {
        let page = stand_in.call(Method::GET, &address(&[("redirect_uri", uri)])).send().await.unwrap();
        assert_eq!(page.status().as_u16(), status, "{uri}");
        assert!(page.headers().get("location").is_none());
    }
    stand_in.set(json!({ "redirectUris": null })).await;
    for (name, value) in [("redirect_uri", "https://evil.example.com/"), ("client_id", "somebody")] {
        let page = stand_in.call(Method::GET, &address(&[(name, value)])).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::BAD_REQUEST, "{name}");
    }
}

#[tokio::test]
async fn a_refusal_goes_back_as_an_error() {
    let stand_in = StandIn::start().await;
    let refused = stand_in.choose(&address(&[]), &[]).await;
    assert_eq!(redirected(&refused).1[0], ("error".to_owned(), "access_denied".to_owned()));
    let stranger = stand_in.choose(&address(&[]), &[("user", "zofia.lis@second.example.com")]).await;
    assert_eq!(redirected(&stranger).1[0].1, "access_denied");
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_mode", "fragment", "invalid_request"),
    ] {
        let answer = stand_in.call(Method::GET, &address(&[(name, value)])).send().await.unwrap();
        assert_eq!(redirected(&answer).1[0].1, error);
    }
}
