//! Every call to Autenti and WEBCON with everything that can go wrong with it: what the person is told, and how it ends
//! once the fault is gone. `docs/faults.md` is what was seen; `AUTENTI_TEST_UPDATE=1` writes it anew.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

use autenti_proxy::timing::Timing;

use crate::support::*;

/// What a person does that needs the call.
#[derive(Clone, Copy, Debug)]
enum UserAction {
    /// Opens the form of a document that is out, and it is read from Autenti.
    Look,
    /// Opens a form that was not sent.
    Open,
    Send,
    Link,
    Remind,
    Withdraw,
    Download,
    SaveOnForm,
    ChooseLabel,
}

/// A call, and what a person does that needs it.
#[derive(Clone, Copy)]
struct Row {
    name: &'static str,
    is_webcon: bool,
    method: &'static str,
    path: &'static str,
    action: UserAction,
    /// Calls to the same address that come before it.
    after: usize,
    /// What is in the proxy's memory is forgotten first.
    needs_restart: bool,
}

const fn autenti(name: &'static str, method: &'static str, path: &'static str, action: UserAction) -> Row {
    Row { name, is_webcon: false, method, path, action, after: 0, needs_restart: false }
}

const fn webcon(name: &'static str, method: &'static str, path: &'static str, action: UserAction) -> Row {
    Row { name, is_webcon: true, method, path, action, after: 0, needs_restart: false }
}

const fn anew(row: Row) -> Row {
    Row { needs_restart: true, ..row }
}

const fn second(row: Row) -> Row {
    Row { after: 1, ..row }
}

const PROCESS: &str = "/api/v2/document-processes/*";
const ACTIONS: &str = "/api/v2/document-processes/*/actions";
const INSTANCE: &str = "/api/data/v6.0/db/1/elements/*";

const ROWS: [Row; 16] = [
    anew(autenti("Autenti: sign in", "POST", "/api/v2/auth/token", UserAction::Link)),
    autenti("Autenti: create a document", "POST", "/api/v2/document-processes", UserAction::Send),
    autenti("Autenti: upload a file", "POST", "/api/v2/document-processes/*/files", UserAction::Send),
    autenti("Autenti: send the document", "POST", ACTIONS, UserAction::Send),
    autenti("Autenti: read the document", "GET", PROCESS, UserAction::Look),
    autenti(
        "Autenti: get a link for signing",
        "POST",
        "/api/v2/document-processes/*/parties/*/action-links",
        UserAction::Link,
    ),
    autenti("Autenti: ask who may be reminded", "POST", ACTIONS, UserAction::Remind),
    second(autenti("Autenti: remind", "POST", ACTIONS, UserAction::Remind)),
    autenti("Autenti: withdraw", "POST", ACTIONS, UserAction::Withdraw),
    autenti(
        "Autenti: fetch the signed file",
        "GET",
        "/api/v2/document-processes/*/files/*/content",
        UserAction::Download,
    ),
    anew(autenti("Autenti: list labels", "GET", "/api/v2/tags", UserAction::ChooseLabel)),
    anew(webcon("WEBCON: sign in", "POST", "/api/oauth2/token", UserAction::Open)),
    webcon("WEBCON: read the instance", "GET", INSTANCE, UserAction::Open),
    webcon("WEBCON: fetch a file", "GET", "/api/data/v6.0/db/1/elements/*/attachments/*", UserAction::Send),
    webcon("WEBCON: write to the instance", "PATCH", INSTANCE, UserAction::Send),
    webcon(
        "WEBCON: save the signed file",
        "POST",
        "/api/data/v6.0/db/1/elements/*/attachments",
        UserAction::SaveOnForm,
    ),
];

