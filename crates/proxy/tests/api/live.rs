//! Open forms learn of changes at once, and of the last state known when Autenti is silent.

use std::time::Duration;

use crate::support::*;
use futures_util::StreamExt;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// The events of a stream, one after another.
struct Events {
    stream: std::pin::Pin<Box<dyn futures_util::Stream<Item = String> + Send>>,
    rest: String,
}

impl Events {
    async fn open(ticket: &Ticket<'_>, last: &str) -> Self {
        let request = ticket.world.get("/v1/signing/events", &ticket.token).header("Last-Event-ID", last);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let chunks = answer.bytes_stream();
        let stream = chunks.map(|chunk| String::from_utf8_lossy(&chunk.unwrap_or_default()).into_owned());
        Self { stream: Box::pin(stream), rest: String::new() }
    }

    /// The next event: its name, id and data.
    async fn next(&mut self) -> (String, String, Value) {
        let reading = async {
            loop {
                if let Some((event, rest)) = self.rest.split_once("\n\n") {
                    let (event, rest) = (event.to_owned(), rest.to_owned());
                    self.rest = rest;
                    let value = |name: &str| {
                        event
                            .lines()
                            .find_map(|line| line.strip_prefix(name))
                            .unwrap_or_default()
                            .trim()
                            .to_owned()
                    };
                    if event.contains("event:") {
                        let data = serde_json::from_str(&value("data:")).unwrap();
                        return (value("event:"), value("id:"), data);
                    }
                    continue;
                }
                self.rest += &self.stream.next().await.expect("the stream goes on");
            }
        };
        tokio::time::timeout(Duration::from_secs(15), reading).await.expect("an event comes")
    }

    async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let (name, _, data) = self.next().await;
            assert_eq!(name, "signing");
            if wanted(&data) {
                return data;
            }
        }
    }
}

#[tokio::test]
async fn an_open_form_sees_every_step_without_asking() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let mut events = Events::open(&ola, "").await;
    let (_, mut id, first) = events.next().await;
    assert_eq!(first["status"], Value::Null);
    if first["files"][0]["size"].is_null() {
        // The file is looked at meanwhile.
        (_, id, _) = events.next().await;
    }
    let answer = ola.signing_answer().await;
    assert_eq!(answer.headers()["etag"], id.as_str());

    ola.send("key").await;
    events.until(|signing| !signing["sending"].is_null()).await;
    let sent = events.until(|signing| signing["status"] == "PROCESSING").await;
    let document = sent["autentiId"].as_str().unwrap();
    world.act(document, ANNA, "sign", None).await;
    events
        .until(|signing| signing["recipients"].as_array().unwrap().iter().any(|r| r["status"] == "COMPLETED"))
        .await;
    world.act(document, JAN, "reject", Some("Zła kwota")).await;
    let rejected = events.until(|signing| signing["status"] == "REJECTED").await;
    let jan = rejected["recipients"].as_array().unwrap().iter().find(|r| r["email"] == JAN).unwrap();
    assert_eq!(jan["rejectionReason"], "Zła kwota");
    assert_eq!(jan["status"], "REJECTED");
}

#[tokio::test]
async fn without_webhooks_an_open_form_learns_by_polling() {
    let world = World::with(|config| {
        // The key of the section that goes becomes one of `[autenti]`.
        config.replace("[autenti.webhook]\n", "").replace("jwks_url =", "poll_open = \"1s\" #")
    })
    .await;
    let ola = world.ola(IN_PROGRESS).await;
    let signing = ola.signing().await;
    let mut events = Events::open(&ola, "").await;
    events.next().await;
    world.act(signing["autentiId"].as_str().unwrap(), JAN, "sign", None).await;
    events.until(|signing| signing["status"] == "COMPLETED").await;
    let calls = world.autenti_calls().await;
    assert!(!calls.iter().any(|call| call.contains("callbacks")), "{calls:?}");
}

/// Without webhooks, and with documents that somebody looks at read every second.
async fn polling() -> World {
    World::with(|config| {
        config.replace("[autenti.webhook]\n", "").replace("jwks_url =", "poll_open = \"1s\" #")
    })
    .await
}

#[tokio::test]
async fn a_clock_that_is_put_back_keeps_no_open_form_waiting() {
    let world = polling().await;
    let ola = world.ola(IN_PROGRESS).await;
    let signing = ola.signing().await;
    let mut events = Events::open(&ola, "").await;
    events.next().await;
    world.earlier(Duration::from_mins(2));
    world.act(signing["autentiId"].as_str().unwrap(), JAN, "sign", None).await;
    events.until(|signing| signing["status"] == "COMPLETED").await;
}

/// How often a document was read from Autenti.
async fn reads(world: &World, document: &str) -> usize {
    let calls = world.autenti_calls().await;
    let is_read = |call: &&String| call.starts_with("GET") && call.replace("%3A", ":").ends_with(document);
    calls.iter().filter(is_read).count()
}

