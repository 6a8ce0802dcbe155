//! The log: for machines as JSON, each line with what it is about; for people without colours where nobody sees them.

use std::process::{Command, Stdio};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// What the program logs while a document is sent.
async fn log_of_a_send(arguments: &[&str]) -> String {
    let mut world = World::new().await;
    // It made the store; the program that logs takes its place.
    world.stop().await;
    let config = world.folder().join("proxy.toml");
    std::fs::write(&config, world.config_text()).unwrap();
    let log = world.folder().join("log");
    let mut program = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
        .args(["serve", "--config"])
        .arg(config)
        .args(arguments)
        .env("RUST_LOG", "info")
        .stderr(Stdio::from(std::fs::File::create(&log).unwrap()))
        .spawn()
        .unwrap();
    eventually(async || match world.http.get(format!("{}/readyz", world.proxy)).send().await {
        Ok(answer) if answer.status() == StatusCode::OK => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await;
    let ola = world.ola(UNSENT).await;
    ola.send_and_wait("key").await;
    let (status, _) = ola.post("withdrawal", json!({ "comment": 1 })).await;
    assert!(status.is_client_error());
    program.kill().unwrap();
    program.wait().unwrap();
    std::fs::read_to_string(log).unwrap()
}

#[tokio::test]
async fn each_line_of_a_json_log_says_what_it_is_about() {
    let log = log_of_a_send(&["--log", "json"]).await;
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    let about = |message: &str, span: &str| {
        let line = lines.iter().find(|line| line["message"] == message && line["span"]["name"] == span);
        line.map_or_else(|| panic!("no line {message} of a {span} in {log}"), |line| line["span"].clone())
    };
    for span in [about("sending", "request"), about("sent", "job")] {
        assert_eq!((&span["profile"], &span["instance"]), (&json!("contracts"), &json!("1/1")), "{span}");
        assert!(span["id"].as_str().is_some_and(|id| !id.is_empty()), "{span}");
    }
    assert!(!log.contains('\u{1b}'), "{log}");
}

#[tokio::test]
async fn a_log_that_nobody_watches_has_no_colours() {
    let log = log_of_a_send(&[]).await;
    assert!(log.contains("autenti-proxy runs"), "{log}");
    assert!(!log.contains('\u{1b}'), "{log}");
}
