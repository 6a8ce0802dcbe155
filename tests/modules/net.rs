//! What comes from the proxy is read right: events cut anywhere, every shape as the model writes it, tickets.

use autenti_model::rules::{Rule, Violation};
use autenti_model::signing::{Attachment, File, NextDocument, Reminders, Skipped};
use autenti_model::{Email, ErrorCode, Lang, Problem, Recipient, Right, Sending, SendingStep, Signing};
use js_sys::JSON;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::dom::window;
use crate::net::{Event, Parser, Ticket, base, decode};

/// The value as the proxy would send it.
fn sent(value: &impl Serialize) -> JsValue {
    JSON::parse(&serde_json::to_string(value).unwrap()).unwrap()
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
        acted_at: Some("2026-11-23T11:00:00Z".into()),
        me: true,
        can_remind: true,
        reminded_at: Some("2026-11-23T12:00:00Z".into()),
        next_reminder_at: Some("2026-11-24T12:00:00Z".into()),
        handed_over_by: Some("Ewa Lis".into()),
        sms_authorisation: true,
        sms_unlock: true,
    };
    let file = File {
        name: "a.pdf".into(),
        size: Some(7),
        href: Some("https://portal.example.com/7".into()),
        code: Some(ErrorCode::NotPdf),
        detail: Some("no".into()),
    };
    let next = NextDocument {
        title: "Umowa 2".into(),
        recipients: vec![recipient.clone()],
        files: vec![file.clone()],
        violations: vec![violation()],
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
            next_try_at: None,
            in_doubt: false,
            can_cancel: true,
            upstream: Some("quota".into()),
            request_id: Some("S7".into()),
        }),
        recipients: vec![recipient],
        files: vec![file],
        sent_at: Some("2026-11-23T10:00:00Z".into()),
        violations: vec![violation()],
        can: Right::ALL.to_vec(),
        next: Some(next),
        can_correct: true,
        has_card: true,
        attachment: Some(Attachment { id: 9, name: "b.pdf".into(), href: None }),
        read_at: "2026-11-23T12:00:00Z".into(),
        stale: true,
    };
    assert_eq!(decode(&sent(&written)), Some(written));
}

fn violation() -> Violation {
    Violation { row: Some(7), position: Some(1), field: None, rule: Rule::Required, message: "m".into() }
}

#[wasm_bindgen_test]
fn what_only_a_newer_proxy_knows_does_not_make_the_rest_unreadable() {
    let body = JSON::parse(
        r#"{"title":"t","readAt":"x","can":["read","teleport"],"moon":{"phase":1},
            "sending":{"step":"polish","code":"moon"},
            "violations":[{"row":null,"position":1,"field":"moon","rule":"moon","message":"m"}],
            "recipients":[{"id":"p1","status":"ORBITING","role":"ASTRONAUT","signatureType":"LASER"}]}"#,
    )
    .unwrap();
    let read: Signing = decode(&body).unwrap();
    assert_eq!(read.can, [Right::Read]);
    assert_eq!(read.sending.unwrap().code, Some(ErrorCode::Unknown));
    assert_eq!(read.violations[0].rule, Rule::Unknown);
    assert_eq!(read.recipients[0].status.as_str(), "ORBITING");
    assert!(!read.stale);
}

#[wasm_bindgen_test]
fn what_is_no_signing_is_not_read_as_one() {
    for body in ["null", "[]", "{}", "\"text\"", "{\"title\":1,\"readAt\":2}"] {
        assert_eq!(decode::<Signing>(&JSON::parse(body).unwrap()), None, "{body}");
    }
}

#[wasm_bindgen_test]
fn failures_and_reminders_are_read_as_the_model_writes_them() {
    let mut problem = Problem::new(ErrorCode::RecipientsInvalid, Lang::En);
    problem.title = "title".into();
    problem.detail = "detail".into();
    problem.request_id = "r1".into();
    problem.violations.push(violation());
    assert_eq!(decode(&sent(&problem)), Some(problem));
    let reminders = Reminders {
        reminded: vec!["p1".into()],
        skipped: vec![Skipped {
            id: "p2".into(),
            reason: "why".into(),
            again: Some("2026-11-24T12:00:00Z".into()),
        }],
    };
    assert_eq!(decode(&sent(&reminders)), Some(reminders));
    // What says neither what happened nor how it is called is none of ours.
    assert_eq!(decode::<Problem>(&JSON::parse(r#"{"title":"Forbidden"}"#).unwrap()), None);
}

fn ticket(claims: &str) -> Ticket {
    Ticket::read(&format!("e30.{}.c2ln", window().btoa(claims).unwrap()))
}

#[wasm_bindgen_test]
fn a_ticket_says_whom_it_is_for_and_when_it_ends_as_far_as_it_can_be_read() {
    assert_eq!(ticket(r#"{"element":12}"#).element(), Some("12"));
    assert_eq!(ticket(r#"{"element":"12"}"#).element(), Some("12"));
    for unreadable in ["", "a.b.c", "e30.e30.", "e30.bnVsbA.x"] {
        assert_eq!(Ticket::read(unreadable).element(), None, "{unreadable}");
        assert!(!Ticket::read(unreadable).ends_within(1e12), "{unreadable}");
    }
    assert!(ticket(r#"{"exp":1000}"#).ends_within(0.0));
    assert!(!ticket(r#"{"exp":4000000000}"#).ends_within(60_000.0));
}

#[wasm_bindgen_test]
fn the_proxys_clock_is_known_by_the_first_sight_of_a_ticket() {
    let now = js_sys::Date::now();
    let ahead = ticket(&format!(r#"{{"iat":{}}}"#, now / 1000.0 + 90.0));
    assert!((ahead.clock_ahead_ms() - 90_000.0).abs() < 5_000.0);
    assert!(ticket("{}").clock_ahead_ms().abs() < 1.0);
}

#[wasm_bindgen_test]
fn the_address_of_a_proxy_ends_without_a_slash() {
    assert_eq!(base("https://proxy.example.com//"), "https://proxy.example.com");
}
