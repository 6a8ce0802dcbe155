//! What comes from the proxy is read right: events cut anywhere, and every shape as the model writes it.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "what a test cannot read fails it")]

use autenti_form::{Event, Parser, shapes};
use autenti_model::rules::{Rule, Violation};
use autenti_model::signing::{Attachment, File, Reminders, Skipped};
use autenti_model::{
    Email, ErrorCode, Lang, Problem, Recipient, RecipientRow, Right, RuleOptions, Sending, SendingStep,
    Signing,
};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The value as the proxy would send it.
fn sent(value: &impl Serialize) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap()
}

fn event(name: &str, data: &str) -> Event {
    Event { name: name.to_owned(), data: data.to_owned() }
}

#[wasm_bindgen_test]
fn events_are_the_same_wherever_the_stream_is_cut() {
    let stream = "\u{feff}: heartbeat\r\n\r\nid: 7\revent: signing\ndata: {\"title\":\"Żółw\"}\n\r\n\
                  data: a\ndata:b\n\nid: 8\nevent: gone\ndata\n\n: rest"
        .as_bytes();
    let wanted = [event("signing", "{\"title\":\"Żółw\"}"), event("message", "a\nb"), event("gone", "")];
    for cut in 0..stream.len() {
        for second in cut..stream.len() {
            let mut parser = Parser::default();
            let parts = [&stream[..cut], &stream[cut..second], &stream[second..]];
            let found: Vec<_> = parts.iter().flat_map(|part| parser.push(part)).collect();
            assert_eq!(found, wanted, "cut at {cut} and {second}");
            assert_eq!(parser.last_id(), "8");
        }
    }
}

#[wasm_bindgen_test]
fn a_broken_stream_is_resumed_after_the_last_event_without_its_torn_end() {
    let mut parser = Parser::default();
    parser.push(b"id: 3\ndata: x\n\ndata: to");
    parser.restart();
    assert_eq!(parser.last_id(), "3");
    assert_eq!(parser.push(b"data: whole\n\n"), [event("message", "whole")]);
}

#[wasm_bindgen_test]
fn a_signing_is_read_as_the_model_writes_it() {
    let recipient = Recipient {
        id: "p1".into(),
        row: Some(7),
        first_name: "Anna".into(),
        last_name: "Nowak".into(),
        email: Email::new("anna@example.com"),
        role: Some("SIGNER".into()),
        signature_type: Some("MOONLIGHT".into()),
        order: Some(2),
        status: "REJECTED".into(),
        rejection_reason: Some("<b>no</b>".into()),
        me: true,
        can_remind: true,
        reminded_at: Some("2026-11-23T12:00:00Z".into()),
        sms_authorisation: true,
        sms_unlock: true,
    };
    let written = Signing {
        autenti_id: Some("DOCUMENT_PROCESS:1".into()),
        title: "Umowa".into(),
        status: Some("PAUSED".into()),
        sending: Some(Sending {
            step: SendingStep::Files,
            done: 2,
            of: 3,
            code: Some(ErrorCode::TooLarge),
            detail: Some("why".into()),
            retrying: true,
        }),
        recipients: vec![recipient],
        files: vec![File { name: "a.pdf".into() }],
        violations: Vec::new(),
        can: Right::ALL.to_vec(),
        attachment: Some(Attachment { id: 9, name: "b.pdf".into() }),
        read_at: "2026-11-23T12:00:00Z".into(),
        stale: true,
    };
    assert_eq!(shapes::signing(&sent(&written)), Some(written));
}

#[wasm_bindgen_test]
fn a_right_or_step_from_a_newer_proxy_does_not_make_the_rest_unreadable() {
    let body = js_sys::JSON::parse(
        r#"{"title":"t","readAt":"x","can":["read","teleport"],"sending":{"step":"polish","code":"moon"}}"#,
    )
    .unwrap();
    let read = shapes::signing(&body).unwrap();
    assert_eq!(read.can, [Right::Read]);
    assert_eq!(read.sending.unwrap().code, Some(ErrorCode::Unknown));
}

#[wasm_bindgen_test]
fn what_is_no_signing_is_not_read_as_one() {
    for body in ["null", "[]", "{}", "\"text\"", "{\"title\":1,\"readAt\":2}"] {
        assert_eq!(shapes::signing(&js_sys::JSON::parse(body).unwrap()), None, "{body}");
    }
}

#[wasm_bindgen_test]
fn failures_and_reminders_are_read_as_the_model_writes_them() {
    let mut problem = Problem::new(ErrorCode::RecipientsInvalid, Lang::En);
    problem.title = "title".into();
    problem.detail = "detail".into();
    problem.request_id = "r1".into();
    let read = shapes::problem(&sent(&problem)).unwrap();
    assert_eq!(read, problem);
    problem.violations.push(Violation {
        row: Some(7),
        position: Some(1),
        field: None,
        rule: Rule::Required,
        message: "m".into(),
    });
    let broken = shapes::Broken { row: Some(7), position: Some(1), email: None, message: "m".into() };
    assert_eq!(shapes::broken(&sent(&problem)), [broken]);
    let reminders = Reminders {
        reminded: vec!["p1".into()],
        skipped: vec![Skipped { id: "p2".into(), reason: "why".into() }],
    };
    assert_eq!(shapes::reminders(&sent(&reminders)), reminders);
}

/// What a script is answered, as the model's type.
fn judged(rows: &[RecipientRow], options: &RuleOptions) -> Vec<Violation> {
    let broken = autenti_form::validate_recipients(sent(&rows), sent(options));
    serde_wasm_bindgen::from_value(broken.unwrap()).unwrap()
}

#[wasm_bindgen_test]
fn scripts_are_answered_by_the_same_rules_as_the_proxy() {
    let good = RecipientRow {
        row: Some(3),
        first_name: "Anna".into(),
        last_name: "Nowak".into(),
        email: Email::new("anna@example.com"),
        role: Some("SIGNER".into()),
        signature_type: Some("BASIC".into()),
        order: Some(1),
        ..RecipientRow::default()
    };
    let bad = RecipientRow { email: Email::new("anna@"), order: None, ..good.clone() };
    let options = RuleOptions { signing_order: true, ..RuleOptions::default() };
    let (rows, lang) = ([good, bad], Lang::En);
    assert_eq!(judged(&rows, &options), autenti_model::validate(&rows, &options, lang));
    let broken = judged(&rows, &options);
    let rules: Vec<_> = broken.iter().map(|broken| (broken.position, broken.rule)).collect();
    assert_eq!(rules, [(Some(2), Rule::EmailMalformed), (Some(2), Rule::OrderMissing)]);
}

#[wasm_bindgen_test]
fn what_a_script_leaves_out_counts_as_empty_and_what_are_no_rows_is_refused() {
    let bare = js_sys::Array::of1(&js_sys::Object::new());
    let broken = autenti_form::validate_recipients(bare.into(), js_sys::Object::new().into()).unwrap();
    assert!(js_sys::Array::from(&broken).length() > 3);
    assert!(autenti_form::validate_recipients("rows".into(), js_sys::Object::new().into()).is_err());
}
