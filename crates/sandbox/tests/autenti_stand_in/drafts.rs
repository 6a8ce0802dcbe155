//! Drafts: made, filled, changed, and refused.

use autenti_sandbox::demo::IN_PROGRESS;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stand_in::{StandIn, party, signer};

/// All that a client may say at once, as the recorded facts have it.
fn everything(tag: &str) -> Value {
    json!({
        "title": "Umowa 12/2026", "description": "Proszę o podpis.", "processLanguage": "pl",
        "parties": [
            { "party": { "id": "PARTY-TENANT:SELF" }, "role": "SENDER" },
            { "party": { "firstName": "Anna", "lastName": "Nowak",
                "contacts": [{ "type": "CONTACT-TYPE:EMAIL", "attributes": { "email": "anna@example.com" } }],
                "relationships": [{ "type": "PARTY_RELATIONSHIP-TYPE:MEMBER",
                    "party": { "name": "Firma", "extIds": [{ "identificationSpace": "TAXID-PL-NIP", "identifier": "1234567890" }] },
                    "attributes": { "relationshipDescription": "prezes" } }] },
              "role": "SIGNER",
              "constraints": [{ "constrainedActions": ["ACTION:SIGNATURE_APPLICATION"],
                "classifiers": ["CONSTRAINT-UNIQUE_TYPE:IDENTITY_VERIFICATION"],
                "attributes": { "identificationProfiles": [{ "amr_values": ["autenti-v3"] }] } }] },
        ],
        "tags": [{ "id": tag }],
        "constraints": [{ "constrainedActions": ["ACTION:SIGNATURE_APPLICATION"],
            "classifiers": ["CONSTRAINT-UNIQUE_TYPE:VISUALISATION"],
            "attributes": { "visualisationId": "VISUALISATION:MANUAL" } }],
    })
}

#[tokio::test]
async fn a_draft_comes_back_as_it_was_given() {
    let stand_in = StandIn::start().await;
    let tags = stand_in.get("tags").await;
    let given = everything(tags[0]["id"].as_str().unwrap());
    let id = stand_in.draft(&given).await;
    assert!(id.starts_with("DOCUMENT_PROCESS:"));
    let details = stand_in.details(&id).await;
    for key in ["title", "description", "processLanguage", "constraints"] {
        assert_eq!(details[key], given[key], "{key}");
    }
    assert_eq!(details["status"], "DRAFT");
    assert_eq!(details["tags"][0], tags[0]);
    assert_eq!(details["parties"][0]["party"]["id"], "PARTY-TENANT:SELF");
    assert_eq!(details["parties"][0]["currentUser"], false);
    let (anna, given_anna) = (&details["parties"][1], &given["parties"][1]);
    assert_eq!(anna["constraints"], given_anna["constraints"]);
    // facts: Autenti API, create draft: the party of a relationship comes back with all its keys.
    let mut relationships = given_anna["party"]["relationships"].clone();
    relationships[0]["party"] = json!({
        "id": null, "name": "Firma", "contacts": [],
        "extIds": [{ "identificationSpace": "TAXID-PL-NIP", "identifier": "1234567890" }],
        "relationships": [],
    });
    assert_eq!(anna["party"]["relationships"], relationships);
    assert_eq!(anna["participationStatus"], "NONE");
}

#[tokio::test]
async fn an_empty_body_makes_a_draft_that_is_filled_later() {
    let stand_in = StandIn::start().await;
    let made = stand_in.api(Method::POST, "document-processes").send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let made: Value = made.json().await.unwrap();
    assert_eq!((&made["title"], &made["status"]), (&json!(""), &json!("DRAFT")));
    assert_eq!(made["parties"][0]["currentUser"], true);
    let path = format!("document-processes/{}", made["id"].as_str().unwrap());
    let put =
        stand_in.api(Method::PUT, &path).json(&json!({ "title": "Pełna", "parties": [signer("Anna")] }));
    let put: Value = put.send().await.unwrap().json().await.unwrap();
    assert_eq!((&put["title"], put["parties"].as_array().unwrap().len()), (&json!("Pełna"), 2));
}

