//! The tests that every client has to pass, whatever service it talks to: the network and the service on bad
//! days, and one token for all.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{FakeClock, TOKEN_ANSWER, connection, fields, grant_tokens, raw_server, requests};
use crate::call::Operation;
use crate::clock::Clock;
use crate::config::Connection;
use crate::error::{Error, ServiceError};
use crate::retry::RetryPolicy;

/// How long the tokens of these tests are good.
const LIFETIME: u64 = 1800;

/// A client that is put to the test.
pub trait Probe: Sized + Send + Sync {
    /// What only its service fails with.
    type ServiceError: ServiceError;

    /// Path of the base address, such as `/api/v2`.
    const BASE: &'static str;
    /// Path of the token address.
    const TOKEN: &'static str;
    /// Path that both [`read`](Self::read) and [`write`](Self::write) call.
    const TARGET: &'static str;
    /// An answer that [`read`](Self::read) takes.
    const GOOD: &'static str;

    /// A client that signs in with client credentials: id `app`, secret [`SECRET`].
    fn new(connection: Connection) -> Self;

    /// A call that changes nothing.
    fn read(&self) -> BoxFuture<'_, Result<(), Error<Self::ServiceError>>>;

    /// A call that changes something.
    fn write(&self) -> BoxFuture<'_, Result<(), Error<Self::ServiceError>>>;
}

/// The secret that clients sign in with.
pub const SECRET: &str = "app-s3cret+/=";

/// Makes the tests of this module for one client.
#[macro_export]
macro_rules! conformance_tests {
    ($probe:ty) => {
        $crate::conformance_tests! { $probe:
            nobody_listening_is_unreachable_and_nothing_was_sent,
            a_slow_answer_times_out_and_is_not_asked_for_again,
            an_answer_that_is_cut_off_is_told_from_a_whole_one,
            reading_is_repeated_after_a_cut_off,
            failures_are_waited_out_when_reading,
            a_failure_that_stays_is_reported_after_the_last_try,
            writing_is_never_repeated,
            the_delay_that_is_asked_for_is_kept,
            a_delay_that_is_too_long_is_handed_to_the_caller,
            a_redirect_is_refused_and_not_followed,
            an_answer_that_is_no_json_is_unreadable_and_not_quoted,
            an_answer_without_end_is_not_read_to_the_end,
            every_request_says_who_asks,
            credentials_are_form_encoded_and_the_token_is_a_bearer_token,
            fifty_callers_cause_one_token_request,
            fifty_callers_share_one_failure,
            a_token_is_kept_until_shortly_before_it_expires,
            a_clock_that_jumps_neither_ends_a_token_nor_keeps_a_dead_one,
            a_refused_token_is_renewed_once_and_the_call_repeated_once_even_when_it_writes,
            a_new_token_that_is_refused_too_ends_it,
            many_refused_callers_renew_the_token_once,
            a_token_that_an_answer_repeats_is_masked,
            wrong_credentials_say_so_without_repeating_them,
            a_gateway_s_page_is_no_verdict_on_the_credentials,
            a_call_that_is_not_found_says_which_call_it_was,
            a_token_address_that_fails_is_asked_again,
            a_token_answer_that_is_lost_is_asked_for_again,
            a_reading_call_does_not_multiply_the_tries_of_signing_in,
            a_nonsense_token_answer_is_unreadable_and_not_quoted,
            what_the_service_says_reaches_the_caller_with_its_number,
            two_accounts_share_nothing,
        }
    };
    ($probe:ty: $($name:ident,)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                $crate::testing::conformance::$name::<$probe>().await;
            }
        )+
    };
}

fn base<P: Probe>(origin: &str) -> String {
    format!("{origin}{}", P::BASE)
}

/// A client that repeats as it does by default, and its clock.
fn patient<P: Probe>(origin: &str) -> (P, Arc<FakeClock>) {
    let clock = FakeClock::new();
    let mut connection = connection(&base::<P>(origin));
    connection.clock = Arc::clone(&clock) as Arc<dyn Clock>;
    connection.retry = RetryPolicy::default();
    (P::new(connection), clock)
}

