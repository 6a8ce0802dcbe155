//! What the proxy wrote into the form is told to pages that are open in edit mode, so that saving does not undo it.

use serde_json::{Value, json};

use crate::form::says;
use crate::support::*;

/// What a signing says of a field.
fn written(signing: &Value, field: &str) -> Value {
    let written = signing["written"].as_array().unwrap();
    written
        .iter()
        .find(|written| written["field"] == field)
        .map_or(Value::Null, |known| known["value"].clone())
}

#[tokio::test]
async fn what_the_proxy_wrote_is_told_by_database_column() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    assert_eq!(ola.signing().await["written"], json!([]));
    let document = ola.send_and_wait("key").await;
    let anna = world.ticket(UNSENT, ANNA, &[]).await;
    let told = anna.wait(|signing| written(signing, "AttChoose1") != Value::Null).await;
    assert_eq!(
        pairs(&told["written"]),
        json!([
            { "field": "AttText1", "value": document },
            { "field": "AttChoose1", "value": "PROCESSING#W toku" },
        ])
    );
    // It is what stands on the form.
    assert_eq!(world.field(UNSENT, "Signature status").await, "PROCESSING#W toku");
    assert_eq!(world.field(UNSENT, "Autenti document").await, document);
    world.act(&document, ANNA, "reject", Some("Zła kwota")).await;
    ola.wait(|signing| written(signing, "AttChoose1") == "REJECTED#Odrzucony").await;
    // Another document takes its place: what was written for the first is not said of the second.
    ola.send("again").await;
    let anew = ola.wait(|signing| written(signing, "AttChoose1") == "PROCESSING#W toku").await;
    assert_eq!(written(&anew, "AttText1"), anew["autentiId"]);
}

#[tokio::test]
async fn the_id_is_told_as_soon_as_it_is_written() {
    let world = World::new().await;
    let files = json!({ "method": "POST", "path": "/api/v2/document-processes/*/files", "status": 503 });
    world.break_autenti(files).await;
    let ola = world.ola(UNSENT).await;
    ola.send("key").await;
    let told = ola.wait(|signing| written(signing, "AttText1") != Value::Null).await;
    assert_eq!(written(&told, "AttText1"), told["autentiId"]);
    assert_eq!(written(&told, "AttChoose1"), Value::Null);
}

#[tokio::test]
async fn nothing_is_told_of_a_field_whose_column_is_not_known() {
    let world = World::with(|config| {
        config
            .replace(
                "autenti_id = \"Autenti document\"",
                "autenti_id = \"f1e1d000-0000-4000-8000-000000000124\"",
            )
            .replace(
                "client_secret = \"demo-secret\"\nfile_address",
                "client_secret = \"demo-secret\"\nscope = \"App.Elements.ReadWrite.All\"\nfile_address",
            )
            // Which workflows a process has is not told either.
            .replace("process = \"1\"", "process = \"f10f0000-0000-4000-8000-000000000001\"")
    })
    .await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    // The account may not read the layout, so what a GUID or a name is called in the database is not known.
    assert_eq!(world.field(UNSENT, "Autenti document").await, document);
    assert_eq!(ola.signing().await["written"], json!([]));
    assert_eq!(ola.signing().await["writtenRows"], Value::Null);
    assert_eq!(world.ola(ORDERED).await.signing().await["list"], Value::Null);
}

#[tokio::test]
async fn a_link_on_the_form_is_told_to_whom_it_is_for_and_to_those_who_may_open_it() {
    let world = World::with(|config| {
        config.replace(
            "status = \"Signature status\"\n\n",
            "status = \"Signature status\"\nlink = \"AttText4\"\n\n",
        )
    })
    .await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    let hers = anna.wait(|signing| written(signing, "AttText4") != Value::Null).await;
    let link = world.field(UNSENT, "Link for signing").await;
    assert_eq!(written(&hers, "AttText4"), link);
    let office = world.ticket(UNSENT, OLA, &["sign-for-others"]).await;
    assert_eq!(written(&office.signing().await, "AttText4"), link);
    let jan = world.ticket(UNSENT, JAN, &["sign"]).await;
    assert_eq!(written(&jan.signing().await, "AttText4"), Value::Null);
    assert!(!ola.signing().await.to_string().contains(&link));
    // When the document has ended, the field is empty, and that is no secret.
    world.act(&document, ANNA, "reject", Some("Nie")).await;
    ola.wait(|signing| written(signing, "AttText4") == "").await;
    assert_eq!(world.field(UNSENT, "Link for signing").await, "");
}

