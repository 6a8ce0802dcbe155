//! While it is in doubt whether something happened it is looked at again, and nothing is done twice.

use std::time::Duration;

use autenti_proxy::timing::{RetryPolicy, Timing};
use jiff::Timestamp;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

const DOCUMENTS: &str = "/api/v2/document-processes";
const DOCUMENT: &str = "/api/v2/document-processes/*";
const UPLOAD: &str = "/api/v2/document-processes/*/files";
const SEND: &str = "/api/v2/document-processes/*/actions";

/// So long that nothing is looked at again by itself.
const LONG: Duration = Duration::from_hours(1);

fn demo() -> String {
    include_str!("../../../sandbox/demo/proxy.toml").to_owned()
}

/// The send is carried out, its answer is lost, and the looks that follow are answered so.
fn send_in_doubt(look: u16) -> Value {
    json!([
        { "method": "POST", "path": SEND, "drop": "response", "times": 1 },
        { "method": "GET", "path": DOCUMENT, "status": look },
    ])
}

#[tokio::test]
async fn news_by_webhook_ends_a_doubt() {
    let timing = Timing { retry: RetryPolicy { first: LONG, longest: LONG }, ..TIMING };
    let world = World::with_timing(demo(), timing).await;
    let before = world.documents().await;
    world.break_autenti(send_in_doubt(403)).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    let doubt = ola
        .wait(|signing| signing["sending"]["inDoubt"] == true && !signing["sending"]["code"].is_null())
        .await;
    assert_eq!(doubt["can"], json!([]), "{doubt}");
    world.break_autenti(json!([])).await;
    world.act(doubt["autentiId"].as_str().unwrap(), ANNA, "sign", None).await;
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!(world.documents().await.1 - before.1, 1);
}

#[tokio::test]
async fn who_presses_send_while_autenti_knows_no_document_in_doubt_sends_nothing_more() {
    let world = World::new().await;
    let before = world.documents().await;
    world.break_autenti(send_in_doubt(404)).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    ola.wait(|signing| signing["sending"]["inDoubt"] == true && !signing["sending"]["code"].is_null()).await;
    for click in 0..5 {
        let signing = ola.signing_now().await;
        assert_eq!(
            (&signing["can"], &signing["sending"]["inDoubt"]),
            (&json!([]), &json!(true)),
            "{signing}"
        );
        let (status, body) = ola.send(&format!("click {click}")).await;
        assert_eq!(status, StatusCode::CONFLICT, "{body}");
        assert!(["already_sent", "sending_in_doubt"].contains(&body["code"].as_str().unwrap()), "{body}");
    }
    world.break_autenti(json!([])).await;
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    assert_eq!((world.documents().await.0 - before.0, world.documents().await.1 - before.1), (1, 1));
}

#[tokio::test]
async fn drafts_whose_answers_are_lost_are_created_after_growing_pauses_where_none_can_be_listed() {
    let defaults = Timing::default();
    let timing = Timing {
        retry: defaults.retry,
        longest_create: defaults.longest_create,
        give_up_after: defaults.give_up_after,
        ..TIMING
    };
    let world = World::with_timing(demo(), timing).await;
    let before = world.documents().await;
    world
        .break_autenti(json!([
            { "method": "POST", "path": DOCUMENTS, "drop": "response", "times": 5 },
            { "method": "GET", "path": DOCUMENTS, "status": 403 },
        ]))
        .await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    let (mut passed, mut last) = (Duration::ZERO, Timestamp::UNIX_EPOCH);
    for pause in [2, 4, 8, 16, 32].map(Duration::from_secs) {
        let next = |signing: &Value| signing["sending"]["nextTryAt"].as_str()?.parse::<Timestamp>().ok();
        let waits = ola.wait(|signing| next(signing).is_some_and(|next| next > last)).await;
        last = next(&waits).unwrap();
        let left = last.duration_since(Timestamp::now() + passed).as_secs_f64();
        // It was noted a moment ago.
        assert!(left <= pause.as_secs_f64() && left > pause.as_secs_f64() - 1.9, "{pause:?}: {left}");
        world.later(pause);
        passed += pause;
    }
    ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
    world.break_autenti(json!([])).await;
    let after = world.documents().await;
    // Each answer that was lost has left one.
    assert_eq!((after.0 - before.0, after.1 - before.1), (6, 1));
}

impl World {
    /// A client of Autenti's of somebody else's, for the same account.
    fn autenti_client(&self) -> autenti::Client {
        let url = self.sandbox.autenti_api().parse().unwrap();
        let grant = autenti::Grant::ClientCredentials { scope: None };
        autenti::Client::new(autenti::Config::new(url, "demo", "demo-secret".to_owned().into(), grant))
            .unwrap()
    }
}

#[tokio::test]
async fn a_draft_that_came_to_hold_other_files_is_left_and_another_one_goes_out() {
    let names = ["umowa.pdf", "zalacznik.pdf"];
    let content = |title: &str, name: &str| {
        autenti_sandbox::sample_pdf::contract(&format!("{title} {name}"), &["Anna Nowak"])
    };
    for wrong in ["order", "size", "name"] {
        let world = World::new().await;
        world.autenti_settings(json!({ "deleteFiles": false, "deleteDrafts": false })).await;
        let title = format!("Umowa {wrong}/2026");
        let element = world.start_instance(&title, &names).await;
        let before = world.documents().await;
        // The first upload is in doubt, and for ten minutes nobody asks what became of it.
        let lost = json!({ "method": "POST", "path": UPLOAD, "status": 503, "retryAfter": 600, "times": 1 });
        world.break_autenti(lost).await;
        let ola = world.ola(element).await;
        ola.send("key").await;
        let waits = ola.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
        let draft = waits["autentiId"].as_str().unwrap().to_owned();
        let held: Vec<(&str, Vec<u8>)> = match wrong {
            "order" => vec![(names[1], content(&title, names[1])), (names[0], content(&title, names[0]))],
            "size" => vec![(names[0], content(&title, "with a longer text than the one that is to go out"))],
            _ => vec![("inna.pdf", content(&title, names[0]))],
        };
        let client = world.autenti_client();
        for (name, content) in held {
            let media_type = "application/pdf".to_owned();
            let file = autenti::NewFile { name: name.to_owned(), media_type, content: content.into() };
            client.add_file(&draft.parse().unwrap(), file).await.unwrap();
        }
        world.later(Duration::from_secs(601));
        let sent =
            ola.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await;
        assert_ne!(sent["autentiId"], draft.as_str(), "{wrong}");
        let document = world.document(sent["autentiId"].as_str().unwrap()).await;
        let files = document["files"].as_array().unwrap().iter();
        let sources = files.filter(|file| file["filePurpose"].to_string().contains("SOURCE"));
        let sent: Vec<_> = sources.map(|file| file["filename"].as_str().unwrap()).collect();
        assert_eq!(sent, names, "{wrong}");
        let after = world.documents().await;
        assert_eq!((after.0 - before.0, after.1 - before.1), (2, 1), "{wrong}");
    }
}
