//! The recipients item list: what goes out from it, and what is written back to it.

use std::time::Duration;

use autenti_proxy::timing::Timing;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form::*;
use crate::support::*;

#[tokio::test]
async fn names_and_addresses_of_every_kind_go_out_and_come_back_as_they_are() {
    let world = World::new().await;
    let people = [
        (ANNA, "Anna 🖋️ <b>", "Nowak-\"Żółć\"; #1", "Anna+umowa%7c50%@example.com"),
        (JAN, "יָעֵל", "כהן \u{202e}abc", "o'neil_{x}@example.com"),
    ];
    for (email, first, last, address) in people {
        let row = world.row(UNSENT, email).await.id;
        let cells = [("First name", first), ("Last name", last), ("E-mail", address)];
        world.set_row(UNSENT, Some(row), &cells.map(|(name, value)| (name, value.into()))).await;
    }
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let held = world.document(&document).await;
    for (_, first, last, address) in people {
        let party = held["parties"]
            .as_array()
            .unwrap()
            .iter()
            .find(|party| party["party"]["contacts"][0]["attributes"]["email"] == address)
            .unwrap_or_else(|| panic!("{held}"));
        assert_eq!(party["party"]["firstName"], first);
        assert_eq!(party["party"]["lastName"], last);
        // Their own link, asked for in another case than it was typed in.
        let person = world.ticket(UNSENT, &address.to_uppercase(), &["sign"]).await;
        let (status, link) = person.post("link", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{link}");
        world.act(&document, address, "sign", None).await;
        says(&world, UNSENT, address, "Signature status", |said| said == "COMPLETED#Zakończony").await;
        let row = world.row(UNSENT, address).await;
        assert_eq!((row.cell("First name"), row.cell("Last name")), (first, last));
    }
}

#[tokio::test]
async fn rows_that_nobody_matches_stay_as_they_are_and_a_deleted_one_is_not_missed() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    says(&world, UNSENT, JAN, "Signature status", |said| said.starts_with(turn())).await;
    world.delete_row(UNSENT, world.row(UNSENT, JAN).await.id).await;
    let stranger = [
        ("First name", "Zofia"),
        ("Last name", "Obca"),
        ("E-mail", "zofia@example.com"),
        ("Role", "SIGNER#Podpisujący"),
        ("Signature status", "FAILED#Niepowodzenie"),
        ("Rejection reason", "Nie ruszać"),
    ];
    world.set_row(UNSENT, None, &stranger.map(|(name, value)| (name, value.into()))).await;
    world.act(&document, JAN, "sign", None).await;
    world.act(&document, ANNA, "sign", None).await;
    says(&world, UNSENT, ANNA, "Signature status", |said| said == "COMPLETED#Zakończony").await;
    ola.wait(|signing| signing["status"] == "COMPLETED" && !signing["attachment"].is_null()).await;
    let rows = world.rows(UNSENT).await;
    let mails: Vec<&str> = rows.iter().map(|row| row.cell("E-mail")).collect();
    assert_eq!(mails, [ANNA, autenti_sandbox::demo::EWA.email, "zofia@example.com"]);
    assert_eq!(rows[2].cell("Signature status"), "FAILED#Niepowodzenie");
    assert_eq!(rows[2].cell("Rejection reason"), "Nie ruszać");
}

