//! What is there at the start, and after a reset.

use autenti_sandbox::demo::{ANNA, COMPLETED, DOCUMENTS, EWA, IN_PROGRESS, JAN, REJECTED, REJECTION_REASON};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stand_in::{StandIn, expected, participation};

#[tokio::test]
async fn the_demo_starts_with_its_documents() {
    let stand_in = StandIn::start().await;
    for document in DOCUMENTS {
        let details = stand_in.details(document.id).await;
        assert_eq!(
            (&details["title"], &details["status"]),
            (&json!(document.title), &json!(document.status))
        );
        let emails: Vec<&Value> = details["parties"]
            .as_array()
            .unwrap()
            .iter()
            .map(|party| &party["party"]["contacts"][0]["attributes"]["email"])
            .collect();
        assert_eq!(emails, ["system@example.com", ANNA.email, JAN.email, EWA.email]);
    }
    let in_progress = stand_in.details(IN_PROGRESS.id).await;
    assert_eq!(
        participation(&in_progress),
        expected(&[("Anna", "COMPLETED"), ("Jan", "PENDING"), ("Ewa", "NONE")])
    );
    let purposes = |details: &Value| -> Vec<String> {
        let files = details["files"].as_array().unwrap().iter();
        files.map(|file| file["filePurpose"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(purposes(&in_progress), ["SOURCE_FILE", "PARTIALLY_SIGNED_CONTENT_FILE"]);
    let completed = stand_in.details(COMPLETED.id).await;
    assert_eq!(
        purposes(&completed),
        ["SOURCE_FILE", "SIGNED_CONTENT_FILE", "SIGNATURE_CARD", "CONTENT_ARCHIVE"]
    );
    let rejected = stand_in.details(REJECTED.id).await;
    let event = &rejected["parties"][2]["events"][0];
    assert_eq!(event["eventType"], "EVENT_CLASSIFIER-UNIQUE_TYPE:SIGNATURE_REJECTION");
    assert_eq!(event["attributes"]["comment"], REJECTION_REASON);
}

#[tokio::test]
async fn the_list_has_every_document() {
    let stand_in = StandIn::start().await;
    let list = stand_in.get("document-processes").await;
    assert_eq!(list.as_array().unwrap().len(), DOCUMENTS.len());
    assert!(DOCUMENTS.iter().all(|document| {
        list.as_array()
            .unwrap()
            .iter()
            .any(|row| row["id"] == document.id && row["status"] == document.status)
    }));
}

#[tokio::test]
async fn a_reset_brings_the_start_back() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "partyIdDelayMs": 5 })).await;
    stand_in.draft(&json!({ "title": "Nowa" })).await;
    stand_in.person(IN_PROGRESS.id, JAN.email, "sign", None).await;
    let reset =
        stand_in.call(Method::POST, "sandbox/reset").json(&json!({ "state": true })).send().await.unwrap();
    assert!(reset.status().is_success());
    let list = stand_in.get("document-processes").await;
    assert_eq!(list.as_array().unwrap().len(), DOCUMENTS.len());
    assert_eq!(stand_in.details(IN_PROGRESS.id).await["status"], "PROCESSING");
    let settings: Value =
        stand_in.call(Method::GET, "sandbox/settings").send().await.unwrap().json().await.unwrap();
    assert_eq!(settings["partyIdDelayMs"], 300);
}
