//! Upstreams that say what is not so.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

const PROCESS: &str = "/api/v2/document-processes/*";
const INSTANCE: &str = "/api/data/v6.0/db/1/elements/*";

#[tokio::test]
async fn a_status_never_seen_leaves_everybody_their_buttons() {
    let world = World::new().await;
    let mut lie = world.document(&world.field(IN_PROGRESS, "Autenti document").await).await;
    lie["status"] = "PAUSED".into();
    let fault = json!({ "method": "GET", "path": PROCESS, "body": lie, "contentType": "application/json" });
    world.break_autenti(fault).await;
    let ola = world.ola(IN_PROGRESS).await;
    let signing = ola.signing_now().await;
    assert_eq!(signing["status"], "PAUSED");
    assert!(signing["can"].as_array().unwrap().contains(&json!("remind")), "{signing}");
    let jan = signing["recipients"].as_array().unwrap().iter().find(|known| known["email"] == JAN).unwrap();
    assert_eq!(jan["canRemind"], true, "{jan}");
}

#[tokio::test]
async fn a_file_that_webcon_only_says_to_have_saved_is_saved_again() {
    let world = World::new().await;
    let answer = json!({ "id": 7777, "name": "umowa.pdf" });
    let path = "/api/data/v6.0/db/1/elements/*/attachments";
    world.break_portal(json!({ "method": "POST", "path": path, "body": answer })).await;
    let ola = world.ola(COMPLETED).await;
    let (status, body) = ola.post("document/attachment", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("webcon_unavailable")));
    world.break_portal(json!([])).await;
    eventually(async || match ola.post("document/attachment", json!({})).await {
        (StatusCode::OK, saved) => Ok(saved),
        (status, body) => Err(format!("{status} {body}")),
    })
    .await;
    let files = world.element(COMPLETED).await["attachments"].clone();
    let signed = |file: &&Value| file["group"].as_str().is_some_and(|group| group.contains("Signed"));
    assert_eq!(files.as_array().unwrap().iter().filter(signed).count(), 1, "{files}");
}

#[tokio::test]
async fn a_process_of_which_webcon_tells_no_workflow_refuses_nobody_for_long() {
    let world = World::new().await;
    let path = "/api/data/v6.0/db/1/processes/*/workflows";
    world.break_portal(json!({ "path": path, "body": {}, "contentType": "application/json" })).await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = answered(ola.signing_answer().await).await;
    assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("webcon_unavailable")));
    world.break_portal(json!([])).await;
    assert_eq!(ola.signing_answer().await.status(), StatusCode::OK);
}

#[tokio::test]
async fn people_are_reminded_by_itself_where_webcon_takes_nothing() {
    let world = World::with(|config| {
        config + "\n[profiles.contracts.reminders]\nafter = \"3d\"\nevery = \"2d\"\nat_most = 2\n"
    })
    .await;
    world.break_portal(json!({ "method": "PATCH", "path": INSTANCE, "status": 403 })).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    ola.wait(|signing| {
        let recipients = signing["recipients"].as_array().unwrap();
        signing["status"] == "PROCESSING"
            && recipients.iter().any(|known| known["nextReminderAt"].is_string())
    })
    .await;
}
