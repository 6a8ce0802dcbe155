//! The network and the service on bad days.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use wiremock::ResponseTemplate;

use super::{Probe, answer, answer_first, base, good, retrying, service, single_try, target_calls};
use crate::error::{Error, ServiceError};
use crate::retry::RetryPolicy;
use crate::testing::{TOKEN_ANSWER, connection, raw_server, requests};

/// An address at which nobody listens.
pub async fn nobody_listening_is_unreachable_and_nothing_was_sent<P: Probe>() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (client, clock) = retrying::<P>(&origin);
    let error = client.read().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert!(
        error.to_string().ends_with(&format!("{} cannot be reached", P::ServiceError::SERVICE)),
        "{error}"
    );
    assert!(error.is_transient());
    assert_eq!(clock.waits().len(), 2, "signing in is tried three times, for nothing was sent");
    assert!(!client.write().await.unwrap_err().outcome_unknown());
}

/// A service that takes longer than the client waits.
pub async fn a_slow_answer_times_out_and_is_not_asked_for_again<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, good::<P>().set_delay(Duration::from_mins(1))).await;
    let mut connection = connection(&base::<P>(&server.uri()));
    connection.retry = RetryPolicy::default();
    connection.timeouts.total = Duration::from_millis(80);
    let client = P::new(connection);

    let error = client.read().await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
    assert!(error.is_transient());
    assert!(!error.outcome_unknown(), "reading changes nothing");
    assert_eq!(target_calls::<P>(&server).await, 1);
    assert!(client.write().await.unwrap_err().outcome_unknown());
}

/// Half an answer, no answer, and a whole one that is no JSON.
pub async fn an_answer_that_is_cut_off_is_told_from_a_whole_one<P: Probe>() {
    const HALF: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
    const NONSENSE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n{\"id\":";
    let origin = raw_server(vec![TOKEN_ANSWER, HALF, HALF, "", NONSENSE]).await;
    let client = single_try::<P>(&origin);

    let error = client.read().await.unwrap_err();
    assert!(matches!(error, Error::CutOff { .. }), "{error:?}");
    assert!(error.is_transient());
    assert!(!error.outcome_unknown());
    for _ in 0..2 {
        let error = client.write().await.unwrap_err();
        assert!(matches!(error, Error::CutOff { .. }), "{error:?}");
        assert!(error.outcome_unknown());
    }
    let error = client.read().await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "whole, but nonsense: {error:?}");
}

/// An answer that is cut off, one that never comes, a whole one.
pub async fn reading_is_repeated_after_a_cut_off<P: Probe>() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{";
    let good = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{}", P::GOOD.len(), P::GOOD);
    let origin = raw_server(vec![TOKEN_ANSWER, half, "", good.leak()]).await;
    retrying::<P>(&origin).0.read().await.unwrap();
}

/// A service that fails twice.
pub async fn failures_are_waited_out_when_reading<P: Probe>() {
    let server = service::<P>().await;
    answer_first::<P>(&server, ResponseTemplate::new(500)).await;
    answer_first::<P>(&server, ResponseTemplate::new(503)).await;
    answer::<P>(&server, good::<P>()).await;
    let (client, clock) = retrying::<P>(&server.uri());
    client.read().await.unwrap();
    let waits = clock.waits();
    assert!((100..=200).contains(&waits[0].as_millis()), "{waits:?}");
    assert!((200..=400).contains(&waits[1].as_millis()), "{waits:?}");
}

/// A service that goes on failing.
pub async fn a_failure_that_stays_is_reported_after_the_last_try<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, ResponseTemplate::new(502).set_body_string("<html>Bad gateway</html>")).await;
    let error = retrying::<P>(&server.uri()).0.read().await.unwrap_err();
    assert!(matches!(error, Error::Failing { status: StatusCode::BAD_GATEWAY, .. }), "{error:?}");
    assert_eq!(error.excerpt().as_deref(), Some("a page of markup"));
    assert!(error.is_transient());
    assert_eq!(target_calls::<P>(&server).await, 3);
}

