//! Every option of a profile, as it reaches Autenti and WEBCON.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form::*;
use crate::support::*;

#[tokio::test]
async fn order_language_labels_and_visualisation_go_out() {
    let world = World::with(|config| {
        config.replace(
            "language = \"pl\"",
            "language = \"de\"\nsigning_order = true\nvisualisation = \"manual\"\nlabels = [\"TAG:6f1d2c3b-0000-4000-8000-000000000101\"]\nsend_as_organisation = true",
        )
        .replace("phone = \"Phone\"", "phone = \"Phone\"\norder = \"Order\"")
    })
    .await;
    let ola = world.ola(ORDERED).await;
    let id = ola.send_and_wait("key").await;
    let document = world.document(&id).await;
    assert_eq!(document["processLanguage"], "de");
    let text = document.to_string();
    assert!(text.contains("VISUALISATION:MANUAL"), "{text}");
    assert!(text.contains("PARTY-TENANT:SELF"), "{text}");
    assert!(text.contains("CONSTRAINT-UNIQUE_TYPE:PARTICIPATION_PRIORITY"), "{text}");
    let approver = document["parties"].as_array().unwrap().iter().find(|p| p["role"] == "APPROVER").unwrap();
    assert_eq!(approver["participationStatus"], turn());
    let signers = document["parties"].as_array().unwrap().iter().filter(|p| p["role"] == "SIGNER");
    assert!(signers.into_iter().all(|party| party["participationStatus"] == "NONE"));
    assert_eq!(document["files"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_goes_out_is_what_the_plugin_sends() {
    let world = World::with(|config| {
        config
            .replace(
                "language = \"pl\"",
                "language = \"pl\"\nsigning_order = true\nsend_as_organisation = true",
            )
            .replace("phone = \"Phone\"", "phone = \"Phone\"\norder = \"Order\"")
    })
    .await;
    // Everything at once for the advanced signer, and a code to open for the qualified one.
    let advanced = world.rows(ORDERED).await[3].id;
    world.set_row(ORDERED, Some(advanced), &[("SMS to open", true.into())]).await;
    let document = world.ola(ORDERED).await.send_and_wait("key").await;
    let document = world.document(&document).await;
    let parties: Vec<Value> = document["parties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|party| {
            json!({
                "role": party["role"], "constraints": party["constraints"],
                "person": party["party"]["firstName"], "relationships": party["party"]["relationships"],
            })
        })
        .collect();
    insta::assert_json_snapshot!(json!({ "constraints": document["constraints"], "parties": parties }));
}

#[tokio::test]
async fn language_labels_title_and_message_come_from_fields() {
    let world = World::with(|config| {
        config
            .replace("language = \"pl\"", "language = \"{field:AttText4}\"\nlabels = [\"{field:Last modified reason}\", \"TAG:6f1d2c3b-0000-4000-8000-000000000104\"]")
            .replace("title = \"{field:Title}\"", "title = \"{field:Title} ({field:111}) / {field:Owner}\"")
    })
    .await;
    let tag = |n: u32| format!("TAG:6f1d2c3b-0000-4000-8000-0000000001{n:02}");
    world.set_field(UNSENT, "Link for signing", "de#German").await;
    world.set_field(UNSENT, "Last modified reason", &format!("{};{}#Kadry", tag(1), tag(2))).await;
    world.set_field(UNSENT, "Title", "Umowa\n „Łąki” {x} #1").await;
    let document = world.ola(UNSENT).await.send_and_wait("key").await;
    let document = world.document(&document).await;
    assert_eq!(document["title"], "Umowa „Łąki” {x} #1 (Umowa „Łąki” {x} #1) / Ola Zielińska");
    assert_eq!(document["description"], "Dzień dobry, prosimy o podpis do piątku.");
    assert_eq!(document["processLanguage"], "de");
    let tags: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| tag["id"].clone()).collect();
    assert_eq!(tags, [tag(1), tag(2), tag(4)]);
}

#[tokio::test]
async fn choice_fields_give_language_and_visualisation_by_their_ids() {
    let world = World::with(|config| {
        config.replace(
            "language = \"pl\"",
            "language = \"{field:Last modified reason}\"\nvisualisation = \"{field:Retention (years)}\"",
        )
    })
    .await;
    let mut element = world.element(UNSENT).await;
    for field in element["formFields"].as_array_mut().unwrap() {
        if field["name"] == "Last modified reason" {
            field["type"] = "ChoiceList".into();
            field["value"] = json!([{ "id": "uk", "name": "Ukrainian" }]);
            field["svalue"] = "uk#Ukrainian".into();
        }
        if field["name"] == "Retention (years)" {
            field["type"] = "ChoiceList".into();
            field["value"] = json!([{ "id": "1", "name": "Dowolne miejsce" }]);
            field["svalue"] = "1#Dowolne miejsce".into();
        }
    }
    let read = json!({ "method": "GET", "path": "/api/data/v6.0/db/1/elements/1", "status": 200, "body": element.to_string() });
    world.break_portal(read).await;
    let document = world.ola(UNSENT).await.send_and_wait("key").await;
    let document = world.document(&document).await;
    assert_eq!(document["processLanguage"], "uk");
    assert!(document["constraints"].to_string().contains("VISUALISATION:MANUAL"), "{document}");
}

#[tokio::test]
async fn the_state_of_each_recipient_is_written_to_their_row() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    says(&world, UNSENT, ANNA, "Signature status", |said| said == turn_on_form()).await;
    world.act(&document, ANNA, "sign", None).await;
    says(&world, UNSENT, ANNA, "Signature status", |said| said == "COMPLETED#Zakończony").await;
    // The lasting id comes some time after sending.
    says(&world, UNSENT, ANNA, "Autenti id", |said| said.starts_with("PARTY-PUBLIC_SIGNING_PROCESS_ID:"))
        .await;
    world.act(&document, JAN, "reject", Some("Zła stawka #1; <b>nie</b>")).await;
    says(&world, UNSENT, JAN, "Signature status", |said| said == "REJECTED#Odrzucony").await;
    says(&world, UNSENT, JAN, "Rejection reason", |said| said == "Zła stawka #1; <b>nie</b>").await;
    assert_eq!(world.field(UNSENT, "Signature status").await, "REJECTED#Odrzucony");
}

