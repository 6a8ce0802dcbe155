//! Sending is safe: whatever breaks, and wherever, one document goes out, and once.

use std::time::Duration;

use autenti_proxy::timing::Timing;

use crate::support::*;
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// The calls of a send, in their order, as the faults name them.
const CALLS: [(&str, &str); 3] = [
    ("POST", "/api/v2/document-processes"),
    ("POST", "/api/v2/document-processes/*/files"),
    ("POST", "/api/v2/document-processes/*/actions"),
];

/// How many more documents are out than at the start.
async fn sent_since(world: &World, before: (usize, usize)) -> usize {
    world.documents().await.1 - before.1
}

#[tokio::test]
async fn a_second_send_with_the_same_key_answers_the_first() {
    let world = World::new().await;
    let before = world.documents().await;
    let ola = world.ola(UNSENT).await;
    // A double click: both at once.
    let (first, second) = tokio::join!(ola.send("click"), ola.send("click"));
    assert_eq!((first.0, second.0), (StatusCode::ACCEPTED, StatusCode::ACCEPTED), "{first:?} {second:?}");
    let document = ola.send_and_wait("click").await;
    let (status, again) = ola.send("click").await;
    assert_eq!(status, StatusCode::ACCEPTED);
    assert_eq!(again["autentiId"], document.as_str());
    assert_eq!(sent_since(&world, before).await, 1);
    assert_eq!(world.documents().await.0, before.0 + 1);
}

#[tokio::test]
async fn a_second_send_with_another_key_is_refused() {
    let world = World::new().await;
    let before = world.documents().await;
    let (first, second) = (world.ola(UNSENT).await, world.ola(UNSENT).await);
    let (one, two) = tokio::join!(first.send("one tab"), second.send("another tab"));
    let mut statuses = [one.0, two.0];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::ACCEPTED, StatusCode::CONFLICT], "{one:?} {two:?}");
    first.wait(|signing| signing["status"] == "PROCESSING").await;
    assert_eq!(world.documents().await.0, before.0 + 1);
}

#[tokio::test]
async fn a_failure_that_passes_is_tried_again_until_it_is_sent() {
    let faults = [
        json!({ "status": 503, "times": 3 }),
        json!({ "status": 429, "retryAfter": 0, "times": 2 }),
        json!({ "drop": "request", "times": 2 }),
        json!({ "drop": "response", "times": 1 }),
        json!({ "truncate": 10, "times": 1 }),
        json!({ "status": 200, "body": "<html>nonsense</html>", "times": 1 }),
    ];
    let cases = faults.iter().flat_map(|fault| CALLS.map(|(method, path)| (fault.clone(), method, path)));
    join_all(cases.map(async |(mut fault, method, path)| {
        let world = World::new().await;
        let before = world.documents().await;
        fault["method"] = method.into();
        fault["path"] = path.into();
        world.break_autenti(fault.clone()).await;
        let ola = world.ola(UNSENT).await;
        let (status, body) = ola.send("key").await;
        assert_eq!(status, StatusCode::ACCEPTED, "{fault}: {body}");
        let sent =
            ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
        assert_eq!(sent_since(&world, before).await, 1, "{fault}");
        let id = sent["autentiId"].as_str().unwrap();
        assert_eq!(world.field(UNSENT, "Autenti document").await, id, "{fault}");
    }))
    .await;
}

#[tokio::test]
async fn what_is_wrong_while_sending_is_told_in_words() {
    let world = World::new().await;
    world
        .break_autenti(json!({ "method": "POST", "path": "/api/v2/document-processes", "status": 503 }))
        .await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    let troubled = ola.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
    assert_eq!(troubled["sending"]["retrying"], true);
    assert_eq!(troubled["sending"]["step"], "draft");
    // What is tried again does not ask the person to.
    assert_eq!(troubled["sending"]["detail"], "Autenti does not answer");
    assert_eq!(troubled["sending"]["canCancel"], true);
    assert!(troubled["sending"]["requestId"].as_str().unwrap().starts_with('S'), "{troubled}");
    // Whoever may only look may not stop it.
    let reader = world.ticket(UNSENT, ANNA, &["sign"]).await;
    assert_eq!(reader.signing().await["sending"]["canCancel"], false);
    world.break_autenti(json!([])).await;
    ola.wait(|signing| signing["status"] == "PROCESSING").await;
}

