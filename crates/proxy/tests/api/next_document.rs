//! What would go out where sending is offered again, and what is told of files.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

fn names(people: &Value) -> Vec<&str> {
    people.as_array().unwrap().iter().map(|person| person["lastName"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn after_a_rejection_the_body_tells_who_and_what_would_go_out_now() {
    let world = World::new().await;
    let ola = world.ola(REJECTED).await;
    assert_eq!(ola.signing().await["status"], "REJECTED");
    let row = world.row(REJECTED, JAN).await.id;
    let cells = [("First name", "Maria"), ("Last name", "Lis"), ("E-mail", "maria.lis@example.com")];
    world.set_row(REJECTED, Some(row), &cells.map(|(name, value)| (name, value.into()))).await;

    let signing = ola.signing().await;
    assert!(names(&signing["recipients"]).contains(&"Kowalski"), "{signing}");
    let next = &signing["next"];
    assert!(names(&next["recipients"]).contains(&"Lis"), "{signing}");
    assert!(!names(&next["recipients"]).contains(&"Kowalski"), "{signing}");
    assert_eq!(next["violations"], json!([]));
    assert_eq!(next["files"][0]["name"], "umowa.pdf");

    // The rules that sending applies are applied here too.
    world.set_row(REJECTED, Some(row), &[("E-mail", ANNA.into())]).await;
    let next = ola.signing().await["next"].clone();
    assert_eq!(next["violations"][0]["rule"], "email_repeated", "{next}");
    let (status, refused) = ola.send("again").await;
    assert_eq!((status, &refused["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("recipients_invalid")));
    assert_eq!(refused["violations"], next["violations"]);

    // Whoever may not send is not asked to read it.
    let reader = world.ticket(REJECTED, JAN, &["sign"]).await;
    assert_eq!(reader.signing().await["next"], Value::Null);
}

#[tokio::test]
async fn nothing_would_go_out_next_while_a_document_is_out_or_before_there_is_one() {
    let world = World::new().await;
    for element in [UNSENT, IN_PROGRESS, COMPLETED] {
        let signing = world.ola(element).await.signing().await;
        assert_eq!(signing["next"], Value::Null, "{signing}");
    }
    let ola = world.ola(IN_PROGRESS).await;
    let (status, withdrawn) = ola.post("withdrawal", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{withdrawn}");
    assert_eq!(withdrawn["next"]["files"][0]["name"], "umowa.pdf");
}

#[tokio::test]
async fn after_a_sending_that_failed_the_body_tells_what_would_go_out_now() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let refused =
        json!({ "method": "POST", "path": "/api/v2/document-processes", "status": 400, "times": 1 });
    world.break_autenti(refused).await;
    let (status, body) = ola.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    let stopped = ola.wait(|signing| !signing["sending"]["code"].is_null()).await;
    assert_eq!(stopped["can"], json!(["send"]));
    assert_eq!(names(&stopped["next"]["recipients"]), names(&stopped["recipients"]));
}

#[tokio::test]
async fn a_form_that_cannot_be_read_leaves_out_what_would_go_out_next() {
    let world = World::new().await;
    let ola = world.ola(REJECTED).await;
    ola.signing().await;
    world.break_portal(json!({ "method": "GET", "path": "*/elements/4", "status": 404, "times": 9 })).await;
    let signing = ola.signing().await;
    assert_eq!((&signing["status"], &signing["next"]), (&json!("REJECTED"), &Value::Null));
}

#[tokio::test]
async fn files_tell_their_sizes_and_where_the_portal_shows_them() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let before = ola.signing().await["files"][0].clone();
    let href = before["href"].as_str().unwrap();
    assert!(href.starts_with("/attachments/db/1/preview/"), "{before}");
    let shown = world.http.get(world.sandbox.portal.join(href).unwrap()).send().await.unwrap();
    assert_eq!(shown.status(), StatusCode::OK);
    let document = ola.send_and_wait("key").await;
    let sent = ola.signing().await["files"][0].clone();
    assert_eq!(sent["size"].as_u64(), Some(shown.bytes().await.unwrap().len() as u64));
    assert_eq!(sent["href"], before["href"]);

    // What comes back can be opened too.
    world.act(&document, ANNA, "sign", None).await;
    world.act(&document, JAN, "sign", None).await;
    let completed = ola.wait(|signing| !signing["attachment"].is_null()).await;
    let id = &completed["attachment"]["id"];
    assert_eq!(completed["attachment"]["href"], json!(format!("/attachments/db/1/preview/{id}")));
}

#[tokio::test]
async fn a_file_that_is_no_pdf_says_so_before_anybody_sends() {
    let world = World::new().await;
    world.attach(UNSENT, "notatka.docx", "3#To sign", b"PK").await;
    let signing = world.ola(UNSENT).await.signing().await;
    let codes: Vec<&Value> = signing["files"].as_array().unwrap().iter().map(|file| &file["code"]).collect();
    assert_eq!(codes, [&Value::Null, &json!("not_pdf")]);

    // One whose name is right is known once somebody has looked into it.
    let ola = world.ola(FAKE_PDF).await;
    let (status, body) = ola.send("key").await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("not_pdf")));
    let file = ola.signing().await["files"][0].clone();
    assert_eq!((&file["code"], &file["detail"]), (&json!("not_pdf"), &body["detail"]));
}

#[tokio::test]
async fn what_is_in_a_file_and_how_large_it_is_is_known_before_anybody_sends() {
    let world = World::new().await;
    let reader = world.ticket(FAKE_PDF, JAN, &["sign"]).await;
    assert_eq!(reader.signing().await["files"][0]["size"], Value::Null);
    let fetched = async || {
        let calls = world.portal_calls().await;
        calls.iter().filter(|call| call["path"].as_str().unwrap().contains("/attachments/")).count()
    };
    assert_eq!(fetched().await, 0, "whoever may not send has nothing looked at");

    let ola = world.ola(FAKE_PDF).await;
    let signing = ola.wait(|signing| !signing["files"][0]["size"].is_null()).await;
    assert_eq!(signing["files"][0]["code"], "not_pdf", "{signing}");
    ola.signing().await;
    assert_eq!(fetched().await, 1, "it is looked at once");

    // What would go out in the place of another document is looked at too.
    let signing =
        world.ola(REJECTED).await.wait(|signing| !signing["next"]["files"][0]["size"].is_null()).await;
    assert_eq!(signing["next"]["files"][0]["code"], Value::Null, "{signing}");
}

#[tokio::test]
async fn a_file_that_cannot_be_looked_at_is_shown_without_its_size() {
    let world = World::new().await;
    world
        .break_portal(json!({ "method": "GET", "path": "*/attachments/*", "status": 500, "times": 9 }))
        .await;
    let ola = world.ola(UNSENT).await;
    for _ in 0..2 {
        let signing = ola.signing().await;
        assert_eq!(signing["files"][0]["size"], Value::Null);
        assert_eq!(signing["can"], json!(["send"]));
    }
}

#[tokio::test]
async fn names_of_files_are_no_links_where_the_portals_address_is_not_configured() {
    let world = World::with(|config| {
        config.replace("file_address = \"/attachments/db/{database}/preview/{attachment}\"", "")
    })
    .await;
    assert_eq!(world.ola(UNSENT).await.signing().await["files"][0]["href"], Value::Null);
}
