//! `POST /sandbox/act`: people act without a browser.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stand_in::{StandIn, WITHDRAWAL, action, expected, in_order, participation, party, signer};

#[tokio::test]
async fn everybody_does_their_part_and_the_document_is_completed() {
    let stand_in = StandIn::start().await;
    let parties = vec![
        in_order("APPROVER", "Anna", 1),
        in_order("SIGNER", "Jan", 2),
        party("REVIEWER", "Rita", &json!([])),
        party("VIEWER", "Ewa", &json!([])),
    ];
    let id = stand_in.sent(parties).await;
    let reviewed = stand_in.person(&id, "rita@example.com", "review", Some("Zgoda.")).await;
    assert_eq!(reviewed.status(), StatusCode::OK);
    assert_eq!(stand_in.person(&id, "ANNA@Example.com", "approve", None).await.status(), StatusCode::OK);
    let last = stand_in.person(&id, "jan@example.com", "sign", None).await;
    let details: Value = last.json().await.unwrap();
    assert_eq!((&details["id"], &details["status"]), (&json!(id), &json!("COMPLETED")));
    let all = ["Anna", "Jan", "Rita", "Ewa"].map(|name| (name, "COMPLETED"));
    assert_eq!(participation(&details), expected(&all));
    let events: Vec<&Value> =
        details["parties"][2]["events"].as_array().unwrap().iter().map(|event| &event["eventType"]).collect();
    assert!(events.contains(&&json!("EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_PROCESS_COMPLETED")));
}

#[tokio::test]
async fn reviewers_do_not_hold_up_a_document_that_others_decide() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna"), party("REVIEWER", "Rita", &json!([]))]).await;
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    let details = stand_in.details(&id).await;
    assert_eq!(details["status"], "COMPLETED");
    assert_eq!(participation(&details), expected(&[("Anna", "COMPLETED"), ("Rita", "OBSOLETE")]));
    let alone = stand_in.sent(vec![party("REVIEWER", "Rita", &json!([]))]).await;
    assert_eq!(stand_in.details(&alone).await["status"], "PROCESSING");
    stand_in.person(&alone, "rita@example.com", "review", None).await;
    assert_eq!(stand_in.details(&alone).await["status"], "COMPLETED");
}

#[tokio::test]
async fn a_rejection_ends_it_and_its_reason_stands_in_the_event() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna"), signer("Jan"), signer("Piotr")]).await;
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    stand_in.person(&id, "jan@example.com", "reject", Some("Zła <stawka>")).await;
    let details = stand_in.details(&id).await;
    assert_eq!(details["status"], "REJECTED");
    let states = [("Anna", "COMPLETED"), ("Jan", "FAILED"), ("Piotr", "OBSOLETE")];
    assert_eq!(participation(&details), expected(&states));
    let event = &details["parties"][2]["events"][0];
    assert_eq!(event["eventType"], "EVENT_CLASSIFIER-UNIQUE_TYPE:SIGNATURE_REJECTION");
    assert_eq!(event["attributes"]["comment"], "Zła <stawka>");
}

#[tokio::test]
async fn a_rejection_without_a_reason_has_no_comment() {
    let stand_in = StandIn::start().await;
    for reason in [None, Some("  \n")] {
        let id = stand_in.sent(vec![signer("Anna")]).await;
        stand_in.person(&id, "anna@example.com", "reject", reason).await;
        let event = &stand_in.details(&id).await["parties"][1]["events"][0];
        assert_eq!(event["attributes"], json!({}));
    }
}

#[tokio::test]
async fn acts_that_cannot_be_are_refused_in_words() {
    let stand_in = StandIn::start().await;
    let parties = vec![
        in_order("SIGNER", "Anna", 1),
        in_order("APPROVER", "Jan", 2),
        party("VIEWER", "Ewa", &json!([])),
    ];
    let id = stand_in.sent(parties).await;
    let draft = stand_in.draft(&json!({ "title": "Szkic", "parties": [signer("Anna")] })).await;
    let refused = async |document: &str, email: &str, act: &str| {
        let response = stand_in.person(document, email, act, None).await;
        let status = response.status();
        let body: Value = response.json().await.unwrap();
        assert!(!body["error"].as_str().unwrap().is_empty());
        status
    };
    assert_eq!(refused("DOCUMENT_PROCESS:none", "anna@example.com", "sign").await, StatusCode::NOT_FOUND);
    assert_eq!(refused(&id, "nobody@example.com", "sign").await, StatusCode::NOT_FOUND);
    assert_eq!(refused(&draft, "anna@example.com", "sign").await, StatusCode::CONFLICT);
    assert_eq!(refused(&id, "jan@example.com", "approve").await, StatusCode::CONFLICT);
    assert_eq!(refused(&id, "jan@example.com", "sign").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused(&id, "ewa@example.com", "sign").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused(&id, "ewa@example.com", "reject").await, StatusCode::UNPROCESSABLE_ENTITY);
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    assert_eq!(refused(&id, "anna@example.com", "sign").await, StatusCode::CONFLICT);
    stand_in.act_on(&id, &[action(WITHDRAWAL)]).await;
    assert_eq!(refused(&id, "jan@example.com", "approve").await, StatusCode::CONFLICT);
    assert_eq!(refused(&id, "jan@example.com", "dance").await, StatusCode::BAD_REQUEST);
    let nonsense = stand_in.call(Method::POST, "sandbox/act").body("{").send().await.unwrap();
    assert_eq!(nonsense.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn of_two_parts_with_one_address_the_fitting_one_is_meant() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![party("REVIEWER", "Anna", &json!([])), signer("Anna")]).await;
    assert_eq!(stand_in.person(&id, "anna@example.com", "sign", None).await.status(), StatusCode::OK);
    assert_eq!(stand_in.details(&id).await["status"], "COMPLETED");
}

#[tokio::test]
async fn many_signing_at_once_complete_the_document_once() {
    let stand_in = StandIn::start().await;
    let names = ["Anna", "Jan", "Piotr", "Zofia", "Maria", "Adam"];
    let id = stand_in.sent(names.iter().map(|name| signer(name)).collect()).await;
    let emails = names.map(|name| format!("{}@example.com", name.to_lowercase()));
    let acts = emails.iter().map(|email| stand_in.person(&id, email, "sign", None));
    for response in futures_util::future::join_all(acts).await {
        assert_eq!(response.status(), StatusCode::OK);
    }
    stand_in.pass_delays();
    let details = stand_in.details(&id).await;
    let purposes: Vec<&Value> =
        details["files"].as_array().unwrap().iter().map(|file| &file["filePurpose"]).collect();
    assert_eq!(purposes, ["SOURCE_FILE", "SIGNED_CONTENT_FILE", "SIGNATURE_CARD", "CONTENT_ARCHIVE"]);
}
