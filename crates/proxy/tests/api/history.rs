//! `GET /v1/signing/history`.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

async fn history(ticket: &Ticket<'_>) -> Vec<Value> {
    let answer = ticket.world.get("/v1/signing/history", &ticket.token).send().await.unwrap();
    assert_eq!(
        (answer.status(), &answer.headers()["cache-control"]),
        (StatusCode::OK, &"no-store".parse().unwrap())
    );
    answer.json().await.unwrap()
}

/// What happened and who did it, the newest first.
fn told(history: &[Value]) -> Vec<(&str, Option<&str>)> {
    history.iter().map(|entry| (entry["what"].as_str().unwrap(), entry["who"].as_str())).collect()
}

#[tokio::test]
async fn the_history_of_a_document_is_told_newest_first_with_who_did_what() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    assert!(history(&ola).await.is_empty());
    let document = ola.send_and_wait("key").await;
    let (status, _) = ola.post("reminders", json!({})).await;
    assert_eq!(status, StatusCode::OK);
    world.act(&document, ANNA, "sign", None).await;
    let signing = ola.wait(|signing| signing["recipients"][0]["status"] == "COMPLETED").await;
    assert!(signing["sentAt"].is_string() && signing["recipients"][0]["actedAt"].is_string(), "{signing}");
    assert_eq!(signing["recipients"][1]["actedAt"], Value::Null);
    assert!(signing["recipients"][1]["remindedAt"].is_string());
    world.act(&document, JAN, "sign", None).await;
    ola.wait(|signing| signing["status"] == "COMPLETED" && !signing["attachment"].is_null()).await;
    let history = eventually(async || {
        let history = history(&ola).await;
        if history.first().is_some_and(|entry| entry["what"] == "attached") {
            Ok(history)
        } else {
            Err(format!("{history:?}"))
        }
    })
    .await;
    assert_eq!(
        told(&history),
        [
            ("attached", None),
            ("completed", None),
            ("signed", Some("Jan Kowalski")),
            ("signed", Some("Anna Nowak")),
            ("reminded", Some(OLA)),
            ("sent", Some(OLA)),
        ]
    );
    let whom: Vec<&str> =
        history[4]["whom"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(whom.contains(&"Anna Nowak") && whom.contains(&"Jan Kowalski"), "{whom:?}");
    assert!(history.iter().all(|entry| entry["document"] == document && entry["at"].is_string()));
    // An automation reads the same.
    let path = format!("/v1/profiles/contracts/elements/{UNSENT}/signing/history");
    let same: Vec<Value> = world.get(&path, KEY).send().await.unwrap().json().await.unwrap();
    assert_eq!(same, history);
    // Another instance has a history of its own, and nobody without a ticket has any.
    assert!(!history_of(&world, IN_PROGRESS).await.iter().any(|entry| entry["document"] == document));
    assert_eq!(
        world.get("/v1/signing/history", "nonsense").send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
}

async fn history_of(world: &World, element: i32) -> Vec<Value> {
    history(&world.ticket(element, "", &[]).await).await
}

#[tokio::test]
async fn earlier_documents_of_the_instance_are_in_its_history_with_why_they_ended() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let first = ola.send_and_wait("one").await;
    world.act(&first, ANNA, "reject", Some("Błąd w § 2")).await;
    ola.wait(|signing| signing["status"] == "REJECTED").await;
    let second = ola.send_and_wait("two").await;
    assert_ne!(first, second);
    let (status, _) = ola.post("withdrawal", json!({ "comment": "Pomyłka" })).await;
    assert_eq!(status, StatusCode::OK);
    let history = history(&ola).await;
    assert_eq!(
        told(&history),
        [
            ("withdrawn", Some(OLA)),
            ("sent", Some(OLA)),
            ("rejected", Some("Anna Nowak")),
            ("sent", Some(OLA))
        ]
    );
    assert_eq!((&history[0]["reason"], &history[0]["document"]), (&json!("Pomyłka"), &json!(second)));
    assert_eq!((&history[2]["reason"], &history[2]["document"]), (&json!("Błąd w § 2"), &json!(first)));
    assert!(history[1].get("reason").is_none());
}
