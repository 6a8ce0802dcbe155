//! What an answer proves: an answer that was lost or that lies changes nothing about what happens once.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

const SEND: &str = "/api/v2/document-processes/*/actions";
const FILES: &str = "/api/v2/document-processes/*/files";

/// How many more documents are out than at the start.
async fn sent_since(world: &World, before: (usize, usize)) -> usize {
    world.documents().await.1 - before.1
}

#[tokio::test]
async fn what_is_in_doubt_is_never_called_stopped_and_never_offered_again() {
    for refusal in [400, 401, 402, 403, 404, 409, 423] {
        let world = World::new().await;
        let before = world.documents().await;
        // The send is carried out and its answer lost; the looks that follow are refused.
        world
            .break_autenti(json!([
                { "method": "POST", "path": SEND, "drop": "response", "times": 1 },
                { "method": "GET", "path": "/api/v2/document-processes/*", "status": refusal, "times": 4 },
            ]))
            .await;
        let ola = world.ola(UNSENT).await;
        ola.send("key").await;
        let sent = ola
            .wait(|signing| {
                let can = signing["can"].as_array().unwrap();
                assert!(
                    signing["status"] != "DRAFT" || !can.contains(&json!("send")),
                    "{refusal}: {signing}"
                );
                let sending = &signing["sending"];
                assert!(
                    sending.is_null() || sending["code"].is_null() || sending["retrying"] == true,
                    "{refusal}: {signing}"
                );
                signing["status"] == "PROCESSING" && sending.is_null()
            })
            .await;
        assert_eq!(sent_since(&world, before).await, 1, "{refusal}: {sent}");
    }
}

#[tokio::test]
async fn a_success_without_effect_is_no_send() {
    for answer in ["empty", "foreign", "html"] {
        let world = World::new().await;
        let before = world.documents().await;
        let lie = json!({ "method": "POST", "path": SEND, "answer": answer, "land": "never", "times": 2 });
        world.break_autenti(lie).await;
        let ola = world.ola(UNSENT).await;
        ola.send("key").await;
        ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
        assert_eq!(sent_since(&world, before).await, 1, "{answer}");
    }
}

#[tokio::test]
async fn a_withdrawal_that_is_answered_without_effect_is_none() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    ola.send_and_wait("key").await;
    world
        .break_autenti(
            json!({ "method": "POST", "path": SEND, "answer": "empty", "land": "never", "times": 1 }),
        )
        .await;
    let (status, body) = ola.post("withdrawal", json!({ "comment": "Pomyłka" })).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("autenti_unavailable")),
        "{body}"
    );
    assert_eq!(ola.signing_now().await["status"], "PROCESSING");
    let (status, body) = ola.post("withdrawal", json!({})).await;
    assert_eq!((status, &body["status"]), (StatusCode::OK, &json!("WITHDRAWN")), "{body}");
}

#[tokio::test]
async fn an_upload_that_lands_late_does_not_go_out_twice() {
    let world = World::new().await;
    let before = world.documents().await;
    world
        .break_autenti(json!({ "method": "POST", "path": FILES, "status": 504, "land": "late", "landAfterMs": 60, "times": 1 }))
        .await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    let sent = ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!(sent_since(&world, before).await, 1);
    let document = world.document(sent["autentiId"].as_str().unwrap()).await;
    let sources: Vec<&Value> = document["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| {
            file["filePurpose"] == "SOURCE_FILE" || file["filePurpose"].to_string().contains("SOURCE")
        })
        .collect();
    assert_eq!(sources.len(), 1, "{document}");
}

#[tokio::test]
async fn a_signed_file_that_is_none_is_waited_for() {
    for damage in [
        json!({ "status": 200, "body": "<html>error</html>" }),
        json!({ "status": 200, "body": "" }),
        json!({ "truncate": 200 }),
    ] {
        let world = World::new().await;
        let ola = world.ola(UNSENT).await;
        let document = ola.send_and_wait("key").await;
        let mut fault = damage.clone();
        fault["method"] = "GET".into();
        fault["path"] = "*/files/*/content".into();
        fault["times"] = 2.into();
        world.break_autenti(fault).await;
        world.act(&document, ANNA, "sign", None).await;
        world.act(&document, JAN, "sign", None).await;
        ola.wait(|signing| !signing["attachment"].is_null()).await;
        let element = world.element(UNSENT).await;
        let files = element["attachments"].as_array().unwrap();
        let signed = files.iter().filter(|file| file["group"] == "Signed").count();
        assert_eq!(signed, 1, "{damage}");
    }
}

#[tokio::test]
async fn one_answer_that_an_instance_is_missing_ends_nothing() {
    let world = World::new().await;
    world
        .break_portal(
            json!({ "method": "PATCH", "path": "/api/data/v6.0/db/1/elements/1", "status": 404, "times": 3 }),
        )
        .await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    assert_eq!(world.field(UNSENT, "Autenti document").await, document);
}

#[tokio::test]
async fn credentials_that_are_refused_hold_a_send_up_and_do_not_stop_it() {
    let world = World::new().await;
    world.break_autenti(json!({ "path": "/api/v2/auth/token", "status": 401, "times": 4 })).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    let held = ola.wait(|signing| signing["sending"]["code"] == "autenti_refused").await;
    assert_eq!(held["sending"]["retrying"], true, "{held}");
    world.break_autenti(json!([])).await;
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
}
