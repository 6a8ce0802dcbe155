//! A profile in a file of its own is read again when it changes, without a restart.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::support::*;

/// A world whose only profile stands in a file of its own, served from a file.
struct Folder {
    world: World,
    program: Program,
    file: PathBuf,
    text: String,
}

impl Folder {
    async fn new() -> Self {
        let world = World::new().await;
        let text = world.config_text();
        let (head, rest) = text.split_once("[profiles.contracts]\n").unwrap();
        let (profile, limits) = rest.split_once("\n[limits]").unwrap();
        let profile = profile.replace("[profiles.contracts.", "[");
        let folder = world.folder().join("own");
        std::fs::create_dir_all(folder.join("profiles")).unwrap();
        let config = folder.join("proxy.toml");
        let head = head.replace("file:autenti-demo.pem", "file:../autenti-demo.pem");
        std::fs::write(&config, format!("{head}\n[limits]{limits}")).unwrap();
        let file = folder.join("profiles/contracts.toml");
        std::fs::write(&file, &profile).unwrap();
        let program = Program::start_with(&world, &config, world.free_address().await).await;
        Self { world, program, file, text: profile }
    }

    /// As careful editors do: another file, put in its place.
    fn replace(&self, text: &str) {
        let beside = self.file.with_extension("toml.new");
        std::fs::write(&beside, text).unwrap();
        std::fs::rename(beside, &self.file).unwrap();
    }

    /// Whether a profile is known.
    async fn knows(&self, profile: &str) -> bool {
        let body = json!({ "profile": profile, "element": 1, "user": { "login": "ola", "name": "Ola", "email": OLA } });
        let url = format!("{}/v1/tickets", self.program.url);
        self.world.http.post(url).bearer_auth(KEY).json(&body).send().await.unwrap().status().is_success()
    }

    async fn ready(&self) -> serde_json::Value {
        let answer = self.world.http.get(format!("{}/readyz", self.program.url)).send().await.unwrap();
        assert!(answer.status().is_success());
        answer.json().await.unwrap()
    }

    async fn signing(&self, element: i32) -> serde_json::Value {
        let url = format!("{}/v1/profiles/contracts/elements/{element}/signing", self.program.url);
        answered(self.world.http.get(url).bearer_auth(KEY).send().await.unwrap()).await.1
    }

    /// What the form would be sent as.
    async fn title(&self) -> String {
        self.signing(UNSENT).await["title"].as_str().unwrap_or_default().to_owned()
    }

    async fn wait_for_title(&self, title: &str) {
        eventually(async || {
            let now = self.title().await;
            if now == title { Ok(()) } else { Err(now) }
        })
        .await;
    }
}

fn beside(file: &Path, name: &str) -> PathBuf {
    file.with_file_name(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_profile_is_taken_and_a_mistake_keeps_the_old_one() {
    let folder = Folder::new().await;
    folder.replace(&folder.text.replace("{field:Title}", "First"));
    folder.wait_for_title("First").await;
    assert_eq!(folder.ready().await, json!({ "store": true, "component": false }));
    // A mistake: the old one runs on, and it is said.
    folder.replace(
        &folder.text.replace("{field:Title}", "Second").replace("language = \"pl\"", "language = \"xx\""),
    );
    eventually(async || {
        let ready = folder.ready().await;
        if ready["refusedProfiles"] == json!(["contracts"]) { Ok(()) } else { Err(ready.to_string()) }
    })
    .await;
    assert_eq!(folder.title().await, "First");
    let metrics = folder.world.http.get(format!("{}/metrics", folder.program.url)).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("autenti_proxy_profile_refused{profile=\"contracts\"} 1"), "{metrics}");
    // Not even TOML, and then right again.
    folder.replace("database = ");
    folder.replace(&folder.text.replace("{field:Title}", "Third"));
    folder.wait_for_title("Third").await;
    assert_eq!(folder.ready().await, json!({ "store": true, "component": false }));
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_come_and_go_with_their_files() {
    let folder = Folder::new().await;
    let offers = beside(&folder.file, "offers.toml");
    // What editors leave there is no profile.
    std::fs::write(beside(&folder.file, ".offers.toml.swp"), "nonsense").unwrap();
    std::fs::write(beside(&folder.file, "old.toml~"), "nonsense").unwrap();
    assert!(!folder.knows("offers").await);
    std::fs::write(&offers, &folder.text).unwrap();
    eventually(async || if folder.knows("offers").await { Ok(()) } else { Err(String::new()) }).await;
    std::fs::remove_file(&offers).unwrap();
    eventually(async || if folder.knows("offers").await { Err(String::new()) } else { Ok(()) }).await;
    assert!(folder.knows("contracts").await);
    assert_eq!(folder.ready().await, json!({ "store": true, "component": false }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_profile_is_in_the_trail_and_gets_its_reminders() {
    let mut folder = Folder::new().await;
    // On a database that both share, the other one would take the job.
    folder.world.stop().await;
    let is_planned = |signing: &serde_json::Value| {
        let recipients = signing["recipients"].as_array().unwrap();
        recipients.iter().any(|recipient| recipient["nextReminderAt"].is_string())
    };
    eventually(async || {
        let signing = folder.signing(IN_PROGRESS).await;
        if signing["status"] == "PROCESSING" { Ok(()) } else { Err(signing.to_string()) }
    })
    .await;
    assert!(!is_planned(&folder.signing(IN_PROGRESS).await));
    folder.replace(&format!("{}\n[reminders]\nafter = \"3d\"\n", folder.text));
    eventually(async || {
        let signing = folder.signing(IN_PROGRESS).await;
        if is_planned(&signing) { Ok(()) } else { Err(signing.to_string()) }
    })
    .await;
    let config = folder.file.parent().unwrap().with_file_name("proxy.toml");
    let trail = crate::audit::trail_by(&config).await;
    let reloaded = trail.iter().find(|entry| {
        entry["what"] == "configuration_loaded" && entry["details"]["reloaded"] == json!(["contracts"])
    });
    assert!(reloaded.is_some(), "{trail:?}");
}