/// A changing call that fails.
pub async fn writing_is_never_repeated<P: Probe>() {
    for (status, in_doubt) in [(500, true), (502, true), (503, false), (504, true), (429, false)] {
        let server = service::<P>().await;
        answer::<P>(&server, ResponseTemplate::new(status)).await;
        let (client, clock) = retrying::<P>(&server.uri());
        let error = client.write().await.unwrap_err();
        assert!(error.is_transient(), "{status}");
        assert_eq!(error.outcome_unknown(), in_doubt, "{status}: behind a gateway it may have happened");
        assert_eq!(target_calls::<P>(&server).await, 1, "{status}");
        assert!(clock.waits().is_empty());
    }
}

/// 429 and 503 with a short `Retry-After`.
pub async fn the_delay_that_is_asked_for_is_kept<P: Probe>() {
    for status in [429, 503] {
        let server = service::<P>().await;
        answer_first::<P>(&server, ResponseTemplate::new(status).insert_header("retry-after", "3")).await;
        answer::<P>(&server, good::<P>()).await;
        let (client, clock) = retrying::<P>(&server.uri());
        client.read().await.unwrap();
        assert_eq!(clock.waits(), [Duration::from_secs(3)]);
    }
}

/// 429 and 503 with a long `Retry-After`.
pub async fn a_delay_that_is_too_long_is_handed_to_the_caller<P: Probe>() {
    for status in [429, 503] {
        let server = service::<P>().await;
        answer::<P>(&server, ResponseTemplate::new(status).insert_header("retry-after", "3600")).await;
        let (client, clock) = retrying::<P>(&server.uri());
        let error = client.read().await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_hours(1)), "{error:?}");
        assert!(error.is_transient());
        assert!(clock.waits().is_empty());
        assert_eq!(target_calls::<P>(&server).await, 1);
    }
}

/// A redirect.
pub async fn a_redirect_is_refused_and_not_followed<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, ResponseTemplate::new(302).insert_header("location", "/elsewhere")).await;
    let error = single_try::<P>(&server.uri()).read().await.unwrap_err();
    assert!(matches!(error, Error::Refused { status: StatusCode::FOUND, .. }), "{error:?}");
    assert!(requests(&server, "/elsewhere").await.is_empty());
}

/// Success with a body that is none.
pub async fn an_answer_that_is_no_json_is_unreadable_and_not_quoted<P: Probe>() {
    for body in ["", "<html>Anna</html>", "Anna", "[{\"Anna\":", "{\"Anna\""] {
        let server = service::<P>().await;
        answer::<P>(&server, ResponseTemplate::new(200).set_body_string(body)).await;
        let error = single_try::<P>(&server.uri()).read().await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{body}: {error:?}");
        assert!(!format!("{error:?} {error}").contains("Anna"), "{error:?}");
        assert!(!error.is_transient());
    }
}

/// Success with a body that is too long.
pub async fn an_answer_without_end_is_not_read_to_the_end<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, ResponseTemplate::new(200).set_body_string("x".repeat((16 << 20) + 1))).await;
    let error = single_try::<P>(&server.uri()).read().await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

/// Headers of every request.
pub async fn every_request_says_who_asks<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, good::<P>()).await;
    single_try::<P>(&server.uri()).read().await.unwrap();
    let request = &requests(&server, P::TARGET).await[0];
    assert_eq!(request.headers["user-agent"], concat!("autenti-form/", env!("CARGO_PKG_VERSION")));
    assert_eq!(request.headers["accept"], "application/json");
    assert_eq!(request.headers["authorization"], "Bearer token-1");
    assert_eq!(request.method, "GET");
}

/// A refusal in the service's own words.
pub async fn what_the_service_says_reaches_the_caller_with_its_number<P: Probe>() {
    let server = service::<P>().await;
    let body =
        json!({ "errors": [{ "id": "1", "type": "NOT_IN_PLAN", "description": "anna@example.com: no" }] });
    let refusal = ResponseTemplate::new(400).insert_header("x-request-id", "r-7").set_body_json(body);
    answer::<P>(&server, refusal).await;
    for error in [
        single_try::<P>(&server.uri()).write().await.unwrap_err(),
        retrying::<P>(&server.uri()).0.read().await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Refused { .. }), "{error:?}");
        let upstream = error.upstream().unwrap();
        assert_eq!(upstream.kind(), Some("NOT_IN_PLAN"));
        assert_eq!(upstream.text(), Some("anna@example.com: no"));
        assert_eq!(upstream.request_id(), Some("r-7"));
        assert!(!format!("{error:?} {error}").contains("anna@"), "for people only: {error:?}");
    }
}
