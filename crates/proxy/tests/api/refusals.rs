//! Bad input: a clear code, words that say what to do, and nothing sent or lost.

use crate::support::*;
use std::time::Duration;

use autenti_model::{Lang, LocalizedMessage};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// The refusal is a problem document in full, with words.
fn is_problem(status: StatusCode, body: &Value, code: &str) {
    assert_eq!(body["code"], code, "{body}");
    assert_eq!(body["status"], status.as_u16(), "{body}");
    assert_eq!(body["type"], format!("urn:autenti-form:error:{code}"));
    for words in ["title", "detail", "requestId"] {
        assert!(!body[words].as_str().unwrap().is_empty(), "{body}");
    }
    for property in ["title", "detail"] {
        is_said(body, property);
    }
}

/// What the words are said to be made of makes these very words.
fn is_said(body: &Value, property: &str) {
    let message: LocalizedMessage =
        serde_json::from_value(body["localized"][property].clone()).expect("words of the catalogue");
    let words = body[property].as_str().unwrap();
    assert!(Lang::ALL.iter().any(|lang| message.render(*lang) == words), "{body}");
}

#[tokio::test]
async fn a_form_that_is_not_ready_is_refused_and_nothing_leaves() {
    let world = World::new().await;
    let before = world.documents().await;
    for (element, code, words) in [
        (BAD_RECIPIENTS, "recipients_invalid", "Correct the rows"),
        (NO_PDF, "no_attachments", "no PDF to sign"),
        (FAKE_PDF, "not_pdf", "umowa.pdf"),
        (TOO_LARGE, "too_large", "at most 20 MB"),
    ] {
        let ola = world.ola(element).await;
        let (status, body) = ola.send("key").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        is_problem(status, &body, code);
        assert!(body["detail"].as_str().unwrap().contains(words), "{body}");
        assert_eq!(ola.signing().await["sending"], Value::Null);
    }
    assert_eq!(world.documents().await, before);
}

#[tokio::test]
async fn wrong_recipients_are_named_by_row_before_and_at_sending() {
    let world = World::new().await;
    let ola = world.ola(BAD_RECIPIENTS).await;
    let signing = ola.signing().await;
    let (_, body) = ola.send("key").await;
    assert_eq!(signing["violations"], body["violations"]);
    let said: Vec<_> =
        body["violations"].as_array().unwrap().iter().map(|v| v["message"].as_str().unwrap()).collect();
    assert!(
        said.iter().any(|message| message.contains("jan.kowalski@”") && message.starts_with("Row ")),
        "{said:?}"
    );
    assert!(said.iter().any(|message| message.contains("last name is missing")), "{said:?}");
    for violation in body["violations"].as_array().unwrap() {
        is_said(violation, "message");
    }
    let made_of = &body["violations"][0]["localized"]["message"];
    assert_eq!(made_of["text"], "RuleInRow");
    assert_eq!(made_of["values"]["what"]["values"]["email"], "jan.kowalski@");
    let rows: Vec<_> = body["violations"].as_array().unwrap().iter().map(|v| v["row"].as_i64()).collect();
    let listed: Vec<_> =
        signing["recipients"].as_array().unwrap().iter().map(|r| r["row"].as_i64()).collect();
    assert!(rows.iter().all(|row| row.is_some() && listed.contains(row)), "{rows:?} {listed:?}");
}

