//! Sending, withdrawing, reminding, and the challenges on the way.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE};
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stand_in::{
    REMINDER, SENT, StandIn, WITHDRAWAL, action, assertion, challenge, encode, expected, in_order,
    participation, party, signer,
};

const PARTY_SELECTION: &str = "DOCUMENT_REMINDER_PARTY_SELECTION";

/// Each option's event with its availability.
fn options(challenge: &Value) -> Vec<(String, bool)> {
    let options = challenge["attributes"]["options"].as_array().unwrap().iter();
    options
        .map(|option| {
            let id = option["id"].as_str().unwrap();
            let id = id.strip_prefix("EVENT_CLASSIFIER-UNIQUE_TYPE:").unwrap_or(id).to_owned();
            (id, option["availability"] == "AVAILABLE")
        })
        .collect()
}

fn available(send: bool, withdraw: bool, remind: bool) -> Vec<(String, bool)> {
    [(SENT, send), (WITHDRAWAL, withdraw), (REMINDER, remind)].map(|(id, can)| (id.to_owned(), can)).to_vec()
}

#[tokio::test]
async fn without_an_assertion_the_answer_says_what_can_be_done_now() {
    let stand_in = StandIn::start().await;
    let draft = stand_in.draft(&json!({ "title": "Umowa", "parties": [signer("Anna")] })).await;
    let asked = challenge(&stand_in.act_on(&draft, &[]).await);
    assert_eq!(asked["classifiers"], json!(["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:ACTION_SELECTION"]));
    assert_eq!(options(&asked), available(false, false, false), "a draft without files cannot be sent");
    let sent = stand_in.sent(vec![signer("Anna")]).await;
    assert_eq!(options(&challenge(&stand_in.act_on(&sent, &[]).await)), available(false, true, true));
}

#[tokio::test]
async fn sending_gives_the_turn_to_the_first_in_order() {
    let stand_in = StandIn::start().await;
    let parties = vec![
        in_order("SIGNER", "Jan", 2),
        in_order("APPROVER", "Anna", 1),
        in_order("SIGNER", "Piotr", 3),
        signer("Zofia"),
        party("VIEWER", "Ewa", &json!([])),
    ];
    let id = stand_in.sent(parties).await;
    let state = async || participation(&stand_in.details(&id).await);
    let waiting = |jan, anna, piotr| {
        expected(&[("Jan", jan), ("Anna", anna), ("Piotr", piotr), ("Zofia", "PENDING"), ("Ewa", "NONE")])
    };
    assert_eq!(state().await, waiting("NONE", "PENDING", "NONE"));
    assert_eq!(stand_in.person(&id, "jan@example.com", "sign", None).await.status(), StatusCode::CONFLICT);
    stand_in.person(&id, "anna@example.com", "approve", None).await;
    assert_eq!(state().await, waiting("PENDING", "COMPLETED", "NONE"));
    stand_in.person(&id, "jan@example.com", "sign", None).await;
    assert_eq!(state().await, waiting("COMPLETED", "COMPLETED", "PENDING"));
}

#[tokio::test]
async fn sending_answers_with_an_array_of_events() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa", "parties": [signer("Anna")] })).await;
    stand_in.upload(&id, "umowa.pdf", autenti_sandbox::sample_pdf::contract("Umowa", &[])).await;
    let response = stand_in.act_on(&id, &[action(SENT)]).await;
    assert_eq!(response.status(), StatusCode::OK);
    let events: Value = response.json().await.unwrap();
    assert_eq!(events[0]["eventType"], "EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_SENT");
    assert_eq!(events[0]["object"]["id"], id);
    let again = challenge(&stand_in.act_on(&id, &[action(SENT)]).await);
    assert!(again["attributes"]["errors"][0]["description"].as_str().unwrap().contains("already"));
}

#[tokio::test]
async fn assertions_may_be_written_in_either_alphabet_with_a_second_classifier() {
    let stand_in = StandIn::start().await;
    for written in [|json: &str| STANDARD_NO_PAD.encode(json), |json: &str| URL_SAFE.encode(json)] {
        let id = stand_in.sent(vec![signer("Anna")]).await;
        let mut withdraw = action(WITHDRAWAL);
        let second = json!("CHALLENGE_CLASSIFIER-USER_INTERACTION_TYPE:SELECTION");
        withdraw["classifiers"].as_array_mut().unwrap().push(second);
        let call = stand_in.api(Method::POST, &format!("document-processes/{id}/actions")).body("{}");
        let response = call.header("x-assertion", written(&withdraw.to_string())).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn withdrawing_ends_it_for_everybody() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![in_order("SIGNER", "Anna", 1), in_order("SIGNER", "Jan", 2)]).await;
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    assert_eq!(stand_in.act_on(&id, &[action(WITHDRAWAL)]).await.status(), StatusCode::OK);
    let details = stand_in.details(&id).await;
    assert_eq!(details["status"], "WITHDRAWN");
    assert_eq!(participation(&details), expected(&[("Anna", "COMPLETED"), ("Jan", "OBSOLETE")]));
    assert_eq!(options(&challenge(&stand_in.act_on(&id, &[]).await)), available(false, false, false));
}

