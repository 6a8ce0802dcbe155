//! Signing in with client credentials.

use reqwest::Method;
use serde_json::{Value, json};

use super::api::{Api, read};
use super::stand::Stand;

async fn ask(stand: &Stand, form: &[(&str, &str)]) -> (u16, Value) {
    let answer = stand.call(Method::POST, "/api/oauth2/token").form(form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

const GOOD: [(&str, &str); 3] =
    [("grant_type", "client_credentials"), ("client_id", "demo"), ("client_secret", "demo-secret")];

#[tokio::test]
async fn the_right_secret_gets_a_token_that_looks_like_a_jwt() {
    let stand = Stand::start().await;
    let (status, body) = ask(&stand, &GOOD).await;
    assert_eq!(status, 200);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 14_400);
    assert_eq!(body["access_token"].as_str().unwrap().split('.').count(), 3);
}

#[tokio::test]
async fn bad_requests_for_a_token_are_refused_as_oauth_errors() {
    let stand = Stand::start().await;
    for (form, status, error) in [
        (vec![GOOD[0], GOOD[1], ("client_secret", "wrong")], 401, "invalid_client"),
        (vec![GOOD[0], ("client_id", "nobody"), GOOD[2]], 401, "invalid_client"),
        (vec![("grant_type", "password"), GOOD[1], GOOD[2]], 400, "unsupported_grant_type"),
        (vec![("grant_type", "authorization_code"), GOOD[1], GOOD[2]], 400, "unauthorized_client"),
        (vec![GOOD[0], GOOD[1], GOOD[2], ("scope", "Everything")], 400, "invalid_scope"),
        (vec![], 400, "unsupported_grant_type"),
    ] {
        let (got, body) = ask(&stand, &form).await;
        assert_eq!((got, body["error"].as_str().unwrap()), (status, error), "{form:?}");
    }
    let json = stand.call(Method::POST, "/api/oauth2/token").json(&json!({})).send().await.unwrap();
    assert_eq!(json.status(), 400);
}

#[tokio::test]
async fn nothing_is_answered_without_a_good_token() {
    let api = Api::start().await;
    for path in ["/api/data/v6.0/me", "/api/data/v6.0/db/1/elements/1"] {
        for (header, kind) in [
            (None, "AuthenticationFailed"),
            (Some("Basic ZGVtbzpkZW1v"), "AuthenticationFailed"),
            (Some("Bearer nonsense"), "InvalidAuthenticationToken"),
        ] {
            let mut request = api.stand.call(Method::GET, path);
            if let Some(header) = header {
                request = request.header("authorization", header);
            }
            let answer = read(&Method::GET, path, request.send().await.unwrap()).await;
            assert_eq!(answer.refusal(), (401, kind), "{path} {header:?}");
        }
    }
}

#[tokio::test]
async fn a_token_that_ran_out_is_refused_and_a_new_one_works() {
    let stand = Stand::start().await;
    stand.control("settings", json!({ "tokenSeconds": 0 })).await;
    let (_, body) = ask(&stand, &GOOD).await;
    assert_eq!(body["expires_in"], 0);
    let mut api = Api { stand, token: body["access_token"].as_str().unwrap().to_owned() };
    assert_eq!(api.get("/elements/1").await.refusal(), (401, "InvalidAuthenticationToken"));

    api.stand.control("reset", json!({ "state": true })).await;
    let (_, body) = ask(&api.stand, &GOOD).await;
    body["access_token"].as_str().unwrap().clone_into(&mut api.token);
    api.get("/elements/1").await.ok();
}

#[tokio::test]
async fn me_is_the_api_account() {
    let api = Api::start().await;
    let request = api.stand.call(Method::GET, "/api/data/v6.0/me").bearer_auth(&api.token);
    let me = read(&Method::GET, "/api/data/v6.0/me", request.send().await.unwrap()).await.ok();
    assert_eq!(me["bpsId"], "demo@apps.example.com");
    assert_eq!(me["impersonated"], false);
}

#[tokio::test]
async fn a_scope_lets_one_do_only_what_it_says() {
    let reader = Api::start_with_scope(Some("App.Elements.Read.All")).await;
    reader.get("/elements/1").await.ok();
    assert_eq!(reader.patch("/elements/1", json!({})).await.refusal(), (403, "InvalidScope"));
    assert_eq!(reader.get("/formlayout?step=52&formType=1").await.refusal(), (403, "InvalidScope"));

    let writer = Api::start_with_scope(Some("App.Elements.ReadWrite.All App.Metadata.Read")).await;
    writer.patch("/elements/1", json!({})).await.ok();
    writer.get("/formlayout?step=52&formType=1").await.ok();
    assert_eq!(writer.patch("/elements/1?mode=admin", json!({})).await.refusal(), (403, "InvalidScope"));
    assert_eq!(writer.patch("/elements/1?forceCheckout=1", json!({})).await.refusal(), (403, "InvalidScope"));
}
