//! Who asks too much is told at once, and nobody else notices.

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::*;

/// The answer is a 429 that says how long to wait.
async fn is_limited(answer: Response) {
    let wait = answer.headers().get("retry-after").map(|wait| wait.to_str().unwrap().parse::<u64>().unwrap());
    let (status, body) = answered(answer).await;
    assert_eq!((status, &body["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("rate_limited")), "{body}");
    assert!(wait.is_some_and(|wait| (1..=60).contains(&wait)), "{wait:?}");
    assert!(!body["detail"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn a_ticket_may_ask_so_often_and_no_other_ticket_notices() {
    let world = World::with(|config| config + "\n[limits]\nrequests_per_ticket = \"3/m\"\n").await;
    let ola = world.ola(UNSENT).await;
    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    for _ in 0..3 {
        assert_eq!(ola.signing_answer().await.status(), StatusCode::OK);
    }
    is_limited(ola.signing_answer().await).await;
    assert_eq!(anna.signing_answer().await.status(), StatusCode::OK);
}

#[tokio::test]
async fn reads_that_people_force_are_limited_by_document_and_over_it_the_last_state_is_answered() {
    let world = World::with(|config| config + "\n[limits]\nforced_reads = \"3/m\"\n").await;
    let document = world.ola(IN_PROGRESS).await.signing().await["autentiId"].as_str().unwrap().to_owned();
    let reads = async || {
        let calls = world.autenti_calls().await;
        let is_read =
            |call: &&String| call.starts_with("GET") && call.replace("%3A", ":").ends_with(&document);
        calls.iter().filter(is_read).count()
    };
    let before = reads().await;
    // Several people, one after another.
    for number in 0..8 {
        let ticket = match number % 2 {
            0 => world.ola(IN_PROGRESS).await,
            _ => world.ticket(IN_PROGRESS, JAN, &["sign"]).await,
        };
        assert_eq!(ticket.signing_now().await["status"], "PROCESSING");
    }
    assert_eq!(reads().await - before, 3);
}

#[tokio::test]
async fn an_integration_key_may_ask_so_often() {
    let world = World::with(|config| config + "\n[limits]\nrequests_per_key = \"3/m\"\n").await;
    for _ in 0..3 {
        assert_eq!(world.get("/v1/lookups/labels", KEY).send().await.unwrap().status(), StatusCode::OK);
    }
    is_limited(world.get("/v1/lookups/labels", KEY).send().await.unwrap()).await;
    is_limited(world.post("/v1/tickets", KEY).json(&json!({})).send().await.unwrap()).await;
}

#[tokio::test]
async fn wrong_credentials_are_limited_by_address_and_right_ones_are_not() {
    let world = World::with(|config| config + "\n[limits]\nfailed_credentials = \"4/m\"\n").await;
    let wrong = async |path: &str, token: &str| world.get(path, token).send().await.unwrap();
    for (path, token) in [
        ("/v1/signing", "nonsense"),
        ("/v1/profiles/contracts/elements/1/signing", "nonsense"),
        ("/v1/signing", "a.b.c"),
    ] {
        assert_eq!(wrong(path, token).await.status(), StatusCode::UNAUTHORIZED);
    }
    let url = format!("{}/v1/webhooks/autenti", world.proxy);
    let forged = world.http.post(&url).header("x-jws-signature", "a..b").body("[]").send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::UNAUTHORIZED);
    is_limited(wrong("/v1/signing", "nonsense").await).await;
    is_limited(world.http.post(&url).header("x-jws-signature", "a..b").body("[]").send().await.unwrap())
        .await;
    // A page without a ticket does not guess, and whoever has the right key or ticket is let in from the same address.
    let without = world.http.get(format!("{}/v1/signing", world.proxy)).send().await.unwrap();
    assert_eq!(without.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(world.ola(UNSENT).await.signing_answer().await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_address_is_what_a_trusted_proxy_says() {
    let limits = "\n[limits]\nfailed_credentials = \"1/m\"\n";
    let asked_from = async |world: &World, address: &str| {
        let request = world.get("/v1/signing", "nonsense").header("X-Forwarded-For", address);
        request.send().await.unwrap().status()
    };
    let world = World::from_text(
        include_str!("../../../sandbox/demo/proxy.toml").to_owned()
            + limits
            + "trusted_proxies = [\"127.0.0.1\"]\n",
    )
    .await;
    assert_eq!(asked_from(&world, "192.0.2.1").await, StatusCode::UNAUTHORIZED);
    assert_eq!(asked_from(&world, "192.0.2.1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(asked_from(&world, "192.0.2.2").await, StatusCode::UNAUTHORIZED);
    // Nobody else is believed.
    let world = World::from_text(include_str!("../../../sandbox/demo/proxy.toml").to_owned() + limits).await;
    assert_eq!(asked_from(&world, "192.0.2.1").await, StatusCode::UNAUTHORIZED);
    assert_eq!(asked_from(&world, "192.0.2.2").await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_ticket_opens_a_few_streams_and_gets_a_slot_back_when_one_ends() {
    let world = World::with(|config| config + "\n[limits]\nstreams_per_ticket = 2\n").await;
    let ola = world.ola(UNSENT).await;
    let open = async || world.get("/v1/signing/events", &ola.token).send().await.unwrap();
    let first = open().await;
    assert_eq!(first.status(), StatusCode::OK);
    assert_eq!(first.headers()["x-accel-buffering"], "no");
    let _second = open().await;
    is_limited(open().await).await;
    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    assert_eq!(world.get("/v1/signing/events", &anna.token).send().await.unwrap().status(), StatusCode::OK);
    drop(first);
    // The proxy notices that the reader has gone when it has something to say, or with the next heartbeat.
    eventually(async || match open().await.status() {
        StatusCode::OK => Ok(()),
        status => Err(status.to_string()),
    })
    .await;
}

#[tokio::test]
async fn lists_and_comments_have_an_end() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    for (path, body, part) in [
        ("reminders", json!({ "recipients": vec!["PARTY:1"; 501] }), "more than 500 ids"),
        ("reminders", json!({ "recipients": ["x".repeat(301)] }), "more than 300 characters"),
        ("withdrawal", json!({ "comment": "x".repeat(2001) }), "more than 2000 characters"),
    ] {
        let (status, body) = ola.post(path, body).await;
        assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")), "{body}");
        assert!(body["detail"].as_str().unwrap().contains(part), "{body}");
    }
    let signing: Value = ola.signing().await;
    assert_eq!(signing["status"], "PROCESSING");
}
