//! Several Autenti accounts in one proxy, and what an account is configured with.

use std::process::Command;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// The account of the stand-in's other organisation.
const SECOND: &str = "[accounts.second]\nbase_url = \"http://127.0.0.1:8788/api/v2\"\n\
    grant = \"client-credentials\"\nclient_id = \"second\"\nclient_secret = \"second-secret\"\n";

fn demo() -> String {
    include_str!("../../../sandbox/demo/proxy.toml").to_owned()
}

/// The demo with another profile, `offers`, whose documents the other organisation sends.
fn two_accounts() -> String {
    let demo = demo();
    let (head, contracts) = demo.split_at(demo.find("[profiles.contracts]").unwrap());
    let offers = contracts
        .replace("profiles.contracts", "profiles.offers")
        .replace("database = 1", "database = 1\naccount = \"second\"");
    format!("{head}{SECOND}\n{contracts}\n{offers}")
}

async fn ticket<'a>(world: &'a World, profile: &str, element: i32) -> Ticket<'a> {
    let body = json!({
        "profile": profile, "element": element, "may": ["send", "remind", "withdraw"], "lang": "en",
        "user": { "login": OLA, "name": "Ola", "email": OLA },
    });
    let (status, answer) = answered(world.post("/v1/tickets", KEY).json(&body).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    Ticket { world, token: answer["ticket"].as_str().unwrap().to_owned() }
}

/// Whether an application of Autenti sees a document.
async fn sees(world: &World, client: (&str, &str), document: &str) -> bool {
    let at = |path: &str| world.sandbox.autenti.join(path).unwrap();
    let form = [("grant_type", "client_credentials"), ("client_id", client.0), ("client_secret", client.1)];
    let token = world.http.post(at("/api/v2/auth/token")).form(&form).send().await.unwrap();
    let token: Value = token.json().await.unwrap();
    let url = at(&format!("/api/v2/document-processes/{document}"));
    let read = world.http.get(url).bearer_auth(token["access_token"].as_str().unwrap());
    read.send().await.unwrap().status() == StatusCode::OK
}

#[tokio::test]
async fn each_profile_sends_with_its_own_account() {
    let world = World::from_text(two_accounts()).await;
    let element = world.start_instance("Oferta 1/2026", &["oferta.pdf"]).await;
    let (contracts, offers) =
        (ticket(&world, "contracts", UNSENT).await, ticket(&world, "offers", element).await);
    let (of_contracts, of_offers) =
        tokio::join!(contracts.send_and_wait("contract"), offers.send_and_wait("offer"));
    let (demo, second) = (("demo", "demo-secret"), ("second", "second-secret"));
    assert!(sees(&world, demo, &of_contracts).await && !sees(&world, second, &of_contracts).await);
    assert!(sees(&world, second, &of_offers).await && !sees(&world, demo, &of_offers).await);
    // What follows is done by the same account: another one would be told that there is no such document.
    world.act(&of_offers, ANNA, "sign", None).await;
    let signing = offers.signing_now().await;
    assert_eq!(signing["recipients"][0]["status"], "COMPLETED", "{signing}");
    let (status, body) = offers.post("withdrawal", json!({})).await;
    assert_eq!((status, &body["status"]), (StatusCode::OK, &json!("WITHDRAWN")), "{body}");
    // One that Autenti wants no calls of for a while keeps nobody from the other.
    let limited = json!({ "method": "GET", "path": "/api/v2/document-processes/*",
        "status": 429, "retryAfter": 300 });
    world.break_autenti(limited).await;
    contracts.signing_now().await;
    let pool = world.database().await;
    eventually(async || {
        let blocked: Vec<(String,)> = sqlx::query_as("SELECT name FROM accounts WHERE blocked_until > 0")
            .fetch_all(&pool)
            .await
            .unwrap();
        if blocked == [("default".to_owned(),)] { Ok(()) } else { Err(format!("{blocked:?}")) }
    })
    .await;
}

#[tokio::test]
async fn a_webhook_is_news_for_the_account_of_its_document() {
    // Both are told with the same keys, as Autenti has them.
    let webhook =
        "[accounts.second.webhook]\njwks_url = \"http://127.0.0.1:8788/developers/keys/webhook.jwks\"\n";
    let world = World::from_text(two_accounts().replace(SECOND, &format!("{SECOND}\n{webhook}"))).await;
    let element = world.start_instance("Oferta 1/2026", &["oferta.pdf"]).await;
    ticket(&world, "offers", element).await.send_and_wait("offer").await;
    let pool = world.database().await;
    eventually(async || {
        let told: Vec<(String,)> = sqlx::query_as("SELECT name FROM accounts WHERE last_webhook > 0")
            .fetch_all(&pool)
            .await
            .unwrap();
        if told.is_empty() {
            Err("nobody".to_owned())
        } else {
            assert_eq!(told, [("second".to_owned(),)]);
            Ok(())
        }
    })
    .await;
}