#[tokio::test]
async fn a_row_that_is_deleted_while_its_list_is_written_holds_nothing_up() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    // WEBCON's answer to a row that is not there any more.
    let gone = json!({ "method": "PATCH", "path": "/api/data/v6.0/db/1/elements/1", "status": 400, "times": 1,
        "after": 1, "body": r#"{"type":"InvalidBodyParameterValue","description":"The item list has no row 7"}"# });
    world.break_portal(gone).await;
    ola.send("key").await;
    // A failure that has to wait for its next turn would be seen.
    let troubles = std::cell::Cell::new(0);
    ola.wait(|signing| {
        troubles.set(troubles.get() + usize::from(!signing["sending"]["code"].is_null()));
        signing["status"] == "PROCESSING" && signing["sending"].is_null()
    })
    .await;
    assert_eq!(troubles.get(), 0);
    says(&world, UNSENT, ANNA, "Signature status", |said| said == turn_on_form()).await;
}

#[tokio::test]
async fn two_rows_of_one_person_are_told_apart_by_role() {
    let world = World::new().await;
    // Sent by other means and adopted; then the list came to hold Jan twice, and his role in small letters.
    world.ola(IN_PROGRESS).await.wait(|signing| signing["written"] != json!([])).await;
    let (anna, jan) = (world.row(IN_PROGRESS, ANNA).await.id, world.row(IN_PROGRESS, JAN).await.id);
    let viewer = [("E-mail", JAN), ("Role", "VIEWER#Do wglądu"), ("Signature status", "")];
    world.set_row(IN_PROGRESS, Some(anna), &viewer.map(|(name, value)| (name, value.into()))).await;
    let signer = [("E-mail", " JAN.Kowalski@example.com "), ("Signature status", "")];
    world.set_row(IN_PROGRESS, Some(jan), &signer.map(|(name, value)| (name, value.into()))).await;
    let ola = world.ola(IN_PROGRESS).await;
    let signing = ola.signing().await;
    world.act(signing["autentiId"].as_str().unwrap(), JAN, "sign", None).await;
    let status = async |id: i64| {
        let rows = world.rows(IN_PROGRESS).await;
        rows.iter().find(|row| row.id == id).unwrap().cell("Signature status").to_owned()
    };
    eventually(async || match status(jan).await.as_str() {
        "COMPLETED#Zakończony" => Ok(()),
        other => Err(other.to_owned()),
    })
    .await;
    assert_eq!(status(anna).await, "");
}

#[tokio::test]
async fn a_party_without_an_address_is_known_by_its_autenti_id() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    // A document is adopted while those who act on it are those of the list.
    ola.wait(|signing| signing["written"] != json!([])).await;
    let id = "PARTY-PUBLIC_SIGNING_PROCESS_ID:without-address";
    let row = world.row(IN_PROGRESS, JAN).await.id;
    world.set_row(IN_PROGRESS, Some(row), &[("Autenti id", id.into())]).await;
    let mut document = world.document(autenti_sandbox::demo::IN_PROGRESS.id).await;
    let parties = document["parties"].as_array_mut().unwrap();
    let jan = parties.iter_mut().find(|party| party.to_string().contains(JAN)).unwrap();
    jan["party"]["id"] = id.into();
    jan["party"]["contacts"] = json!([]);
    jan["participationStatus"] = "FAILED".into();
    world
        .break_autenti(json!({ "method": "GET", "path": "/api/v2/document-processes/*", "status": 200, "body": document.to_string() }))
        .await;
    let signing = ola.signing_now().await;
    let recipients = signing["recipients"].as_array().unwrap();
    let shown: Vec<_> = recipients.iter().filter(|recipient| recipient["email"] == "").collect();
    assert_eq!(shown.len(), 1, "{signing}");
    assert_eq!((&shown[0]["status"], &shown[0]["me"]), (&json!("FAILED"), &json!(false)));
    // The row that it was is nobody's recipient any more, as far as its address says.
    assert!(!recipients.iter().any(|recipient| recipient["email"] == JAN), "{signing}");
    says(&world, IN_PROGRESS, JAN, "Signature status", |said| said == "FAILED#Niepowodzenie").await;
    let nobody = world.ticket(IN_PROGRESS, "", &["sign"]).await;
    let (status, body) = nobody.post("link", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("no_link")));
}

#[tokio::test]
async fn a_rejection_without_a_reason_keeps_the_value_of_autenti() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    let mut document = world.document(autenti_sandbox::demo::IN_PROGRESS.id).await;
    document["status"] = "REJECTED".into();
    for party in document["parties"].as_array_mut().unwrap() {
        if party.to_string().contains(JAN) {
            party["participationStatus"] = "FAILED".into();
            party["events"] = json!([{ "id": "1", "timestamp": "2026-11-20T10:00:00Z",
                "eventType": "EVENT_CLASSIFIER-UNIQUE_TYPE:SIGNATURE_REJECTION", "attributes": { "comment": " " } }]);
        }
    }
    world
        .break_autenti(json!({ "method": "GET", "path": "/api/v2/document-processes/*", "status": 200, "body": document.to_string() }))
        .await;
    ola.signing_now().await;
    says(&world, IN_PROGRESS, JAN, "Signature status", |said| said == "FAILED#Niepowodzenie").await;
    assert_eq!(world.cell(IN_PROGRESS, JAN, "Rejection reason").await, "");
}

