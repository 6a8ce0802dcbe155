//! What is inferred of Autenti may be otherwise: nobody loses a button for it.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form::*;
use crate::support::*;

#[tokio::test]
async fn whatever_autenti_calls_somebodys_turn_they_can_sign_and_be_reminded() {
    for called in ["OPENED", "IN_PROGRESS", "NONE"] {
        let world = World::new().await;
        world.autenti_settings(json!({ "participationStatuses": { "PENDING": called } })).await;
        let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
        let signing = jan.signing().await;
        assert_eq!(signing["can"], json!(["sign"]), "{called}: {signing}");
        let (status, link) = jan.post("link", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{called}: {link}");
        let ola = world.ola(IN_PROGRESS).await;
        let signing = ola.signing().await;
        let recipients = signing["recipients"].as_array().unwrap();
        let shown = recipients.iter().find(|recipient| recipient["email"] == JAN).unwrap();
        assert_eq!((&shown["status"], &shown["canRemind"]), (&json!(called), &json!(true)));
        let (status, reminded) = ola.post("reminders", json!({})).await;
        assert_eq!((status, &reminded["reminded"]), (StatusCode::OK, &json!([shown["id"]])), "{called}");
    }
}

#[tokio::test]
async fn a_final_answer_takes_the_turn_away_whatever_else_is_called() {
    let world = World::new().await;
    world.autenti_settings(json!({ "participationStatuses": { "PENDING": "OPENED" } })).await;
    let anna = world.ticket(IN_PROGRESS, ANNA, &["sign"]).await;
    assert_eq!(anna.signing().await["can"], json!([]), "Anna has signed");
}

#[tokio::test]
async fn a_document_is_sent_where_only_an_administrator_may_subscribe_to_webhooks() {
    let world = World::new().await;
    world.autenti_settings(json!({ "withheldScopes": ["notification_management"] })).await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    world.act(&document, ANNA, "sign", None).await;
    // Whoever asks anew is told.
    let signing = ola.signing_now().await;
    assert_eq!(signing["recipients"][0]["status"], "COMPLETED", "{signing}");
}

#[tokio::test]
async fn links_stand_on_the_form_whatever_autenti_calls_somebodys_turn() {
    for called in ["OPENED", "IN_PROGRESS", "NONE"] {
        let world =
            World::with(|config| config.replace("vat = \"VAT\"", "vat = \"VAT\"\nlink = \"Link\"")).await;
        world.autenti_settings(json!({ "participationStatuses": { "PENDING": called } })).await;
        let ola = world.ola(UNSENT).await;
        let document = ola.send_and_wait("key").await;
        let origin = world.sandbox.autenti.as_str().to_owned();
        for email in [ANNA, JAN] {
            says(&world, UNSENT, email, "Link", |said| said.starts_with(&origin)).await;
        }
        // A final answer takes it away.
        world.act(&document, ANNA, "sign", None).await;
        says(&world, UNSENT, ANNA, "Link", str::is_empty).await;
        assert!(world.cell(UNSENT, JAN, "Link").await.starts_with(&origin), "{called}");
    }
}

#[tokio::test]
async fn news_that_autenti_never_repeats_are_found_by_looking() {
    let mut world = World::new().await;
    world.autenti_settings(json!({ "webhookRetryMs": [] })).await;
    let document = world.ola(UNSENT).await.send_and_wait("key").await;
    says(&world, UNSENT, ANNA, "Signature status", |said| !said.is_empty()).await;
    world.stop().await;
    world.act(&document, ANNA, "sign", None).await;
    // It was tried once, while nobody listened.
    let webhooks = world.sandbox.autenti.join("/sandbox/webhooks").unwrap();
    eventually(async || {
        let sent: Value = world.http.get(webhooks.clone()).send().await.unwrap().json().await.unwrap();
        let is_lost = |one: &Value| one["attempts"] == json!(["no connection"]);
        if sent.as_array().unwrap().iter().any(is_lost) { Ok(()) } else { Err(sent.to_string()) }
    })
    .await;
    world.later(Duration::from_mins(6));
    world.start().await;
    says(&world, UNSENT, ANNA, "Signature status", |said| said.starts_with("COMPLETED")).await;
}
