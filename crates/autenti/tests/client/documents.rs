//! Document processes: what goes out, exactly, and what is read.

use api_client::testing::requests;
use autenti::{
    Before, Constraint, DocumentStatus, NewDocument, NewParty, Organisation, ParticipationStatus, Role,
    SignatureType, Visualisation, operation,
};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::client;

const DOCUMENTS: &str = "/api/v2/document-processes";
const DOCUMENT: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1";
const PARTIES: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1/parties";

async fn answering(verb: &str, at: &str, body: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method(verb))
        .and(path(at))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .expect(1)
        .mount(&server)
        .await;
    server
}

/// Members in alphabetical order, whichever order `serde_json` is built to keep.
fn snapshot_settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_sort_maps(true);
    settings
}

async fn sent(server: &MockServer, at: &str) -> Value {
    let request = requests(server, at).await.pop().unwrap();
    assert_eq!(request.headers["content-type"], "application/json");
    serde_json::from_slice(&request.body).unwrap()
}

#[tokio::test]
async fn a_draft_goes_out_with_everything_that_was_asked_for() {
    let server = answering("POST", DOCUMENTS, json!({ "id": "DOCUMENT_PROCESS:1", "status": "DRAFT" })).await;
    let anna = NewParty::new(Role::Signer, "Anna", "Nowak", "anna.nowak@example.com")
        .signature(SignatureType::Advanced)
        .sms_to_open("+48600100200")
        .sms_to_sign("+48600100200")
        .priority(1)
        .member_of(Organisation {
            name: "Przykład sp. z o.o.".to_owned(),
            vat: "PL1234567890".parse().unwrap(),
            position: "prezes".to_owned(),
        });
    let jan = NewParty::new(Role::Approver, "Jan", "Kowalski", "jan.kowalski@example.com")
        .signature(SignatureType::Basic)
        .priority(2);
    let ewa = NewParty::new(Role::Viewer, "Ewa", "Wiśniewska", "ewa.wisniewska@example.com").priority(3);
    let document = NewDocument::new("Umowa 12/2026")
        .message("Proszę o podpis")
        .language("en")
        .parties([anna, jan])
        .party(ewa)
        .tag("TAG:7".parse().unwrap())
        .visualisation(Visualisation::Manual)
        .as_organisation(true);

    let created = client(&server).create_draft(&document).await.unwrap();
    assert_eq!(created.id.as_str(), "DOCUMENT_PROCESS:1");
    assert_eq!(created.status, DocumentStatus::Draft);
    let sent = sent(&server, DOCUMENTS).await;
    snapshot_settings().bind(|| insta::assert_json_snapshot!(sent));
}

#[tokio::test]
async fn a_plain_draft_says_no_more_than_it_must() {
    let server = answering("PUT", DOCUMENT, json!({})).await;
    let document = NewDocument::new("Umowa").party(
        NewParty::new(Role::Signer, "Anna", "Nowak", "anna@example.com").signature(SignatureType::Qualified),
    );
    client(&server).replace_draft(&"DOCUMENT_PROCESS:1".parse().unwrap(), &document).await.unwrap();
    let sent = sent(&server, DOCUMENT).await;
    snapshot_settings().bind(|| insta::assert_json_snapshot!(sent));
}

#[tokio::test]
async fn a_participant_is_added() {
    let answer = json!({ "party": { "id": "PARTY-PUBLIC_SIGNING_PROCESS_ID:5" }, "role": "REVIEWER" });
    let server = answering("POST", PARTIES, answer).await;
    let party = NewParty::new(Role::Reviewer, "Ewa", "Wiśniewska", "ewa@example.com");
    let added = client(&server).add_party(&"DOCUMENT_PROCESS:1".parse().unwrap(), &party).await.unwrap();
    assert_eq!(added.id.unwrap().as_str(), "PARTY-PUBLIC_SIGNING_PROCESS_ID:5");
    assert_eq!(
        sent(&server, PARTIES).await,
        json!({
            "party": { "firstName": "Ewa", "lastName": "Wiśniewska",
                       "contacts": [{ "type": "CONTACT-TYPE:EMAIL", "attributes": { "email": "ewa@example.com" } }] },
            "role": "REVIEWER",
        })
    );
}