#[tokio::test]
async fn the_status_stands_in_a_text_field_as_the_plain_value() {
    let world = World::with(|config| {
        config.replace("status = \"Signature status\"\n\n", "status = \"Link for signing\"\n\n")
    })
    .await;
    let document = world.ola(UNSENT).await.send_and_wait("key").await;
    assert_eq!(world.field(UNSENT, "Link for signing").await, "PROCESSING");
    world.act(&document, ANNA, "reject", Some("Nie")).await;
    eventually(async || match world.field(UNSENT, "Link for signing").await.as_str() {
        "REJECTED" => Ok(()),
        other => Err(other.to_owned()),
    })
    .await;
}

#[tokio::test]
async fn a_column_that_the_list_does_not_have_holds_up_neither_the_status_nor_the_signed_file() {
    let world =
        World::with(|config| config.replace("autenti_id = \"Autenti id\"", "autenti_id = \"Part\"")).await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    let told = ola.wait(|signing| signing["sending"]["code"] == "webcon_refused").await;
    assert_eq!(told["status"], "PROCESSING");
    assert!(told["sending"]["detail"].as_str().unwrap().contains("“Part”"), "{told}");
    let document = told["autentiId"].as_str().unwrap();
    assert_eq!(world.field(UNSENT, "Autenti document").await, document);
    // What could be written is told to open pages.
    let written = told["written"].as_array().unwrap();
    assert!(written.iter().any(|written| written["value"] == "PROCESSING#W toku"), "{told}");
    world.act(document, ANNA, "sign", None).await;
    world.act(document, JAN, "sign", None).await;
    ola.wait(|signing| !signing["attachment"].is_null()).await;
    eventually(async || match world.field(UNSENT, "Signature status").await.as_str() {
        "COMPLETED#Zakończony" => Ok(()),
        other => Err(other.to_owned()),
    })
    .await;
}

#[tokio::test]
async fn what_waits_after_a_refused_write_is_tried_at_once_when_there_is_news() {
    let config = include_str!("../../../sandbox/demo/proxy.toml")
        .replace("autenti_id = \"Autenti id\"", "autenti_id = \"Part\"");
    // A refused write waits for ten minutes.
    let timing = Timing { needs_attention: Duration::from_mins(10), ..TIMING };
    let world = World::with_timing(config, timing).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    let told = ola.wait(|signing| signing["sending"]["code"] == "webcon_refused").await;
    world.act(told["autentiId"].as_str().unwrap(), ANNA, "reject", Some("Nie")).await;
    eventually(async || match world.field(UNSENT, "Signature status").await.as_str() {
        "REJECTED#Odrzucony" => Ok(()),
        other => Err(other.to_owned()),
    })
    .await;
}

#[tokio::test]
async fn missing_rows_are_added_with_every_property() {
    let world = World::with(|config| {
        config.replace("language = \"pl\"", "language = \"pl\"\nsigning_order = true").replace(
            "position = \"Position\"",
            "position = \"Position\"\norder = \"Order\"\nadd_missing = true",
        )
    })
    .await;
    let ola = world.ola(ORDERED).await;
    let before = world.rows(ORDERED).await;
    let document = ola.send_and_wait("key").await;
    for row in world.rows(ORDERED).await {
        world.delete_row(ORDERED, row.id).await;
    }
    world.act(&document, OLA, "approve", None).await;
    eventually(async || match world.rows(ORDERED).await.len() {
        5 => Ok(()),
        rows => Err(rows.to_string()),
    })
    .await;
    for row in before {
        let added = world.row(ORDERED, row.cell("E-mail")).await;
        for column in [
            "First name",
            "Last name",
            "Role",
            "Signature type",
            "Phone",
            "SMS to sign",
            "SMS to open",
            "Order",
            "Representative",
            "Organisation",
            "Position",
            "VAT",
        ] {
            // Choices are compared by id: each writer names them in a language of their own.
            let said = |cell: &str| {
                let is_choice = ["Role", "Signature type"].contains(&column);
                let said = if is_choice { cell.split('#').next().unwrap() } else { cell };
                if said == "0" { String::new() } else { said.to_owned() }
            };
            assert_eq!(said(added.cell(column)), said(row.cell(column)), "{column}");
        }
        assert!(added.cell("Signature status").contains('#'));
        assert!(added.cell("Autenti id").starts_with("PARTY-"));
    }
}

