//! What a profile asks for: its process, in whose name it sends, checkouts, another document, sizes of files.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;

use crate::form::*;
use crate::support::*;

/// The process of the stand-in, and its workflow, by GUID.
const PROCESS: &str = "940ce550-0000-4000-8000-000000000001";
const WORKFLOW: &str = "f10f0000-0000-4000-8000-000000000001";

async fn with_process(process: &str) -> World {
    let demo = include_str!("../../../sandbox/demo/proxy.toml");
    World::from_text(demo.replace("process = \"1\"", &format!("process = \"{process}\""))).await
}

#[tokio::test]
async fn an_instance_of_the_process_is_taken_by_guid_and_id_and_workflow() {
    for process in ["1", PROCESS, &format!("{{{}}}", PROCESS.to_uppercase()), WORKFLOW] {
        let world = with_process(process).await;
        let signing = world.ola(UNSENT).await.signing().await;
        assert_eq!(signing["can"], json!(["send"]), "{process}: {signing}");
    }
}

#[tokio::test]
async fn an_instance_of_another_process_is_refused_before_anything_is_done() {
    for process in ["2", "99", "940ce550-0000-4000-8000-000000000002"] {
        let world = with_process(process).await;
        let ola = world.ola(UNSENT).await;
        let (status, body) = answered(ola.signing_answer().await).await;
        assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("wrong_process")), "{process}");
        let before = world.documents().await;
        let (status, body) = ola.send("key").await;
        assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("wrong_process")), "{process}");
        assert_eq!(world.documents().await, before);
    }
}

#[tokio::test]
async fn a_profile_of_another_process_does_not_see_what_was_sent_from_the_instance() {
    let demo = include_str!("../../../sandbox/demo/proxy.toml");
    let (head, profile) = demo.split_at(demo.find("[profiles.contracts]").unwrap());
    let invoices = profile
        .replace("profiles.contracts", "profiles.invoices")
        .replace("process = \"1\"", "process = \"2\"");
    let world = World::from_text(format!("{head}{profile}\n{invoices}")).await;
    world.ola(UNSENT).await.send_and_wait("key").await;
    let path = format!("/v1/profiles/invoices/elements/{UNSENT}/signing");
    let (status, body) = answered(world.get(&path, KEY).send().await.unwrap()).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("wrong_process")), "{body}");
}

#[tokio::test]
async fn the_process_is_asked_for_once_and_without_the_scope_the_workflow_can_be_named() {
    let world = with_process("1").await;
    for element in [UNSENT, ORDERED, NO_PDF] {
        world.ola(element).await.signing().await;
    }
    let calls = world.portal_calls().await;
    let asked = calls.iter().filter(|call| call["path"].to_string().contains("/processes/")).count();
    assert_eq!(asked, 1);

    let demo = include_str!("../../../sandbox/demo/proxy.toml");
    let narrow = "client_secret = \"demo-secret\"\nfile_address";
    let scoped = "client_secret = \"demo-secret\"\nscope = \"App.Elements.ReadWrite.All\"\nfile_address";
    assert!(demo.contains(narrow));
    let without = demo.replace(narrow, scoped);
    let world = World::from_text(without.clone()).await;
    let (status, body) = answered(world.ola(UNSENT).await.signing_answer().await).await;
    assert_eq!((status, &body["code"]), (StatusCode::BAD_GATEWAY, &json!("webcon_refused")), "{body}");
    let world =
        World::from_text(without.replace("process = \"1\"", &format!("process = \"{WORKFLOW}\""))).await;
    assert_eq!(world.ola(UNSENT).await.signing().await["can"], json!(["send"]));
}

#[tokio::test]
async fn a_document_is_sent_and_looked_after_in_the_name_that_the_profile_says() {
    let world = World::with(|config| {
        config.replace("adopt = \"when-recipients-match\"", "act_as = \"{field:Message to recipients}\"")
    })
    .await;
    world.set_field(UNSENT, "Message to recipients", "anna.nowak@example.com").await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let held = world.document(&document).await;
    let sender = held["parties"].as_array().unwrap().iter().find(|party| party["role"] == "SENDER").unwrap();
    assert!(sender.to_string().contains(ANNA), "{sender}");
    let (status, body) = ola.post("withdrawal", json!({})).await;
    assert_eq!((status, &body["status"]), (StatusCode::OK, &json!("WITHDRAWN")));
}

#[tokio::test]
async fn nothing_is_sent_in_the_name_of_a_stranger() {
    let world = World::with(|config| {
        config.replace("adopt = \"when-recipients-match\"", "act_as = \"stranger@example.org\"")
    })
    .await;
    let before = world.documents().await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    ola.wait(|signing| signing["sending"]["code"] == "autenti_refused").await;
    assert_eq!(world.documents().await, before);
}

async fn forced(world: &World) -> bool {
    world.portal_calls().await.iter().any(|call| call.to_string().contains("forceCheckout=1"))
}

