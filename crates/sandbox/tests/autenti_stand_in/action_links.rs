//! Links for participants, and who gets none.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stand_in::{SENT, StandIn, action, challenge, in_order, party, signer, with_sms};

impl StandIn {
    async fn links(&self, document: &str, party: &str) -> Value {
        let path = format!("document-processes/{document}/parties/{party}/action-links");
        let response = self.post(&path, &json!({})).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.unwrap()
    }
}

#[tokio::test]
async fn a_link_leads_to_the_page_of_that_party() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    stand_in.pass_delays();
    let final_id = stand_in.details(&id).await["parties"][1]["party"]["id"].as_str().unwrap().to_owned();
    for party in ["PARTY-EMAIL:anna@example.com", "PARTY-EMAIL:Anna%40example.com", &final_id] {
        let links = stand_in.links(&id, party).await;
        let attributes = &links[0]["attributes"];
        assert!(links[0]["classifiers"].is_array());
        assert!(attributes["description"].is_string() && attributes["actionIdentifier"].is_string());
        let uri = attributes["httpRequest"]["uri"].as_str().unwrap();
        let page = stand_in.call(Method::GET, uri.strip_prefix(stand_in.origin.as_str()).unwrap());
        let page = page.send().await.unwrap().text().await.unwrap();
        assert!(page.contains("Umowa próbna") && page.contains("Anna Testowa"));
    }
}

#[tokio::test]
async fn whoever_has_nothing_to_do_gets_no_link() {
    let stand_in = StandIn::start().await;
    let parties =
        vec![in_order("SIGNER", "Anna", 1), in_order("SIGNER", "Jan", 2), party("VIEWER", "Ewa", &json!([]))];
    let draft = stand_in.draft(&json!({ "title": "Umowa", "parties": parties })).await;
    assert_eq!(stand_in.links(&draft, "PARTY-EMAIL:anna@example.com").await, json!([]));
    stand_in.upload(&draft, "u.pdf", autenti_sandbox::sample_pdf::contract("U", &[])).await;
    stand_in.act_on(&draft, &[action(SENT)]).await;
    let count = async |name: &str| {
        stand_in.links(&draft, &format!("PARTY-EMAIL:{name}@example.com")).await.as_array().unwrap().len()
    };
    assert_eq!((count("anna").await, count("jan").await, count("ewa").await), (1, 0, 1));
    stand_in.person(&draft, "anna@example.com", "sign", None).await;
    assert_eq!((count("anna").await, count("jan").await, count("ewa").await), (0, 1, 1));
    stand_in.person(&draft, "jan@example.com", "sign", None).await;
    assert_eq!((count("anna").await, count("jan").await, count("ewa").await), (0, 0, 0));
}

#[tokio::test]
async fn a_stranger_is_not_found() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    for party in [
        "PARTY-EMAIL:nobody@example.com",
        "PARTY-PUBLIC_SIGNING_PROCESS_ID:none",
        "PARTY-EMAIL:system@example.com",
    ] {
        let path = format!("document-processes/{id}/parties/{party}/action-links");
        assert_eq!(stand_in.post(&path, &json!({})).await.status(), StatusCode::NOT_FOUND, "{party}");
    }
}

#[tokio::test]
async fn a_document_locked_by_sms_gives_a_challenge_and_no_link() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![with_sms("Anna", "ACTION:READ_SENSITIVE_METADATA"), signer("Jan")]).await;
    let path = format!("document-processes/{id}/parties/PARTY-EMAIL:anna@example.com/action-links");
    let asked = challenge(&stand_in.post(&path, &json!({})).await);
    assert_eq!(asked["classifiers"], json!(["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_ACCESS_UNLOCK"]));
    assert_eq!(stand_in.details(&id).await["status"], "PROCESSING", "the system user reads on");
    assert_eq!(stand_in.links(&id, "PARTY-EMAIL:jan@example.com").await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_link_expires() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "linkSeconds": 60 })).await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    let link = stand_in.link(&id, "anna@example.com").await;
    stand_in.pass(SignedDuration::from_secs(59));
    assert_eq!(stand_in.call(Method::GET, &link).send().await.unwrap().status(), StatusCode::OK);
    stand_in.pass(SignedDuration::from_secs(1));
    let expired = stand_in.call(Method::GET, &format!("{link}?lang=pl")).send().await.unwrap();
    assert_eq!(expired.status(), StatusCode::GONE);
    assert!(expired.text().await.unwrap().contains("Ten link wygasł"));
}
