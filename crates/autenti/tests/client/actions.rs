//! Actions: challenges, assertions, links.

use api_client::testing::requests;
use autenti::{DocumentId, Error, EventType, PartyId, PartyRef, ServiceError, operation};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{client, lines};

const ACTIONS: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1/actions";

fn id() -> DocumentId {
    "DOCUMENT_PROCESS:1".parse().unwrap()
}

async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path(ACTIONS)).respond_with(answer).expect(1).mount(&server).await;
    server
}

fn challenge(json: &Value) -> ResponseTemplate {
    ResponseTemplate::new(403).insert_header("X-Challenge", URL_SAFE_NO_PAD.encode(json.to_string()))
}

/// The assertions of the one request that came, decoded: they are in one line.
async fn assertions(server: &MockServer) -> Vec<Value> {
    let request = requests(server, ACTIONS).await.pop().unwrap();
    assert_eq!(request.body, b"{}");
    let lines = lines(&request, "x-assertion");
    assert!(lines.len() <= 1, "some servers read one line only");
    lines
        .iter()
        .flat_map(|line| line.split(", "))
        .map(|line| serde_json::from_slice(&STANDARD.decode(line).unwrap()).unwrap())
        .collect()
}

fn choosing(event: &str) -> Value {
    json!({
        "classifiers": ["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:ACTION_SELECTION"],
        "attributes": { "selectedIds": [format!("EVENT_CLASSIFIER-UNIQUE_TYPE:{event}")] },
    })
}

#[tokio::test]
async fn sending_asserts_the_action_and_answers_what_happened() {
    let events = json!([{ "id": "e1", "eventType": "EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_SENT" }]);
    let server = answering(ResponseTemplate::new(200).set_body_json(events)).await;
    let events = client(&server).send(&id()).await.unwrap();
    assert_eq!(events[0].event_type, EventType::DocumentSent);
    assert_eq!(assertions(&server).await, [choosing("DOCUMENT_SENT")]);
}

#[tokio::test]
async fn withdrawing_asserts_the_action() {
    let server = answering(ResponseTemplate::new(204)).await;
    assert!(client(&server).withdraw(&id()).await.unwrap().is_empty());
    assert_eq!(assertions(&server).await, [choosing("DOCUMENT_WITHDRAWAL")]);
}

#[tokio::test]
async fn an_action_that_is_not_to_be_had_is_a_challenge() {
    let server = answering(challenge(&json!({
        "classifiers": ["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:ACTION_SELECTION"],
        "attributes": { "options": [], "errors": [{ "id": "1", "type": "NOT_NOW", "description": "already sent" }] },
    })))
    .await;
    let error = client(&server).send(&id()).await.unwrap_err();
    assert!(!error.outcome_unknown());
    assert_eq!(
        error.to_string(),
        "cannot send document DOCUMENT_PROCESS:1: Autenti asks for something else first \
         (CHALLENGE_CLASSIFIER-UNIQUE_TYPE:ACTION_SELECTION)"
    );
    let Error::Service(ServiceError::Challenge { challenge, .. }) = error else { panic!("{error:?}") };
    assert_eq!(challenge.errors[0].kind, "NOT_NOW");
    assert_eq!(challenge.errors[0].description, "already sent");
}

#[tokio::test]
async fn what_a_challenge_never_met_before_says_reaches_the_caller() {
    for (attributes, text) in [
        (
            json!({ "errors": [{ "type": "PLAN", "description": "The role REVIEWER is not in your plan" },
                               { "description": "call +48 600 100 200" }] }),
            "The role REVIEWER is not in your plan; call …",
        ),
        (
            json!({ "options": [{ "id": "A", "description": "Confirm with a code" }, { "id": "B" }], "errors": [] }),
            "Confirm with a code",
        ),
    ] {
        let classifiers = ["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:SOMETHING_NEW"];
        let new = challenge(&json!({ "classifiers": classifiers, "attributes": attributes }));
        let server = answering(new.insert_header("x-request-id", "r-7")).await;
        let error = client(&server).send(&id()).await.unwrap_err();
        let upstream = error.upstream().unwrap();
        assert_eq!(upstream.text(), Some(text));
        assert_eq!(upstream.request_id(), Some("r-7"));
        assert_eq!(error.call().unwrap().operation(), operation::SEND);
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn what_autenti_says_when_it_refuses_an_action_reaches_the_caller() {
    let body = json!({ "errors": [{ "id": "e-1", "type": "PLAN_LIMIT", "description": "No ADVANCED in your plan" }] });
    for status in [400, 402, 403, 404, 409, 422] {
        let server = answering(ResponseTemplate::new(status).set_body_json(&body)).await;
        let error = client(&server).withdraw(&id()).await.unwrap_err();
        let upstream = error.upstream().unwrap();
        let said = (upstream.kind(), upstream.text(), upstream.request_id());
        assert_eq!(said, (Some("PLAN_LIMIT"), Some("No ADVANCED in your plan"), Some("e-1")), "{status}");
    }
}

#[tokio::test]
async fn without_an_assertion_autenti_says_what_can_be_done() {
    let server = answering(challenge(&json!({
        "classifiers": ["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:ACTION_SELECTION"],
        "attributes": { "mode": "SINGLE", "options": [
            { "id": "EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_WITHDRAWAL", "availability": "AVAILABLE", "meta": {} },
            { "id": "EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_SENT", "availability": "NOT_AVAILABLE" },
        ] },
    })))
    .await;
    let actions = client(&server).available_actions(&id()).await.unwrap();
    assert!(actions.offers(&EventType::DocumentWithdrawal));
    assert!(!actions.offers(&EventType::DocumentSent));
    assert!(assertions(&server).await.is_empty());
}

#[tokio::test]
async fn a_locked_document_says_so_whatever_is_asked() {
    let locked = json!({ "classifiers": ["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_ACCESS_UNLOCK"] });
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(challenge(&locked)).mount(&server).await;
    Mock::given(method("POST")).respond_with(challenge(&locked)).mount(&server).await;
    let client = client(&server);
    let errors = [
        client.document(&id()).await.unwrap_err(),
        client.files(&id()).await.unwrap_err(),
        client.available_actions(&id()).await.unwrap_err(),
        client.send(&id()).await.unwrap_err(),
        client.action_links(&id(), PartyRef::Email("anna@example.com")).await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::Service(ServiceError::Locked { .. })), "{error:?}");
    }
}

