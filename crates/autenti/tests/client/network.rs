//! The network and Autenti on bad days.

use std::sync::Arc;
use std::time::Duration;

use autenti::{Client, Clock, DocumentId, Error, NewDocument, Retry};
use http::StatusCode;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{FakeClock, base, client, config, raw_server, requests};

const DOCUMENT: &str = "/api/v2/document-processes/DOCUMENT_PROCESS%3A1";

fn id() -> DocumentId {
    "DOCUMENT_PROCESS:1".parse().unwrap()
}

fn patient(base: &str, retry: Retry) -> (Client, Arc<FakeClock>) {
    let clock = FakeClock::new();
    let mut config = config(base);
    config.clock = Arc::clone(&clock) as Arc<dyn Clock>;
    config.retry = retry;
    (Client::new(config).unwrap(), clock)
}

async fn answering(status: u16, body: &str) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path(DOCUMENT))
        .respond_with(ResponseTemplate::new(status).set_body_string(body))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn nobody_listening_is_unreachable_and_nothing_was_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/api/v2", listener.local_addr().unwrap());
    drop(listener);
    let (client, clock) = patient(&base, Retry::default());

    let error = client.document(&id()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert_eq!(error.to_string(), "cannot read document DOCUMENT_PROCESS:1: Autenti cannot be reached");
    assert!(error.is_transient());
    assert_eq!(clock.waits().len(), 2, "reading is tried three times");

    let error = client.create_draft(&NewDocument::new("Umowa")).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert!(!error.outcome_unknown());
    assert_eq!(clock.waits().len(), 2, "creating is tried once");
}

#[tokio::test]
async fn a_slow_answer_times_out_and_is_not_asked_for_again() {
    let server = MockServer::start().await;
    Mock::given(path(DOCUMENT))
        .respond_with(ResponseTemplate::new(200).set_delay(Duration::from_mins(1)))
        .mount(&server)
        .await;
    let mut config = config(&base(&server));
    config.retry = Retry::default();
    config.timeouts.total = Duration::from_millis(50);
    let client = Client::new(config).unwrap();

    let error = client.document(&id()).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
    assert!(error.is_transient());
    assert!(!error.outcome_unknown(), "reading changes nothing");
    assert_eq!(requests(&server, DOCUMENT).await.len(), 1);

    let error = client.replace_draft(&id(), &NewDocument::new("Umowa")).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
    assert!(error.outcome_unknown());
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_told_from_a_whole_one() {
    const HALF: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
    let base = raw_server(vec![HALF, HALF, "", "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n{\"id\":"]).await;
    let (client, _) = patient(base.as_str(), Retry::OFF);

    let error = client.document(&id()).await.unwrap_err();
    assert!(matches!(error, Error::CutOff { .. }), "{error:?}");
    assert!(error.is_transient());
    assert!(!error.outcome_unknown());

    for _ in 0..2 {
        let error = client.create_draft(&NewDocument::new("Umowa")).await.unwrap_err();
        assert!(matches!(error, Error::CutOff { .. }), "{error:?}");
        assert!(error.outcome_unknown());
    }

    let error = client.create_draft(&NewDocument::new("Umowa")).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "whole, but nonsense: {error:?}");
    assert!(error.outcome_unknown());
}

#[tokio::test]
async fn reading_is_repeated_after_a_cut_off() {
    const WHOLE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 27\r\n\r\n{\"id\":\"DOCUMENT_PROCESS:1\"}";
    let base = raw_server(vec!["HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", "", WHOLE]).await;
    let (client, _) = patient(base.as_str(), Retry::default());
    assert_eq!(client.document(&id()).await.unwrap().id, id());
}

#[tokio::test]
async fn failures_are_waited_out_when_reading() {
    let server = MockServer::start().await;
    Mock::given(path(DOCUMENT))
        .respond_with(ResponseTemplate::new(500))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path(DOCUMENT))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path(DOCUMENT))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"id":"DOCUMENT_PROCESS:1"}"#))
        .mount(&server)
        .await;
    let (client, clock) = patient(&base(&server), Retry::default());
    client.document(&id()).await.unwrap();
    let waits = clock.waits();
    assert!((100..=200).contains(&waits[0].as_millis()), "{waits:?}");
    assert!((200..=400).contains(&waits[1].as_millis()), "{waits:?}");
}

#[tokio::test]
async fn a_failure_that_stays_is_reported_after_the_last_try() {
    let server = answering(502, "<html>Bad gateway</html>").await;
    let (client, _) = patient(&base(&server), Retry { tries: 2, ..Retry::default() });
    let error = client.document(&id()).await.unwrap_err();
    assert!(matches!(error, Error::Failing { status: StatusCode::BAD_GATEWAY, .. }), "{error:?}");
    assert_eq!(error.excerpt(), Some("a page of markup"));
    assert!(error.is_transient());
    assert_eq!(requests(&server, DOCUMENT).await.len(), 2);
}