#[tokio::test]
async fn a_forgotten_checkout_is_ended_where_the_profile_says_so_and_the_form_says_that_it_was() {
    let world = World::with(|config| {
        config.replace("adopt = \"when-recipients-match\"", "take_checkout_after = \"12h\"")
    })
    .await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    says(&world, UNSENT, ANNA, "Signature status", |said| said.starts_with(turn())).await;
    world.check_out(UNSENT, JAN).await;
    world.act(&document, ANNA, "sign", None).await;
    ola.wait(|signing| signing["waiting"]["code"] == "form_checked_out").await;
    assert!(world.cell(UNSENT, ANNA, "Signature status").await.starts_with(turn()));
    world.later(Duration::from_hours(13));
    says(&world, UNSENT, ANNA, "Signature status", |said| said == "COMPLETED#Zakończony").await;
    ola.wait(|signing| signing["waiting"].is_null()).await;
    let comments = world.element(UNSENT).await["comments"].to_string();
    assert!(comments.contains("Edycja została przerwana"), "{comments}");
    let store = world.database().await;
    let ended = eventually(async || {
        let query = "SELECT document FROM audit WHERE what = 'checkout_ended'";
        let ended: Vec<String> = sqlx::query_scalar(query).fetch_all(&store).await.unwrap();
        if ended.is_empty() { Err("nothing is noted".to_owned()) } else { Ok(ended) }
    })
    .await;
    assert!(ended.iter().all(|of| *of == document), "{ended:?}");
    assert!(forced(&world).await);
}

#[tokio::test]
async fn a_checkout_is_waited_for_where_the_profile_says_nothing() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    says(&world, UNSENT, ANNA, "Signature status", |said| said.starts_with(turn())).await;
    world.check_out(UNSENT, JAN).await;
    world.act(&document, ANNA, "sign", None).await;
    ola.wait(|signing| signing["waiting"]["code"] == "form_checked_out").await;
    world.later(Duration::from_hours(48));
    let tried = world.portal_calls().await.len();
    eventually(async || {
        let now = world.portal_calls().await.len();
        if now > tried + 3 { Ok(()) } else { Err(now.to_string()) }
    })
    .await;
    assert!(!forced(&world).await);
}

#[tokio::test]
async fn another_document_follows_a_completed_one_where_the_profile_says_so() {
    let world = World::with(|config| {
        config.replace("adopt = \"when-recipients-match\"", "again_after_completed = true")
    })
    .await;
    let ola = world.ola(UNSENT).await;
    let first = ola.send_and_wait("first").await;
    for email in [ANNA, JAN] {
        world.act(&first, email, "sign", None).await;
    }
    let done = ola.wait(|signing| signing["can"].as_array().unwrap().contains(&json!("send"))).await;
    assert_eq!(done["status"], "COMPLETED");
    assert!(done["attachment"].is_object(), "{done}");
    assert_eq!(done["next"]["violations"], json!([]));
    let second = ola.send_and_wait("second").await;
    assert_ne!(first, second);
    assert_eq!(world.field(UNSENT, "Autenti document").await, second);
}

#[tokio::test]
async fn no_other_document_follows_a_completed_one_without_it() {
    let world = World::new().await;
    let ola = world.ola(COMPLETED).await;
    let (status, body) = ola.send("again").await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("already_sent")), "{body}");
}

#[tokio::test]
async fn one_file_may_be_as_large_as_the_profile_says() {
    let large = [b"%PDF-1.7\n".to_vec(), vec![b' '; 11 * 1024 * 1024]].concat();
    let world = World::new().await;
    world.attach(UNSENT, "wielka.pdf", "3#To sign", &large).await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("key").await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("too_large")));
    let detail = body["detail"].as_str().unwrap();
    assert!(detail.contains("wielka.pdf") && detail.contains("at most 10 MB"), "{detail}");
    // The form says it too, from then on.
    let files = ola.signing().await["files"].clone();
    assert_eq!(files[1]["code"], "too_large", "{files}");

    let world = World::with(|config| {
        config.replace("category = \"3#To sign\"", "category = \"3#To sign\"\nlargest_file = \"12MB\"")
    })
    .await;
    world.attach(UNSENT, "wielka.pdf", "3#To sign", &large).await;
    let (_, body) = world.ola(UNSENT).await.send("key").await;
    assert_ne!(body["code"], "too_large", "{body}");
}

#[tokio::test]
async fn recipients_may_stand_in_fields_of_the_form_and_have_names_in_one_column() {
    let world = World::with(|config| {
        config.replace("first_name = \"First name\"\nlast_name = \"Last name\"", "name = \"Last name\"").replace(
            "[profiles.contracts.signed_document]",
            "[[profiles.contracts.fixed_recipients]]\nemail = \"Message to recipients\"\nname = \"Title\"\nrole = \"VIEWER\"\n\n[profiles.contracts.signed_document]",
        )
    })
    .await;
    for (email, name) in [
        (ANNA, "Anna Maria Nowak"),
        (JAN, "Jan Kowalski"),
        (autenti_sandbox::demo::EWA.email, "Ewa Wiśniewska"),
    ] {
        let row = world.row(UNSENT, email).await.id;
        world.set_row(UNSENT, Some(row), &[("Last name", name.into())]).await;
    }
    let ola = world.ola(UNSENT).await;
    world.set_field(UNSENT, "Message to recipients", "maria.lis@example.com").await;
    world.set_field(UNSENT, "Title", "Maria Lis").await;
    let signing = ola.signing().await;
    let recipients = signing["recipients"].as_array().unwrap();
    assert_eq!(recipients.len(), 4, "{signing}");
    assert_eq!(
        (&recipients[0]["firstName"], &recipients[0]["lastName"]),
        (&json!("Anna Maria"), &json!("Nowak"))
    );
    assert_eq!((&recipients[3]["firstName"], &recipients[3]["role"]), (&json!("Maria"), &json!("VIEWER")));
    let document = ola.send_and_wait("key").await;
    let held = world.document(&document).await;
    assert!(held["parties"].to_string().contains("maria.lis@example.com"), "{held}");
    says(&world, UNSENT, ANNA, "Signature status", |said| said.starts_with(turn())).await;
}