/// A client that never repeats.
fn impatient<P: Probe>(origin: &str) -> P {
    P::new(connection(&base::<P>(origin)))
}

/// A service that grants tokens.
async fn service<P: Probe>() -> MockServer {
    let server = MockServer::start().await;
    grant_tokens(&server, P::TOKEN, LIFETIME).await;
    server
}

async fn answer<P: Probe>(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(path(P::TARGET)).respond_with(answer).mount(server).await;
}

async fn answer_first<P: Probe>(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(path(P::TARGET)).respond_with(answer).up_to_n_times(1).mount(server).await;
}

fn good<P: Probe>() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(P::GOOD, "application/json")
}

async fn target_calls<P: Probe>(server: &MockServer) -> usize {
    requests(server, P::TARGET).await.len()
}

async fn token_calls<P: Probe>(server: &MockServer) -> usize {
    requests(server, P::TOKEN).await.len()
}

/// An address at which nobody listens.
pub async fn nobody_listening_is_unreachable_and_nothing_was_sent<P: Probe>() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (client, clock) = patient::<P>(&origin);
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
    let client = impatient::<P>(&origin);

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
    patient::<P>(&origin).0.read().await.unwrap();
}

/// A service that fails twice.
pub async fn failures_are_waited_out_when_reading<P: Probe>() {
    let server = service::<P>().await;
    answer_first::<P>(&server, ResponseTemplate::new(500)).await;
    answer_first::<P>(&server, ResponseTemplate::new(503)).await;
    answer::<P>(&server, good::<P>()).await;
    let (client, clock) = patient::<P>(&server.uri());
    client.read().await.unwrap();
    let waits = clock.waits();
    assert!((100..=200).contains(&waits[0].as_millis()), "{waits:?}");
    assert!((200..=400).contains(&waits[1].as_millis()), "{waits:?}");
}

/// A service that goes on failing.
pub async fn a_failure_that_stays_is_reported_after_the_last_try<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, ResponseTemplate::new(502).set_body_string("<html>Bad gateway</html>")).await;
    let error = patient::<P>(&server.uri()).0.read().await.unwrap_err();
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
        let (client, clock) = patient::<P>(&server.uri());
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
        let (client, clock) = patient::<P>(&server.uri());
        client.read().await.unwrap();
        assert_eq!(clock.waits(), [Duration::from_secs(3)]);
    }
}

/// 429 and 503 with a long `Retry-After`.
pub async fn a_delay_that_is_too_long_is_handed_to_the_caller<P: Probe>() {
    for status in [429, 503] {
        let server = service::<P>().await;
        answer::<P>(&server, ResponseTemplate::new(status).insert_header("retry-after", "3600")).await;
        let (client, clock) = patient::<P>(&server.uri());
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
    let error = impatient::<P>(&server.uri()).read().await.unwrap_err();
    assert!(matches!(error, Error::Refused { status: StatusCode::FOUND, .. }), "{error:?}");
    assert!(requests(&server, "/elsewhere").await.is_empty());
}

/// Success with a body that is none.
pub async fn an_answer_that_is_no_json_is_unreadable_and_not_quoted<P: Probe>() {
    for body in ["", "<html>Anna</html>", "Anna", "[{\"Anna\":", "{\"Anna\""] {
        let server = service::<P>().await;
        answer::<P>(&server, ResponseTemplate::new(200).set_body_string(body)).await;
        let error = impatient::<P>(&server.uri()).read().await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{body}: {error:?}");
        assert!(!format!("{error:?} {error}").contains("Anna"), "{error:?}");
        assert!(!error.is_transient());
    }
}

/// Success with a body that is too long.
pub async fn an_answer_without_end_is_not_read_to_the_end<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, ResponseTemplate::new(200).set_body_string("x".repeat((16 << 20) + 1))).await;
    let error = impatient::<P>(&server.uri()).read().await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