#[tokio::test]
async fn while_autenti_wants_no_calls_nobody_polls_and_people_still_sign() {
    let world = polling().await;
    let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
    let document = jan.signing().await["autentiId"].as_str().unwrap().to_owned();
    let polled_since = async |before: usize| {
        eventually(async || match reads(&world, &document).await {
            now if now > before => Ok(()),
            _ => Err("not polled".to_owned()),
        })
        .await;
    };
    let mut events = Events::open(&jan, "").await;
    events.next().await;
    let before = reads(&world, &document).await;
    let path = "/api/v2/document-processes/*";
    world
        .break_autenti(json!({ "method": "GET", "path": path, "status": 429, "retryAfter": 600, "times": 1 }))
        .await;
    polled_since(before).await;
    let refused = reads(&world, &document).await;
    // Meanwhile another document is sent and signed, which takes longer than a poll would.
    let sent = world.ola(UNSENT).await.send_and_wait("key").await;
    world.act(&sent, ANNA, "sign", None).await;
    let (status, body) = jan.post("link", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let after = reads(&world, &document).await;
    assert!(after <= refused + 1, "only the click may have read it: {after}");
    world.later(Duration::from_mins(11));
    polled_since(after).await;
}

#[tokio::test]
async fn a_document_that_hangs_holds_up_neither_other_documents_nor_people() {
    let world = polling().await;
    let ola = world.ola(UNSENT).await;
    let hanging = ola.send_and_wait("key").await;
    let other = world.ola(IN_PROGRESS).await;
    let signing = other.signing().await;
    let mut events = Events::open(&other, "").await;
    events.next().await;
    let _hanging_form = Events::open(&ola, "").await;
    let path = format!("/api/v2/document-processes/{hanging}");
    let encoded = path.replace(':', "%3A");
    let hangs = |path: &str| json!({ "method": "GET", "path": path, "latencyMs": 35_000 });
    world.break_autenti(json!([hangs(&path), hangs(&encoded)])).await;
    let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
    let clicks = (0..20).map(|_| jan.post("link", json!({})));
    for (status, body) in futures_util::future::join_all(clicks).await {
        assert_eq!(status, StatusCode::OK, "{body}");
    }
    world.act(signing["autentiId"].as_str().unwrap(), JAN, "sign", None).await;
    events.until(|signing| signing["status"] == "COMPLETED").await;
}

#[tokio::test]
async fn those_who_look_at_the_same_moment_are_each_told_what_is_theirs() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    ola.send_and_wait("key").await;
    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    let jan = world.ticket(UNSENT, JAN, &["sign"]).await;
    let jan_who_reads = world.ticket(UNSENT, JAN, &[]).await;
    for _ in 0..3 {
        let looks = [anna.signing(), jan.signing(), jan_who_reads.signing(), ola.signing()];
        let [of_anna, of_jan, of_reader, of_ola] =
            futures_util::future::join_all(looks).await.try_into().unwrap();
        let me = |signing: &Value| {
            let recipients = signing["recipients"].as_array().unwrap().iter();
            recipients.filter(|one| one["me"] == true).map(|one| one["email"].clone()).collect::<Vec<_>>()
        };
        assert_eq!((me(&of_anna), me(&of_jan)), (vec![json!(ANNA)], vec![json!(JAN)]));
        assert_eq!((me(&of_reader), me(&of_ola)), (vec![json!(JAN)], vec![]));
        assert_eq!((&of_anna["can"], &of_reader["can"]), (&json!(["sign"]), &json!([])));
        assert!(of_ola["can"].as_array().unwrap().contains(&json!("withdraw")), "{of_ola}");
    }
}

#[tokio::test]
async fn what_one_has_learned_everybody_who_looks_afterwards_is_told() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
    let signed = |signing: &Value| {
        signing["recipients"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["email"] == JAN && one["status"] == "COMPLETED")
    };
    // What is held of the document is as fresh as can be.
    assert!(!signed(&ola.signing_now().await) && !signed(&jan.signing().await));
    let document = ola.signing().await["autentiId"].as_str().unwrap().to_owned();
    world.act(&document, JAN, "sign", None).await;
    assert!(signed(&jan.signing_now().await));
    assert!(signed(&ola.signing().await) && signed(&jan.signing().await));
}

#[tokio::test]
async fn a_caller_that_knows_the_last_state_gets_only_what_is_new() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    // The first look makes the proxy write what it learns.
    ola.wait(|signing| signing["written"] != json!([])).await;
    let answer = ola.signing_answer().await;
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let again = world.get("/v1/signing", &ola.token).header("If-None-Match", &tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again.headers()["cache-control"], "no-store");

    let document = answer.json::<Value>().await.unwrap()["autentiId"].as_str().unwrap().to_owned();
    let mut events = Events::open(&ola, &tag).await;
    world.act(&document, JAN, "sign", None).await;
    let (name, id, data) = events.next().await;
    assert_eq!(name, "signing");
    assert_ne!(id, tag);
    assert_eq!(data["status"], "COMPLETED");
}

