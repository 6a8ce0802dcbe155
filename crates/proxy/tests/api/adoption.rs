//! What a form field says is a claim by whoever may write it: a document belongs to the instance that it was sent from.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// Everything that can be done with a document.
async fn each_action(ticket: &Ticket<'_>) -> Vec<(StatusCode, Value)> {
    let mut answers = Vec::new();
    for action in ["link", "reminders", "withdrawal", "document/attachment"] {
        answers.push(ticket.post(action, json!({})).await);
    }
    let download = ticket.world.get("/v1/signing/document", &ticket.token).send().await.unwrap();
    answers.push(answered(download).await);
    answers
}

const EVERYTHING: [&str; 7] = ["sign", "sign-for-others", "send", "remind", "withdraw", "download", "attach"];

#[tokio::test]
async fn a_document_of_another_instance_is_never_adopted() {
    let world = World::new().await;
    let document = world.ola(UNSENT).await.send_and_wait("key").await;
    // A copy of the form: the field and the recipients are those of the first.
    let thief = NO_PDF;
    world.set_field(thief, "Autenti document", &document).await;
    for row in world.rows(thief).await {
        world.delete_row(thief, row.id).await;
    }
    for row in world.rows(UNSENT).await {
        let cells = ["First name", "Last name", "E-mail", "Role", "Signature type"];
        let cells = cells.map(|name| (name, Value::from(row.cell(name))));
        world.set_row(thief, None, &cells).await;
    }
    let ticket = world.ticket(thief, OLA, &EVERYTHING).await;
    let mut asked = Vec::new();
    let signing = loop {
        let calls = world.autenti_calls().await.len();
        let signing = ticket.signing().await;
        assert_eq!((&signing["status"], &signing["autentiId"]), (&Value::Null, &Value::Null), "{signing}");
        for (status, body) in each_action(&ticket).await {
            assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("foreign_document")), "{body}");
        }
        // Nobody had to ask Autenti for that; the document itself is read in the background now and then.
        asked.push(world.autenti_calls().await.len() - calls);
        if asked.ends_with(&[0]) {
            break signing;
        }
        assert!(asked.len() < 5, "Autenti was asked every time: {asked:?}");
    };
    // The copy may send a document of its own.
    assert_eq!(signing["can"], json!(["send"]));
}

#[tokio::test]
async fn a_document_that_is_not_known_is_adopted_only_where_the_profile_says_so() {
    let world =
        World::with(|config| config.replace("adopt = \"when-recipients-match\"", "adopt = \"never\"")).await;
    let ticket = world.ticket(IN_PROGRESS, OLA, &EVERYTHING).await;
    let signing = ticket.signing().await;
    assert_eq!((&signing["status"], &signing["autentiId"]), (&Value::Null, &Value::Null), "{signing}");
    for (status, body) in each_action(&ticket).await {
        assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("foreign_document")), "{body}");
    }
    // It may be this form's own all the same, sent before the store's backup was made: not a second one beside it.
    assert_eq!(signing["can"], json!([]));
    let (status, body) = ticket.send("key").await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("already_sent")), "{body}");
}

#[tokio::test]
async fn a_document_is_adopted_only_when_those_who_act_are_those_of_the_list() {
    let world = World::new().await;
    let row = world.row(IN_PROGRESS, JAN).await.id;
    world.set_row(IN_PROGRESS, Some(row), &[("E-mail", "zofia@example.com".into())]).await;
    let ticket = world.ticket(IN_PROGRESS, OLA, &EVERYTHING).await;
    assert_eq!(ticket.signing().await["status"], Value::Null);
    let (status, body) = ticket.post("link", json!({ "email": JAN })).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("foreign_document")), "{body}");
    world.set_row(IN_PROGRESS, Some(row), &[("E-mail", JAN.into())]).await;
    assert_eq!(ticket.signing().await["status"], "PROCESSING");
}

#[tokio::test]
async fn a_sending_that_waits_can_be_cancelled_and_sent_again() {
    let world = World::new().await;
    let before = world.documents().await;
    world
        .break_autenti(json!({ "method": "POST", "path": "/api/v2/document-processes", "status": 503 }))
        .await;
    let ola = world.ola(UNSENT).await;
    ola.send("first").await;
    let waiting = ola.wait(|signing| signing["sending"]["code"] == "autenti_unavailable").await;
    assert!(waiting["sending"]["nextTryAt"].is_string(), "{waiting}");
    let url = format!("{}/v1/signing/send", world.proxy);
    let cancelled = answered(world.http.delete(&url).bearer_auth(&ola.token).send().await.unwrap()).await;
    assert_eq!((cancelled.0, &cancelled.1["sending"]), (StatusCode::OK, &Value::Null), "{cancelled:?}");
    assert_eq!(cancelled.1["can"], json!(["send"]));
    world.break_autenti(json!([])).await;
    ola.send_and_wait("second").await;
    assert_eq!(world.documents().await.1 - before.1, 1);
    let late = answered(world.http.delete(&url).bearer_auth(&ola.token).send().await.unwrap()).await;
    assert_eq!((late.0, &late.1["code"]), (StatusCode::CONFLICT, &json!("already_sent")));
}