/// What goes wrong, in words and as the stand-ins are told.
fn faults() -> Vec<(&'static str, Value)> {
    let challenge = json!({
        "classifiers": ["CHALLENGE_TYPE:SOMETHING_NEW"],
        "attributes": { "mode": "SINGLE", "options": [],
            "errors": [{ "id": "1", "type": "NEW", "description": "The plan has no qualified signatures." }] },
    });
    let challenge = URL_SAFE_NO_PAD.encode(challenge.to_string());
    vec![
        ("slower than a person waits", json!({ "latencyMs": 9000 })),
        ("refused connection", json!({ "drop": "request" })),
        ("done, and the connection was lost", json!({ "drop": "response" })),
        ("connection lost in the answer", json!({ "truncate": 10 })),
        ("400", json!({ "status": 400 })),
        ("401", json!({ "status": 401 })),
        ("402", json!({ "status": 402 })),
        ("403", json!({ "status": 403 })),
        ("403 with a challenge", json!({ "status": 403, "headers": { "X-Challenge": challenge } })),
        ("404", json!({ "status": 404 })),
        ("409", json!({ "status": 409 })),
        ("423", json!({ "status": 423 })),
        ("429", json!({ "status": 429 })),
        ("429 with `Retry-After: 1`", json!({ "status": 429, "retryAfter": 1 })),
        ("500", json!({ "status": 500 })),
        ("503", json!({ "status": 503 })),
        ("503 with `Retry-After: 2`", json!({ "status": 503, "retryAfter": 2 })),
        ("done, and 500", json!({ "status": 500, "land": "now" })),
        ("HTML with 200", json!({ "answer": "html" })),
        ("half a JSON with 200", json!({ "body": "{\"id\": \"DOC" , "contentType": "application/json" })),
        ("JSON of wrong types with 200", json!({ "body": { "id": 7, "status": [], "header": "x" } })),
        ("nothing with 200", json!({ "answer": "empty" })),
    ]
}

/// What was seen in one cell.
struct Seen {
    told: String,
    end: String,
}