/// Headers of every request.
pub async fn every_request_says_who_asks<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, good::<P>()).await;
    impatient::<P>(&server.uri()).read().await.unwrap();
    let request = &requests(&server, P::TARGET).await[0];
    assert_eq!(request.headers["user-agent"], concat!("autenti-form/", env!("CARGO_PKG_VERSION")));
    assert_eq!(request.headers["accept"], "application/json");
    assert_eq!(request.headers["authorization"], "Bearer token-1");
    assert_eq!(request.method, "GET");
}

/// What goes to the token address.
pub async fn credentials_are_form_encoded_and_the_token_is_a_bearer_token<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, good::<P>()).await;
    impatient::<P>(&server.uri()).read().await.unwrap();
    let token = &requests(&server, P::TOKEN).await[0];
    assert_eq!(token.headers["content-type"], "application/x-www-form-urlencoded");
    assert!(String::from_utf8_lossy(&token.body).contains("client_secret=app-s3cret%2B%2F%3D"));
    let expected = [("grant_type", "client_credentials"), ("client_id", "app"), ("client_secret", SECRET)];
    assert_eq!(fields(token), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(requests(&server, P::TARGET).await[0].headers["authorization"], "Bearer token-1");
}

/// Many callers without a token.
pub async fn fifty_callers_cause_one_token_request<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, good::<P>()).await;
    let client = impatient::<P>(&server.uri());
    let calls = join_all((0..50).map(|_| client.read())).await;
    assert!(calls.iter().all(Result::is_ok));
    assert_eq!(token_calls::<P>(&server).await, 1);
    assert_eq!(target_calls::<P>(&server).await, 50);
}

/// Many callers who get no token.
pub async fn fifty_callers_share_one_failure<P: Probe>() {
    let server = MockServer::start().await;
    let slow_refusal = ResponseTemplate::new(401).set_delay(Duration::from_millis(50));
    Mock::given(path(P::TOKEN)).respond_with(slow_refusal).mount(&server).await;
    let client = impatient::<P>(&server.uri());
    let calls = join_all((0..50).map(|_| client.read())).await;
    assert!(calls.iter().all(|call| matches!(call, Err(Error::CredentialsRefused { .. }))));
    assert_eq!(token_calls::<P>(&server).await, 1);
    // And the next caller is not held to it.
    assert!(client.read().await.is_err());
    assert_eq!(token_calls::<P>(&server).await, 2);
}

/// The life of a token.
pub async fn a_token_is_kept_until_shortly_before_it_expires<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, good::<P>()).await;
    let (client, clock) = patient::<P>(&server.uri());
    client.read().await.unwrap();
    clock.advance(Duration::from_secs(LIFETIME - 46));
    client.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 1);
    clock.advance(Duration::from_secs(1));
    client.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 2);
}

/// A clock on the wall that is put back and forward.
pub async fn a_clock_that_jumps_neither_ends_a_token_nor_keeps_a_dead_one<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, good::<P>()).await;
    let (client, clock) = patient::<P>(&server.uri());
    client.read().await.unwrap();
    clock.jump(SignedDuration::from_hours(5));
    client.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 1, "no time has passed");
    clock.jump(SignedDuration::from_hours(-10));
    clock.advance(Duration::from_secs(LIFETIME));
    client.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 2, "the token is dead, whatever the clock shows");
}

async fn answer_token<P: Probe>(server: &MockServer, token: &str, answer: ResponseTemplate) {
    Mock::given(path(P::TARGET))
        .and(header("authorization", format!("Bearer {token}")))
        .respond_with(answer)
        .mount(server)
        .await;
}

/// A token that ends early.
pub async fn a_refused_token_is_renewed_once_and_the_call_repeated_once_even_when_it_writes<P: Probe>() {
    let server = service::<P>().await;
    answer_token::<P>(&server, "token-1", ResponseTemplate::new(401)).await;
    answer_token::<P>(&server, "token-2", good::<P>()).await;
    impatient::<P>(&server.uri()).write().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 2);
    assert_eq!(target_calls::<P>(&server).await, 2);
}