#[tokio::test]
async fn a_form_that_was_changed_meanwhile_is_not_sent() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let version = world.element(UNSENT).await["header"]["version"].as_i64().unwrap();
    let send = async |version: i64| {
        let request =
            world.post("/v1/signing/send", &ola.token).header("Idempotency-Key", version.to_string());
        answered(request.json(&json!({ "elementVersion": version })).send().await.unwrap()).await
    };
    let (status, body) = send(version - 1).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("form_changed")), "{body}");
    assert_eq!(send(version).await.0, StatusCode::ACCEPTED);
}

/// What the command says, and whether it found nothing in its way.
fn adopt(world: &World, elements: &str, yes: bool) -> (bool, String) {
    adopt_with(world, &world.config_text(), elements, yes)
}

/// The same with another configuration.
fn adopt_with(world: &World, text: &str, elements: &str, yes: bool) -> (bool, String) {
    let config = world.folder().join("adopting.toml");
    std::fs::write(&config, text).unwrap();
    let file = world.folder().join("elements.csv");
    std::fs::write(&file, elements).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_autenti-proxy"));
    command.args(["signings", "adopt", "--profile", "contracts", "--config"]).arg(config);
    command.arg("--elements").arg(file).args(yes.then_some("--yes"));
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_the_plugin_are_taken_over_when_told_to() {
    let world =
        World::with(|config| config.replace("adopt = \"when-recipients-match\"", "adopt = \"never\"")).await;
    let ola = world.ticket(IN_PROGRESS, OLA, &EVERYTHING).await;
    assert_eq!(ola.signing().await["status"], Value::Null);
    let list = "WFD_ID;Title\n2;In progress\n3;Completed\n1;Unsent\n";
    let (right, said) = adopt(&world, list, false);
    assert!(right, "{said}");
    assert!(
        said.contains("2\tfits\tDOCUMENT_PROCESS:") && said.contains("PROCESSING\tanna.nowak@example.com"),
        "{said}"
    );
    assert!(said.contains("3\thas ended"), "{said}");
    assert!(said.contains("1\tthe form names no document"), "{said}");
    assert!(said.contains("1 would be taken over; nothing was changed"), "{said}");
    assert_eq!(ola.signing().await["status"], Value::Null, "a report changes nothing");
    let (right, said) = adopt(&world, list, true);
    assert!(right && said.contains("2\ttaken over as signing"), "{said}");
    let signing = ola.wait(|signing| signing["status"] == "PROCESSING").await;
    assert!(signing["can"].as_array().unwrap().contains(&json!("withdraw")), "{signing}");
    let (right, said) = adopt(&world, list, true);
    assert!(right && said.contains("2\tknown already, as signing"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_with_other_recipients_is_not_taken_over() {
    let world =
        World::with(|config| config.replace("adopt = \"when-recipients-match\"", "adopt = \"never\"")).await;
    let row = world.row(IN_PROGRESS, JAN).await.id;
    world.set_row(IN_PROGRESS, Some(row), &[("E-mail", "zofia@example.com".into())]).await;
    let thief = NO_PDF;
    let document = world.ola(UNSENT).await.send_and_wait("key").await;
    world.set_field(thief, "Autenti document", &document).await;
    world.set_field(FAKE_PDF, "Autenti document", "nonsense").await;
    let (right, said) = adopt(&world, &format!("2\n{thief}\n{FAKE_PDF}\n4711\n"), true);
    assert!(!right, "{said}");
    for part in [
        "2\tothers act on DOCUMENT_PROCESS:",
        "only on the document: jan.kowalski@example.com (SIGNER)\tonly in the list: zofia@example.com (SIGNER)",
        "\tthe document belongs to the instance 1/1",
        "\tthe account does not see nonsense, or there is no such document",
        "4711\tcannot be looked at",
        "0 taken over",
    ] {
        assert!(said.contains(part), "{part}\n\n{said}");
    }
    assert_eq!(world.ticket(IN_PROGRESS, OLA, &EVERYTHING).await.signing().await["status"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_taken_over_keeps_no_other_from_it_and_is_counted() {
    let world = World::new().await;
    world.ola(UNSENT).await.send_and_wait("key").await;
    // Another store knows of neither document.
    let store = world.folder().join("other.db");
    let text = world.config_text();
    let database = text.lines().find(|line| line.starts_with("database = \"")).unwrap();
    let text = text.replace(database, &format!("database = \"sqlite://{}\"", store.display()));
    let list = format!("{IN_PROGRESS}\n4711\n{COMPLETED}\n{UNSENT}\n");
    let (right, said) = adopt_with(&world, &text, &list, false);
    assert!(!right && said.contains("2 would be taken over; nothing was changed"), "{said}");
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&format!("sqlite://{}", store.display())).await.unwrap();
    let refusal = "CREATE TRIGGER refusal BEFORE INSERT ON signings WHEN NEW.element = 2
                   BEGIN SELECT RAISE(ABORT, 'not this one'); END";
    sqlx::query(refusal).execute(&pool).await.unwrap();
    let (right, said) = adopt_with(&world, &text, &list, true);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 5, "{said}");
    for (line, part) in lines.iter().zip([
        "2\tcannot be taken over\t",
        "4711\tcannot be looked at\t",
        "3\thas ended\t",
        "1\ttaken over as signing ",
        "1 taken over; 1 need nothing",
    ]) {
        assert!(line.starts_with(part), "{part}\n\n{said}");
    }
    assert!(!right, "{said}");
    let known: Vec<i64> = sqlx::query_scalar("SELECT element FROM signings").fetch_all(&pool).await.unwrap();
    assert_eq!(known, [i64::from(UNSENT)]);
}
