//! Nobody waits long for a silent Autenti or WEBCON, and everybody is told what to do.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// For ever, as far as a person is concerned.
const SILENT: u64 = 60_000;

/// A person waits two seconds in tests; the clients wait thirty. What is in between is a slow machine.
const SOON: Duration = Duration::from_secs(10);

const INSTANCE: &str = "/api/data/v6.0/db/1/elements/1";

/// The answer, which came soon.
async fn soon<T>(answer: impl Future<Output = T>) -> T {
    let asked = Instant::now();
    let answer = answer.await;
    assert!(asked.elapsed() < SOON, "{:?}", asked.elapsed());
    answer
}

#[tokio::test]
async fn a_send_waits_for_no_silent_upstream_and_nothing_leaves() {
    for (element, is_webcon, path) in [
        (UNSENT, true, INSTANCE),
        (UNSENT, true, "*/attachments/*"),
        (REJECTED, false, "/api/v2/document-processes/*"),
    ] {
        let world = World::new().await;
        let before = world.documents().await;
        let ola = world.ola(element).await;
        // A document that was rejected is looked at before another takes its place.
        ola.signing().await;
        let silence = json!({ "method": "GET", "path": path, "latencyMs": SILENT });
        let code = if is_webcon {
            world.break_portal(silence).await;
            "webcon_unavailable"
        } else {
            world.break_autenti(silence).await;
            "autenti_unavailable"
        };
        let (status, body) = soon(ola.send("key")).await;
        assert_eq!(
            (status, &body["code"]),
            (StatusCode::SERVICE_UNAVAILABLE, &json!(code)),
            "{path}: {body}"
        );
        assert!(body["detail"].as_str().unwrap().contains("try again in a few minutes"), "{body}");
        world.break_portal(json!([])).await;
        world.break_autenti(json!([])).await;
        assert_eq!(world.documents().await, before, "{path}");
        assert_eq!(ola.signing().await["sending"], Value::Null, "{path}");
        // The same click may be repeated.
        if element == UNSENT {
            ola.send_and_wait("key").await;
        }
    }
}

#[tokio::test]
async fn who_cancels_a_sending_waits_neither_for_the_draft_to_be_removed_nor_for_the_form() {
    for form_is_silent in [false, true] {
        let world = World::new().await;
        let files = "/api/v2/document-processes/*/files";
        world
            .break_autenti(json!([
                { "method": "POST", "path": files, "status": 503, "retryAfter": 600 },
                { "method": "DELETE", "path": "/api/v2/document-processes/*", "latencyMs": SILENT },
            ]))
            .await;
        let ola = world.ola(UNSENT).await;
        ola.send("key").await;
        ola.wait(|signing| signing["sending"]["canCancel"] == true && signing["sending"]["step"] == "files")
            .await;
        if form_is_silent {
            world.break_portal(json!({ "method": "GET", "path": INSTANCE, "latencyMs": SILENT })).await;
        }
        let cancel = world.http.delete(format!("{}/v1/signing/send", world.proxy)).bearer_auth(&ola.token);
        let (status, body) = soon(async { answered(cancel.send().await.unwrap()).await }).await;
        if form_is_silent {
            assert_eq!(
                (status, &body["code"]),
                (StatusCode::SERVICE_UNAVAILABLE, &json!("webcon_unavailable"))
            );
            let detail = body["detail"].as_str().unwrap();
            assert!(detail.contains("was cancelled") && detail.contains("in a few minutes"), "{body}");
        } else {
            assert_eq!((status, &body["can"]), (StatusCode::OK, &json!(["send"])), "{body}");
        }
        world.break_portal(json!([])).await;
        assert_eq!(ola.signing().await["can"], json!(["send"]));
    }
}

#[tokio::test]
async fn a_look_up_of_labels_waits_for_no_silent_autenti() {
    let world = World::new().await;
    world.break_autenti(json!({ "method": "GET", "path": "/api/v2/tags", "latencyMs": SILENT })).await;
    let labels = async || answered(world.get("/v1/lookups/labels?lang=en", KEY).send().await.unwrap()).await;
    let (status, body) = soon(labels()).await;
    assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("autenti_unavailable")));
    assert!(body["detail"].as_str().unwrap().contains("try again in a few minutes"), "{body}");
    world.break_autenti(json!([])).await;
    let (status, rows) = labels().await;
    assert!(status == StatusCode::OK && rows.as_array().unwrap().len() > 1, "{rows}");
}