#[tokio::test]
async fn forbidden_without_a_challenge_is_a_missing_right() {
    for answer in
        [ResponseTemplate::new(403), ResponseTemplate::new(403).insert_header("X-Challenge", "*nonsense*")]
    {
        let server = answering(answer).await;
        let error = client(&server).available_actions(&id()).await.unwrap_err();
        assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_success_where_a_challenge_is_due_is_nonsense() {
    let server = answering(ResponseTemplate::new(200).set_body_string("[]")).await;
    let error = client(&server).available_actions(&id()).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_reminder_first_asks_whom_it_can_remind() {
    let server = answering(challenge(&json!({
        "classifiers": ["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_REMINDER_PARTY_SELECTION"],
        "attributes": { "options": [
            { "id": "PARTY-PUBLIC_SIGNING_PROCESS_ID:5", "description": "Anna", "availability": "AVAILABLE" },
            { "id": "PARTY-PUBLIC_SIGNING_PROCESS_ID:6", "availability": "TOO_EARLY" },
        ] },
    })))
    .await;
    let options = client(&server).reminder_options(&id()).await.unwrap();
    let available: Vec<_> =
        options.iter().map(|option| (option.id.as_str(), option.is_available())).collect();
    assert_eq!(
        available,
        [("PARTY-PUBLIC_SIGNING_PROCESS_ID:5", true), ("PARTY-PUBLIC_SIGNING_PROCESS_ID:6", false)]
    );
    assert_eq!(assertions(&server).await, [choosing("DOCUMENT_REMINDER_SENT")]);
}

#[tokio::test]
async fn a_reminder_that_is_not_to_be_had_says_why() {
    for attributes in [
        json!({ "options": [], "errors": [{ "description": "nobody is left to be reminded" }] }),
        json!({ "options": [{ "id": "EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_SENT" }] }),
    ] {
        let server = answering(challenge(&json!({ "classifiers": [], "attributes": attributes }))).await;
        let error = client(&server).reminder_options(&id()).await.unwrap_err();
        assert!(matches!(error, Error::Service(ServiceError::Challenge { .. })), "{error:?}");
    }
}

#[tokio::test]
async fn a_reminder_confirms_with_both_assertions_in_one_header_line() {
    let server = answering(ResponseTemplate::new(200).set_body_json(json!([
        { "eventType": "EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_REMINDER_SENT" }
    ])))
    .await;
    let parties: Vec<PartyId> = ["P:5", "P:6"].map(|id| id.parse().unwrap()).to_vec();
    let events = client(&server).remind(&id(), &parties).await.unwrap();
    assert_eq!(events[0].event_type, EventType::ReminderSent);
    assert_eq!(
        assertions(&server).await,
        [
            choosing("DOCUMENT_REMINDER_SENT"),
            json!({
                "classifiers": ["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_REMINDER_PARTY_SELECTION"],
                "attributes": { "selectedIds": ["P:5", "P:6"] },
            }),
        ]
    );
}

#[tokio::test]
async fn reminding_nobody_asks_nothing() {
    let server = MockServer::start().await;
    assert!(client(&server).remind(&id(), &[]).await.unwrap().is_empty());
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn links_are_asked_for_by_e_mail_or_id() {
    const BY_EMAIL: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1/parties/PARTY-EMAIL%3Aanna%2Bhr%40example.com/action-links";
    const BY_ID: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1/parties/P%3A5/action-links";
    let server = MockServer::start().await;
    let link = |uri: &str| {
        json!({ "classifiers": ["C"], "attributes": { "actionIdentifier": "SIGN",
                                   "httpRequest": { "uri": uri, "method": "GET" } } })
    };
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([
            link("https://sign.example.com/s3cret"),
            link("javascript:alert(1)"),
            link("no address"),
            { "attributes": {} },
        ])))
        .mount(&server)
        .await;
    let client = client(&server);
    let links = client.action_links(&id(), PartyRef::Email("anna+hr@example.com")).await.unwrap();
    assert_eq!(links.len(), 1, "a browser goes to http and https only");
    assert_eq!(links[0].url.as_str(), "https://sign.example.com/s3cret");
    assert_eq!(links[0].action.as_deref(), Some("SIGN"));
    assert!(!format!("{links:?}").contains("s3cret"), "a link is a key");

    client.action_links(&id(), PartyRef::Id(&"P:5".parse().unwrap())).await.unwrap();
    for at in [BY_EMAIL, BY_ID] {
        let request = requests(&server, at).await.pop().unwrap();
        assert_eq!(request.headers["content-type"], "application/json");
        assert!(request.body.is_empty());
    }
}

#[tokio::test]
async fn an_e_mail_address_does_not_get_into_errors() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(404).set_body_string("no party anna@example.com"))
        .mount(&server)
        .await;
    let error = client(&server).action_links(&id(), PartyRef::Email("anna@example.com")).await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("anna@"), "{error:?}");
}