#[tokio::test]
async fn phone_numbers_are_gone_once_the_document_is_out_whatever_webcon_refuses() {
    let world = World::with(|config| {
        config
            .replace("language = \"pl\"", "language = \"pl\"\nsigning_order = true")
            .replace("position = \"Position\"", "position = \"Position\"\norder = \"Order\"")
    })
    .await;
    let phone = world
        .rows(ORDERED)
        .await
        .iter()
        .map(|row| row.cell("Phone").to_owned())
        .find(|phone| !phone.is_empty());
    let phone = phone.unwrap();
    world.break_portal(json!({ "method": "PATCH", "path": "/api/data/*", "status": 403 })).await;
    let ola = world.ola(ORDERED).await;
    let (status, body) = ola.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    ola.wait(|signing| signing["status"] == "PROCESSING").await;
    assert_eq!(ola.signing_now().await["status"], "PROCESSING");
    let store = world.database().await;
    let query = "SELECT plan || coalesce(document, '') FROM signings";
    let kept: Vec<String> = sqlx::query_scalar(query).fetch_all(&store).await.unwrap();
    let kept = kept.concat();
    assert!(kept.contains("\"PROCESSING\"") && kept.contains("yael.cohen@example.com"), "{kept}");
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    assert!(!kept.contains(&phone) && !kept.contains(&digits(&phone)), "{kept}");
}

#[tokio::test]
async fn lasting_ids_of_parties_are_learned_without_webhooks_and_without_anybody_looking() {
    let world = World::with(|config| {
        config.replace("[autenti.webhook]\n", "").replace("jwks_url =", "poll_open = \"1h\" #")
    })
    .await;
    world.autenti_settings(json!({ "partyIdDelayMs": 700 })).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    says(&world, UNSENT, ANNA, "Autenti id", |said| said.starts_with("PARTY-") && !said.contains("PUBLIC"))
        .await;
    says(&world, UNSENT, ANNA, "Autenti id", |said| said.starts_with("PARTY-PUBLIC_SIGNING_PROCESS_ID:"))
        .await;
}

#[tokio::test]
async fn a_document_that_opens_with_a_code_gives_no_link_and_says_why() {
    let world = World::with(|config| config.replace("vat = \"VAT\"", "vat = \"VAT\"\nlink = \"Link\"")).await;
    let row = world.row(UNSENT, ANNA).await.id;
    let code = [("Phone", json!("+48 600 000 000")), ("SMS to open", json!(true))];
    world.set_row(UNSENT, Some(row), &code).await;
    let ola = world.ola(UNSENT).await;
    ola.send_and_wait("key").await;
    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    let (status, body) = anna.post("link", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("document_locked")));
    assert!(body["detail"].as_str().unwrap().contains("code sent by SMS"), "{body}");
    let own = anna.signing().await["recipients"][0].clone();
    assert_eq!((&own["smsUnlock"], &own["smsAuthorisation"]), (&json!(true), &json!(false)));
    // Others' links are on the form all the same.
    let origin = world.sandbox.autenti.as_str().to_owned();
    says(&world, UNSENT, JAN, "Link", |said| said.starts_with(&origin)).await;
    assert_eq!(world.cell(UNSENT, ANNA, "Link").await, "");
}

#[tokio::test]
async fn a_document_that_is_locked_for_the_sending_account_is_sent_and_explained() {
    let world = World::new().await;
    // The account that sends is among the recipients, and needs a code to open the document.
    let row = world.row(UNSENT, ANNA).await.id;
    let cells = [
        ("E-mail", json!("system@example.com")),
        ("Phone", json!("+48 600 000 000")),
        ("SMS to open", json!(true)),
    ];
    world.set_row(UNSENT, Some(row), &cells).await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    let told = ola.wait(|signing| signing["code"] == "document_locked").await;
    assert!(told["detail"].as_str().unwrap().contains("e-mail from Autenti"), "{told}");
    assert!(world.field(UNSENT, "Autenti document").await.starts_with("DOCUMENT_PROCESS:"));
}