#[tokio::test]
async fn labels_are_those_of_the_only_account_whatever_it_is_called() {
    let only = demo()
        .replace("[autenti]", "[accounts.sales]")
        .replace("[autenti.webhook]", "[accounts.sales.webhook]")
        .replace("database = 1", "database = 1\naccount = \"sales\"");
    let world = World::from_text(only).await;
    let (status, labels) = answered(world.get("/v1/lookups/labels", KEY).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{labels}");
    assert!(labels.as_array().unwrap().len() > 1);
}

#[tokio::test]
async fn with_several_accounts_it_is_said_that_labels_need_a_profile() {
    let world = World::from_text(two_accounts()).await;
    let (status, body) = answered(world.get("/v1/lookups/labels?lang=en", KEY).send().await.unwrap()).await;
    assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")), "{body}");
    assert!(body["detail"].as_str().unwrap().contains("“profile”"), "{body}");
    let of_profile = world.get("/v1/lookups/labels?profile=offers", KEY).send().await.unwrap();
    assert_eq!(of_profile.status(), StatusCode::OK);
}

#[tokio::test]
async fn labels_are_asked_for_once_and_an_answer_without_any_is_not_kept() {
    let world = World::new().await;
    let labels = async || answered(world.get("/v1/lookups/labels", KEY).send().await.unwrap()).await;
    let path = "/api/v2/tags";
    world.break_autenti(json!({ "method": "GET", "path": path, "answer": "empty", "times": 1 })).await;
    assert_eq!(labels().await, (StatusCode::OK, json!([])));
    world.break_autenti(json!({ "method": "GET", "path": path, "latencyMs": 200, "times": 1 })).await;
    let (one, two, three) = tokio::join!(labels(), labels(), labels());
    assert!(one.1.as_array().is_some_and(|rows| rows.len() > 1), "{one:?}");
    assert_eq!((&one, &one), (&two, &three));
    let calls = world.autenti_calls().await;
    assert_eq!(calls.iter().filter(|call| **call == format!("GET {path}")).count(), 2, "{calls:?}");
}

#[tokio::test]
async fn assertions_are_signed_as_the_configuration_says() {
    for (key, is_sent) in [("", false), ("assertion_algorithm = \"RS512\"\n", true)] {
        let world = World::from_text(demo().replace("issuer =", &format!("{key}issuer ="))).await;
        world.autenti_settings(json!({ "jwtAlgorithm": "RS512" })).await;
        let ola = world.ola(UNSENT).await;
        let (_, body) = ola.send("key").await;
        let is = |signing: &Value| {
            if is_sent {
                signing["status"] == "PROCESSING"
            } else {
                signing["sending"]["code"] == "autenti_refused"
            }
        };
        if !is(&body) {
            ola.wait(is).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_may_subscribe_to_webhooks() {
    let admin = "[accounts.admin]\nbase_url = \"http://127.0.0.1:8788/api/v2\"\ngrant = \"client-credentials\"\n\
        client_id = \"demo-admin\"\nclient_secret = \"demo-admin-secret\"\n";
    let demo = demo()
        .replace("webhook.jwks\"\n", "webhook.jwks\"\naccount = \"admin\"\n")
        .replace("[webcon]", &format!("{admin}\n[webcon]"));
    // Once the proxy runs, nobody but the administrator may subscribe.
    let mut world = World::from_text(demo).await;
    world.stop().await;
    let reset = world.sandbox.autenti.join("/sandbox/reset").unwrap();
    world.http.post(reset).json(&json!({ "state": true })).send().await.unwrap();
    world.autenti_settings(json!({ "withheldScopes": ["notification_management"] })).await;
    world.start().await;
    let file = world.folder().join("webhooks.toml");
    std::fs::write(&file, world.config_text()).unwrap();
    let run = |arguments: &[&str]| {
        let program = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
            .args(arguments)
            .arg("--config")
            .arg(&file)
            .output();
        String::from_utf8(program.unwrap().stdout).unwrap()
    };
    let listed = eventually(async || {
        let listed = run(&["webhook", "list"]);
        if listed.contains("this proxy's") { Ok(listed) } else { Err(listed) }
    })
    .await;
    world.stop().await;
    let checked = run(&["check"]);
    assert!(
        checked.contains("(webhook.account is `admin`) lets the account manage its webhooks"),
        "{checked}"
    );
    let id = listed.split_whitespace().next().unwrap();
    assert_eq!(run(&["webhook", "remove", id]).trim(), format!("removed: {id}"));
    assert!(run(&["webhook", "list"]).contains("no subscriptions"));
}