#[tokio::test]
async fn recipients_that_the_list_does_not_have_are_added_where_the_profile_says_so() {
    let ewa = autenti_sandbox::demo::EWA.email;
    let world = World::with(|config| {
        config.replace("position = \"Position\"", "position = \"Position\"\nadd_missing = true")
    })
    .await;
    // Ewa gets the document to see, but the instance's list names the signers only.
    let ola = world.ola(IN_PROGRESS).await;
    let signing = ola.signing().await;
    let known = signing["recipients"].as_array().unwrap().iter().any(|r| r["email"] == ewa);
    assert!(known, "{signing}");
    says(&world, IN_PROGRESS, ewa, "Role", |said| said == "VIEWER#Do wglądu").await;
    assert_eq!(world.cell(IN_PROGRESS, ewa, "Last name").await, "Wiśniewska");
    // Looking again adds nobody twice.
    ola.signing_now().await;
    world.act(signing["autentiId"].as_str().unwrap(), JAN, "sign", None).await;
    says(&world, IN_PROGRESS, JAN, "Signature status", |said| said.starts_with("COMPLETED")).await;
    let rows = world.element(IN_PROGRESS).await["itemLists"][0]["rows"].as_array().unwrap().len();
    assert_eq!(rows, 3);
}

#[tokio::test]
async fn links_stand_on_the_form_only_where_asked_for_and_only_in_turn() {
    let world = World::with(|config| {
        config
            .replace(
                "status = \"Signature status\"\n\n",
                "status = \"Signature status\"\nlink = \"Link for signing\"\n\n",
            )
            .replace("vat = \"VAT\"", "vat = \"VAT\"\nlink = \"Link\"")
    })
    .await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let origin = world.sandbox.autenti.as_str().to_owned();
    says(&world, UNSENT, ANNA, "Link", |said| said.starts_with(&origin)).await;
    says(&world, UNSENT, JAN, "Link", |said| said.starts_with(&origin)).await;
    assert_eq!(world.cell(UNSENT, autenti_sandbox::demo::EWA.email, "Link").await, "");
    assert!(world.field(UNSENT, "Link for signing").await.starts_with(&origin));
    world.act(&document, ANNA, "sign", None).await;
    says(&world, UNSENT, ANNA, "Link", str::is_empty).await;
    says(&world, UNSENT, JAN, "Link", |said| said.starts_with(&origin)).await;

    let plain = World::new().await;
    let ola = plain.ola(UNSENT).await;
    ola.send_and_wait("key").await;
    assert_eq!(plain.cell(UNSENT, ANNA, "Link").await, "");
}