#[tokio::test]
async fn a_stream_ends_with_its_ticket_and_says_so() {
    let world = World::with(|config| config.replace("ttl = \"30m\"", "ttl = \"2s\"")).await;
    let ola = world.ola(IN_PROGRESS).await;
    let mut events = Events::open(&ola, "").await;
    let (name, _, _) = events.next().await;
    assert_eq!(name, "signing");
    let (mut name, _, mut data) = events.next().await;
    while name == "signing" {
        (name, _, data) = events.next().await;
    }
    assert_eq!((name.as_str(), &data), ("gone", &json!({ "code": "ticket_expired" })));
}

#[tokio::test]
async fn when_autenti_is_silent_the_last_state_is_shown_as_stale() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    let before = ola.signing().await;
    assert_eq!(before["stale"], false);
    world.break_autenti(json!({ "drop": "request" })).await;
    let silent = ola.signing_now().await;
    assert_eq!(silent["stale"], true);
    assert_eq!(silent["status"], "PROCESSING");
    assert_eq!(silent["recipients"], before["recipients"]);
    world.break_autenti(json!([])).await;
    assert_eq!(ola.signing_now().await["stale"], false);
}

#[tokio::test]
async fn when_autenti_is_slow_the_form_does_not_wait_for_it() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    ola.signing().await;
    world.break_autenti(json!({ "latencyMs": 60_000 })).await;
    assert_eq!(ola.signing_now().await["stale"], true);
}

#[tokio::test]
async fn when_nothing_is_known_yet_silence_is_told_in_words() {
    let world = World::new().await;
    world.break_autenti(json!({ "drop": "request" })).await;
    let (status, body) = answered(world.ola(IN_PROGRESS).await.signing_answer().await).await;
    assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("autenti_unavailable")));
    assert!(body["detail"].as_str().unwrap().contains("Nothing was lost"));

    world.break_autenti(json!([])).await;
    world.break_portal(json!({ "drop": "request" })).await;
    let (status, body) = answered(world.ola(UNSENT).await.signing_answer().await).await;
    assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("webcon_unavailable")));
}

#[tokio::test]
async fn news_that_autenti_did_not_sign_is_refused() {
    let world = World::new().await;
    let url = format!("{}/v1/webhooks/autenti", world.proxy);
    let forged = "eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ..c2lnbmF0dXJl";
    for signature in [None, Some("nonsense"), Some(forged)] {
        let mut request = world.http.post(&url).body("[]");
        if let Some(signature) = signature {
            request = request.header("x-jws-signature", signature);
        }
        let (status, body) = answered(request.send().await.unwrap()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{signature:?}");
        assert_eq!(body["code"], "key_invalid");
    }
}

#[tokio::test]
async fn many_forms_that_come_back_at_once_share_a_read() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    ola.signing().await;
    let url = world.sandbox.autenti.join("/sandbox/reset").unwrap();
    world.http.post(url).send().await.unwrap();
    world.break_autenti(json!({ "latencyMs": 100, "path": "/api/v2/document-processes/*" })).await;
    futures_util::future::join_all((0..20).map(|_| ola.signing_now())).await;
    let reads = world.autenti_calls().await;
    let reads = reads.iter().filter(|call| call.starts_with("GET /api/v2/document-processes/")).count();
    // One that was under way when the others came, and one for all of them.
    assert!((1..=2).contains(&reads), "{reads} reads");
}

#[tokio::test]
async fn an_open_form_is_told_the_size_of_a_file_once_somebody_looked_at_it() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let mut events = Events::open(&ola, "").await;
    events.until(|signing| signing["files"][0]["size"].as_u64().is_some_and(|size| size > 0)).await;
}

#[tokio::test]
async fn however_many_forms_of_an_instance_are_open_a_silent_webcon_is_asked_for_all_of_them_at_once() {
    const FORMS: usize = 200;
    let world = World::with(|config| {
        config + "\n[limits]\nrequests_per_ticket = \"100000/m\"\nstreams_per_ticket = 200\n"
    })
    .await;
    let ola = world.ola(UNSENT).await;
    world.break_portal(json!({ "method": "GET", "path": "/api/data/*", "status": 503 })).await;
    let mut forms = Vec::new();
    for _ in 0..FORMS {
        forms.push(Events::open(&ola, "").await);
    }
    let reads = async || {
        let calls = world.portal_calls().await;
        let is_read = |call: &&Value| call["path"].as_str().unwrap().ends_with("/elements/1");
        calls.iter().filter(is_read).count()
    };
    // A failing read is tried three times.
    eventually(async || match reads().await {
        tries @ 0..3 => Err(format!("{tries} tries")),
        _ => Ok(()),
    })
    .await;
    world.break_portal(json!([])).await;
    // Who opens the form reads it anew, and those that wait are told at once.
    assert_eq!(ola.signing_answer().await.status(), StatusCode::OK);
    for events in &mut forms {
        events.next().await;
    }
    // Changes, such as of a file that was looked at, are told meanwhile: each of them is a read for all.
    let reads = reads().await;
    assert!(reads <= FORMS / 4, "{reads} reads for {FORMS} forms");
}
