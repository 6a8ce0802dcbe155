//! Autenti and WEBCON at their worst: answers that lie, calls that are carried out twice, reads that lag behind; and
//! somebody who presses Send all the while, each time anew.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use autenti_proxy::timing::Timing;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

const DOCUMENTS: &str = "/api/v2/document-processes*";
const FILES: &str = "/api/v2/document-processes/*/files";
const SEND: &str = "/api/v2/document-processes/*/actions";
const INSTANCE: &str = "/api/data/v6.0/db/1/elements/1";

/// Presses Send again and again until the document is out and nothing is left to do: only the first is taken.
async fn press_send_until_it_is_out(world: &World) -> Value {
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("first").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    let pressed = AtomicUsize::new(0);
    eventually(async || {
        let (status, body) = ola.send(&format!("again {}", pressed.fetch_add(1, Ordering::Relaxed))).await;
        assert!(
            status == StatusCode::CONFLICT || status == StatusCode::SERVICE_UNAVAILABLE,
            "{status} {body}"
        );
        let signing = ola.signing().await;
        let is_out = signing["status"] == "PROCESSING" && signing["sending"].is_null();
        if is_out { Ok(signing) } else { Err(signing.to_string()) }
    })
    .await
}

/// The names of the files that were sent.
async fn sent_files(world: &World, signing: &Value) -> Vec<String> {
    let document = world.document(signing["autentiId"].as_str().unwrap()).await;
    let files = document["files"].as_array().unwrap().iter();
    let sources = files.filter(|file| file["filePurpose"].to_string().contains("SOURCE"));
    sources.map(|file| file["filename"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Exactly one document is out, with the file once, and WEBCON knows of it.
async fn is_sent_once(world: &World, before: (usize, usize), signing: &Value) {
    assert_eq!(world.documents().await.1 - before.1, 1, "{signing}");
    assert_eq!(sent_files(world, signing).await.len(), 1, "{signing}");
    let id = signing["autentiId"].as_str().unwrap();
    eventually(async || {
        let field = world.field(UNSENT, "Autenti document").await;
        if field == id { Ok(()) } else { Err(field) }
    })
    .await;
}

#[tokio::test]
async fn an_autenti_that_answers_200_to_everything_is_not_believed() {
    for (answer, land) in [("empty", "never"), ("foreign", "now"), ("html", "never"), ("html", "now")] {
        let world = World::new().await;
        let before = world.documents().await;
        world
            .break_autenti(json!([
                { "path": "/api/v2/auth/token", "answer": answer, "times": 1 },
                { "path": DOCUMENTS, "answer": answer, "land": land, "times": 6 },
            ]))
            .await;
        let signing = press_send_until_it_is_out(&world).await;
        is_sent_once(&world, before, &signing).await;
    }
}

#[tokio::test]
async fn calls_that_autenti_carries_out_twice_send_once() {
    let world = World::new().await;
    let before = world.documents().await;
    // Where every upload comes twice and none can be removed, no draft is ever as planned.
    world.autenti_settings(json!({ "deleteFiles": true })).await;
    world.break_autenti(json!({ "method": "POST", "path": DOCUMENTS, "land": "twice" })).await;
    let signing = press_send_until_it_is_out(&world).await;
    is_sent_once(&world, before, &signing).await;
}

#[tokio::test]
async fn a_file_that_was_taken_twice_and_cannot_be_removed_goes_out_once_in_another_draft() {
    let world = World::new().await;
    world.autenti_settings(json!({ "deleteFiles": false, "deleteDrafts": false })).await;
    let before = world.documents().await;
    world.break_autenti(json!({ "method": "POST", "path": FILES, "land": "twice", "times": 1 })).await;
    let signing = press_send_until_it_is_out(&world).await;
    is_sent_once(&world, before, &signing).await;
}

#[tokio::test]
async fn reads_that_lag_behind_writes_send_once() {
    // As ten seconds are to the twelve that are waited for after a lost answer.
    let timing = Timing { may_still_land: Duration::from_millis(600), ..TIMING };
    let config = include_str!("../../../sandbox/demo/proxy.toml").to_owned();
    for lost in [json!([]), json!([{ "method": "POST", "path": SEND, "drop": "response", "times": 1 }])] {
        let world = World::with_timing(config.clone(), timing).await;
        let before = world.documents().await;
        let mut faults = lost.as_array().unwrap().clone();
        faults.push(json!({ "method": "GET", "path": DOCUMENTS, "lagMs": 500 }));
        world.break_autenti(Value::Array(faults)).await;
        let signing = press_send_until_it_is_out(&world).await;
        world.break_autenti(json!([])).await;
        is_sent_once(&world, before, &signing).await;
    }
}

#[tokio::test]
async fn a_webcon_that_writes_and_answers_500_is_written_to_once() {
    let world =
        World::with(|config| config + "\n[profiles.contracts.transitions]\nCOMPLETED = \"63\"\n").await;
    let before = world.documents().await;
    let lie = |method: &str, path: &str| json!({ "method": method, "path": path, "status": 500, "land": "now", "times": 3 });
    world
        .break_portal(json!([
            lie("PATCH", INSTANCE),
            lie("POST", "/api/data/v6.0/db/1/elements/1/attachments")
        ]))
        .await;
    let signing = press_send_until_it_is_out(&world).await;
    is_sent_once(&world, before, &signing).await;
    world
        .break_portal(json!([
            lie("PATCH", INSTANCE),
            lie("POST", "/api/data/v6.0/db/1/elements/1/attachments")
        ]))
        .await;
    let document = signing["autentiId"].as_str().unwrap();
    world.act(document, ANNA, "sign", None).await;
    world.act(document, JAN, "sign", None).await;
    eventually(async || match world.element(UNSENT).await["header"]["step"]["id"].as_i64() {
        Some(53) => Ok(()),
        step => Err(format!("{step:?}")),
    })
    .await;
    let element = world.element(UNSENT).await;
    let signed = element["attachments"].as_array().unwrap().iter().filter(|file| file["group"] == "Signed");
    assert_eq!(signed.count(), 1, "{element}");
    let calls = world.portal_calls().await;
    let moves =
        calls.iter().filter(|call| call["query"].as_str().is_some_and(|query| query.contains("path=63")));
    assert_eq!(moves.count(), 1);
}

#[tokio::test]
async fn a_store_of_yesterday_sends_nothing_twice() {
    if std::env::var_os("AUTENTI_TEST_DATABASE").is_some() {
        // A PostgreSQL is restored by its own tools; what the proxy does then is the same.
        return;
    }
    let mut world = World::new().await;
    let before = world.documents().await;
    world
        .break_autenti(json!({ "method": "POST", "path": "/api/v2/document-processes", "status": 503 }))
        .await;
    let (status, body) = world.ola(UNSENT).await.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    world.ola(UNSENT).await.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
    world.stop().await;
    let database = world.folder().join("autenti-proxy-demo.db");
    let yesterday = world.folder().join("yesterday.db");
    std::fs::copy(&database, &yesterday).unwrap();
    world.break_autenti(json!([])).await;
    world.start().await;
    let signing = world
        .ola(UNSENT)
        .await
        .wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null())
        .await;
    is_sent_once(&world, before, &signing).await;
    world.stop().await;
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", database.display()));
    }
    std::fs::copy(&yesterday, &database).unwrap();
    world.start().await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("another key").await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("already_sent")), "{body}");
    let again = ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!(again["autentiId"], signing["autentiId"]);
    is_sent_once(&world, before, &again).await;
}
