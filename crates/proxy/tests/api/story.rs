//! The main job, through the HTTP API alone: send, sign, see it completed, find the file.

use crate::support::*;
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_document_is_sent_signed_by_two_and_saved_on_the_instance() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;

    let before = ola.signing().await;
    assert_eq!(before["status"], Value::Null);
    assert_eq!(before["autentiId"], Value::Null);
    assert_eq!(before["can"], json!(["send"]));
    assert_eq!(before["violations"], json!([]));
    let names: Vec<_> = before["recipients"].as_array().unwrap().iter().map(|r| &r["firstName"]).collect();
    assert_eq!(names, ["Anna", "Jan", "Ewa"]);
    assert_eq!(before["files"].as_array().unwrap().len(), 1);

    let document = ola.send_and_wait("story").await;
    assert_eq!(world.field(UNSENT, "Autenti document").await, document);
    assert_eq!(world.field(UNSENT, "Signature status").await, "PROCESSING#W toku");

    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    let hers = anna.wait(|signing| signing["can"] == json!(["sign"])).await;
    let own: Vec<_> = hers["recipients"].as_array().unwrap().iter().filter(|r| r["me"] == true).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["email"], ANNA);
    let (status, link) = anna.post("link", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    assert!(link["url"].as_str().unwrap().starts_with(world.sandbox.autenti.as_str()));

    world.act(&document, ANNA, "sign", None).await;
    world.act(&document, JAN, "sign", None).await;
    let done = ola.wait(|signing| signing["status"] == "COMPLETED" && !signing["attachment"].is_null()).await;
    assert_eq!(done["can"], json!(["download", "attach"]));

    let element = world.element(UNSENT).await;
    let attachments = element["attachments"].as_array().unwrap();
    let signed: Vec<_> = attachments.iter().filter(|file| file["group"] == "Signed").collect();
    assert_eq!(signed.len(), 1);
    assert_eq!(signed[0]["id"], done["attachment"]["id"]);
    eventually(async || match world.field(UNSENT, "Signature status").await.as_str() {
        "COMPLETED#Zakończony" => Ok(()),
        other => Err(other.to_owned()),
    })
    .await;

    let pdf = world.get("/v1/signing/document", &ola.token).send().await.unwrap();
    assert_eq!(pdf.headers()["content-type"], "application/pdf");
    assert!(pdf.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename="));
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"));
}
