//! Several proxies on one store.

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::*;

/// The calls of a send, in their order, as the faults name them.
const CALLS: [(&str, &str); 3] = [
    ("POST", "/api/v2/document-processes"),
    ("POST", "/api/v2/document-processes/*/files"),
    ("POST", "/api/v2/document-processes/*/actions"),
];

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
async fn a_send_whose_proxy_is_killed_is_finished_by_the_other() {
    join_all(CALLS.map(async |(method, path)| {
        let Some(mut world) = on_two().await else { return };
        let before = world.documents().await;
        // Only the second one runs, so that it is the one that sends.
        world.stop().await;
        let mut second = Program::start_at(&world, free_address().await).await;
        let first = std::mem::replace(&mut world.proxy, second.url.clone());
        world.break_autenti(json!({ "method": method, "path": path, "latencyMs": 60_000, "times": 1 })).await;
        let token = world.ola(UNSENT).await.token.clone();
        let (status, body) = Ticket { world: &world, token: token.clone() }.send("key").await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
        let end = path.rsplit('/').next().unwrap();
        eventually(async || {
            let calls = world.autenti_calls().await;
            let hangs = calls.iter().any(|call| call.starts_with(method) && call.ends_with(end));
            if hangs { Ok(()) } else { Err(calls.join("\n")) }
        })
        .await;
        world.proxy = first;
        world.start().await;
        second.kill();
        let ola = Ticket { world: &world, token };
        let sent =
            ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
        assert_eq!(world.documents().await.1 - before.1, 1, "{path}");
        assert_eq!(world.field(UNSENT, "Autenti document").await, sent["autentiId"].as_str().unwrap());
    }))
    .await;
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
    world.act(&document, ANNA, "reject", Some("Nie")).await;
    let mut seen = String::new();
    let told = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        while !seen.contains("\"status\":\"REJECTED\"") {
            let chunk = events.chunk().await.unwrap().expect("the stream goes on");
            seen += &String::from_utf8_lossy(&chunk);
        }
    });
    told.await.unwrap_or_else(|_| panic!("not told: {seen}"));
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
