//! Every option of a profile, as it reaches Autenti and WEBCON.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// An instance with an approver and a signing order, and texts that try to break out.
const ORDERED: i32 = 10;

impl World {
    /// The document as Autenti holds it.
    async fn document(&self, id: &str) -> Value {
        let path = format!("/api/v2/document-processes/{}", id.replace(':', "%3A"));
        let url = self.sandbox.autenti.join(&path).unwrap();
        let token = self.autenti_token().await;
        self.http.get(url).bearer_auth(token).send().await.unwrap().json().await.unwrap()
    }

    /// A cell of the recipients list, in the row of an address.
    async fn cell(&self, element: i32, email: &str, column: &str) -> String {
        let cell = self.find_cell(element, email, column).await;
        cell.unwrap_or_else(|| panic!("no row of {email}"))
    }

    /// The same; none while the list has no such row.
    async fn find_cell(&self, element: i32, email: &str, column: &str) -> Option<String> {
        let element = self.element(element).await;
        let list = &element["itemLists"][0];
        let columns = list["columns"].as_array().unwrap();
        let guid = |name: &str| columns.iter().find(|c| c["name"] == name).unwrap()["guid"].clone();
        let text = |row: &Value, name: &str| {
            let cells = row["cells"].as_array().unwrap();
            let cell = cells.iter().find(|cell| cell["guid"] == guid(name));
            cell.and_then(|cell| cell["svalue"].as_str()).unwrap_or_default().to_owned()
        };
        let rows = list["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| text(row, "E-mail") == email)?;
        Some(text(row, column))
    }
}

/// Waits until a cell says something.
async fn says(world: &World, element: i32, email: &str, column: &str, wanted: impl Fn(&str) -> bool) {
    eventually(async || {
        let said = world.find_cell(element, email, column).await;
        match said {
            Some(said) if wanted(&said) => Ok(()),
            said => Err(said.unwrap_or_else(|| format!("no row of {email}"))),
        }
    })
    .await;
}

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
    assert_eq!(approver["participationStatus"], "PENDING");
    let signers = document["parties"].as_array().unwrap().iter().filter(|p| p["role"] == "SIGNER");
    assert!(signers.into_iter().all(|party| party["participationStatus"] == "NONE"));
    assert_eq!(document["files"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_state_of_each_recipient_is_written_to_their_row() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    says(&world, UNSENT, ANNA, "Signature status", |said| said == "PENDING#Oczekujący").await;
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
async fn a_query_selects_the_files_and_their_order() {
    let world = World::with(|config| {
        config
            .replace("select = \"category\"", "select = \"query\"\nquery = \"attachments-to-sign/{element}\"")
            .replace("category = \"3#To sign\"\n", "")
    })
    .await;
    let ola = world.ola(ORDERED).await;
    let files = ola.signing().await["files"].clone();
    assert_eq!(files.as_array().unwrap().len(), 2, "{files}");
}

#[tokio::test]
async fn a_pattern_limits_the_files() {
    let world = World::with(|config| {
        config.replace(
            "category = \"3#To sign\"",
            "category = \"all\"\nname_matches = \"(?i)^nothing-of-the-kind\"",
        )
    })
    .await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.send("key").await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("no_attachments")));
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
