//! Half a request, half an answer and idle connections hold nobody up, whatever they are sent to.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::*;

/// What takes longer is taken for never.
const NEVER: Duration = Duration::from_secs(15);

/// A connection that has sent so much.
async fn having_sent(world: &World, bytes: &str) -> TcpStream {
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    stream
}

/// What comes until the proxy closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(NEVER, stream.read_to_end(&mut bytes)).await.expect("the connection was never closed");
    // A connection that is closed while bytes are on their way is reset.
    assert!(read.is_ok() || bytes.is_empty(), "{read:?}");
    String::from_utf8(bytes).unwrap()
}

fn impatient(config: String) -> String {
    config + "\n[limits]\nheader_timeout = \"400ms\"\nbody_timeout = \"400ms\"\n"
}

/// A part of every kind of route.
const ROUTES: &[(&str, &str)] = &[
    ("POST", "/v1/tickets"),
    ("POST", "/v1/webhooks/autenti"),
    ("POST", "/v1/profiles/contracts/elements/2/signing/reminders"),
    ("GET", "/assets/autenti-form.js"),
    ("GET", "/v1/nothing"),
    ("GET", "/healthz"),
];

#[tokio::test]
async fn half_sent_headers_and_idle_connections_are_closed_and_nobody_waits_for_them() {
    let world = World::with(impatient).await;
    let mut open = Vec::new();
    for (method, path) in ROUTES.iter().cycle().take(140) {
        open.push(having_sent(&world, &format!("{method} {path} HTTP/1.1\r\nHost: proxy\r\nX-Half: ")).await);
    }
    for _ in 0..200 {
        open.push(having_sent(&world, "").await);
    }
    let answer = world.http.get(format!("{}/healthz", world.proxy)).send().await.unwrap();
    assert!(answer.status().is_success());
    for stream in open {
        rest(stream).await;
    }
}

#[tokio::test]
async fn a_connection_that_was_used_is_closed_once_it_is_idle() {
    let world = World::with(impatient).await;
    let stream = having_sent(&world, "GET /healthz HTTP/1.1\r\nHost: proxy\r\n\r\n").await;
    let said = rest(stream).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
}

#[tokio::test]
async fn a_body_that_never_comes_is_not_waited_for() {
    let world = World::with(impatient).await;
    for (method, path) in ROUTES {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: proxy\r\nAuthorization: Bearer {KEY}\r\n\
             X-JWS-Signature: a..b\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{\"profile\":"
        );
        let said = rest(having_sent(&world, &request).await).await;
        assert!(said.starts_with("HTTP/1.1 "), "{path}: {said}");
        if *method == "POST" {
            let (head, body) = said.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("HTTP/1.1 400"), "{path}: {said}");
            let problem: Value = serde_json::from_str(body).unwrap();
            assert!(problem["detail"].as_str().unwrap().contains("did not arrive"), "{problem}");
        }
    }
}

#[tokio::test]
async fn a_body_that_drips_is_not_waited_for_either() {
    let world = World::with(impatient).await;
    let head = format!(
        "POST /v1/tickets HTTP/1.1\r\nHost: proxy\r\nAuthorization: Bearer {KEY}\r\nContent-Length: 100000\r\n\r\n"
    );
    let (mut reader, mut writer) = having_sent(&world, &head).await.into_split();
    let dripping = tokio::spawn(async move {
        while writer.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut first = [0; 12];
    timeout(NEVER, reader.read_exact(&mut first)).await.unwrap().unwrap();
    assert_eq!(&first, b"HTTP/1.1 400");
    dripping.abort();
}

#[tokio::test]
async fn connections_over_the_cap_wait_for_room() {
    let world = World::with(|config| impatient(config) + "connections = 5\n").await;
    let mut open = Vec::new();
    for _ in 0..5 {
        open.push(having_sent(&world, "").await);
    }
    // Room comes when those that are idle are closed.
    let answer = world.http.get(format!("{}/healthz", world.proxy)).send().await.unwrap();
    assert!(answer.status().is_success());
}

#[tokio::test]
async fn a_reader_who_stands_still_loses_the_connection() {
    let world = World::with(|config| {
        impatient(config).replace("../../../dist/assets", "assets") + "connections = 1\n"
    })
    .await;
    let assets = world.folder().join("assets");
    std::fs::create_dir(&assets).unwrap();
    // More than the buffers of both ends take.
    std::fs::write(assets.join("large.js"), vec![b' '; 64 * 1024 * 1024]).unwrap();
    let unread = having_sent(&world, "GET /assets/large.js HTTP/1.1\r\nHost: proxy\r\n\r\n").await;
    unread.readable().await.unwrap();
    let answer = timeout(NEVER, world.http.get(format!("{}/healthz", world.proxy)).send()).await;
    assert!(answer.expect("the only connection is never given back").unwrap().status().is_success());
}

#[tokio::test]
async fn nothing_half_done_keeps_the_program_from_ending() {
    let mut world = World::with(|config| config + "\n[limits]\nshutdown = \"500ms\"\n").await;
    let mut open = Vec::new();
    for (method, path) in ROUTES {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: proxy\r\nAuthorization: Bearer {KEY}\r\n");
        open.push(having_sent(&world, &head).await);
        open.push(having_sent(&world, &format!("{head}Content-Length: 1000\r\n\r\n{{")).await);
    }
    let ola = world.ola(UNSENT).await.token;
    let mut stream = world.get("/v1/signing/events", &ola).send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());
    let asked = Instant::now();
    timeout(NEVER, world.stop()).await.expect("the program never ended");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
}