#[tokio::test]
async fn parties_can_be_added_to_a_draft() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    let path = format!("document-processes/{id}/parties");
    let added: Value = stand_in.post(&path, &signer("Anna")).await.json().await.unwrap();
    assert_eq!((&added["role"], &added["party"]["name"]), (&json!("SIGNER"), &json!("Anna Testowa")));
    let parties = stand_in.get(&path).await;
    assert_eq!(parties.as_array().unwrap().len(), 2);
    assert_eq!(parties[1], added);
}

#[tokio::test]
async fn drafts_that_cannot_be_meant_are_refused() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "viewerTakesSignatureType": false })).await;
    let signature = json!([{ "classifiers": ["CONSTRAINT-UNIQUE_TYPE:SIGNATURE_TYPE"],
                             "attributes": { "requiredClassifiers": ["SIGNATURE_PROVIDER-SIGNATURE_TYPE:BASIC"] } }]);
    let with = |party: Value| json!({ "title": "Umowa", "parties": [party] });
    let mut role_inside = signer("Anna");
    role_inside["party"]["role"] = json!("SIGNER");
    role_inside.as_object_mut().unwrap().remove("role");
    let mut without_email = signer("Anna");
    without_email["party"]["contacts"] = json!([]);
    let mut bad_email = signer("Anna");
    bad_email["party"]["contacts"][0]["attributes"]["email"] = json!("anna");
    for body in [
        json!({}),
        json!({ "title": " " }),
        json!([]),
        json!({ "title": 1 }),
        json!({ "title": "Umowa", "tags": [{ "id": "unknown" }] }),
        with(role_inside),
        with(without_email),
        with(bad_email),
        with(party("VIEWER", "Ewa", &signature)),
        with(party("WITNESS", "Ewa", &json!([]))),
    ] {
        let response = stand_in.post("document-processes", &body).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{body}");
        let error: Value = response.json().await.unwrap();
        assert!(error["errors"][0]["description"].is_string(), "{error}");
    }
    let broken = stand_in.api(Method::POST, "document-processes").body("{\"title\":").send().await.unwrap();
    assert_eq!(broken.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_was_sent_cannot_be_changed() {
    let stand_in = StandIn::start().await;
    let path = format!("document-processes/{}", IN_PROGRESS.id);
    let put = stand_in.api(Method::PUT, &path).json(&json!({ "title": "Inna" })).send().await.unwrap();
    assert_eq!(put.status(), StatusCode::CONFLICT);
    stand_in.set(json!({ "addPartiesWhileSigning": false })).await;
    let added = stand_in.post(&format!("{path}/parties"), &signer("Anna")).await;
    assert_eq!(added.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let stand_in = StandIn::start().await;
    for (method, path) in [
        (Method::GET, "document-processes/DOCUMENT_PROCESS:none"),
        (Method::PUT, "document-processes/%00%FF"),
        (Method::GET, "document-processes/..%2F..%2Fetc"),
        (Method::GET, "document-processes/none/parties"),
        (Method::GET, "document-processes/none/files"),
        (Method::GET, "document-processes/none/files/none/content"),
        (Method::POST, "document-processes/none/actions"),
        (Method::POST, "document-processes/none/parties/none/action-links"),
        (Method::DELETE, "applications/callbacks/none"),
        (Method::GET, "nothing"),
    ] {
        let response = stand_in.api(method.clone(), path).send().await.unwrap();
        let status = response.status();
        assert!(
            status == StatusCode::NOT_FOUND || status == StatusCode::BAD_REQUEST,
            "{method} {path}: {status}"
        );
    }
    let wrong_method = stand_in.api(Method::DELETE, "tags").send().await.unwrap();
    assert_eq!(wrong_method.status(), StatusCode::METHOD_NOT_ALLOWED);
}