#[tokio::test]
async fn a_status_takes_its_path_once() {
    let mut world =
        World::with(|config| config + "\n[profiles.contracts.transitions]\nCOMPLETED = \"63\"\n").await;
    let document = world.ola(UNSENT).await.send_and_wait("key").await;
    // From now on every answer is lost after the deed was done.
    world
        .break_portal(
            json!({ "method": "PATCH", "path": "/api/data/v6.0/db/1/elements/1", "drop": "response" }),
        )
        .await;
    world.act(&document, ANNA, "sign", None).await;
    world.act(&document, JAN, "sign", None).await;
    eventually(async || {
        let step = world.element(UNSENT).await["header"]["step"]["id"].clone();
        if step == 53 { Ok(()) } else { Err(step.to_string()) }
    })
    .await;
    let url = world.sandbox.portal.join("/sandbox/calls").unwrap();
    let calls: Vec<Value> = world.http.get(url).send().await.unwrap().json().await.unwrap();
    let moves =
        calls.iter().filter(|call| call["query"].as_str().is_some_and(|query| query.contains("path=63")));
    assert_eq!(moves.count(), 1);
    // Nor is it taken again when the proxy starts anew.
    world.break_portal(json!([])).await;
    world.stop().await;
    world.start().await;
    let ola = world.ola(UNSENT).await;
    assert_eq!(ola.signing_now().await["status"], "COMPLETED");
    assert_eq!(world.element(UNSENT).await["header"]["step"]["id"], 53);
}

#[tokio::test]
async fn a_path_whose_answer_was_lost_is_not_taken_again_after_a_restart() {
    let mut world =
        World::with(|config| config + "\n[profiles.contracts.transitions]\ncompleted = \"63\"\n").await;
    let document = world.ola(UNSENT).await.send_and_wait("key").await;
    let path = "/api/data/v6.0/db/1/elements/1";
    let moves = async |world: &World| {
        let calls = world.portal_calls().await;
        let is_move = |call: &&Value| call["query"].as_str().is_some_and(|query| query.contains("path=63"));
        calls.iter().filter(is_move).count()
    };
    // Answers to writes are lost, and once the path was taken the form cannot be read either.
    world.break_portal(json!({ "method": "PATCH", "path": path, "drop": "response" })).await;
    world.act(&document, ANNA, "sign", None).await;
    world.act(&document, JAN, "sign", None).await;
    eventually(async || match moves(&world).await {
        0 => Err("not yet".to_owned()),
        _ => Ok(()),
    })
    .await;
    world.break_portal(json!({ "path": path, "drop": "request" })).await;
    world.stop().await;
    let before = moves(&world).await;
    world.break_portal(json!([])).await;
    world.start().await;
    let ola = world.ola(UNSENT).await;
    assert_eq!(ola.signing_now().await["status"], "COMPLETED");
    eventually(async || match world.element(UNSENT).await["header"]["step"]["id"].as_i64() {
        Some(53) => Ok(()),
        step => Err(format!("{step:?}")),
    })
    .await;
    assert_eq!((before, moves(&world).await), (1, 1));
}

#[tokio::test]
async fn a_blocked_recipient_is_not_reminded() {
    let world = World::with(|config| {
        config.replace("vat = \"VAT\"", "vat = \"VAT\"\nblock_reminder = \"Block reminder\"")
    })
    .await;
    world.tick("Block reminder", IN_PROGRESS, JAN).await;
    let ola = world.ola(IN_PROGRESS).await;
    let (status, body) = ola.post("reminders", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("nobody_to_remind")));
}

#[tokio::test]
async fn a_withdrawal_leaves_its_comment_on_the_instance() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    let (status, body) = ola.post("withdrawal", json!({ "comment": "Błąd w § 2" })).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    eventually(async || {
        let comments = world.element(IN_PROGRESS).await["comments"].to_string();
        if comments.contains("Błąd w § 2") { Ok(()) } else { Err(comments) }
    })
    .await;
}

