//! What is inferred of Autenti may be otherwise: nobody loses a button for it.

use std::time::Duration;

use futures_util::StreamExt;
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

/// Sent, reminded of, signed by both, written back and saved, with Autenti as these settings have it.
async fn goes_its_way(settings: Value, upload_form: &str) {
    let demo = include_str!("../../../sandbox/demo/proxy.toml");
    let world = match upload_form {
        "" => World::new().await,
        form => {
            World::from_text(demo.replace("[autenti]\n", &format!("[autenti]\nupload_form = \"{form}\"\n")))
                .await
        }
    };
    world.autenti_settings(settings.clone()).await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    let (status, link) = anna.post("link", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{settings}: {link}");
    // Lasting ids come some time after sending, and Autenti reminds nobody by the one before.
    for email in [ANNA, JAN] {
        says(&world, UNSENT, email, "Autenti id", |said| said.starts_with("PARTY-PUBLIC")).await;
    }
    let (status, reminded) = ola.post("reminders", json!({})).await;
    assert_eq!(
        (status, reminded["reminded"].as_array().map(Vec::len)),
        (StatusCode::OK, Some(2)),
        "{settings}: {reminded}"
    );
    world.act(&document, ANNA, "sign", None).await;
    world.act(&document, JAN, "sign", None).await;
    ola.wait(|signing| signing["status"] == "COMPLETED" && !signing["attachment"].is_null()).await;
    for email in [ANNA, JAN] {
        says(&world, UNSENT, email, "Signature status", |said| said == "COMPLETED#Zakończony").await;
    }
    assert_eq!(world.documents().await.0, 5, "{settings}: the four of the demo and this one");
}

#[tokio::test]
async fn a_document_goes_its_way_whatever_autenti_does_otherwise() {
    let events =
        json!({ "SIGNATURE_APPLICATION": "SIGNING_PROCESS_COMPLETED", "DOCUMENT_SENT": "NEVER_SEEN" });
    let lives = [
        (json!({ "eventNames": events }), ""),
        (json!({ "assertionLines": "first" }), ""),
        // Less than a call may take to land (`TIMING`).
        (json!({ "readLagMs": 60 }), ""),
        (json!({ "viewerTakesSignatureType": false }), ""),
        (json!({ "listShape": "page", "listPageSize": 1 }), ""),
        (json!({ "readsFileNameStar": false }), ""),
        (json!({ "tokenSeconds": 1 }), ""),
        (json!({ "uploadForm": "fields" }), "fields"),
        (json!({ "uploadForm": "file-meta" }), "file-meta"),
    ];
    let lives = lives.map(|(settings, upload_form)| Box::pin(goes_its_way(settings, upload_form)));
    // All at once would keep each other waiting for longer than a person waits.
    futures_util::stream::iter(lives).buffer_unordered(3).collect::<Vec<()>>().await;
}

#[tokio::test]
async fn what_the_plan_does_not_have_reaches_the_person_in_autentis_words() {
    for (refuses_at, status) in [("create", 400), ("create", 402), ("send", 400), ("send", 402)] {
        let world = World::new().await;
        let plan = json!({ "planWithout": ["QUALIFIED"], "planRefusesAt": refuses_at, "planStatus": status });
        world.autenti_settings(plan).await;
        let row = world.row(UNSENT, JAN).await.id;
        let qualified = json!("QUALIFIED#Qualified signature");
        world.set_row(UNSENT, Some(row), &[("Signature type", qualified)]).await;
        let ola = world.ola(UNSENT).await;
        ola.send("key").await;
        let refused = ola.wait(|signing| !signing["sending"]["code"].is_null()).await;
        let sending = &refused["sending"];
        assert_eq!(sending["code"], "autenti_refused", "{refuses_at} {status}: {sending}");
        let words = sending["upstream"].as_str().unwrap_or_default();
        assert!(words.contains("plan"), "{refuses_at} {status}: {sending}");
        assert!(refused["can"].as_array().unwrap().contains(&json!("send")), "{refused}");
        // Once the plan has it, or the list does without, it goes out.
        world.autenti_settings(json!({ "planWithout": [] })).await;
        ola.send_and_wait("again").await;
    }
}

#[tokio::test]
async fn a_link_that_has_ended_is_of_no_matter_because_each_click_makes_another() {
    let world = World::new().await;
    world.autenti_settings(json!({ "linkSeconds": 60 })).await;
    let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
    let click = async || {
        let (status, link) = jan.post("link", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{link}");
        link["url"].as_str().unwrap().to_owned()
    };
    let opened = async |url: &str| world.http.get(url).send().await.unwrap().status();
    let first = click().await;
    assert_eq!(opened(&first).await, StatusCode::OK);
    world.autenti_settings(json!({ "clockAheadSeconds": 61 })).await;
    assert_eq!(opened(&first).await, StatusCode::GONE);
    assert_eq!(opened(&click().await).await, StatusCode::OK);
}
