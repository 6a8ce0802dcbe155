//! `autenti-proxy signings list|show|retry|stop`, beside a proxy that runs, and what the metrics say of the same.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use autenti_proxy::timing::{RetryPolicy, Timing};
use reqwest::StatusCode;
use serde_json::json;

use crate::support::*;

const CREATE: &str = "/api/v2/document-processes";

/// So long that nothing is tried again by itself.
const LONG: Duration = Duration::from_hours(1);

const PATIENT: Timing = Timing { retry: RetryPolicy { first: LONG, longest: LONG }, ..TIMING };

impl World {
    /// What the command prints, or what it says when it fails.
    async fn signings(&self, arguments: &[&str]) -> Result<String, String> {
        let config = self.folder().join("signings.toml");
        std::fs::write(&config, self.config_text()).unwrap();
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
        let output = command.arg("signings").args(arguments).arg("--config").arg(config).output();
        let output = output.await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
    }
}

#[tokio::test]
async fn a_signing_that_waits_is_listed_shown_and_tried_again_at_once() {
    let config = include_str!("../../../sandbox/demo/proxy.toml").to_owned();
    let world = World::with_timing(config, PATIENT).await;
    assert_eq!(world.signings(&["list"]).await.unwrap().trim(), "nothing");
    world.break_autenti(json!({ "method": "POST", "path": CREATE, "status": 503, "times": 1 })).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    ola.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
    for filter in [&["list"][..], &["list", "--under-way"], &["list", "--all"]] {
        let listed = world.signings(filter).await.unwrap();
        assert!(listed.starts_with("1\t1/1\tcontracts\tcreating\tsince 2"), "{listed}");
        assert!(listed.contains("\tsend: autenti_unavailable (1 times, again at 2"), "{listed}");
        assert_eq!(listed.lines().count(), 1, "{listed}");
    }
    let shown = world.signings(&["show", "1"]).await.unwrap();
    for line in [
        "signing     1",
        "instance    1/1",
        "profile     contracts",
        "account     default",
        "stage       creating",
        "job         send 2",
        "            failed 1 times, the last time: autenti_unavailable: Autenti does not answer",
    ] {
        assert!(shown.lines().any(|shown| shown.starts_with(line)), "{line}\n\n{shown}");
    }
    let asked =
        |line: &str| line.starts_with("asked for") && line.contains(" by ") && !line.contains("nobody");
    assert!(shown.lines().any(asked), "{shown}");

    let retried = world.signings(&["retry", "1"]).await.unwrap();
    let noticed = Instant::now();
    assert_eq!(retried.trim(), "1 to do for signing 1, now");
    let creates = async || {
        let calls = world.autenti_calls().await;
        match calls.iter().filter(|call| **call == format!("POST {CREATE}")).count() {
            2 => Ok(()),
            other => Err(other.to_string()),
        }
    };
    eventually(creates).await;
    // The proxy beside it notices within two seconds.
    assert!(noticed.elapsed() < Duration::from_secs(2), "{:?}", noticed.elapsed());
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!(world.signings(&["list"]).await.unwrap().trim(), "nothing");
    let under_way = world.signings(&["list", "--under-way"]).await.unwrap();
    assert!(under_way.starts_with("1\t1/1\tcontracts\topen\tsince 2"), "{under_way}");
    let shown = world.signings(&["show", "1"]).await.unwrap();
    assert!(
        shown.contains("status      PROCESSING") && shown.contains("document    DOCUMENT_PROCESS:"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_signing_that_is_given_up_is_listed_as_stopped_and_there_is_nothing_to_retry() {
    let config = include_str!("../../../sandbox/demo/proxy.toml").to_owned();
    let world = World::with_timing(config, PATIENT).await;
    world.break_autenti(json!({ "method": "POST", "path": CREATE, "status": 503 })).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    ola.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
    assert_eq!(world.signings(&["stop", "1"]).await.unwrap().trim(), "signing 1 was given up");
    let stopped = ola.wait(|signing| signing["can"] == json!(["send"])).await;
    assert_eq!(stopped["sending"]["retrying"], false, "{stopped}");
    let listed = world.signings(&["list"]).await.unwrap();
    assert!(listed.starts_with("1\t1/1\tcontracts\tstopped\tsince 2"), "{listed}");
    let shown = world.signings(&["show", "1"]).await.unwrap();
    assert!(
        shown.contains("stopped     at draft: internal: An administrator stopped the sending"),
        "{shown}"
    );
    let again = world.signings(&["stop", "1"]).await.unwrap_err();
    assert!(again.contains("signing 1 is not being sent: its stage is stopped"), "{again}");
    let nothing = world.signings(&["retry", "1"]).await.unwrap_err();
    assert!(nothing.contains("there is nothing left to do for signing 1: its stage is stopped"), "{nothing}");
    for command in ["show", "retry", "stop"] {
        let unknown = world.signings(&[command, "4711"]).await.unwrap_err();
        assert!(unknown.contains("4711"), "{unknown}");
    }
}

#[tokio::test]
async fn a_send_that_stopped_counts_as_failed_until_it_is_sent_again_and_each_metric_says_what_it_is() {
    let mut world = World::new().await;
    world.stop().await;
    // A program of its own: the numbers are those of a process.
    let program = Program::start(&world).await;
    let metrics = async || {
        let metrics = world.http.get(format!("{}/metrics", program.url)).send().await.unwrap();
        assert_eq!(metrics.status(), StatusCode::OK);
        metrics.text().await.unwrap()
    };
    let failed = |count: usize| format!("autenti_proxy_jobs{{kind=\"send\",state=\"failed\"}} {count}\n");
    let refusal = json!({ "method": "POST", "path": format!("{CREATE}/*/actions"), "status": 402 });
    world.break_autenti(refusal).await;
    let ola = world.ola(UNSENT).await;
    ola.send("first").await;
    ola.wait(|signing| signing["sending"]["code"] == "autenti_refused").await;
    let told = eventually(async || match metrics().await {
        told if told.contains(&failed(1)) => Ok(told),
        told => Err(told),
    })
    .await;
    let run = "autenti_proxy_job_runs_total{kind=\"send\",outcome=\"autenti_refused\"} 1\n";
    assert!(told.contains(run), "{told}");
    let family = |kind: &str| -> BTreeSet<String> {
        let lines = told.lines().filter_map(|line| line.strip_prefix(kind));
        lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
    };
    let (families, described) = (family("# TYPE "), family("# HELP "));
    assert_eq!(families, described, "{told}");
    for known in ["autenti_proxy_jobs", "autenti_proxy_job_runs_total", "autenti_proxy_requests_total"] {
        assert!(families.contains(known), "{known}: {told}");
    }
    world.break_autenti(json!([])).await;
    ola.send_and_wait("second").await;
    assert!(metrics().await.contains(&failed(0)));
}

#[tokio::test]
async fn a_draft_that_autenti_does_not_remove_is_listed_and_removed_once_it_does() {
    let world = World::new().await;
    world.autenti_settings(json!({ "deleteDrafts": false })).await;
    let files = "/api/v2/document-processes/*/files";
    world.break_autenti(json!({ "method": "POST", "path": files, "status": 503, "retryAfter": 600 })).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    ola.wait(|signing| signing["sending"]["canCancel"] == true && signing["sending"]["step"] == "files")
        .await;
    let cancel = world.http.delete(format!("{}/v1/signing/send", world.proxy)).bearer_auth(&ola.token);
    assert_eq!(cancel.send().await.unwrap().status(), StatusCode::OK);
    let listed = world.signings(&["list"]).await.unwrap();
    assert!(listed.starts_with("1\tdraft left in Autenti\tDOCUMENT_PROCESS:"), "{listed}");
    assert_eq!(listed.lines().count(), 1, "{listed}");
    // It is tried again once a day.
    world.autenti_settings(json!({ "deleteDrafts": true })).await;
    world.later(Duration::from_hours(25));
    eventually(async || match world.signings(&["list"]).await.unwrap().trim() {
        "nothing" => Ok(()),
        other => Err(other.to_owned()),
    })
    .await;
}