#[tokio::test]
async fn a_send_that_autenti_refuses_stops_and_can_be_sent_again() {
    let world = World::new().await;
    let before = world.documents().await;
    world
        .break_autenti(
            json!({ "method": "POST", "path": "/api/v2/document-processes/*/actions", "status": 402 }),
        )
        .await;
    let ola = world.ola(UNSENT).await;
    ola.send("first").await;
    let stopped = ola.wait(|signing| signing["sending"]["code"] == "autenti_refused").await;
    assert_eq!(stopped["sending"]["retrying"], false);
    assert_eq!(stopped["can"], json!(["send"]));
    assert_eq!(sent_since(&world, before).await, 0);
    world.break_autenti(json!([])).await;
    // The same intention keeps its answer; a new one sends.
    let (_, same) = ola.send("first").await;
    assert_eq!(same["sending"]["code"], "autenti_refused");
    ola.send_and_wait("second").await;
    assert_eq!(sent_since(&world, before).await, 1);
}

#[tokio::test]
async fn a_send_that_is_interrupted_goes_on_at_the_next_start() {
    for (method, path) in CALLS {
        let mut world = World::new().await;
        let before = world.documents().await;
        let token = hanging_send(&world, method, path).await;
        world.stop().await;
        world.start().await;
        let ola = Ticket { world: &world, token };
        let sent =
            ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
        assert_eq!(sent_since(&world, before).await, 1, "{path}");
        assert_eq!(world.field(UNSENT, "Autenti document").await, sent["autentiId"].as_str().unwrap());
    }
}

#[tokio::test]
async fn a_proxy_that_is_killed_goes_on_at_the_next_start() {
    goes_on_after(Program::kill).await;
}

#[tokio::test]
async fn a_program_that_is_asked_to_end_in_the_middle_goes_on_at_the_next_start() {
    goes_on_after(Program::end).await;
}

async fn goes_on_after(end: fn(&mut Program)) {
    for (method, path) in CALLS {
        let mut world = World::new().await;
        let before = world.documents().await;
        world.stop().await;
        let mut program = Program::start(&world).await;
        let token = hanging_send(&world, method, path).await;
        end(&mut program);
        // Connections to what has ended are no good.
        world.http = reqwest::Client::new();
        world.start().await;
        let ola = Ticket { world: &world, token };
        let sent =
            ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
        assert_eq!(sent_since(&world, before).await, 1, "{path}");
        assert_eq!(world.field(UNSENT, "Autenti document").await, sent["autentiId"].as_str().unwrap());
    }
}

#[tokio::test]
async fn a_clock_that_is_put_an_hour_back_or_forward_loses_and_doubles_nothing() {
    const HOUR: Duration = Duration::from_hours(1);
    for jump in [World::earlier, World::later] {
        let config = include_str!("../../../sandbox/demo/proxy.toml").to_owned();
        let timing = Timing { give_up_after: 24 * HOUR, ..TIMING };
        let world = World::with_timing(config, timing).await;
        let before = world.documents().await;
        let create = "/api/v2/document-processes";
        world.break_autenti(json!({ "method": "POST", "path": create, "status": 503, "times": 3 })).await;
        let ola = world.ola(UNSENT).await;
        ola.send("key").await;
        ola.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
        jump(&world, HOUR);
        // A ticket of then may not be good now.
        let ola = world.ola(UNSENT).await;
        let sent =
            ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
        for signer in [ANNA, JAN] {
            world.act(sent["autentiId"].as_str().unwrap(), signer, "sign", None).await;
        }
        ola.wait(|signing| signing["status"] == "COMPLETED" && signing["attachment"].is_object()).await;
        assert_eq!(sent_since(&world, before).await, 1);
        let names = world.element(UNSENT).await["attachments"].clone();
        let signed = names.as_array().unwrap().iter().filter(|file| file["name"] != "umowa-1-2026.pdf");
        assert_eq!(signed.count(), 1, "{names}");
    }
}

/// Begins a send that hangs at a call, and waits until it does. The answer is the ticket.
async fn hanging_send(world: &World, method: &str, path: &str) -> String {
    world.break_autenti(json!({ "method": method, "path": path, "latencyMs": 60_000, "times": 1 })).await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    let end = path.rsplit('/').next().unwrap();
    eventually(async || {
        let calls = world.autenti_calls().await;
        let hangs = calls.iter().any(|call| call.starts_with(method) && call.ends_with(end));
        if hangs { Ok(()) } else { Err(calls.join("\n")) }
    })
    .await;
    ola.token.clone()
}

