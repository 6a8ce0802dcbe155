//! What lands after its answer was given up, because somebody waited long enough or the proxy was ended, is there once;
//! and what an upstream or an administrator says about waiting is heeded.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form::says;
use crate::support::*;

const ATTACHMENTS: &str = "/api/data/v6.0/db/1/elements/1/attachments";
const INSTANCE: &str = "/api/data/v6.0/db/1/elements/1";

/// The signed files on an instance.
async fn signed_files(world: &World) -> usize {
    let element = world.element(UNSENT).await;
    element["attachments"].as_array().unwrap().iter().filter(|file| file["group"] == "Signed").count()
}

/// A document that both have signed, of a profile that saves nothing by itself.
async fn signed(world: &World) {
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    for signer in [ANNA, JAN] {
        world.act(&document, signer, "sign", None).await;
    }
    ola.wait(|signing| signing["status"] == "COMPLETED").await;
}

/// What was written to the instance, or tried to be.
async fn writes(world: &World) -> Vec<Value> {
    let calls = world.portal_calls().await;
    calls.into_iter().filter(|call| call["method"] == "PATCH").collect()
}

/// How often the comment was left on the instance.
async fn comments(world: &World) -> usize {
    world.element(UNSENT).await["comments"].to_string().matches("paragrafie").count()
}

#[tokio::test]
async fn a_signed_file_that_lands_after_somebody_has_waited_long_enough_is_there_once() {
    let world =
        World::with(|config| config.replace("attach_when_completed = true", "attach_when_completed = false"))
            .await;
    signed(&world).await;
    world
        .break_portal(
            json!({ "method": "POST", "path": ATTACHMENTS, "latencyMs": 3000, "land": "late", "landAfterMs": 50, "times": 1 }),
        )
        .await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.post("document/attachment", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("webcon_unavailable")));
    eventually(async || match signed_files(&world).await {
        1 => Ok(()),
        other => Err(other.to_string()),
    })
    .await;
    eventually(async || match ola.post("document/attachment", json!({})).await {
        (StatusCode::OK, _) => Ok(()),
        (_, body) => Err(body.to_string()),
    })
    .await;
    assert_eq!(signed_files(&world).await, 1);
}

#[tokio::test]
async fn a_comment_that_lands_after_the_proxy_was_ended_is_left_once() {
    let mut world = World::new().await;
    let ola = world.ola(UNSENT).await;
    ola.send_and_wait("key").await;
    ola.wait(|signing| signing["sending"].is_null() && !signing["written"].as_array().unwrap().is_empty())
        .await;
    // The comment is known before anything of it is written.
    world.break_portal(json!({ "method": "PATCH", "path": INSTANCE, "drop": "request" })).await;
    let (status, body) = ola.post("withdrawal", json!({ "comment": "Pomyłka w paragrafie" })).await;
    assert_eq!((status, &body["status"]), (StatusCode::OK, &json!("WITHDRAWN")), "{body}");
    let in_time = writes(&world).await.len();
    world
        .break_portal(
            json!({ "method": "PATCH", "path": INSTANCE, "latencyMs": 60_000, "land": "late", "landAfterMs": 0, "times": 1 }),
        )
        .await;
    eventually(async || match &writes(&world).await[in_time..] {
        [.., last] if last["body"].to_string().contains("paragrafie") && last["millis"].is_null() => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await;
    world.stop().await;
    eventually(async || match comments(&world).await {
        1 => Ok(()),
        other => Err(other.to_string()),
    })
    .await;
    world.start().await;
    says(&world, UNSENT, JAN, "Signature status", |said| said.starts_with("OBSOLETE")).await;
    world.ola(UNSENT).await.wait(|signing| signing["waiting"].is_null()).await;
    assert_eq!(comments(&world).await, 1);
}

#[tokio::test]
async fn a_service_that_names_a_time_is_left_alone_until_then() {
    let world = World::new().await;
    let create = "/api/v2/document-processes";
    world
        .break_autenti(
            json!({ "method": "POST", "path": create, "status": 503, "retryAfter": 600, "times": 1 }),
        )
        .await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    let waits = ola.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
    let next: Timestamp = waits["sending"]["nextTryAt"].as_str().unwrap().parse().unwrap();
    let pause = next.duration_since(Timestamp::now());
    assert!(pause.as_secs() > 500, "{waits}");
    let creates = async || {
        let calls = world.autenti_calls().await;
        calls.iter().filter(|call| call.ends_with(&format!("POST {create}"))).count()
    };
    let before = creates().await;
    world.later(Duration::from_secs(601));
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!(creates().await, before + 1);
}

#[tokio::test]
async fn an_id_that_the_store_does_not_know_is_asked_about_once_in_a_while_however_many_look() {
    let world =
        World::with(|config| config.replace("adopt = \"when-recipients-match\"", "adopt = \"never\"")).await;
    let ola = world.ola(IN_PROGRESS).await;
    for _ in 0..20 {
        ola.signing_now().await;
    }
    let calls = world.autenti_calls().await;
    let reads = calls.iter().filter(|call| call.contains("GET /api/v2/document-processes/")).count();
    assert_eq!(reads, 1, "{calls:?}");
    // What is no id of Autenti's costs nothing at all.
    world.set_field(UNSENT, "Autenti document", "../nonsense").await;
    world.ola(UNSENT).await.signing_now().await;
    assert_eq!(world.autenti_calls().await.len(), calls.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_administrator_gives_up_although_it_is_in_doubt_can_be_sent_again() {
    let world = World::new().await;
    let before = world.documents().await;
    let actions = "/api/v2/document-processes/*/actions";
    world
        .break_autenti(json!([
            { "method": "POST", "path": actions, "drop": "request" },
            { "method": "GET", "path": "/api/v2/document-processes/*", "status": 403 },
        ]))
        .await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    ola.wait(|signing| signing["sending"]["inDoubt"] == true).await;
    let config = world.folder().join("stopping.toml");
    std::fs::write(&config, world.config_text()).unwrap();
    let stop = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
        let output =
            command.args(["signings", "stop", "1", "--config"]).arg(&config).args(more).output().unwrap();
        output.status.success()
    };
    assert!(!stop(&[]), "it may be out");
    assert!(stop(&["--although-in-doubt"]));
    world.break_autenti(json!([])).await;
    let given_up = ola.wait(|signing| signing["can"].as_array().unwrap().contains(&json!("send"))).await;
    assert_ne!(given_up["sending"]["inDoubt"], Value::Bool(true), "{given_up}");
    let (status, body) = ola.send("another key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!(world.documents().await.1 - before.1, 1);
}