#[tokio::test]
#[ignore = "compares words that depend on who is quicker: it needs the machine for itself (`cargo xtask test --all`)"]
async fn what_every_fault_of_every_call_leads_to_is_written_down() {
    let rows = join_all(ROWS.iter().map(async |row| {
        // A busy machine is no fault.
        let timing = Timing { person_waits: Duration::from_secs(6), ..TIMING };
        let config = include_str!("../../../sandbox/demo/proxy.toml");
        let config = match row.action {
            // Somebody does it, and not the proxy by itself.
            UserAction::SaveOnForm => {
                config.replace("attach_when_completed = true", "attach_when_completed = false")
            }
            _ => config.to_owned(),
        };
        let mut world = World::with_timing(config, timing).await;
        let mut seen = Vec::new();
        for (number, (name, fault)) in faults().into_iter().enumerate() {
            let mut cell = cell(&mut world, row, number, fault).await;
            // Whether the form says so in between depends on who is quicker.
            if matches!(row.action, UserAction::Send)
                && name.starts_with("done, ")
                && cell.end == "sent by itself"
            {
                "that it is sent, at once or once it was looked again".clone_into(&mut cell.told);
            }
            seen.push((name, cell));
        }
        (row.name, seen)
    }))
    .await;
    let mut page = head();
    for (name, seen) in rows {
        let _ = write!(
            page,
            "\n## {name}\n\n| what goes wrong | what the person is told | how it ends |\n| --- | --- | --- |\n"
        );
        for (fault, Seen { told, end }) in seen {
            let _ = writeln!(page, "| {fault} | {told} | {end} |");
        }
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/faults.md");
    if std::env::var_os("AUTENTI_TEST_UPDATE").is_some() {
        std::fs::write(&path, page).unwrap();
        return;
    }
    let written = std::fs::read_to_string(&path).unwrap();
    let differs: Vec<_> = written.lines().zip(page.lines()).filter(|(was, is)| was != is).take(5).collect();
    assert!(
        written == page,
        "docs/faults.md is not what happens (AUTENTI_TEST_UPDATE=1 writes it anew): {differs:#?}"
    );
}

/// What holds for all, with the times of a proxy that runs.
fn head() -> String {
    let timing = Timing::default();
    let times = [
        ("{first}", timing.retry.first),
        ("{longest}", timing.retry.longest),
        ("{longest_create}", timing.longest_create),
        ("{needs_attention}", timing.needs_attention),
        ("{may_still_land}", timing.may_still_land),
        ("{give_up_after}", timing.give_up_after),
        ("{person_waits}", timing.person_waits),
    ];
    let in_words = |time: Duration| match time.as_secs() {
        seconds if seconds < 60 => format!("{seconds} seconds"),
        60 => "a minute".to_owned(),
        seconds if seconds < 3600 => format!("{} minutes", seconds / 60),
        3600 => "an hour".to_owned(),
        seconds => format!("{} hours", seconds / 3600),
    };
    let head = include_str!("faults_head.md").to_owned();
    times.into_iter().fold(head, |head, (name, time)| head.replace(name, &in_words(time)))
}

async fn cell(world: &mut World, row: &Row, number: usize, mut fault: Value) -> Seen {
    let element = match row.action {
        UserAction::Look | UserAction::Link | UserAction::Remind | UserAction::ChooseLabel => IN_PROGRESS,
        UserAction::Download => COMPLETED,
        UserAction::Open => UNSENT,
        UserAction::Send | UserAction::Withdraw | UserAction::SaveOnForm => {
            world.start_instance(&format!("Umowa F{number}/2026"), &["umowa.pdf"]).await
        }
    };
    if matches!(row.action, UserAction::Withdraw | UserAction::SaveOnForm) {
        let document = world.ola(element).await.send_and_wait("before").await;
        if matches!(row.action, UserAction::SaveOnForm) {
            for signer in [ANNA, JAN] {
                world.act(&document, signer, "sign", None).await;
            }
            world.ola(element).await.wait(|signing| signing["status"] == "COMPLETED").await;
        }
    }
    if row.needs_restart {
        world.stop().await;
        world.start().await;
    }
    fault["method"] = row.method.into();
    fault["path"] = row.path.into();
    fault["after"] = row.after.into();
    if matches!(row.action, UserAction::Remind) {
        // Whoever was reminded in the cell before may be reminded again.
        world.later(Duration::from_mins(11));
    }
    if row.is_webcon {
        world.break_portal(fault).await;
    } else {
        world.break_autenti(fault).await;
    }
    let mut told = attempt(world, row.action, element, "first").await;
    if told.is_sending {
        told = sending(world, element).await;
    }
    world.break_portal(json!([])).await;
    world.break_autenti(json!([])).await;
    let end = match row.action {
        UserAction::Send => end_of_sending(world, element, told.is_sending, number).await,
        UserAction::Look
        | UserAction::Open
        | UserAction::Link
        | UserAction::Remind
        | UserAction::Withdraw
        | UserAction::Download
        | UserAction::ChooseLabel => attempt(world, row.action, element, "second").await.words,
        // What may still land is waited for.
        UserAction::SaveOnForm => {
            eventually(async || match attempt(world, row.action, element, "second").await {
                told if told.words.starts_with("`webcon_unavailable`") => Err(told.words),
                told => Ok(told.words),
            })
            .await
        }
    };
    Seen { told: told.words, end }
}

struct Told {
    words: String,
    /// Sending was accepted, and goes on by itself.
    is_sending: bool,
}

/// Does what the person does, once.
async fn attempt(world: &World, action: UserAction, element: i32, key: &str) -> Told {
    let ola = world
        .ticket(element, OLA, &["send", "remind", "withdraw", "download", "attach", "sign-for-others"])
        .await;
    let answer = match action {
        UserAction::Look | UserAction::Open => {
            world.get("/v1/signing", &ola.token).header("Cache-Control", "no-cache").send().await.unwrap()
        }
        UserAction::Send => {
            let request = world.post("/v1/signing/send", &ola.token).header("Idempotency-Key", key);
            request.send().await.unwrap()
        }
        UserAction::Link => {
            let request = world.post("/v1/signing/link", &ola.token).json(&json!({ "email": JAN }));
            request.send().await.unwrap()
        }
        UserAction::Remind => {
            world.post("/v1/signing/reminders", &ola.token).json(&json!({})).send().await.unwrap()
        }
        UserAction::Withdraw => {
            let body = json!({ "comment": "Nieaktualna" });
            world.post("/v1/signing/withdrawal", &ola.token).json(&body).send().await.unwrap()
        }
        UserAction::Download => world.get("/v1/signing/document", &ola.token).send().await.unwrap(),
        UserAction::SaveOnForm => {
            let request = world.post("/v1/signing/document/attachment", &ola.token).json(&json!({}));
            request.send().await.unwrap()
        }
        UserAction::ChooseLabel => {
            let profile = "/v1/lookups/labels?profile=contracts";
            world.get(profile, KEY).send().await.unwrap()
        }
    };
    let status = answer.status();
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap_or_default()).unwrap_or_default();
    let words = if !status.is_success() {
        format!(
            "`{}`: {}",
            body["code"].as_str().unwrap_or("?"),
            one_line(body["detail"].as_str().unwrap_or_default())
        )
    } else if body["stale"] == true {
        "the last state known, marked as such".to_owned()
    } else {
        match action {
            UserAction::Look | UserAction::Open => "the state",
            UserAction::Send => "it is being sent",
            UserAction::Link => "a link",
            UserAction::Remind => "reminded",
            UserAction::Withdraw => "withdrawn",
            UserAction::Download => "the file",
            UserAction::SaveOnForm => "saved",
            UserAction::ChooseLabel => "the labels",
        }
        .to_owned()
    };
    Told { words, is_sending: status == StatusCode::ACCEPTED }
}

