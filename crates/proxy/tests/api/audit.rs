//! The audit trail, as `autenti-proxy audit` prints it.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// What the command prints beside the proxy that runs.
async fn printed(world: &World) -> String {
    let config = world.folder().join("proxy.toml");
    std::fs::write(&config, world.config_text()).unwrap();
    printed_by(&config).await
}

async fn printed_by(config: &std::path::Path) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
    command.args(["audit", "--since", "1h", "--config"]).arg(config);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub async fn trail(world: &World) -> Vec<Value> {
    entries(&printed(world).await)
}

/// The same with another configuration.
pub async fn trail_by(config: &std::path::Path) -> Vec<Value> {
    entries(&printed_by(config).await)
}

fn entries(printed: &str) -> Vec<Value> {
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The entries of that kind.
fn of<'a>(trail: &'a [Value], what: &str) -> Vec<&'a Value> {
    trail.iter().filter(|entry| entry["what"] == what).collect()
}

#[tokio::test]
async fn the_trail_says_who_did_what_by_which_key_from_where_and_with_what_outcome() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    let (status, link) = anna.post("link", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    assert_eq!(anna.post("link", json!({ "email": JAN })).await.0, StatusCode::FORBIDDEN);
    assert_eq!(ola.post("reminders", json!({})).await.0, StatusCode::OK);
    assert_eq!(ola.post("withdrawal", json!({ "comment": "Pomyłka" })).await.0, StatusCode::OK);
    let done = world.ola(COMPLETED).await;
    let pdf = world.get("/v1/signing/document", &done.token).send().await.unwrap();
    assert_eq!(pdf.status(), StatusCode::OK);
    let path = format!("/v1/profiles/contracts/elements/{COMPLETED}/signing/document/attachment");
    assert_eq!(world.post(&path, KEY).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(world.post(&path, "a-wrong-key").send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        world.get("/v1/signing", "a.wrong.ticket").send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );

    let text = printed(&world).await;
    // Nothing in it opens anything.
    for secret in [&anna.token, &ola.token, link["url"].as_str().unwrap(), KEY, "a-wrong-key", "Pomyłka"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let trail = entries(&text);
    for entry in &trail {
        assert!(entry["at"].is_string() && entry["result"].is_string(), "{entry}");
    }
    let tickets = of(&trail, "ticket_made");
    assert_eq!(tickets.len(), 3);
    assert_eq!((&tickets[1]["who"]["email"], &tickets[1]["key"]), (&json!(ANNA), &json!("demo")));
    assert_eq!((&tickets[1]["element"], &tickets[1]["address"]), (&json!(UNSENT), &json!("127.0.0.1")));
    assert_eq!(tickets[1]["details"]["may"], json!(["sign"]));
    let own = of(&trail, "link_made");
    assert_eq!((own.len(), &own[0]["who"]["id"]), (1, &tickets[1]["who"]["id"]));
    assert_eq!((&own[0]["document"], &own[0]["result"]), (&json!(document), &json!("ok")));
    assert_eq!(own[0]["details"]["ticket"], tickets[1]["details"]["ticket"]);
    assert!(own[0]["requestId"].is_string());
    let other = of(&trail, "link_for_other_made");
    assert_eq!((&other[0]["result"], &other[0]["about"][0]["email"]), (&json!("not_allowed"), &json!(JAN)));
    let sent = of(&trail, "signing_sent");
    assert_eq!(
        (sent.len(), &sent[0]["who"]["email"], &sent[0]["document"]),
        (1, &json!(OLA), &json!(document))
    );
    assert_eq!(of(&trail, "reminded")[0]["about"][0]["name"], "Anna Nowak");
    assert_eq!(of(&trail, "withdrawn")[0]["who"]["email"], OLA);
    assert_eq!(of(&trail, "downloaded")[0]["element"], COMPLETED);
    let attached = of(&trail, "attached");
    let by_key = attached.iter().find(|entry| entry["key"] == "demo").unwrap();
    assert_eq!((&by_key["who"], &by_key["element"]), (&Value::Null, &json!(COMPLETED)));
    assert_eq!(of(&trail, "key_refused")[0]["result"], "key_invalid");
    assert_eq!(of(&trail, "ticket_refused")[0]["details"]["route"], "/v1/signing");
    assert_eq!(of(&trail, "configuration_loaded")[0]["details"]["profiles"], json!(["contracts"]));
}

#[tokio::test]
async fn what_cannot_be_noted_is_not_given_out_and_what_happened_is_answered() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
    ola.signing().await;
    let store = world.database().await;
    sqlx::query("DROP TABLE audit").execute(&store).await.unwrap();
    let (status, body) = jan.post("link", json!({})).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("store_unavailable")),
        "{body}"
    );
    let (status, body) = ola.post("withdrawal", json!({})).await;
    assert_eq!((status, &body["status"]), (StatusCode::OK, &json!("WITHDRAWN")), "{body}");
    let metrics =
        world.http.get(format!("{}/metrics", world.proxy)).send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("autenti_proxy_audit_lost_total"));
}

#[tokio::test]
async fn a_comment_that_is_left_on_the_instance_says_whose_it_is() {
    let world = World::new().await;
    let path = format!("/v1/profiles/contracts/elements/{IN_PROGRESS}/signing/withdrawal");
    let body = json!({ "comment": "Termin minął" });
    assert_eq!(world.post(&path, KEY).json(&body).send().await.unwrap().status(), StatusCode::OK);
    eventually(async || {
        let comments = world.element(IN_PROGRESS).await["comments"].to_string();
        if comments.contains("Termin minął — demo") { Ok(()) } else { Err(comments) }
    })
    .await;
}

#[tokio::test]
async fn tickets_that_are_ended_are_noted_without_the_login() {
    let world = World::new().await;
    let config = world.folder().join("proxy.toml");
    std::fs::write(&config, world.config_text()).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
    command.args(["tickets", "revoke", "--login", "CORP\\ola", "--config"]).arg(&config);
    assert!(tokio::task::spawn_blocking(move || command.status()).await.unwrap().unwrap().success());
    let trail = trail(&world).await;
    let revoked = of(&trail, "tickets_revoked");
    assert_eq!(revoked[0]["about"][0]["login"], "CORP\\ola");
    assert!(!revoked[0]["details"].to_string().contains("ola"));
}