#[tokio::test]
async fn writing_is_never_repeated() {
    let server = answering(503, "").await;
    let (patient, clock) = patient(&base(&server), Retry::default());
    let error = patient.replace_draft(&id(), &NewDocument::new("Umowa")).await.unwrap_err();
    assert!(error.is_transient());
    assert!(!error.outcome_unknown(), "503 turns a call away");
    assert_eq!(requests(&server, DOCUMENT).await.len(), 1);
    assert!(clock.waits().is_empty());

    let server = answering(504, "").await;
    let error = client(&server).replace_draft(&id(), &NewDocument::new("Umowa")).await.unwrap_err();
    assert!(error.outcome_unknown(), "behind a gateway it may have happened");
}

#[tokio::test]
async fn the_wait_that_autenti_asks_for_is_waited() {
    let server = MockServer::start().await;
    Mock::given(path(DOCUMENT))
        .respond_with(ResponseTemplate::new(429).insert_header("retry-after", "3"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path(DOCUMENT))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"id":"DOCUMENT_PROCESS:1"}"#))
        .mount(&server)
        .await;
    let (client, clock) = patient(&base(&server), Retry::default());
    client.document(&id()).await.unwrap();
    assert_eq!(clock.waits(), [Duration::from_secs(3)]);
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_handed_to_the_caller() {
    let server = MockServer::start().await;
    Mock::given(path(DOCUMENT))
        .respond_with(ResponseTemplate::new(429).insert_header("retry-after", "3600"))
        .expect(1)
        .mount(&server)
        .await;
    let (client, clock) = patient(&base(&server), Retry::default());
    let error = client.document(&id()).await.unwrap_err();
    let Error::RateLimited { retry_after, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*retry_after, Some(Duration::from_hours(1)));
    assert!(error.is_transient());
    assert!(clock.waits().is_empty());
}

#[tokio::test]
async fn each_refusal_has_its_error() {
    for (status, kind) in [
        (400, "Refused"),
        (401, "Unauthorized"),
        (402, "NoPackage"),
        (403, "Forbidden"),
        (404, "NotFound"),
        (409, "Refused"),
        (418, "Refused"),
        (429, "RateLimited"),
        (500, "Failing"),
        (501, "Failing"),
    ] {
        let server = answering(status, r#"{"errors":[{"type":"SOME","description":"reason"}]}"#).await;
        let error = client(&server).document(&id()).await.unwrap_err();
        let debug = format!("{error:?}");
        assert!(debug.starts_with(kind), "{status}: {debug}");
        assert_eq!(error.call().unwrap().id(), Some("DOCUMENT_PROCESS:1"));
        assert!(!error.outcome_unknown());
        assert_eq!(error.is_transient(), matches!(status, 429 | 500), "{status}");
        if status != 429 {
            assert_eq!(error.excerpt(), Some("SOME: reason"), "{status}");
        }
    }
}

#[tokio::test]
async fn a_redirect_is_refused_and_not_followed() {
    let server = MockServer::start().await;
    Mock::given(path(DOCUMENT))
        .respond_with(ResponseTemplate::new(302).insert_header("location", "/elsewhere"))
        .mount(&server)
        .await;
    Mock::given(path("/elsewhere")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
    let error = client(&server).document(&id()).await.unwrap_err();
    assert!(matches!(error, Error::Refused { status: StatusCode::FOUND, .. }), "{error:?}");
}

#[tokio::test]
async fn nonsense_with_success_is_unreadable() {
    for body in ["", "<html>", "[]", r#"{"title":"no id"}"#, r#"{"id":".."}"#, r#"{"id":7}"#] {
        let server = answering(200, body).await;
        let error = client(&server).document(&id()).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{body}: {error:?}");
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_the_end() {
    let server = answering(200, &"x".repeat((16 << 20) + 1)).await;
    let error = client(&server).document(&id()).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn every_request_says_who_asks() {
    let server = answering(200, r#"{"id":"DOCUMENT_PROCESS:1"}"#).await;
    client(&server).document(&id()).await.unwrap();
    let request = &requests(&server, DOCUMENT).await[0];
    assert_eq!(request.headers["user-agent"], concat!("autenti-form/", env!("CARGO_PKG_VERSION")));
    assert_eq!(request.headers["accept"], "application/json");
    assert_eq!(request.headers["authorization"], "api-key key");
    assert_eq!(request.method, "GET");
}
