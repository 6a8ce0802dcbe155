//! What is inferred of Autenti may be otherwise: nobody loses a button for it.

use reqwest::StatusCode;
use serde_json::json;

use crate::support::*;

#[tokio::test]
async fn whatever_autenti_calls_somebodys_turn_they_can_sign_and_be_reminded() {
    for called in ["OPENED", "IN_PROGRESS", "NONE"] {
        let world = World::new().await;
        world.autenti_settings(json!({ "participationStatuses": { "PENDING": called } })).await;
        let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
        let signing = jan.signing().await;
        assert_eq!(signing["can"], json!(["sign"]), "{called}: {signing}");
        let (status, link) = jan.post("link", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{called}: {link}");
        let ola = world.ola(IN_PROGRESS).await;
        let signing = ola.signing().await;
        let recipients = signing["recipients"].as_array().unwrap();
        let shown = recipients.iter().find(|recipient| recipient["email"] == JAN).unwrap();
        assert_eq!((&shown["status"], &shown["canRemind"]), (&json!(called), &json!(true)));
        let (status, reminded) = ola.post("reminders", json!({})).await;
        assert_eq!((status, &reminded["reminded"]), (StatusCode::OK, &json!([shown["id"]])), "{called}");
    }
}

#[tokio::test]
async fn a_final_answer_takes_the_turn_away_whatever_else_is_called() {
    let world = World::new().await;
    world.autenti_settings(json!({ "participationStatuses": { "PENDING": "OPENED" } })).await;
    let anna = world.ticket(IN_PROGRESS, ANNA, &["sign"]).await;
    assert_eq!(anna.signing().await["can"], json!([]), "Anna has signed");
}

#[tokio::test]
async fn a_document_is_sent_where_only_an_administrator_may_subscribe_to_webhooks() {
    let world = World::new().await;
    world.autenti_settings(json!({ "withheldScopes": ["notification_management"] })).await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    world.act(&document, ANNA, "sign", None).await;
    // Whoever asks anew is told.
    let signing = ola.signing_now().await;
    assert_eq!(signing["recipients"][0]["status"], "COMPLETED", "{signing}");
}