/// Written values as name and value; when they were written is said of each.
fn pairs(written: &Value) -> Value {
    let told = |value: &Value| -> jiff::Timestamp { value.as_str().unwrap().parse().unwrap() };
    let pair = |written: &Value| {
        told(&written["at"]);
        json!({ "field": written["field"], "value": written["value"] })
    };
    written.as_array().unwrap().iter().map(pair).collect()
}

/// What a signing says of a recipient's row.
fn written_row(signing: &Value, email: &str) -> Value {
    let rows = signing["writtenRows"]["rows"].as_array();
    rows.and_then(|rows| rows.iter().find(|row| row["email"] == email)).cloned().unwrap_or_default()
}

/// What a signing says of a cell in a recipient's row.
fn written_cell(signing: &Value, email: &str, column: &str) -> Value {
    let row = written_row(signing, email);
    let cell = row["cells"].as_array().and_then(|cells| cells.iter().find(|cell| cell["field"] == column));
    cell.map_or(Value::Null, |cell| cell["value"].clone())
}

#[tokio::test]
async fn what_the_proxy_wrote_into_rows_is_told_with_whose_rows_they_are() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    assert_eq!(ola.signing().await["writtenRows"], Value::Null);
    let document = ola.send_and_wait("key").await;
    world.act(&document, ANNA, "reject", Some("Zła kwota #1")).await;
    let told = ola.wait(|signing| written_cell(signing, ANNA, "DET_Att7") == "REJECTED#Odrzucony").await;
    assert_eq!(told["writtenRows"]["list"], 140);
    assert_eq!(
        told["writtenRows"]["columns"],
        json!({ "email": "DET_Att3", "role": "DET_Att4", "autentiId": "DET_Att9" })
    );
    // It is what stands in the list.
    let party = world.cell(UNSENT, ANNA, "Autenti id").await;
    assert_ne!(party, "");
    let row = written_row(&told, ANNA);
    assert_eq!(
        (&row["email"], &row["role"], &row["autentiId"]),
        (&json!(ANNA), &json!("SIGNER"), &json!(party))
    );
    assert_eq!(
        pairs(&row["cells"]),
        json!([
            { "field": "DET_Att7", "value": "REJECTED#Odrzucony" },
            { "field": "DET_Att8", "value": "Zła kwota #1" },
            { "field": "DET_Att9", "value": party },
        ])
    );
    assert_eq!(world.cell(UNSENT, ANNA, "Signature status").await, "REJECTED#Odrzucony");
    assert_eq!(world.cell(UNSENT, ANNA, "Rejection reason").await, "Zła kwota #1");
    assert_eq!(written_cell(&told, JAN, "DET_Att8"), "");
}

#[tokio::test]
async fn what_is_told_is_what_was_written_last_even_when_the_layout_cannot_be_read_then() {
    let mut world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    ola.wait(|signing| written(signing, "AttChoose1") == "PROCESSING#W toku").await;
    world.stop().await;
    world.break_portal(json!({ "path": "*/formlayout*", "status": 403 })).await;
    world.start().await;
    world.act(&document, ANNA, "reject", Some("Nie")).await;
    let ola = world.ola(UNSENT).await;
    let told = ola.wait(|signing| written(signing, "AttChoose1") == "REJECTED#Odrzucony").await;
    assert_eq!(written_cell(&told, ANNA, "DET_Att8"), "Nie");
    let asked = world.portal_calls().await;
    let refused = asked.iter().filter(|call| call["path"].as_str().unwrap().contains("formlayout"));
    assert!(refused.into_iter().any(|call| call["status"] == 403), "the layout was not refused");
}

#[tokio::test]
async fn a_link_in_a_row_is_told_to_whom_it_is_for_and_to_those_who_may_open_it() {
    let world =
        World::with(|config| config.replace("phone = \"Phone\"", "phone = \"Phone\"\nlink = \"Link\"")).await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    let column = "DET_Att13";
    let anna = world.ticket(UNSENT, ANNA, &["sign"]).await;
    let hers = anna.wait(|signing| written_cell(signing, ANNA, column) != Value::Null).await;
    let link = world.cell(UNSENT, ANNA, "Link").await;
    assert_eq!(written_cell(&hers, ANNA, column), link);
    assert_eq!(written_cell(&hers, JAN, column), Value::Null, "Jan's is not told to Anna");
    let office = world.ticket(UNSENT, OLA, &["sign-for-others"]).await.signing().await;
    assert_eq!(written_cell(&office, ANNA, column), link);
    assert_ne!(written_cell(&office, JAN, column), Value::Null);
    assert!(!ola.signing().await.to_string().contains(&link));
    world.act(&document, ANNA, "reject", Some("Nie")).await;
    ola.wait(|signing| written_cell(signing, ANNA, column) == "" && written_cell(signing, JAN, column) == "")
        .await;
    assert_eq!(world.cell(UNSENT, ANNA, "Link").await, "");
}

