//! Commands that speak to Autenti: signing in by a person, and subscriptions to webhooks.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::*;

/// A configuration with an account that a person signs in for, who comes back to this address.
fn by_a_person(redirect: &str) -> String {
    let demo = include_str!("../../../sandbox/demo/proxy.toml");
    assert!(demo.contains("grant = \"jwt-bearer\""));
    demo.replace(
        "grant = \"jwt-bearer\"",
        &format!("grant = \"refresh-token\"\nredirect_uri = \"{redirect}\""),
    )
}

fn command(world: &World, config: &str, arguments: &[&str]) -> Command {
    let file = world.folder().join("person.toml");
    let text = config
        .replace("http://127.0.0.1:8788", world.sandbox.autenti.as_str().trim_end_matches('/'))
        .replace("http://127.0.0.1:8789", world.sandbox.portal.as_str().trim_end_matches('/'))
        .replace("sqlite://autenti-proxy-demo.db", "sqlite://person.db");
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
    command.args(arguments).arg("--config").arg(file);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The address that the command prints.
fn printed_address(child: &mut Child) -> (String, BufReader<ChildStdout>) {
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    loop {
        let mut line = String::new();
        assert_ne!(lines.read_line(&mut line).unwrap(), 0, "no address was printed");
        if line.contains("/auth/authorization?") {
            return (line.trim().to_owned(), lines);
        }
    }
}

/// Signs in on Autenti's page; the answer is where the browser is sent.
async fn signed_in(address: &str) -> String {
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = browser.post(address).form(&[("user", ANNA)]).send().await.unwrap();
    assert!(answer.status().is_redirection(), "{}", answer.status());
    answer.headers()["location"].to_str().unwrap().to_owned()
}

fn check(world: &World, config: &str) -> Output {
    command(world, config, &["check"]).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_once_and_the_browser_comes_back_by_itself() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let redirect = format!("http://{}/signed-in", free.local_addr().unwrap());
    drop(free);
    let world = World::new().await;
    let config = by_a_person(&redirect);
    let before = check(&world, &config);
    assert!(String::from_utf8_lossy(&before.stdout).contains("nobody has signed in yet"), "{before:?}");

    // The token before was refused, which holds everything of the account up.
    let held = async |refused: bool| {
        let listed = command(&world, &config, &["signings", "list"]).output().unwrap();
        assert!(listed.status.success(), "{listed:?}");
        let url = format!("sqlite://{}", world.folder().join("person.db").display());
        sqlx::any::install_default_drivers();
        let pool = sqlx::AnyPool::connect(&url).await.unwrap();
        if refused {
            let refusal =
                "INSERT INTO accounts (name, refused_since, refused_until) VALUES ('default', 1, 9e12)";
            sqlx::query(refusal).execute(&pool).await.unwrap();
        }
        pool.close().await;
        let listed = command(&world, &config, &["signings", "list"]).output().unwrap();
        String::from_utf8_lossy(&listed.stdout).contains("account default\theld up")
    };
    assert!(held(true).await);
    let mut child = command(&world, &config, &["login"]).spawn().unwrap();
    let (address, _rest) = printed_address(&mut child);
    // Whoever catches the code can do nothing with it: the stand-in wants what answers the challenge.
    assert!(address.contains("&code_challenge_method=S256"), "{address}");
    let back = signed_in(&address).await;
    assert!(back.starts_with(&redirect), "{back}");
    let page = world.http.get(&back).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("You are signed in"), "{page}");
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));

    assert!(!held(false).await);
    // The token is used, and the one that follows is kept: it works again and again.
    for _ in 0..2 {
        let after = String::from_utf8(check(&world, &config).stdout).unwrap();
        assert!(after.contains("Autenti accepts the credentials"), "{after}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_neither_makes_nor_changes_a_store() {
    let world = World::new().await;
    let config = by_a_person("https://sign.example.com/signed-in");
    let store = world.folder().join("person.db");
    let said = String::from_utf8(check(&world, &config).stdout).unwrap();
    assert!(said.contains("nobody has signed in yet"), "{said}");
    assert!(!store.exists());
    // One that an earlier version has made stays as it is.
    let earlier = include_bytes!("../../src/store/fixtures/journal-0.1.db");
    std::fs::write(&store, earlier).unwrap();
    let said = String::from_utf8(check(&world, &config).stdout).unwrap();
    let wrong = "wrong  database: the database was written by an earlier version of autenti-proxy";
    assert_eq!(said.matches(wrong).count(), 1, "{said}");
    assert!(said.contains("Start the proxy of this version once"), "{said}");
    assert!(!said.contains("nobody has signed in yet"), "{said}");
    assert!(said.contains("the form was not looked at, because nobody can sign in to Autenti"), "{said}");
    assert!(std::fs::read(&store).unwrap() == earlier, "the store was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_at_which_the_browser_ends_can_be_pasted() {
    let redirect = "https://sign.example.com/signed-in";
    let world = World::new().await;
    world.autenti_settings(json!({ "redirectUris": [redirect] })).await;
    let config = by_a_person(redirect);
    let mut child = command(&world, &config, &["login"]).spawn().unwrap();
    let (address, _rest) = printed_address(&mut child);
    let back = signed_in(&address).await;
    child.stdin.take().unwrap().write_all(format!("{back}\n").as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let after = String::from_utf8(check(&world, &config).stdout).unwrap();
    assert!(after.contains("Autenti accepts the credentials"), "{after}");

    // The answer to another request is none to this one.
    let mut child = command(&world, &config, &["login", "--paste"]).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{back}\n").as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(!ended.status.success());
    assert!(String::from_utf8_lossy(&ended.stderr).contains("another request"), "{ended:?}");
}

async fn subscriptions(world: &World) -> Vec<Value> {
    let token = world.autenti_token().await;
    let url = world.sandbox.autenti.join("/api/v2/applications/callbacks").unwrap();
    let answer = world.http.get(url).bearer_auth(token).header("Accept", "application/json").send().await;
    answer.unwrap().json::<Vec<Value>>().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_are_listed_and_removed_by_their_ids() {
    let world = World::new().await;
    world.autenti_settings(json!({ "callbackShape": "plain" })).await;
    let ours = eventually(async || {
        let known = subscriptions(&world).await;
        known.first().cloned().ok_or_else(|| "none".to_owned())
    })
    .await;
    let id = ours["id"].as_str().unwrap();
    let run = |arguments: &[&str]| {
        let file = world.folder().join("webhook.toml");
        std::fs::write(&file, world.config_text()).unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_autenti-proxy"))
            .arg("webhook")
            .args(arguments)
            .arg("--config")
            .arg(file)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    };
    let listed = run(&["list"]);
    assert!(listed.contains(id) && listed.contains("this proxy's"), "{listed}");
    run(&["remove", id]);
    assert_eq!(subscriptions(&world).await, Vec::<Value>::new());
    assert!(run(&["list"]).contains("no subscriptions"));
}

#[tokio::test]
async fn an_address_is_subscribed_once_whatever_the_list_looks_like() {
    for shape in ["plain", "connector", "other", "silent"] {
        let mut world = World::new().await;
        // A subscription that is cut off may have happened, and may not: here it has.
        eventually(async || {
            let calls = world.autenti_calls_in_full().await;
            let is_done = |call: &Value| {
                call["method"] == "POST"
                    && call["path"] == "/api/v2/applications/callbacks"
                    && !call["status"].is_null()
            };
            if calls.iter().any(is_done) { Ok(()) } else { Err("not subscribed".to_owned()) }
        })
        .await;
        world.stop().await;
        world.autenti_settings(json!({ "callbackShape": shape })).await;
        let asked = async |world: &World, method: &str| {
            let calls = world.autenti_calls().await;
            let path = format!("{method} /api/v2/applications/callbacks");
            calls.iter().filter(|call| **call == path).count()
        };
        for start in 1..=2 {
            let before = asked(&world, "GET").await;
            world.start().await;
            eventually(async || {
                if asked(&world, "GET").await > before { Ok(()) } else { Err(format!("start {start}")) }
            })
            .await;
            world.stop().await;
        }
        // Once by the proxy that was stopped at first, in its own shape; never again.
        assert!(asked(&world, "POST").await <= 1, "{shape}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_shows_the_draft_that_would_go_out_with_what_account_and_profile_add() {
    let world = World::with(|config| {
        config.replace(
            "[autenti.webhook]",
            "[autenti.extra]\nreturnUrl = \"https://portal.example.com\"\noptions = { a = 1, b = 1 }\n\n[autenti.webhook]",
        ) + "\n[profiles.contracts.extra]\noptions = { b = 2 }\ndeadline = \"2027-01-31\"\n"
    })
    .await;
    let file = world.folder().join("extra.toml");
    std::fs::write(&file, world.config_text()).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_autenti-proxy")).args(["check", "--config"]).arg(file).output();
    let said = String::from_utf8(output.unwrap().stdout).unwrap();
    let (_, json) =
        said.split_once("the draft of the example goes out as\n").unwrap_or_else(|| panic!("{said}"));
    let mut read = serde_json::Deserializer::from_str(json).into_iter::<Value>();
    let draft = read.next().unwrap().unwrap();
    assert_eq!(draft["returnUrl"], "https://portal.example.com");
    assert_eq!((&draft["options"], &draft["deadline"]), (&json!({ "a": 1, "b": 2 }), &json!("2027-01-31")));
    assert_eq!(draft["title"], "Umowa o współpracy 1/2026");
    assert!(draft["parties"].to_string().contains(ANNA), "{draft}");
    // And so it goes out.
    world.ola(UNSENT).await.send_and_wait("key").await;
    let calls = world.autenti_calls_in_full().await;
    let created =
        calls.iter().find(|call| call["method"] == "POST" && call["path"] == "/api/v2/document-processes");
    let created = created.unwrap().to_string();
    assert!(created.contains("deadline") && created.contains("returnUrl"), "{created}");
}

#[tokio::test]
async fn a_file_that_should_not_be_there_is_removed_where_autenti_does_that() {
    let world = World::new().await;
    world.autenti_settings(json!({ "deleteFiles": true })).await;
    let (before, _) = world.documents().await;
    let late = json!({ "method": "POST", "path": "/api/v2/document-processes/*/files", "status": 504, "land": "late",
        "landAfterMs": 60, "times": 1 });
    world.break_autenti(late).await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let held = world.document(&document).await;
    let sources = held["files"].as_array().unwrap().iter();
    assert_eq!(
        sources.filter(|file| file["filePurpose"].to_string().contains("SOURCE")).count(),
        1,
        "{held}"
    );
    // No draft was left behind: the one that was begun is the one that went out.
    assert_eq!(world.documents().await.0, before + 1);
}