#[tokio::test]
async fn links_of_a_list_are_asked_for_side_by_side_and_not_all_at_once() {
    let world = World::with(|config| config.replace("vat = \"VAT\"", "vat = \"VAT\"\nlink = \"Link\"")).await;
    for n in 1..=10 {
        let email = format!("osoba{n}@example.com");
        let cells = [
            ("First name", "Osoba"),
            ("Last name", "Kolejna"),
            ("E-mail", &email),
            ("Role", "SIGNER#Podpisujący"),
            ("Signature type", "BASIC#E-podpis Autenti"),
        ];
        world.set_row(UNSENT, None, &cells.map(|(name, value)| (name, value.into()))).await;
    }
    world.break_autenti(json!({ "path": "*/action-links", "latencyMs": 300 })).await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("key").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    let mut at_once = Vec::new();
    while world.cell(UNSENT, "osoba10@example.com", "Link").await.is_empty() {
        let calls = world.autenti_calls_in_full().await;
        let links = calls.iter().filter(|call| call["path"].to_string().contains("/action-links"));
        at_once.push(links.filter(|call| call["status"].is_null()).count());
    }
    let most = at_once.iter().max().unwrap();
    assert!((2..=4).contains(most), "{at_once:?}");
}

#[tokio::test]
async fn reminders_go_to_the_chosen_and_say_of_each_other_why_not() {
    let world = World::with(|config| {
        config.replace("vat = \"VAT\"", "vat = \"VAT\"\nblock_reminder = \"Block reminder\"")
    })
    .await;
    let ola = world.ola(UNSENT).await;
    ola.send_and_wait("key").await;
    let signing = ola.wait(|signing| is_their_turn(signing, 1)).await;
    let id = |n: usize| signing["recipients"][n]["id"].clone();
    let (anna, jan, ewa) = (id(0), id(1), id(2));
    world.tick("Block reminder", UNSENT, ANNA).await;
    // Everybody whose turn it is, less the blocked.
    let (status, body) = ola.post("reminders", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["reminded"], json!([jan]));
    assert_eq!(body["skipped"][0]["id"], anna);
    assert_eq!(body["skipped"][0]["reason"], "reminders are switched off for this recipient");
    let after = ola.signing().await;
    assert!(after["recipients"][1]["remindedAt"].is_string());
    assert_eq!(after["recipients"][0]["remindedAt"], Value::Null);
    // The chosen only, once the pause is over; a viewer has nothing to be reminded of.
    world.later(Duration::from_mins(11));
    let ola = world.ola(UNSENT).await;
    let (_, body) = ola.post("reminders", json!({ "recipients": [ewa, jan, "row:4711"] })).await;
    assert_eq!(body["reminded"], json!([jan]));
    let skipped: Vec<_> = body["skipped"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(skipped, [ewa.clone(), json!("row:4711")]);
    // Nobody left: the reasons are told with the names.
    let (status, body) = ola.post("reminders", json!({ "recipients": [anna, ewa] })).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("nobody_to_remind")));
    assert_eq!(
        body["detail"],
        "No reminder was sent. Anna Nowak: reminders are switched off for this recipient; \
         Ewa Wiśniewska: is not asked to act now."
    );
    // Autenti itself says no for a while.
    world.autenti_settings(json!({ "reminderPauseMs": 60_000 })).await;
    let (status, body) = ola.post("reminders", json!({ "recipients": [jan] })).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("nobody_to_remind")));
    assert!(body["detail"].as_str().unwrap().contains("cannot be reminded by Autenti now"), "{body}");
    world.act(signing["autentiId"].as_str().unwrap(), ANNA, "sign", None).await;
    // In its own words beside ours, where there is nobody at all.
    let (_, body) = ola.post("reminders", json!({})).await;
    assert_eq!(body["upstream"], "No participant can be reminded now.");
    assert!(body["detail"].as_str().unwrap().starts_with("No recipient can be reminded now."), "{body}");
}
