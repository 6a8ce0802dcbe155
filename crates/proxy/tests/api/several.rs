//! Several proxies on one store.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// The calls of a send, in their order, as the faults name them; the last one writes to WEBCON.
const CALLS: [(&str, &str); 4] = [
    ("POST", "/api/v2/document-processes"),
    ("POST", "/api/v2/document-processes/*/files"),
    ("POST", "/api/v2/document-processes/*/actions"),
    ("PATCH", "/api/data/v6.0/db/1/elements/1"),
];

/// How a proxy ends, and within which time another one takes over what it was doing.
#[derive(Clone, Copy, Debug)]
struct End {
    by: fn(&mut Program),
    taken_over: Duration,
}

const KILLED: End = End { by: Program::kill, taken_over: Duration::from_secs(10) };
/// Less than any lease lasts: it is handed over.
const ASKED: End = End { by: Program::end, taken_over: Duration::from_secs(3) };

async fn on_two() -> Option<World> {
    // A lease is waited for, with a look every few milliseconds.
    let config = include_str!("../../../sandbox/demo/proxy.toml").to_owned()
        + "\n[limits]\nrequests_per_ticket = \"100000/m\"\n";
    Some(World::from_text(on_postgres(&config).await?).await)
}

/// An address that nobody listens on.
pub async fn free_address() -> std::net::SocketAddr {
    tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn a_send_whose_proxy_is_killed_is_taken_over_and_finished_by_the_other() {
    // What hangs is not done at all, or only once the other one is at it.
    for land in ["never", "late"] {
        join_all(CALLS.map(async |(method, path)| is_taken_over(method, path, land, KILLED).await)).await;
    }
}

#[tokio::test]
async fn a_send_whose_proxy_is_asked_to_end_is_handed_over_at_once() {
    join_all(CALLS.map(async |(method, path)| is_taken_over(method, path, "late", ASKED).await)).await;
}

async fn is_taken_over(method: &str, path: &str, land: &str, end_of_first: End) {
    let Some(mut world) = on_two().await else { return };
    let before = world.documents().await;
    // Only the second one runs, so that it is the one that sends.
    world.stop().await;
    let mut second = Program::start_at(&world, free_address().await).await;
    let first = std::mem::replace(&mut world.proxy, second.url.clone());
    let fault = json!({
        "method": method, "path": path, "latencyMs": 60_000, "land": land, "landAfterMs": 0, "times": 1,
    });
    let is_webcon = method == "PATCH";
    if is_webcon {
        world.break_portal(fault).await;
    } else {
        world.break_autenti(fault).await;
    }
    // About the document, or about the instance.
    let calls = async |world: &World| -> Vec<Value> {
        let (calls, of) = if is_webcon {
            (world.portal_calls().await, "/elements/1")
        } else {
            (world.autenti_calls_in_full().await, "/document-processes")
        };
        calls.into_iter().filter(|call| call["path"].as_str().unwrap().contains(of)).collect()
    };
    let token = world.ola(UNSENT).await.token.clone();
    let (status, body) = Ticket { world: &world, token: token.clone() }.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    let end = path.rsplit('/').next().unwrap();
    eventually(async || {
        let calls = calls(&world).await;
        let hangs = |call: &Value| {
            let path = call["path"].as_str().unwrap_or_default();
            call["method"] == method && path.ends_with(end) && call["status"].is_null()
        };
        if calls.iter().any(hangs) { Ok(()) } else { Err(format!("{calls:?}")) }
    })
    .await;
    world.proxy = first;
    world.start().await;
    (end_of_first.by)(&mut second);
    let (ended, until_then) = (Instant::now(), calls(&world).await.len());
    // The first call that follows is the other one's, which asks what became of what hung.
    eventually(async || {
        let calls = calls(&world).await;
        if calls.len() > until_then { Ok(()) } else { Err(format!("{calls:?}")) }
    })
    .await;
    assert!(ended.elapsed() < end_of_first.taken_over, "{path} {land}: {:?}", ended.elapsed());
    let ola = Ticket { world: &world, token };
    let sent = ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!(world.documents().await.1 - before.1, 1, "{path} {land}");
    assert_eq!(world.field(UNSENT, "Autenti document").await, sent["autentiId"].as_str().unwrap());
    let sources = world.document(sent["autentiId"].as_str().unwrap()).await["files"].clone();
    let sources = sources.as_array().unwrap().iter();
    let count = sources.filter(|file| file["filePurpose"].to_string().contains("SOURCE")).count();
    assert_eq!(count, 1, "{path} {land}");
}

#[tokio::test]
async fn what_a_webhook_tells_one_proxy_reaches_a_form_that_is_open_on_the_other() {
    let Some(world) = on_two().await else { return };
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    // The form is open on the second; Autenti tells the first.
    let second = Program::start_at(&world, free_address().await).await;
    let url = format!("{}/v1/signing/events", second.url);
    let mut events = world.http.get(url).bearer_auth(&ola.token).send().await.unwrap();
    assert_eq!(events.status(), StatusCode::OK);
    let told = async {
        let mut seen = String::new();
        while !seen.contains("\"status\":\"REJECTED\"") {
            let chunk = events.chunk().await.unwrap().expect("the stream goes on");
            seen += &String::from_utf8_lossy(&chunk);
        }
        Instant::now()
    };
    // When the store knows: nobody tells the first one sooner.
    let known = async {
        world.act(&document, ANNA, "reject", Some("Nie")).await;
        ola.wait(|signing| signing["status"] == "REJECTED").await;
        Instant::now()
    };
    let both = tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(told, known) });
    let (told, known) = both.await.expect("the form that is open on the second is never told");
    let late = told.saturating_duration_since(known);
    assert!(late < Duration::from_secs(1), "{late:?}");
}

#[tokio::test]
async fn a_second_proxy_on_a_file_is_refused_in_words() {
    let world = World::new().await;
    if !world.config_text().contains("sqlite://") {
        // On PostgreSQL it is welcome.
        return;
    }
    let config = world.folder().join("proxy.toml");
    std::fs::write(&config, world.config_text()).unwrap();
    let mut second = std::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
    second.args(["serve", "--config"]).arg(&config);
    second.env("AUTENTI_PROXY__LISTEN", free_address().await.to_string());
    let second = tokio::task::spawn_blocking(move || second.output()).await.unwrap().unwrap();
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("another proxy works on"), "{said}");
}
