//! `POST /v1/tickets` takes what a text template of WEBCON makes, and a ticket is good for what it says only.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// What a ticket says.
fn claims(token: &str) -> Value {
    use base64::Engine as _;
    let payload = token.split('.').nth(1).unwrap();
    let json = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap();
    serde_json::from_slice(&json).unwrap()
}

async fn asked(world: &World, kind: &str, body: &str) -> (StatusCode, Value) {
    let request = world.post("/v1/tickets", KEY).header("Content-Type", kind).body(body.to_owned());
    answered(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_form_with_flat_names_and_json_with_texts_make_the_same_ticket() {
    let world = World::new().await;
    let form = "profile=contracts&element=1&login=CORP%5Ctomek&name=Tomek&email=tomek%40example.com&may=send%3Bsign&lang=pl";
    let json = r#"{"profile":"contracts","element":"1","user":{"login":"CORP\tomek","name":"Tomek","email":"tomek@example.com"},"may":"send,sign","lang":"pl"}"#;
    let mut made = Vec::new();
    for (kind, body) in [
        ("application/x-www-form-urlencoded", form),
        ("application/x-www-form-urlencoded; charset=utf-8", form),
        ("application/json", json),
        ("text/plain", json),
        ("application/x-www-form-urlencoded", json),
    ] {
        let (status, answer) = asked(&world, kind, body).await;
        assert_eq!(status, StatusCode::OK, "{kind} {body}: {answer}");
        let mut said = claims(answer["ticket"].as_str().unwrap());
        for changing in ["jti", "iat", "exp"] {
            said.as_object_mut().unwrap().remove(changing);
        }
        made.push(said);
    }
    assert_eq!(made[0]["sub"], r"CORP\tomek");
    assert_eq!(made[0]["may"], json!(["read", "sign", "send"]));
    assert_eq!(made[0]["aud"], world.proxy.as_str());
    assert!(made.iter().all(|said| *said == made[0]), "{made:?}");
}

#[tokio::test]
async fn one_of_login_and_address_will_do() {
    let world = World::new().await;
    let with = |user: Value| json!({ "profile": "contracts", "element": 1, "user": user }).to_string();
    for user in [
        json!({ "login": "anna" }),
        json!({ "email": ANNA }),
        json!({ "login": null, "email": ANNA, "name": null }),
    ] {
        let (status, answer) = asked(&world, "application/json", &with(user)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let token = answer["ticket"].as_str().unwrap();
        assert_eq!(world.get("/v1/signing", token).send().await.unwrap().status(), StatusCode::OK);
    }
    for user in [json!({}), json!(null), json!({ "login": "", "email": null })] {
        let (status, answer) = asked(&world, "application/json", &with(user)).await;
        assert_eq!((status, &answer["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")));
        assert!(answer["detail"].as_str().unwrap().contains("somebody"), "{answer}");
    }
}

#[tokio::test]
async fn blanks_around_the_address_of_a_ticket_take_nothing_away() {
    let world = World::new().await;
    for email in [format!(" {JAN}\t"), format!("\u{a0}{JAN}\u{a0}"), JAN.to_uppercase()] {
        let user = json!({ "login": " jan ", "email": email });
        let body = json!({ "profile": "contracts", "element": IN_PROGRESS, "user": user, "may": ["sign"] });
        let (status, answer) = asked(&world, "application/json", &body.to_string()).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let token = answer["ticket"].as_str().unwrap();
        let (_, signing) = answered(world.get("/v1/signing", token).send().await.unwrap()).await;
        assert_eq!(signing["can"], json!(["sign"]), "{email:?}: {signing}");
        let link = world.post("/v1/signing/link", token).json(&json!({})).send().await.unwrap();
        assert_eq!(link.status(), StatusCode::OK, "{email:?}");
    }
}

#[tokio::test]
async fn a_data_source_gets_rows() {
    let world = World::new().await;
    let body = json!({ "profile": "contracts", "element": 1, "login": OLA });
    let rows = world.post("/v1/tickets?rows=true", KEY).json(&body).send().await.unwrap();
    let rows: Value = rows.json().await.unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert!(rows[0]["ticket"].is_string() && rows[0]["expiresAt"].is_string(), "{rows}");
    let one: Value =
        world.post("/v1/tickets?rows=false", KEY).json(&body).send().await.unwrap().json().await.unwrap();
    assert!(one["ticket"].is_string(), "{one}");
}

#[tokio::test]
async fn a_ticket_of_another_proxy_is_refused() {
    let world = World::new().await;
    // The same secrets, another address.
    let other = World::new().await;
    let foreign = other.ola(UNSENT).await.token;
    let (status, body) = answered(world.get("/v1/signing", &foreign).send().await.unwrap()).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("ticket_invalid")));
}

#[tokio::test]
async fn tickets_that_are_revoked_end_within_seconds_and_new_ones_are_good() {
    let world = World::new().await;
    let (ola, anna) = (world.ola(IN_PROGRESS).await, world.ticket(IN_PROGRESS, ANNA, &[]).await);
    let config = world.folder().join("proxy.toml");
    std::fs::write(&config, world.config_text()).unwrap();
    let mut revoke = std::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
    revoke.args(["tickets", "revoke", "--login", OLA, "--config"]).arg(&config);
    let revoked = tokio::task::spawn_blocking(move || revoke.output()).await.unwrap().unwrap();
    assert!(revoked.status.success(), "{}", String::from_utf8_lossy(&revoked.stderr));
    eventually(async || match ola.signing_answer().await.status() {
        StatusCode::UNAUTHORIZED => Ok(()),
        other => Err(other.to_string()),
    })
    .await;
    assert_eq!(anna.signing_answer().await.status(), StatusCode::OK);
    // Tickets know whole seconds, so one that was made in the same second ends too.
    world.later(std::time::Duration::from_secs(2));
    assert_eq!(world.ola(IN_PROGRESS).await.signing_answer().await.status(), StatusCode::OK);
}