#[tokio::test]
async fn the_list_is_told_with_its_columns_and_rules_while_it_can_be_changed() {
    let world = World::with(|config| {
        config.replace("example = 1", "example = 1\nsigning_order = true\nroles = [\"SIGNER\", \"VIEWER\"]\nsignature_types = [\"BASIC\"]").replace("phone = \"Phone\"", "phone = \"Phone\"\norder = \"DET_Value3\"")
    })
    .await;
    let ola = world.ola(UNSENT).await;
    assert_eq!(
        ola.signing().await["list"],
        json!({
            "id": 140,
            "columns": {
                "firstName": "DET_Att1", "lastName": "DET_Att2", "email": "DET_Att3", "role": "DET_Att4",
                "signatureType": "DET_Att5", "phone": "DET_Att6", "smsAuthorisation": "DET_Value1",
                "smsUnlock": "DET_Value2", "order": "DET_Value3", "representative": "DET_Value4",
                "vat": "DET_Att10", "organisation": "DET_Att11", "position": "DET_Att12",
            },
            "options": { "signingOrder": true, "roles": ["SIGNER", "VIEWER"], "signatureTypes": ["BASIC"] },
        })
    );
    for (n, email) in (1..).zip([ANNA, JAN]) {
        let row = world.row(UNSENT, email).await.id;
        world.set_row(UNSENT, Some(row), &[("Order", n.into())]).await;
    }
    ola.send_and_wait("key").await;
    assert_eq!(ola.signing().await["list"], Value::Null);
}

#[tokio::test]
async fn what_waits_for_a_form_that_is_being_edited_is_told_with_who_edits_it() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    assert_eq!(ola.signing().await["waiting"], Value::Null);
    let body = r#"{"type":"ResourceIsLocked","description":"Another user has checkout: Jan Kowalski"}"#;
    world
        .break_portal(json!({ "method": "PATCH", "path": "*/elements/1", "status": 409, "body": body }))
        .await;
    world.act(&document, ANNA, "sign", None).await;
    let told = ola.wait(|signing| !signing["waiting"].is_null()).await;
    assert_eq!(told["waiting"]["code"], "form_checked_out");
    assert!(told["waiting"]["detail"].as_str().unwrap().starts_with("Jan Kowalski is editing"), "{told}");
    let made_of = json!({ "text": "FormCheckedOutBy", "values": { "who": "Jan Kowalski" } });
    assert_eq!(told["waiting"]["localized"]["detail"], made_of);
    // Nothing is being sent: that is over.
    assert_eq!(told["sending"], Value::Null);
    world.break_portal(json!([])).await;
    // What waited may have been what was written before Anna's news came.
    says(&world, UNSENT, ANNA, "Signature status", |said| said == "COMPLETED#Zakończony").await;
    ola.wait(|signing| signing["waiting"].is_null()).await;
}

#[tokio::test]
async fn what_was_written_is_told_once_the_layout_can_be_read() {
    let world = World::new().await;
    // The proxy takes the document over, and the layout is not answered just then.
    world.break_portal(json!({ "path": "*/formlayout*", "status": 404, "times": 1 })).await;
    let ola = world.ola(IN_PROGRESS).await;
    let told = ola.wait(|signing| written(signing, "AttChoose1") == "PROCESSING#W toku").await;
    assert_eq!(told["writtenRows"]["columns"]["email"], "DET_Att3", "{told}");
    let asked = world.portal_calls().await;
    let failed = asked.iter().filter(|call| call["path"].as_str().unwrap().contains("formlayout"));
    assert!(failed.into_iter().any(|call| call["status"] == 404), "the layout was answered");
}

#[tokio::test]
async fn rows_are_told_where_recipients_are_users_in_a_column() {
    let world = World::with(|config| config.replace("email = \"E-mail\"", "person = \"E-mail\"")).await;
    let ola = world.ola(UNSENT).await;
    let document = ola.send_and_wait("key").await;
    world.act(&document, ANNA, "sign", None).await;
    let told = ola.wait(|signing| signing["writtenRows"].to_string().contains("COMPLETED#")).await;
    let rows = &told["writtenRows"];
    assert_eq!(
        rows["columns"],
        json!({ "person": "DET_Att3", "role": "DET_Att4", "autentiId": rows["columns"]["autentiId"] })
    );
    let row = rows["rows"].as_array().unwrap().iter().find(|row| row["email"] == ANNA).unwrap();
    assert!(row["cells"].to_string().contains("COMPLETED#"), "{row}");
}