/// What the form says of a sending that was accepted while the fault lasts.
async fn sending(world: &World, element: i32) -> Told {
    let ola = world.ola(element).await;
    let signing = ola
        .wait(|signing| {
            let sending = &signing["sending"];
            sending["code"].is_string() || sending.is_null()
        })
        .await;
    let sending = &signing["sending"];
    let words = if sending.is_null() {
        "it is sent".to_owned()
    } else {
        let state = match (sending["inDoubt"] == true, sending["retrying"] == true) {
            (true, _) => "in doubt, and asked again by itself",
            (false, true) => "tried again by itself",
            (false, false) => "stopped",
        };
        let code = sending["code"].as_str().map(|code| format!("`{code}`, ")).unwrap_or_default();
        format!("{code}{state}: {}", one_line(sending["detail"].as_str().unwrap_or_default()))
    };
    Told { words, is_sending: true }
}

/// Waits for what becomes of it, and counts the documents.
async fn end_of_sending(world: &World, element: i32, was_accepted: bool, number: usize) -> String {
    let ola = world.ola(element).await;
    let end = if was_accepted { ended(&ola).await } else { None };
    let end = match end {
        Some(end) => end,
        None => {
            ola.send_and_wait("again").await;
            "sent when it is sent again".to_owned()
        }
    };
    let title = format!("Umowa F{number}/2026");
    let out = world.documents_titled(&title).await;
    assert_eq!(out, 1, "documents of {title} that are out: {end}");
    end
}

/// What became of a sending; none where somebody has to send again.
async fn ended(ola: &Ticket<'_>) -> Option<String> {
    let started = Instant::now();
    loop {
        let signing = ola.signing().await;
        let sending = &signing["sending"];
        if sending.is_null() && signing["status"] == "PROCESSING" {
            return Some("sent by itself".to_owned());
        }
        let has_stopped =
            sending["code"].is_string() && sending["retrying"] == false && sending["inDoubt"] == false;
        if has_stopped || (sending.is_null() && signing["status"].is_null()) {
            return None;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "it never ended: {signing}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

impl World {
    /// How many documents of this title are out.
    async fn documents_titled(&self, title: &str) -> usize {
        let token = self.autenti_token().await;
        let url = self.sandbox.autenti.join("/api/v2/document-processes").unwrap();
        let request = self.http.get(url).bearer_auth(token).header("Accept", "application/json");
        let documents: Value = request.send().await.unwrap().json().await.unwrap();
        let documents = documents.as_array().unwrap().iter();
        documents.filter(|document| document["title"] == title && document["status"] != "DRAFT").count()
    }
}
