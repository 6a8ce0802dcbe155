//! The network and WEBCON on bad days.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use webcon::{Client, ElementUpdate, Error, UpdateOptions};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{answer, base, client, config, elements, patient, portal, raw_server, requests};

async fn read(client: &Client) -> Result<webcon::Element, Error> {
    client.element(1.into(), 7.into()).await
}

async fn write(client: &Client) -> Result<webcon::Updated, Error> {
    let update = ElementUpdate::new().comment("hello");
    client.update_element(1.into(), 7.into(), &update, &UpdateOptions::default()).await
}

async fn answering(status: u16, body: &str) -> MockServer {
    let server = portal().await;
    Mock::given(path(elements("7")))
        .respond_with(ResponseTemplate::new(status).set_body_string(body))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn nobody_listening_is_unreachable_and_nothing_was_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (client, clock) = patient(&base);
    let error = read(&client).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert!(error.is_transient());
    assert_eq!(clock.waits().len(), 2, "signing in is tried three times, for nothing was sent");
    assert!(!write(&client).await.unwrap_err().outcome_unknown());
}

#[tokio::test]
async fn a_slow_answer_times_out_and_is_not_asked_for_again() {
    let server = portal().await;
    Mock::given(path(elements("7")))
        .respond_with(ResponseTemplate::new(200).set_delay(Duration::from_mins(1)))
        .mount(&server)
        .await;
    let mut config = config(&base(&server));
    config.retry = webcon::Retry::default();
    config.timeouts.total = Duration::from_millis(80);
    let client = Client::new(config).unwrap();
    let error = read(&client).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
    assert_eq!(error.to_string(), "cannot read instance 7: WEBCON did not answer in time");
    assert!(error.is_transient());
    assert!(!error.outcome_unknown());
    assert_eq!(requests(&server, &elements("7")).await.len(), 1);
    let error = write(&client).await.unwrap_err();
    assert!(error.outcome_unknown(), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_told_from_a_whole_one() {
    const HALF: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
    let base = raw_server(vec![HALF, HALF, "", "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n{\"id\":"]).await;
    let client = Client::new(config(base.as_str())).unwrap();
    let error = read(&client).await.unwrap_err();
    assert!(matches!(error, Error::CutOff { .. }), "{error:?}");
    assert!(!error.outcome_unknown());
    for _ in 0..2 {
        let error = write(&client).await.unwrap_err();
        assert!(matches!(error, Error::CutOff { .. }), "{error:?}");
        assert!(error.outcome_unknown());
    }
    let error = write(&client).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "whole, but nonsense: {error:?}");
    assert!(error.outcome_unknown());
}

#[tokio::test]
async fn failures_are_waited_out_when_reading_and_never_when_writing() {
    let server = answering(503, "").await;
    let (client, clock) = patient(&base(&server));
    let error = read(&client).await.unwrap_err();
    assert!(matches!(error, Error::Failing { status: StatusCode::SERVICE_UNAVAILABLE, .. }), "{error:?}");
    assert_eq!(requests(&server, &elements("7")).await.len(), 3);
    let waits = clock.waits();
    assert!((100..=200).contains(&waits[0].as_millis()), "{waits:?}");
    assert!((200..=400).contains(&waits[1].as_millis()), "{waits:?}");

    let error = write(&client).await.unwrap_err();
    assert!(error.is_transient());
    assert!(!error.outcome_unknown(), "503 turns a call away");
    assert_eq!(requests(&server, &elements("7")).await.len(), 4);
    assert_eq!(clock.waits().len(), 2);

    let server = answering(504, "").await;
    let error = write(&patient(&base(&server)).0).await.unwrap_err();
    assert!(error.outcome_unknown(), "behind a gateway it may have happened");
}

#[tokio::test]
async fn the_wait_that_webcon_asks_for_is_waited_unless_it_is_too_long() {
    let server = portal().await;
    let busy = |seconds: &str| ResponseTemplate::new(429).insert_header("retry-after", seconds);
    Mock::given(path(elements("7"))).respond_with(busy("3")).up_to_n_times(1).mount(&server).await;
    Mock::given(path(elements("7"))).respond_with(busy("3600")).mount(&server).await;
    let (client, clock) = patient(&base(&server));
    let error = read(&client).await.unwrap_err();
    let Error::RateLimited { retry_after, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*retry_after, Some(Duration::from_hours(1)));
    assert!(error.is_transient());
    assert_eq!(clock.waits(), [Duration::from_secs(3)]);
}

#[tokio::test]
async fn each_refusal_has_its_error() {
    for (status, kind, transient) in [
        (302, "Refused", false),
        (400, "Refused", false),
        (401, "Unauthorized", false),
        (402, "LicenceMissing", false),
        (403, "Forbidden", false),
        (404, "NotFound", false),
        (405, "Refused", false),
        (409, "Validation", false),
        (423, "Published", true),
        (429, "RateLimited", true),
        (500, "Failing", true),
        (501, "Failing", false),
    ] {
        let body = r#"{"type":"SomeType","description":"reason for anna@example.com","errorGuid":"g-1"}"#;
        let server = answering(status, body).await;
        let error = read(&client(&server)).await.unwrap_err();
        let debug = format!("{error:?}");
        assert!(debug.starts_with(kind), "{status}: {debug}");
        assert!(!debug.contains("anna@"), "{debug}");
        assert_eq!(error.call().unwrap().id(), Some("7"));
        assert_eq!(error.is_transient(), transient, "{status}");
        assert!(!error.outcome_unknown());
        if status != 429 {
            let answer = error.answer().unwrap();
            let said = (answer.kind(), answer.excerpt(), answer.error_guid());
            assert_eq!(said, (Some("SomeType"), Some("reason for …"), Some("g-1")), "{status}");
        }
    }
}

#[tokio::test]
async fn a_409_is_a_checkout_or_a_refusal_of_the_form() {
    for (body, checked_out) in [
        (json!({ "type": "ValidationError", "description": "Field is required" }), false),
        (json!({ "type": "ValidationError", "description": "Another user has checkout" }), true),
        (json!({ "type": "ResourceIsLocked" }), true),
        (json!({}), true),
    ] {
        let server = portal().await;
        answer(&server, "PATCH", &elements("7"), 409, body.clone()).await;
        let error = write(&client(&server)).await.unwrap_err();
        assert_eq!(matches!(error, Error::CheckedOut { .. }), checked_out, "{body}");
        assert_eq!(matches!(error, Error::Validation { .. }), !checked_out, "{body}");
        assert_eq!(error.is_transient(), checked_out);
    }
}

#[tokio::test]
async fn a_checkout_that_somebody_else_has_is_one_whatever_the_answer_says() {
    let server = portal().await;
    answer(&server, "POST", &elements("7/checkout"), 409, json!({ "type": "ValidationError" })).await;
    let error = client(&server).checkout(1.into(), 7.into(), true).await.unwrap_err();
    assert!(matches!(error, Error::CheckedOut { .. }), "{error:?}");
    assert_eq!(requests(&server, &elements("7/checkout")).await[0].url.query(), Some("forceCheckout=1"));
}

#[tokio::test]
async fn nonsense_with_success_is_unreadable() {
    for body in ["", "<html>", "[]", "{}", r#"{"header":7}"#] {
        let server = answering(200, body).await;
        let error = read(&client(&server)).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{body}: {error:?}");
    }
}