#[tokio::test]
async fn credentials_that_are_missing_forged_or_expired_are_refused() {
    let world = World::new().await;
    let request = |token: &str| world.get("/v1/signing", token).send();
    for token in ["", "nonsense", "a.b.c"] {
        let (status, body) = answered(request(token).await.unwrap()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        is_problem(status, &body, "ticket_invalid");
    }
    let answer = world.http.get(format!("{}/v1/signing", world.proxy)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let ola = world.ola(UNSENT).await;
    world.later(Duration::from_mins(30));
    let (status, body) = answered(ola.signing_answer().await).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    is_problem(status, &body, "ticket_expired");

    let (status, body) = answered(world.post("/v1/tickets", "no-such-key").send().await.unwrap()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    is_problem(status, &body, "key_invalid");
}

#[tokio::test]
async fn a_ticket_opens_its_own_instance_only_and_does_what_it_permits_only() {
    let world = World::new().await;
    let anna = world.ticket(IN_PROGRESS, ANNA, &["sign"]).await;
    assert_eq!(anna.signing().await["title"], "Aneks 2/2026");
    let (status, body) = anna.send("key").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    is_problem(status, &body, "not_allowed");
    for path in ["reminders", "withdrawal", "document/attachment"] {
        let (status, body) = anna.post(path, json!({})).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        is_problem(status, &body, "not_allowed");
    }
    let (status, body) = anna.post("link", json!({ "email": JAN })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    is_problem(status, &body, "not_allowed");
    // With a ticket there is no way to name another instance: that address is for integration keys.
    let other = world.get("/v1/profiles/contracts/elements/1/signing", &anna.token).send().await.unwrap();
    let (status, body) = answered(other).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    is_problem(status, &body, "key_invalid");
}

#[tokio::test]
async fn what_the_state_forbids_is_refused_with_the_reason() {
    let world = World::new().await;
    let unsent = world.ola(UNSENT).await;
    for path in ["link", "reminders", "withdrawal", "document/attachment"] {
        let (status, body) = unsent.post(path, json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT, "{path}: {body}");
        is_problem(status, &body, "not_sent_yet");
    }
    let sent = world.ola(IN_PROGRESS).await;
    let (status, body) = sent.send("key").await;
    assert_eq!(status, StatusCode::CONFLICT);
    is_problem(status, &body, "already_sent");
    let (status, body) = sent.post("document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    is_problem(status, &body, "not_signed_yet");
    let pdf = world.get("/v1/signing/document", &sent.token).send().await.unwrap();
    assert_eq!(pdf.status(), StatusCode::CONFLICT);
    // Anna has signed: Autenti has nothing for her to do.
    let anna = world.ticket(IN_PROGRESS, ANNA, &["sign"]).await;
    let (status, body) = anna.post("link", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "{body}");
    is_problem(status, &body, "no_link");
    // Ola is no recipient.
    let (status, body) = sent.post("link", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    is_problem(status, &body, "no_link");
    assert!(body["detail"].as_str().unwrap().contains(OLA));

    let done = world.ola(COMPLETED).await;
    for (path, code) in [("withdrawal", "already_finished"), ("reminders", "already_finished")] {
        let (status, body) = done.post(path, json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT);
        is_problem(status, &body, code);
    }
    let (status, body) = done.send("key").await;
    assert_eq!(status, StatusCode::CONFLICT);
    is_problem(status, &body, "already_sent");
}

#[tokio::test]
async fn a_request_that_cannot_be_read_says_why() {
    let world = World::new().await;
    let ola = world.ola(UNSENT).await;
    let (status, body) = ola.post("send", json!({})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    is_problem(status, &body, "invalid_request");
    assert!(body["detail"].as_str().unwrap().contains("Idempotency-Key"));

    for (body, part) in [
        ("{", "EOF"),
        ("{}", "profile"),
        (r#"{"profile":"contracts","element":"x","user":{"login":"","name":"","email":""}}"#, "element"),
        (
            r#"{"profile":"contracts","element":1,"may":["everything"],"user":{"login":"","name":"","email":""}}"#,
            "everything",
        ),
    ] {
        let (status, body) = answered(world.post("/v1/tickets", KEY).body(body).send().await.unwrap()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        is_problem(status, &body, "invalid_request");
        assert!(body["detail"].as_str().unwrap().contains(part), "{body}");
    }
    let user = json!({ "login": "", "name": "", "email": "" });
    let ticket =
        |profile: &str, element: i64| json!({ "profile": profile, "element": element, "user": user });
    let (status, body) =
        answered(world.post("/v1/tickets", KEY).json(&ticket("offers", 1)).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    is_problem(status, &body, "not_found");
    let (status, body) =
        answered(world.post("/v1/tickets", KEY).json(&ticket("contracts", 0)).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    is_problem(status, &body, "invalid_request");

    for (method, path) in [
        ("GET", "/v1/nothing"),
        ("DELETE", "/v1/signing"),
        ("GET", "/v1/lookups/moons"),
        ("GET", "/v1/lookups/%FF"),
        ("GET", "/v1/profiles/%FF/elements/1/signing"),
    ] {
        let url = format!("{}{path}", world.proxy);
        let answer = world.http.request(method.parse().unwrap(), url).send().await.unwrap();
        let (status, body) = answered(answer).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path}");
        is_problem(status, &body, "not_found");
    }
}

#[tokio::test]
async fn a_question_that_cannot_be_read_is_refused_like_everything_else() {
    let world = World::new().await;
    let url = format!("{}/v1/lookups/languages?lang=pl&lang=de", world.proxy);
    let (status, body) = answered(world.http.get(url).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    is_problem(status, &body, "invalid_request");
}

#[tokio::test]
async fn an_instance_that_webcon_does_not_show_is_not_found() {
    let world = World::new().await;
    let (status, body) = answered(world.ola(4711).await.signing_answer().await).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    is_problem(status, &body, "instance_not_found");
}

#[tokio::test]
async fn words_speak_the_language_that_is_asked_for_or_that_of_the_ticket() {
    let world = World::new().await;
    let body = json!({
        "profile": "contracts", "element": BAD_RECIPIENTS, "may": ["send"], "lang": "pl-PL",
        "user": { "login": OLA, "name": "Ola", "email": OLA },
    });
    let answer: Value =
        world.post("/v1/tickets", KEY).json(&body).send().await.unwrap().json().await.unwrap();
    let ticket = Ticket { world: &world, token: answer["ticket"].as_str().unwrap().to_owned() };
    let (_, body) = ticket.send("key").await;
    assert_eq!(body["title"], "Lista odbiorców wymaga poprawek");
    assert!(body["violations"][0]["message"].as_str().unwrap().starts_with("Wiersz "));
    // The panel asks in the language that it is shown in; a browser by itself may ask for what has no texts.
    for (asked, row) in [("de", "Zeile "), ("en-GB,de;q=0.5", "Row "), ("*", "Wiersz "), ("fr-FR", "Wiersz ")]
    {
        let answer = world.get("/v1/signing", &ticket.token).header("Accept-Language", asked).send().await;
        let body: Value = answer.unwrap().json().await.unwrap();
        assert!(body["violations"][0]["message"].as_str().unwrap().starts_with(row), "{asked}: {body}");
    }
}

#[tokio::test]
async fn a_send_while_webcon_is_down_is_refused_and_can_be_repeated() {
    let world = World::new().await;
    let before = world.documents().await;
    let ola = world.ola(UNSENT).await;
    for path in ["/api/data/v6.0/db/1/elements/1", "*/attachments/*"] {
        world.break_portal(json!({ "path": path, "status": 503 })).await;
        let (status, body) = ola.send("key").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}: {body}");
        is_problem(status, &body, "webcon_unavailable");
    }
    assert_eq!(world.documents().await, before);
    world.break_portal(json!([])).await;
    ola.send_and_wait("key").await;
    assert_eq!(world.documents().await.0, before.0 + 1);
}

#[tokio::test]
async fn saving_the_signed_file_on_a_form_that_is_being_edited_says_by_whom() {
    let world = World::with(|config| config.replace("attach_when_completed = true", "")).await;
    let body = r#"{"type":"ResourceIsLocked","description":"Another user has checkout: Jan Kowalski"}"#;
    world
        .break_portal(json!({ "method": "POST", "path": "*/attachments", "status": 409, "body": body }))
        .await;
    let ola = world.ola(COMPLETED).await;
    let (status, answer) = ola.post("document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    is_problem(status, &answer, "form_checked_out");
    assert!(answer["detail"].as_str().unwrap().starts_with("Jan Kowalski is editing"), "{answer}");
    world.break_portal(json!([])).await;
    let (status, answer) = ola.post("document/attachment", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

#[tokio::test]
async fn what_autenti_says_of_a_refusal_reaches_the_person_with_the_number_of_the_request() {
    let said = "Pakiet nie obejmuje podpisu kwalifikowanego.";
    let document = "/api/v2/document-processes";
    for path in [document, &format!("{document}/*/files"), &format!("{document}/*/actions")] {
        let world = World::new().await;
        let body = json!({ "errors": [{ "id": "x", "type": "ERROR", "description": said }] }).to_string();
        world.break_autenti(json!({ "method": "POST", "path": path, "status": 400, "body": body })).await;
        let ola = world.ola(UNSENT).await;
        ola.send("key").await;
        let signing = ola.wait(|signing| signing["sending"]["code"] == "autenti_refused").await;
        let sending = &signing["sending"];
        assert_eq!(sending["upstream"], said, "{path}: {sending}");
        assert!(!sending["detail"].as_str().unwrap().contains(said), "{path}: {sending}");
        assert!(sending["requestId"].as_str().is_some_and(|id| !id.is_empty()), "{path}: {sending}");
        // The same for what answers at once.
        let ola = world.ola(IN_PROGRESS).await;
        ola.signing().await;
        let actions =
            json!({ "method": "POST", "path": format!("{document}/*/actions"), "status": 400, "body": body });
        world.break_autenti(actions).await;
        let (status, problem) = ola.post("withdrawal", json!({})).await;
        assert_eq!((status, &problem["upstream"]), (StatusCode::BAD_GATEWAY, &json!(said)), "{problem}");
        assert!(!problem["requestId"].as_str().unwrap().is_empty());
        let links = json!({ "path": format!("{document}/*/action-links*"), "status": 400, "body": body });
        world.break_autenti(links).await;
        let jan = world.ticket(IN_PROGRESS, JAN, &["sign"]).await;
        let (_, problem) = jan.post("link", json!({})).await;
        assert_eq!((&problem["code"], &problem["upstream"]), (&json!("no_link"), &json!(said)), "{problem}");
    }
}

#[tokio::test]
async fn a_required_field_that_is_empty_is_named_where_webcon_refuses_for_it() {
    let world =
        World::with(|config| config + "\n[profiles.contracts.transitions]\nCOMPLETED = \"63\"\n").await;
    let ola = world.ola(IN_PROGRESS).await;
    ola.signing().await;
    // Saving permits it, a path does not.
    world.set_field(IN_PROGRESS, "Title", "").await;
    world.act(autenti_sandbox::demo::IN_PROGRESS.id, JAN, "sign", None).await;
    let signing = ola.wait(|signing| signing["waiting"]["code"] == "webcon_refused").await;
    let waiting = &signing["waiting"];
    assert!(waiting["detail"].as_str().unwrap().contains("“Title”"), "{waiting}");
    assert_eq!(waiting["upstream"], "Required fields are empty: Title", "{waiting}");
    assert!(waiting["requestId"].as_str().unwrap().starts_with('S'), "{waiting}");
}
