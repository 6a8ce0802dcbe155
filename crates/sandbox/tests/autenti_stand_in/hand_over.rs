//! A recipient hands a document over to somebody else.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stand_in::{StandIn, in_order, signer};

impl StandIn {
    async fn hand_over(&self, document: &str, email: &str, to: Value) -> reqwest::Response {
        let body =
            json!({ "document": document, "email": email, "act": "hand-over", "to": to, "reason": "urlop" });
        self.call(Method::POST, "sandbox/act").json(&body).send().await.unwrap()
    }
}

fn person<'a>(details: &'a Value, email: &str) -> &'a Value {
    let parties = details["parties"].as_array().unwrap().iter();
    let mut found = parties.filter(|party| party["party"]["contacts"][0]["attributes"]["email"] == email);
    found.next().unwrap_or_else(|| panic!("no {email} in {details}"))
}

#[tokio::test]
async fn the_new_person_takes_the_party_over_and_the_old_one_may_look() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![in_order("SIGNER", "Anna", 1), in_order("SIGNER", "Jan", 2)]).await;
    stand_in.pass_delays();
    let before = stand_in.details(&id).await;
    let link = stand_in.link(&id, "anna@example.com").await;
    let answer = stand_in.hand_over(&id, "anna@example.com", json!("piotr.maj@example.com")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let after = stand_in.details(&id).await;
    let (anna, piotr) = (person(&after, "anna@example.com"), person(&after, "piotr.maj@example.com"));
    assert_eq!(piotr["party"]["id"], person(&before, "anna@example.com")["party"]["id"]);
    assert_eq!((&piotr["party"]["firstName"], &piotr["party"]["lastName"]), (&json!("Piotr"), &json!("Maj")));
    assert_eq!((&piotr["role"], &piotr["participationStatus"]), (&json!("SIGNER"), &json!("PENDING")));
    assert_eq!(piotr["constraints"], person(&before, "anna@example.com")["constraints"]);
    assert_eq!(piotr["events"][0]["eventType"], "EVENT_CLASSIFIER-UNIQUE_TYPE:HANDED_OVER");
    assert_eq!(anna["role"], "VIEWER");
    assert_ne!(anna["party"]["id"], piotr["party"]["id"]);
    let page = stand_in.call(Method::GET, &link).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Do Twojej wiadomości") && !page.contains("value=\"sign\""));

    let old = stand_in.person(&id, "anna@example.com", "sign", None).await;
    assert_eq!(old.status(), StatusCode::UNPROCESSABLE_ENTITY, "a viewer signs nothing");
    assert_eq!(stand_in.person(&id, "piotr.maj@example.com", "sign", None).await.status(), StatusCode::OK);
    assert_eq!(stand_in.person(&id, "jan@example.com", "sign", None).await.status(), StatusCode::OK);
    assert_eq!(stand_in.details(&id).await["status"], "COMPLETED");
}

#[tokio::test]
async fn in_the_harsher_reading_the_new_person_has_another_id() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "handOverKeepsId": false })).await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    stand_in.pass_delays();
    let before = person(&stand_in.details(&id).await, "anna@example.com")["party"]["id"].clone();
    let to = json!({ "firstName": "Zofia", "lastName": "Lis", "email": "zofia@example.com" });
    assert_eq!(stand_in.hand_over(&id, "anna@example.com", to).await.status(), StatusCode::OK);
    let after = stand_in.details(&id).await;
    assert_ne!(person(&after, "zofia@example.com")["party"]["id"], before);
    assert_eq!(person(&after, "zofia@example.com")["party"]["name"], "Zofia Lis");
}

#[tokio::test]
async fn only_who_still_has_to_act_can_hand_over() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna"), signer("Jan")]).await;
    let to = json!("piotr@example.com");
    for to in [Value::Null, json!("nobody"), json!("")] {
        let refused = stand_in.hand_over(&id, "anna@example.com", to).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    }
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    assert_eq!(stand_in.hand_over(&id, "anna@example.com", to.clone()).await.status(), StatusCode::CONFLICT);
    stand_in.person(&id, "jan@example.com", "reject", None).await;
    assert_eq!(stand_in.hand_over(&id, "jan@example.com", to).await.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_person_hands_over_on_the_signing_page() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    let link = stand_in.link(&id, "anna@example.com").await;
    let send = async |email: &str| {
        let form = [("act", "hand-over"), ("firstName", "Piotr"), ("lastName", "Maj"), ("email", email)];
        stand_in.call(Method::POST, &link).form(&form).send().await.unwrap()
    };
    let refused = send("piotr").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.unwrap().contains("Wpisz imię, nazwisko i adres e-mail"));
    assert_eq!(send("piotr@example.com").await.status(), StatusCode::SEE_OTHER);
    let details = stand_in.details(&id).await;
    assert_eq!(person(&details, "piotr@example.com")["role"], "SIGNER");
    assert_eq!(person(&details, "anna@example.com")["role"], "VIEWER");
}
