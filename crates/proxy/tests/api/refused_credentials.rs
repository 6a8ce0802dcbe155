//! Credentials that Autenti refuses hold up everything of the account, visibly, until they are mended.

use std::time::Duration;

use autenti_proxy::timing::{RetryPolicy, Timing};
use serde_json::{Value, json};

use crate::support::*;

/// So long that nobody asks again by itself.
const LONG: Duration = Duration::from_mins(5);

const TIMING: Timing = Timing {
    retry: RetryPolicy { first: LONG, longest: LONG },
    needs_attention: LONG,
    ..crate::support::TIMING
};

/// The demo, whose account is called so. It polls where it says so.
fn config(account: &str, polls: bool) -> String {
    let demo = include_str!("../../../sandbox/demo/proxy.toml").to_owned();
    let demo = if polls {
        // The key of the section that goes becomes one of the account.
        demo.replace("[autenti.webhook]\n", "").replace("jwks_url =", "poll_open = \"1s\" #")
    } else {
        demo.replace("[autenti.webhook]", &format!("[accounts.{account}.webhook]"))
    };
    demo.replace("[autenti]", &format!("[accounts.{account}]"))
        .replace("database = 1", &format!("database = 1\naccount = \"{account}\""))
}

/// Autenti refuses the account's credentials, and what it gave for them.
fn refusing() -> Value {
    json!({ "path": "/api/v2/*", "status": 401 })
}

impl World {
    /// What the command prints.
    async fn listed(&self) -> String {
        let config = self.folder().join("list.toml");
        std::fs::write(&config, self.config_text()).unwrap();
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
        let output = command.args(["signings", "list", "--config"]).arg(config).output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Waits until the metrics tell whether the account is refused.
    async fn metrics_tell(&self, account: &str, is_refused: bool) {
        let line = format!("autenti_proxy_account_refused{{account=\"{account}\"}} {}", u8::from(is_refused));
        eventually(async || {
            let metrics = self.http.get(format!("{}/metrics", self.proxy)).send().await.unwrap();
            let metrics = metrics.text().await.unwrap();
            if metrics.contains(&line) { Ok(()) } else { Err(metrics) }
        })
        .await;
    }
}

#[tokio::test]
async fn polls_tell_of_refused_credentials_and_go_on_when_they_are_mended() {
    let world = World::with_timing(config("polled", true), TIMING).await;
    let ola = world.ola(IN_PROGRESS).await;
    let document = ola.signing().await["autentiId"].as_str().unwrap().to_owned();
    let mut events = world.get("/v1/signing/events", &ola.token).send().await.unwrap();
    assert!(events.chunk().await.unwrap().is_some());
    world.break_autenti(refusing()).await;
    world.metrics_tell("polled", true).await;
    let listed = world.listed().await;
    assert!(listed.contains("account polled\theld up\tsince "), "{listed}");
    assert!(listed.contains("poll: autenti_refused (1 times, again at "), "{listed}");
    world.break_autenti(json!([])).await;
    world.act(&document, JAN, "sign", None).await;
    // Nobody asks until the pause has passed.
    world.later(LONG + Duration::from_secs(1));
    let mut seen = String::new();
    let told = async {
        while !seen.contains("\"status\":\"COMPLETED\"") {
            seen += &String::from_utf8_lossy(&events.chunk().await.unwrap().expect("the stream goes on"));
        }
    };
    tokio::time::timeout(Duration::from_secs(20), told).await.unwrap_or_else(|_| panic!("not polled"));
    world.metrics_tell("polled", false).await;
    assert!(!world.listed().await.contains("account polled"));
}

#[tokio::test]
async fn a_send_that_refused_credentials_hold_goes_on_as_soon_as_anything_is_accepted() {
    let world = World::with_timing(config("mended", false), TIMING).await;
    let before = world.documents().await;
    let (ola, other) = (world.ola(UNSENT).await, world.ola(IN_PROGRESS).await);
    other.signing().await;
    world.break_autenti(refusing()).await;
    ola.send("key").await;
    ola.wait(|signing| signing["sending"]["code"] == "autenti_refused").await;
    world.metrics_tell("mended", true).await;
    world.break_autenti(json!([])).await;
    // Somebody looks at another document.
    other.signing_now().await;
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    world.metrics_tell("mended", false).await;
    assert_eq!(world.documents().await.1 - before.1, 1);
}
