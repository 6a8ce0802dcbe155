//! The signed file on the instance: its name, its category, once, and when it is late.

use std::time::Duration;

use autenti_proxy::timing::Timing;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn the_signed_document_is_saved_once_however_often_it_is_asked_for() {
    let world = World::with(|config| config.replace("attach_when_completed = true", "")).await;
    let ola = world.ola(COMPLETED).await;
    let signed = async || {
        let element = world.element(COMPLETED).await;
        let attachments = element["attachments"].as_array().unwrap().clone();
        attachments.into_iter().filter(|file| file["group"] == "Signed").collect::<Vec<_>>()
    };
    let before = signed().await.len();
    // The first answer is lost on its way from WEBCON.
    world
        .break_portal(json!({ "method": "POST", "path": "*/attachments", "drop": "response", "times": 1 }))
        .await;
    let (status, body) = ola.post("document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
    let (one, two) =
        tokio::join!(ola.post("document/attachment", json!({})), ola.post("document/attachment", json!({})));
    assert_eq!((one.0, two.0), (StatusCode::OK, StatusCode::OK), "{one:?} {two:?}");
    assert_eq!(one.1, two.1);
    assert_eq!(signed().await.len(), before + 1);
    assert_eq!(ola.signing().await["attachment"], one.1);
}

#[tokio::test]
async fn the_signed_document_can_be_named_by_the_form() {
    let world = World::with(|config| {
        config.replace("attach_when_completed = true", "").replace(
            "category = \"4#Signed\"",
            "category = \"4#Signed\"\nfile_name = \"{field:Contract number} podpisana\"",
        )
    })
    .await;
    let ola = world.ola(COMPLETED).await;
    let number = world.field(COMPLETED, "Contract number").await.replace('/', "_");
    let (status, body) = ola.post("document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["name"], format!("{number} podpisana.pdf"));
}

#[tokio::test]
async fn a_signed_file_that_is_late_is_waited_for() {
    let config = include_str!("../../../sandbox/demo/proxy.toml")
        .replace("attach_when_completed = true", "signature_card = true\narchive = true");
    // A slow machine takes its time for three files.
    let timing = Timing { person_waits: Duration::from_secs(8), ..TIMING };
    let world = World::with_timing(config, timing).await;
    world.autenti_settings(json!({ "signedFileDelayMs": 1200 })).await;
    let ola = world.ola(IN_PROGRESS).await;
    let signing = ola.signing().await;
    world.act(signing["autentiId"].as_str().unwrap(), JAN, "sign", None).await;
    let completed = ola.signing_now().await;
    assert_eq!((&completed["status"], &completed["attachment"]), (&json!("COMPLETED"), &Value::Null));
    let (status, body) = ola.post("document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let element = world.element(IN_PROGRESS).await;
    let signed = element["attachments"].as_array().unwrap().iter().filter(|file| file["group"] == "Signed");
    assert_eq!(signed.count(), 3, "{element}");
}

#[tokio::test]
async fn the_card_and_the_archive_are_saved_where_the_profile_says_so() {
    let world = World::with(|config| {
        config.replace(
            "attach_when_completed = true",
            "attach_when_completed = true\nsignature_card = true\narchive = true",
        )
    })
    .await;
    let ola = world.ola(COMPLETED).await;
    ola.signing().await;
    ola.wait(|signing| !signing["attachment"].is_null()).await;
    let element = world.element(COMPLETED).await;
    let mut names: Vec<_> = element["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["group"] == "Signed")
        .map(|file| file["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.iter().any(|name| name.contains(".zip")), "{names:?}");
}

#[tokio::test]
async fn the_signed_document_can_replace_the_one_before() {
    let world = World::with(|config| {
        config
            .replace("attach_when_completed = true", "overwrite = true\nfile_name = \"Umowa.PDF\"")
            .replace("category = \"4#Signed\"", "category = \"3#To sign\"")
    })
    .await;
    let to_sign = async || {
        let element = world.element(COMPLETED).await;
        let files = element["attachments"].as_array().unwrap().clone();
        let files = files.into_iter().filter(|file| file["group"] == "To sign");
        files.map(|file| (file["id"].clone(), file["version"].as_i64().unwrap())).collect::<Vec<_>>()
    };
    let before = to_sign().await;
    let ola = world.ola(COMPLETED).await;
    let (status, body) = ola.post("document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let after = to_sign().await;
    assert_eq!(before.len(), after.len(), "{before:?} {after:?} {body}");
    assert!(after[0].1 > before[0].1);
}

#[tokio::test]
async fn without_a_category_the_file_of_the_same_name_is_replaced_where_it_is() {
    let world = World::with(|config| {
        config
            .replace("attach_when_completed = true", "overwrite = true\nfile_name = \"umowa\"")
            .replace("category = \"4#Signed\"", "")
    })
    .await;
    let files = async || {
        let element = world.element(COMPLETED).await;
        let files = element["attachments"].as_array().unwrap().clone();
        let known = |file: &Value| (file["name"].clone(), file["group"].clone(), file["version"].clone());
        files.iter().map(known).collect::<Vec<_>>()
    };
    let before = files().await;
    assert!(before.contains(&(json!("umowa.pdf"), json!("To sign"), json!(1))), "{before:?}");
    let (status, body) = world.ola(COMPLETED).await.post("document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let after = files().await;
    assert_eq!(after.len(), before.len());
    assert!(after.contains(&(json!("umowa.pdf"), json!("To sign"), json!(2))), "{after:?}");
}

#[tokio::test]
async fn without_the_overwrite_flag_another_file_is_added() {
    let world = World::with(|config| {
        config
            .replace("attach_when_completed = true", "file_name = \"umowa\"")
            .replace("category = \"4#Signed\"", "category = \"3#To sign\"")
    })
    .await;
    let before = world.element(COMPLETED).await["attachments"].as_array().unwrap().len();
    let (status, body) = world.ola(COMPLETED).await.post("document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(world.element(COMPLETED).await["attachments"].as_array().unwrap().len(), before + 1);
}

#[tokio::test]
async fn the_signature_card_is_downloaded_where_autenti_has_one() {
    let world = World::with(|config| config.replace("attach_when_completed = true", "")).await;
    let ola = world.ola(COMPLETED).await;
    let part = async |part: &str| {
        let path = format!("/v1/signing/document?part={part}");
        let answer = world.get(&path, &ola.token).send().await.unwrap();
        let name = answer.headers().get("content-disposition").map(|name| name.to_str().unwrap().to_owned());
        (answer.status(), name.unwrap_or_default(), answer.bytes().await.unwrap())
    };
    assert_eq!(ola.signing().await["hasCard"], true);
    let (status, name, card) = part("card").await;
    assert_eq!(status, StatusCode::OK);
    assert!(card.starts_with(b"%PDF") && name.contains(".pdf"), "{name}");
    let (status, _, signed) = part("signed").await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(card, signed);
    assert_eq!(part("moon").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_card_or_an_archive_that_is_none_is_waited_for() {
    let damages = [json!({ "answer": "html" }), json!({ "answer": "empty" }), json!({ "shorten": 200 })];
    for (kind, start) in [("signature_card", &b"%PDF"[..]), ("archive", &b"PK"[..])] {
        for damage in &damages {
            let world = World::from_text(include_str!("../../../sandbox/demo/proxy.toml").replace(
                "attach_when_completed = true",
                &format!("attach_when_completed = true\n{kind} = true"),
            ))
            .await;
            // The first file is the signed one.
            let mut fault = damage.clone();
            fault["method"] = "GET".into();
            fault["path"] = "*/files/*/content".into();
            fault["after"] = 1.into();
            fault["times"] = 1.into();
            world.break_autenti(fault).await;
            let ola = world.ola(COMPLETED).await;
            ola.signing().await;
            ola.wait(|signing| !signing["attachment"].is_null()).await;
            let token = world.portal_token().await;
            let element = world.element(COMPLETED).await;
            let files = element["attachments"].as_array().unwrap().iter();
            let signed: Vec<&Value> = files.filter(|file| file["group"] == "Signed").collect();
            assert_eq!(signed.len(), 2, "{kind} {damage}: {element}");
            let mut starts = Vec::new();
            for file in signed {
                let url = format!("{}/attachments/{}/stream", world.element_url(COMPLETED), file["id"]);
                let content = world.http.get(url).bearer_auth(&token).send().await.unwrap();
                starts.push(content.bytes().await.unwrap());
            }
            let others = starts.iter().filter(|content| content.starts_with(start) && content.len() > 300);
            assert!(
                others.count() >= 1 && starts.iter().any(|content| content.starts_with(b"%PDF")),
                "{kind} {damage}"
            );
            assert!(starts.iter().all(|content| content.len() > 300), "{kind} {damage}");
        }
    }
}