/// A rejected document with everything that details hold, and more than is known.
fn details() -> Value {
    json!({
        "id": "DOCUMENT_PROCESS:1", "title": "Umowa 12/2026", "description": null, "processLanguage": "pl",
        "status": "REJECTED", "newMember": { "of": "the API" },
        "createdAt": "2026-11-23T12:00:00.000+01:00", "modifiedAt": "2026-11-23T12:00:00Z",
        "tags": [{ "id": "TAG:7", "description": "Umowy" }],
        "constraints": [{ "constrainedActions": ["ACTION:SIGNATURE_APPLICATION"],
                          "classifiers": ["CONSTRAINT-UNIQUE_TYPE:VISUALISATION"],
                          "attributes": { "visualisationId": "VISUALISATION:MANUAL" } }],
        "files": [{ "id": "FILE-SIGNED_CONTENT_FILE:9/DTBS", "filename": "umowa.pdf", "size": 12345,
                    "filePurpose": "SIGNED_CONTENT_FILE", "mimeType": "application/pdf" },
                  { "filename": "no id, so no file" }],
        "parties": [
            { "party": { "id": "", "name": "Przykład", "contacts": null }, "role": "SENDER",
              "participationStatus": null, "constraints": null, "currentUser": true, "events": null },
            { "party": { "id": "PARTY-PUBLIC_SIGNING_PROCESS_ID:5", "firstName": "Jan", "lastName": "Kowalski",
                         "contacts": [{ "type": "CONTACT-TYPE:PHONE", "attributes": { "phone": "1" } },
                                      { "type": "CONTACT-TYPE:EMAIL", "attributes": { "email": "jan@example.com" } }],
                         "relationships": [null, { "type": "PARTY_RELATIONSHIP-TYPE:MEMBER",
                             "party": { "name": "Przykład sp. z o.o.",
                                        "extIds": [{ "identificationSpace": "TAXID-PL-NIP", "identifier": "1234567890" }] },
                             "attributes": { "relationshipDescription": "prezes" } }] },
              "role": "SIGNER", "participationStatus": "FAILED", "currentUser": false,
              "constraints": [
                  { "classifiers": ["CONSTRAINT-UNIQUE_TYPE:SIGNATURE_TYPE"],
                    "attributes": { "requiredClassifiers": ["SIGNATURE_PROVIDER-SIGNATURE_TYPE:BASIC"] } },
                  { "classifiers": ["CONSTRAINT-UNIQUE_TYPE:PARTICIPATION_PRIORITY"], "attributes": { "priority": 2 } },
                  { "classifiers": ["CONSTRAINT-UNIQUE_TYPE:PHONE_NUMBER_VERIFICATION_REQUIRED"],
                    "constrainedActions": ["ACTION:READ_SENSITIVE_METADATA"],
                    "attributes": { "phoneNumber": "+48600100200" } },
                  { "classifiers": ["CONSTRAINT-UNIQUE_TYPE:FROM_THE_FUTURE"], "attributes": 7 }],
              "events": [{ "id": "e1", "timestamp": "2026-11-23T11:59:00Z",
                           "eventType": "EVENT_CLASSIFIER-UNIQUE_TYPE:SIGNATURE_REJECTION",
                           "actor": { "id": "PARTY-PUBLIC_SIGNING_PROCESS_ID:5" },
                           "object": { "id": "DOCUMENT_PROCESS:1", "type": "DOCUMENT_PROCESS" },
                           "attributes": { "comment": "Zła stawka" } }] },
        ],
    })
}

#[tokio::test]
async fn details_are_read_with_what_is_missing_null_and_unknown() {
    let server = answering("GET", DOCUMENT, details()).await;
    let document = client(&server).document(&"DOCUMENT_PROCESS:1".parse().unwrap()).await.unwrap();
    insta::assert_debug_snapshot!(document);

    let jan = &document.parties[1];
    assert_eq!(jan.rejection(), Some("Zła stawka"));
    assert!(jan.has_rejected());
    assert_eq!(jan.signature_type(), Some(&SignatureType::Basic));
    assert_eq!(jan.priority(), Some(2));
    assert!(jan.needs_sms(Before::Opening));
    assert!(!jan.needs_sms(Before::Signing));
    assert_eq!(jan.participation_status, ParticipationStatus::Failed);
    assert_eq!(jan.events[0].document(), Some(document.id.clone()));
    assert_eq!(document.parties[0].rejection(), None);
    assert_eq!(document.constraints, [Constraint::Visualisation(Visualisation::Manual)]);
}

#[tokio::test]
async fn a_rejection_without_a_comment_has_no_reason() {
    let mut details = details();
    details["parties"][1]["events"][0]["attributes"] = json!({ "comment": " " });
    let server = answering("GET", DOCUMENT, details).await;
    let document = client(&server).document(&"DOCUMENT_PROCESS:1".parse().unwrap()).await.unwrap();
    assert_eq!(document.parties[1].rejection(), None);
    assert!(document.parties[1].has_rejected());
}

#[tokio::test]
async fn what_goes_out_is_read_back_the_same() {
    let server = answering("POST", DOCUMENTS, json!({ "id": "DOCUMENT_PROCESS:1" })).await;
    let party = NewParty::new(Role::Signer, "Anna", "Nowak", "anna@example.com")
        .signature(SignatureType::Advanced)
        .sms_to_open("+48600100200")
        .sms_to_sign("+48600100201")
        .priority(3);
    client(&server).create_draft(&NewDocument::new("Umowa").party(party)).await.unwrap();
    let mut echo = sent(&server, DOCUMENTS).await;
    echo["id"] = json!("DOCUMENT_PROCESS:1");

    let server = answering("GET", DOCUMENT, echo).await;
    let document = client(&server).document(&"DOCUMENT_PROCESS:1".parse().unwrap()).await.unwrap();
    let sms = |before, phone: &str| Constraint::Sms { before, phone: Some(phone.to_owned()) };
    assert_eq!(
        document.parties[0].constraints,
        [
            Constraint::SignatureType(SignatureType::Advanced),
            Constraint::IdentityVerification,
            sms(Before::Opening, "+48600100200"),
            sms(Before::Signing, "+48600100201"),
            Constraint::Priority(3),
        ]
    );
    assert_eq!(document.constraints, [Constraint::Visualisation(Visualisation::Card)]);
}