/// A service that grants tokens and takes none.
pub async fn a_new_token_that_is_refused_too_ends_it<P: Probe>() {
    let server = service::<P>().await;
    let body = json!({ "type": "InvalidAuthenticationToken", "description": "expired", "errorGuid": "g-1" });
    answer::<P>(&server, ResponseTemplate::new(401).set_body_json(body)).await;
    let error = patient::<P>(&server.uri()).0.read().await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "the credentials are fine: {error:?}");
    assert_ne!(error.call().unwrap().operation(), Operation::SIGN_IN);
    assert!(!error.is_transient());
    let upstream = error.upstream().unwrap();
    assert_eq!(upstream.kind(), Some("InvalidAuthenticationToken"));
    assert_eq!(upstream.request_id(), Some("g-1"));
    assert_eq!(token_calls::<P>(&server).await, 2);
    assert_eq!(target_calls::<P>(&server).await, 2);
}

/// Many callers with a token that ends early.
pub async fn many_refused_callers_renew_the_token_once<P: Probe>() {
    let server = service::<P>().await;
    answer_token::<P>(&server, "token-1", ResponseTemplate::new(401)).await;
    answer_token::<P>(&server, "token-2", good::<P>()).await;
    let client = impatient::<P>(&server.uri());
    let calls = join_all((0..20).map(|_| client.read())).await;
    assert!(calls.iter().all(Result::is_ok));
    assert_eq!(token_calls::<P>(&server).await, 2);
}

/// A token in an error answer.
pub async fn a_token_that_an_answer_repeats_is_masked<P: Probe>() {
    let server = service::<P>().await;
    let body = json!({ "description": "token-1 lacks a scope" });
    answer::<P>(&server, ResponseTemplate::new(403).set_body_json(body)).await;
    let error = impatient::<P>(&server.uri()).read().await.unwrap_err();
    assert_eq!(error.excerpt().as_deref(), Some("… lacks a scope"));
    assert_eq!(error.upstream().unwrap().text(), Some("… lacks a scope"));
}

/// Credentials that are refused.
pub async fn wrong_credentials_say_so_without_repeating_them<P: Probe>() {
    for status in [400, 401, 403] {
        let server = MockServer::start().await;
        let body =
            json!({ "error": "invalid_client", "error_description": format!("wrong {SECRET} for app") });
        let refusal = ResponseTemplate::new(status).set_body_json(body);
        Mock::given(path(P::TOKEN)).respond_with(refusal).mount(&server).await;
        let error = patient::<P>(&server.uri()).0.read().await.unwrap_err();
        assert!(matches!(error, Error::CredentialsRefused { .. }), "{error:?}");
        let service = P::ServiceError::SERVICE;
        assert_eq!(error.to_string(), format!("cannot sign in: {service} refuses the credentials"));
        assert_eq!(error.call().unwrap().operation(), Operation::SIGN_IN);
        assert_eq!(error.excerpt().as_deref(), Some("invalid_client: wrong … for app"));
        assert!(!error.is_transient());
        assert!(!format!("{error:?}").contains("s3cret"));
        assert_eq!(token_calls::<P>(&server).await, 1, "{status}");
    }
}

/// A page in place of the token address.
pub async fn a_gateway_s_page_is_no_verdict_on_the_credentials<P: Probe>() {
    for status in [400, 403] {
        let server = MockServer::start().await;
        let page = ResponseTemplate::new(status).set_body_string("<html>blocked</html>");
        Mock::given(path(P::TOKEN)).respond_with(page).mount(&server).await;
        let error = impatient::<P>(&server.uri()).read().await.unwrap_err();
        assert!(matches!(error, Error::Refused { .. } | Error::Forbidden { .. }), "{error:?}");
        assert_eq!(error.call().unwrap().operation(), Operation::SIGN_IN);
    }
}

/// 404 here and there.
pub async fn a_call_that_is_not_found_says_which_call_it_was<P: Probe>() {
    let server = MockServer::start().await;
    let client = impatient::<P>(&server.uri());
    let error = client.read().await.unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
    assert_eq!(error.call().unwrap().operation(), Operation::SIGN_IN, "the token address is wrong");
    grant_tokens(&server, P::TOKEN, LIFETIME).await;
    let error = client.read().await.unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
    assert_ne!(error.call().unwrap().operation(), Operation::SIGN_IN);
}