#[tokio::test]
async fn a_comment_whose_answer_was_lost_is_not_left_twice() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    ola.wait(|signing| signing["written"] != json!([])).await;
    let lost = json!({ "method": "PATCH", "path": "*/elements/2", "drop": "response", "times": 2 });
    world.break_portal(lost).await;
    let (status, body) = ola.post("withdrawal", json!({ "comment": "Błąd w § 2" })).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    ola.wait(|signing| signing["written"].to_string().contains("WITHDRAWN")).await;
    let comments = world.element(IN_PROGRESS).await["comments"].to_string();
    assert_eq!(comments.matches("Błąd w § 2").count(), 1, "{comments}");
}

#[tokio::test]
async fn a_status_never_seen_is_shown_as_itself_and_holds_nothing_up() {
    let world = World::new().await;
    let ola = world.ola(IN_PROGRESS).await;
    let signing = ola.signing().await;
    let id = signing["autentiId"].as_str().unwrap();
    let mut document = world.document(id).await;
    document["status"] = "PAUSED".into();
    document["parties"][1]["participationStatus"] = "DREAMING".into();
    world
        .break_autenti(json!({ "method": "GET", "path": "/api/v2/document-processes/*", "status": 200, "body": document.to_string() }))
        .await;
    world.later(std::time::Duration::from_mins(1));
    let odd = ola.signing_now().await;
    assert_eq!(odd["status"], "PAUSED");
    assert!(odd["recipients"].to_string().contains("DREAMING"));
    assert!(odd["can"].as_array().unwrap().contains(&json!("withdraw")));
    // WEBCON takes no choice that it does not offer; the rest is still written.
    assert!(world.field(IN_PROGRESS, "Signature status").await.starts_with("PROCESSING"));
}

#[tokio::test]
async fn look_ups_are_limited_to_what_a_profile_permits() {
    let world = World::with(|config| {
        config.replace("example = 1", "example = 1\nroles = [\"SIGNER\"]\nsignature_types = [\"QUALIFIED\"]")
    })
    .await;
    let ids = async |path: &str, token: &str| {
        let rows: Value = world.get(path, token).send().await.unwrap().json().await.unwrap();
        rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let ola = world.ola(UNSENT).await;
    assert_eq!(ids("/v1/lookups/recipient-roles", &ola.token).await, ["SIGNER"]);
    assert_eq!(ids("/v1/lookups/signature-types?profile=contracts", KEY).await, ["QUALIFIED"]);
    assert_eq!(ids("/v1/lookups/signature-types", KEY).await.len(), 3);
}

#[tokio::test]
async fn names_may_be_guids_numbers_or_database_columns() {
    for names in [
        [("Autenti document", "AttText1"), ("\"Title", "\"Title"), ("{field:Title}", "{field:AttText2}")],
        [
            ("Autenti document", "f1e1d000-0000-4000-8000-000000000124"),
            ("\"Recipients\"", "\"f1e1d000-0000-4000-8000-000000000140\""),
            ("{field:Title}", "{field:111}"),
        ],
        [
            ("\"Recipients\"", "\"SubElems1\""),
            ("\"First name\"", "\"DET_Att1\""),
            ("\"E-mail\"", "\"c0101000-0000-4000-8000-000000000203\""),
        ],
    ] {
        let config =
            names.iter().fold(include_str!("../../../sandbox/demo/proxy.toml").to_owned(), |text, (a, b)| {
                text.replace(a, b)
            });
        let world = World::from_text(config).await;
        let signing = world.ola(UNSENT).await.signing().await;
        assert_eq!(signing["title"], "Umowa o współpracy 1/2026", "{names:?}");
        assert_eq!(signing["recipients"][0]["email"], ANNA, "{names:?}");
    }
}

#[tokio::test]
async fn a_name_that_the_form_does_not_have_is_told_in_words() {
    let world = World::with(|config| config.replace("\"Role\"", "\"Part\"")).await;
    let (status, body) = answered(world.ola(UNSENT).await.signing_answer().await).await;
    assert_eq!((status, &body["code"]), (StatusCode::BAD_GATEWAY, &json!("webcon_refused")));
    assert!(body["detail"].as_str().unwrap().contains("“Part”"), "{body}");
}