#[tokio::test]
async fn the_id_is_in_webcon_even_when_sending_fails_later() {
    let world = World::new().await;
    world
        .break_autenti(
            json!({ "method": "POST", "path": "/api/v2/document-processes/*/files", "status": 503 }),
        )
        .await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    eventually(async || match world.field(UNSENT, "Autenti document").await.as_str() {
        id if id.starts_with("DOCUMENT_PROCESS:") => Ok(()),
        other => Err(other.to_owned()),
    })
    .await;
}

#[tokio::test]
async fn files_that_change_on_the_way_stop_the_send() {
    let mut world = World::new().await;
    let before = world.documents().await;
    world
        .break_autenti(
            json!({ "method": "POST", "path": "/api/v2/document-processes/*/files", "status": 503 }),
        )
        .await;
    let token = {
        let ola = world.ola(UNSENT).await;
        ola.send("key").await;
        ola.wait(|signing| signing["sending"]["step"] == "files" && !signing["sending"]["code"].is_null())
            .await;
        ola.token.clone()
    };
    world.stop().await;
    world.break_autenti(json!([])).await;
    // Only a proxy that starts again fetches the file again; here it finds another.
    world
        .break_portal(json!([
            { "method": "GET", "path": "*/attachments/*/stream", "status": 200, "body": "%PDF-1.7 another" },
            { "method": "GET", "path": "*/attachments/*/content", "status": 404 },
        ]))
        .await;
    world.start().await;
    let ola = Ticket { world: &world, token };
    ola.wait(|signing| signing["sending"]["code"] == "files_changed").await;
    assert_eq!(sent_since(&world, before).await, 0);
}

#[tokio::test]
async fn a_document_that_was_rejected_can_be_sent_anew() {
    let world = World::new().await;
    let ola = world.ola(REJECTED).await;
    let signing = ola.signing().await;
    assert_eq!(signing["status"], "REJECTED");
    assert_eq!(signing["can"], json!(["send"]));
    let rejected =
        signing["recipients"].as_array().unwrap().iter().find(|r| r["status"] == "REJECTED").unwrap();
    assert_eq!(rejected["rejectionReason"], autenti_sandbox::demo::REJECTION_REASON);
    let (status, body) = ola.send("again").await;
    // Whether the demo's instance has a file to send is the demo's affair; it is not refused as sent.
    assert_ne!(body["code"], "already_sent");
    if status == StatusCode::ACCEPTED {
        let sent = ola.wait(|signing| signing["status"] == "PROCESSING").await;
        assert_ne!(sent["autentiId"], signing["autentiId"]);
    }
}

#[tokio::test]
async fn a_form_that_is_being_edited_holds_up_only_what_is_written_to_it() {
    let world = World::new().await;
    let element = json!({ "method": "PATCH", "path": "/api/data/v6.0/db/1/elements/1", "status": 409,
        "body": "{\"type\":\"ResourceIsLocked\",\"description\":\"Another user has checkout: Jan Kowalski\",\"errorGuid\":\"1\"}" });
    world.break_portal(element).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    let waiting = ola.wait(|signing| signing["sending"]["code"] == "form_checked_out").await;
    assert_eq!(waiting["status"], "PROCESSING");
    assert_eq!(waiting["sending"]["step"], "write-back");
    assert_eq!(waiting["sending"]["retrying"], true);
    // Whoever is meant is named, where WEBCON names them.
    assert!(
        waiting["sending"]["detail"].as_str().unwrap().starts_with("Jan Kowalski is editing"),
        "{waiting}"
    );
    // Signers need not wait for it.
    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    let (status, link) = anna.post("link", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    world.break_portal(json!([])).await;
    ola.wait(|signing| signing["sending"] == Value::Null).await;
    assert!(world.field(UNSENT, "Autenti document").await.starts_with("DOCUMENT_PROCESS:"));
    // Nobody's editing was ended by force.
    let calls = world.portal_calls().await;
    assert!(!calls.iter().any(|call| call["query"].to_string().contains("forceCheckout")), "{calls:?}");
}