/// A token address that fails twice.
pub async fn a_token_address_that_fails_is_asked_again<P: Probe>() {
    let server = MockServer::start().await;
    Mock::given(path(P::TOKEN))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(2)
        .mount(&server)
        .await;
    grant_tokens(&server, P::TOKEN, LIFETIME).await;
    answer::<P>(&server, good::<P>()).await;
    patient::<P>(&server.uri()).0.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 3);
}

/// A token answer that is cut off.
pub async fn a_token_answer_that_is_lost_is_asked_for_again<P: Probe>() {
    let good = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{}", P::GOOD.len(), P::GOOD);
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"access_token\":";
    let origin = raw_server(vec![half, TOKEN_ANSWER, good.leak()]).await;
    patient::<P>(&origin).0.read().await.unwrap();
}

/// A token address that goes on failing.
pub async fn a_reading_call_does_not_multiply_the_tries_of_signing_in<P: Probe>() {
    let server = MockServer::start().await;
    Mock::given(path(P::TOKEN)).respond_with(ResponseTemplate::new(503)).mount(&server).await;
    let error = patient::<P>(&server.uri()).0.read().await.unwrap_err();
    assert_eq!(error.call().unwrap().action(), "sign in");
    assert_eq!(token_calls::<P>(&server).await, 3);
}

/// A token address that answers nonsense.
pub async fn a_nonsense_token_answer_is_unreadable_and_not_quoted<P: Probe>() {
    let server = MockServer::start().await;
    let nonsense = ResponseTemplate::new(200).set_body_json(json!({ "access_token": { "t0ken": 7 } }));
    Mock::given(path(P::TOKEN)).respond_with(nonsense).mount(&server).await;
    let error = impatient::<P>(&server.uri()).read().await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    assert!(error.to_string().contains("JSON of another shape"), "{error}");
    assert!(!format!("{error:?}").contains("t0ken"));
}

/// A refusal in the service's own words.
pub async fn what_the_service_says_reaches_the_caller_with_its_number<P: Probe>() {
    let server = service::<P>().await;
    let body =
        json!({ "errors": [{ "id": "1", "type": "NOT_IN_PLAN", "description": "anna@example.com: no" }] });
    let refusal = ResponseTemplate::new(400).insert_header("x-request-id", "r-7").set_body_json(body);
    answer::<P>(&server, refusal).await;
    for error in [
        impatient::<P>(&server.uri()).write().await.unwrap_err(),
        patient::<P>(&server.uri()).0.read().await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Refused { .. }), "{error:?}");
        let upstream = error.upstream().unwrap();
        assert_eq!(upstream.kind(), Some("NOT_IN_PLAN"));
        assert_eq!(upstream.text(), Some("anna@example.com: no"));
        assert_eq!(upstream.request_id(), Some("r-7"));
        assert!(!format!("{error:?} {error}").contains("anna@"), "for people only: {error:?}");
    }
}

/// Two clients at one service, one with wrong credentials.
pub async fn two_accounts_share_nothing<P: Probe>() {
    let server = MockServer::start().await;
    Mock::given(path(P::TOKEN))
        .respond_with(ResponseTemplate::new(401))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    grant_tokens(&server, P::TOKEN, LIFETIME).await;
    answer_token::<P>(&server, "token-1", good::<P>()).await;
    answer_token::<P>(&server, "token-2", ResponseTemplate::new(429)).await;
    let (refused, working, limited) =
        (impatient::<P>(&server.uri()), impatient::<P>(&server.uri()), impatient::<P>(&server.uri()));
    assert!(matches!(refused.read().await, Err(Error::CredentialsRefused { .. })));
    working.read().await.unwrap();
    assert!(matches!(limited.read().await, Err(Error::RateLimited { .. })));
    working.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 3, "a token each");
}