#[tokio::test]
async fn an_action_that_cannot_be_understood_is_asked_for_again_or_refused() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    // The event among the classifiers, without attributes: an early form that a client gave up.
    let early = json!({ "classifiers": ["EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_WITHDRAWAL"] });
    challenge(&stand_in.act_on(&id, &[early]).await);
    let unknown = challenge(&stand_in.act_on(&id, &[action("Remind participant")]).await);
    assert!(unknown["attributes"]["errors"].is_array());
    let call = stand_in.api(Method::POST, &format!("document-processes/{id}/actions"));
    let nonsense = call.header("x-assertion", "%%%").send().await.unwrap();
    assert_eq!(nonsense.status(), StatusCode::BAD_REQUEST);
    assert_eq!(stand_in.details(&id).await["status"], "PROCESSING");
}

#[tokio::test]
async fn reminding_takes_two_steps() {
    let stand_in = StandIn::start().await;
    let id = stand_in
        .sent(vec![in_order("SIGNER", "Anna", 1), in_order("SIGNER", "Jan", 2), signer("Zofia")])
        .await;
    stand_in.pass_delays();
    let asked = challenge(&stand_in.act_on(&id, &[action(REMINDER)]).await);
    assert_eq!(asked["classifiers"], json!([format!("CHALLENGE_CLASSIFIER-UNIQUE_TYPE:{PARTY_SELECTION}")]));
    let offered: Vec<String> = options(&asked).into_iter().map(|(id, _)| id).collect();
    let parties = stand_in.get(&format!("document-processes/{id}/parties")).await;
    let id_of = |at: usize| parties[at]["party"]["id"].as_str().unwrap().to_owned();
    assert_eq!(offered, [id_of(1), id_of(3)], "only those whose turn it is");

    let selection = assertion(PARTY_SELECTION, &[id_of(3)]);
    let reminded = stand_in.act_on(&id, &[action(REMINDER), selection.clone()]).await;
    assert_eq!(reminded.status(), StatusCode::OK);
    let events: Value = reminded.json().await.unwrap();
    assert_eq!(events[0]["eventType"], "EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_REMINDER_SENT");

    let joined = format!("{}, {}", encode(&action(REMINDER)), encode(&selection));
    let call = stand_in.api(Method::POST, &format!("document-processes/{id}/actions"));
    let joined = call.header("x-assertion", joined).send().await.unwrap();
    assert_eq!(joined.status(), StatusCode::OK);

    let not_their_turn = assertion(PARTY_SELECTION, &[id_of(2)]);
    let refused = challenge(&stand_in.act_on(&id, &[action(REMINDER), not_their_turn]).await);
    assert!(refused["attributes"]["errors"].is_array());
}

#[tokio::test]
async fn nobody_can_be_reminded_when_nobody_is_waited_for() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    let asked = challenge(&stand_in.act_on(&id, &[action(REMINDER)]).await);
    assert_eq!(asked["attributes"]["options"], json!([]));
    assert!(asked["attributes"]["errors"][0]["description"].is_string());
}

#[tokio::test]
async fn a_pause_between_reminders_can_be_set() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "reminderPauseMs": 60_000 })).await;
    let id = stand_in.sent(vec![signer("Anna"), signer("Jan")]).await;
    stand_in.pass_delays();
    let asked = challenge(&stand_in.act_on(&id, &[action(REMINDER)]).await);
    let anna = options(&asked)[0].0.clone();
    let selection = assertion(PARTY_SELECTION, std::slice::from_ref(&anna));
    stand_in.act_on(&id, &[action(REMINDER), selection]).await;
    let availability = async || -> Vec<bool> {
        let asked = challenge(&stand_in.act_on(&id, &[action(REMINDER)]).await);
        options(&asked).into_iter().map(|(_, available)| available).collect()
    };
    assert_eq!(availability().await, [false, true]);
    stand_in.pass(SignedDuration::from_mins(1));
    assert_eq!(availability().await, [true, true]);
}

#[tokio::test]
async fn final_party_ids_come_some_time_after_sending() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "partyIdDelayMs": 2000 })).await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    let anna = async || stand_in.details(&id).await["parties"][1]["party"]["id"].as_str().unwrap().to_owned();
    assert_eq!(anna().await, "PARTY-EMAIL:anna@example.com");
    stand_in.pass(SignedDuration::from_millis(1999));
    assert_eq!(anna().await, "PARTY-EMAIL:anna@example.com");
    stand_in.pass(SignedDuration::from_millis(1));
    assert!(anna().await.starts_with("PARTY-PUBLIC_SIGNING_PROCESS_ID:"));
}

#[tokio::test]
async fn a_caller_who_needs_a_code_to_open_meets_the_challenge() {
    let stand_in = StandIn::start().await;
    let mut system = crate::stand_in::with_sms("System", "ACTION:READ_SENSITIVE_METADATA");
    system["party"]["contacts"][0]["attributes"]["email"] = json!("SYSTEM@example.com");
    let id = stand_in.sent(vec![system]).await;
    for (method, path) in
        [(Method::GET, ""), (Method::GET, "/parties"), (Method::GET, "/files"), (Method::POST, "/actions")]
    {
        let response = stand_in.api(method, &format!("document-processes/{id}{path}")).send().await.unwrap();
        let asked = challenge(&response);
        assert_eq!(
            asked["classifiers"],
            json!(["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_ACCESS_UNLOCK"]),
            "{path}"
        );
    }
}
