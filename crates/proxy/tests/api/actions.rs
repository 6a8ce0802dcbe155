//! Link, reminders, withdrawal, the signed document; and the same without a ticket.

use crate::support::*;
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_link_is_for_its_owner_unless_the_ticket_says_otherwise() {
    let world = World::new().await;
    let jan = world.ticket(IN_PROGRESS, "Jan.Kowalski@EXAMPLE.com", &["sign"]).await;
    let answer = world.post("/v1/signing/link", &jan.token).send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let (status, own) = answered(answer).await;
    assert_eq!(status, StatusCode::OK, "{own}");
    let page = world.http.get(own["url"].as_str().unwrap()).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("Kowalski"));

    // The same as a code for a phone, only where it is asked for.
    assert_eq!(own["qr"], Value::Null);
    let (_, coded) = jan.post("link", json!({ "qr": true })).await;
    assert!(coded["qr"]["size"].as_u64().unwrap() >= 21, "{coded}");
    assert!(coded["qr"]["path"].as_str().unwrap().starts_with("M0 0h1v1h-1z"), "{coded}");

    let office = world.ticket(IN_PROGRESS, OLA, &["sign-for-others"]).await;
    assert_eq!(office.signing().await["can"], json!(["sign-for-others"]));
    let (status, other) = office.post("link", json!({ "email": JAN })).await;
    assert_eq!(status, StatusCode::OK, "{other}");
    let (status, none) = office.post("link", json!({ "email": "nobody@example.com" })).await;
    assert_eq!((status, &none["code"]), (StatusCode::CONFLICT, &json!("no_link")));
}

#[tokio::test]
async fn reminders_go_to_those_whose_turn_it_is_and_say_who_was_left_out() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    let signing = ola.signing().await;
    let id = |email: &str| {
        let recipients = signing["recipients"].as_array().unwrap();
        recipients.iter().find(|r| r["email"] == email).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (status, answer) = ola.post("reminders", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer, json!({ "reminded": [id(JAN)], "skipped": [] }));
    let after = ola.signing().await;
    let jan = after["recipients"].as_array().unwrap().iter().find(|r| r["email"] == JAN).unwrap().clone();
    assert!(jan["remindedAt"].is_string());

    let (status, answer) = ola.post("reminders", json!({ "recipients": [id(ANNA), "row:4711"] })).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("nobody_to_remind")));
}

#[tokio::test]
async fn a_document_that_is_withdrawn_cannot_be_signed_any_more() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    let (status, after) = ola.post("withdrawal", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{after}");
    assert_eq!(after["status"], "WITHDRAWN");
    assert_eq!(after["can"], json!(["send"]));
    let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
    let (status, body) = jan.post("link", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("already_finished")));
    let (status, body) = ola.post("withdrawal", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("already_finished")));
    eventually(async || match world.field(IN_PROGRESS, "Signature status").await.as_str() {
        "WITHDRAWN#Wycofany" => Ok(()),
        other => Err(other.to_owned()),
    })
    .await;
}

#[tokio::test]
async fn a_withdrawal_that_autenti_refuses_says_so_in_its_words() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    let before = world.document(autenti_sandbox::demo::IN_PROGRESS.id).await;
    world.act(autenti_sandbox::demo::IN_PROGRESS.id, JAN, "sign", None).await;
    // What Autenti shows lags behind what it does.
    let read = json!({ "method": "GET", "path": "/api/v2/document-processes/*", "status": 200, "body": before.to_string() });
    world.break_autenti(read).await;
    let (status, body) = ola.post("withdrawal", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::BAD_GATEWAY, &json!("autenti_refused")));
    // Ours first; theirs is marked as theirs.
    assert_eq!(body["upstream"], "The document is not waiting for anybody.");
    assert!(body["detail"].as_str().unwrap().contains("Autenti"), "{body}");
}

#[tokio::test]
async fn a_withdrawal_whose_answer_is_lost_still_answers_what_happened() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    ola.signing().await;
    world
        .break_autenti(
            json!({ "method": "POST", "path": "/api/v2/document-processes/*/actions", "drop": "response" }),
        )
        .await;
    let (status, after) = ola.post("withdrawal", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{after}");
    assert_eq!(after["status"], "WITHDRAWN");
}

#[tokio::test]
async fn a_server_with_an_integration_key_does_the_same_without_a_ticket() {
    let world = World::new().await;
    let path = |rest: &str| format!("/v1/profiles/contracts/elements/{UNSENT}/signing{rest}");
    let (status, before) = answered(world.get(&path(""), KEY).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{before}");
    assert_eq!(before["can"], json!(["send"]));
    let send = world.post(&path("/send"), KEY).header("Idempotency-Key", "path 61");
    let (status, body) = answered(send.send().await.unwrap()).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    let sent = eventually(async || {
        let signing: Value = world.get(&path(""), KEY).send().await.unwrap().json().await.unwrap();
        if signing["status"] == "PROCESSING" { Ok(signing) } else { Err(signing.to_string()) }
    })
    .await;
    assert_eq!(sent["can"], json!(["sign-for-others", "remind", "withdraw"]));
    let (status, link) =
        answered(world.post(&path("/link"), KEY).json(&json!({ "email": ANNA })).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    let (status, body) = answered(world.get(&path(""), "wrong").send().await.unwrap()).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("key_invalid")));
    let unknown = world.get("/v1/profiles/offers/elements/1/signing", KEY).send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_action_can_be_called_from_an_automation() {
    let world = World::new().await;
    let address =
        |element: i32, rest: &str| format!("/v1/profiles/contracts/elements/{element}/signing{rest}");
    let call = async |element: i32, rest: &str, body: Value| {
        answered(world.post(&address(element, rest), KEY).json(&body).send().await.unwrap()).await
    };
    // Without a form that is open, and without a body where none is needed.
    let (status, reminded) =
        answered(world.post(&address(IN_PROGRESS, "/reminders"), KEY).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{reminded}");
    assert_eq!(reminded["reminded"].as_array().unwrap().len(), 1);
    let (status, link) = call(IN_PROGRESS, "/link", json!({ "email": JAN })).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    // A server is nobody's recipient, so it has no link of its own.
    let (status, body) = call(IN_PROGRESS, "/link", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("no_link")));
    let (status, withdrawn) = call(IN_PROGRESS, "/withdrawal", json!({ "comment": "Termin minął" })).await;
    assert_eq!((status, &withdrawn["status"]), (StatusCode::OK, &json!("WITHDRAWN")), "{withdrawn}");
    let (status, saved) = call(COMPLETED, "/document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    assert!(saved["id"].is_i64());
    let pdf = world.get(&address(COMPLETED, "/document"), KEY).send().await.unwrap();
    assert_eq!(pdf.headers()["content-type"], "application/pdf");
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"));
    let events = world.get(&address(COMPLETED, "/events"), KEY).send().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    // A ticket is no key: it opens none of these.
    let ola = world.ola(IN_PROGRESS).await;
    for rest in ["/send", "/link", "/reminders", "/withdrawal", "/document/attachment"] {
        let (status, body) =
            answered(world.post(&address(UNSENT, rest), &ola.token).send().await.unwrap()).await;
        assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("key_invalid")), "{rest}");
    }
}