#[tokio::test]
async fn participants_are_listed() {
    let server = answering("GET", PARTIES, details()["parties"].take()).await;
    let parties = client(&server).parties(&"DOCUMENT_PROCESS:1".parse().unwrap()).await.unwrap();
    assert_eq!(parties.len(), 2);
    assert_eq!(parties[1].email.as_deref(), Some("jan@example.com"));
    assert_eq!(parties[0].id, None);
}

#[tokio::test]
async fn what_is_added_to_a_draft_goes_out_as_it_is() {
    let extra = json!({
        "returnUrl": "https://portal.example.com/7",
        "expiration": { "at": "2026-12-31T23:59:59Z" },
        "processLanguage": "en",
        "constraints": null,
    });
    let document = NewDocument::new("Umowa").extra(extra.as_object().unwrap().clone());
    let expected = json!({
        "title": "Umowa",
        "processLanguage": "en",
        "parties": [],
        "returnUrl": "https://portal.example.com/7",
        "expiration": { "at": "2026-12-31T23:59:59Z" },
    });
    assert_eq!(document.to_json().unwrap(), expected, "what would go out can be shown");

    let server = answering("POST", DOCUMENTS, json!({ "id": "DOCUMENT_PROCESS:1" })).await;
    client(&server).create_draft(&document).await.unwrap();
    assert_eq!(sent(&server, DOCUMENTS).await, expected);
    let server = answering("PUT", DOCUMENT, json!({})).await;
    client(&server).replace_draft(&"DOCUMENT_PROCESS:1".parse().unwrap(), &document).await.unwrap();
    assert_eq!(sent(&server, DOCUMENT).await, expected);
}

#[tokio::test]
async fn a_draft_is_deleted_where_autenti_permits_it() {
    let id = "DOCUMENT_PROCESS:1".parse().unwrap();
    let server = answering("DELETE", DOCUMENT, json!(null)).await;
    client(&server).delete_draft(&id).await.unwrap();

    let server = MockServer::start().await;
    let refusal = ResponseTemplate::new(405).set_body_json(json!({ "message": "not a draft" }));
    Mock::given(path(DOCUMENT)).respond_with(refusal).expect(1).mount(&server).await;
    let error = client(&server).delete_draft(&id).await.unwrap_err();
    assert_eq!(error.call().unwrap().operation(), operation::DELETE_DRAFT);
    assert_eq!(error.upstream().unwrap().text(), Some("not a draft"));
}

#[tokio::test]
async fn a_draft_whose_creation_was_not_answered_is_found_in_the_list_in_any_shape() {
    let draft = json!({ "id": "DOCUMENT_PROCESS:9", "title": "Umowa 12/2026", "status": "DRAFT",
                        "createdAt": "2026-11-23T12:00:00Z" });
    let other = json!({ "id": "DOCUMENT_PROCESS:8", "title": "Inna", "status": "PROCESSING" });
    for body in [
        json!([other, draft]).to_string(),
        format!("{other}\n{draft}\n"),
        json!({ "content": [other, draft], "page": 0 }).to_string(),
        json!({ "data": { "documentProcesses": [other, draft] } }).to_string(),
    ] {
        let server = MockServer::start().await;
        Mock::given(path(DOCUMENTS))
            .respond_with(ResponseTemplate::new(200).set_body_string(&body))
            .mount(&server)
            .await;
        let documents = client(&server).documents().await.unwrap();
        assert_eq!(documents.len(), 2, "{body}");
        let found = documents.iter().find(|document| document.title == "Umowa 12/2026").unwrap();
        assert_eq!(found.id.as_str(), "DOCUMENT_PROCESS:9");
        assert_eq!(found.created_at, Some("2026-11-23T12:00:00Z".parse().unwrap()));
    }
}

#[tokio::test]
async fn a_list_of_documents_is_read_leniently() {
    let server = MockServer::start().await;
    let body =
        format!("{}\n{}\n{}", details(), json!({ "id": "DOCUMENT_PROCESS:2" }), json!({ "filename": "?" }));
    Mock::given(path(DOCUMENTS))
        .respond_with(ResponseTemplate::new(200).set_body_raw(body, "application/stream+json"))
        .mount(&server)
        .await;
    let documents = client(&server).documents().await.unwrap();
    let read: Vec<_> =
        documents.iter().map(|document| (document.id.as_str(), document.status.as_str())).collect();
    assert_eq!(read, [("DOCUMENT_PROCESS:1", "REJECTED"), ("DOCUMENT_PROCESS:2", "")]);
    let request = &requests(&server, DOCUMENTS).await[0];
    assert_eq!(request.headers["accept"], "application/stream+json, */*;q=0.5");
}
