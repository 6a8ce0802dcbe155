//! One token for all callers.

use std::time::Duration;

use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::json;
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{
    LIFETIME, Probe, SECRET, answer, good, retrying, service, single_try, target_calls, token_calls,
};
use crate::call::Operation;
use crate::error::{Error, ServiceError};
use crate::testing::{TOKEN_ANSWER, fields, grant_tokens, raw_server, requests};

async fn answer_token<P: Probe>(server: &MockServer, token: &str, answer: ResponseTemplate) {
    Mock::given(path(P::TARGET))
        .and(header("authorization", format!("Bearer {token}")))
        .respond_with(answer)
        .mount(server)
        .await;
}

/// What goes to the token address.
pub async fn credentials_are_form_encoded_and_the_token_is_a_bearer_token<P: Probe>() {
    let server = service::<P>().await;
    answer::<P>(&server, good::<P>()).await;
    single_try::<P>(&server.uri()).read().await.unwrap();
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
    let client = single_try::<P>(&server.uri());
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
    let client = single_try::<P>(&server.uri());
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
    let (client, clock) = retrying::<P>(&server.uri());
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
    let (client, clock) = retrying::<P>(&server.uri());
    client.read().await.unwrap();
    clock.jump(SignedDuration::from_hours(5));
    client.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 1, "no time has passed");
    clock.jump(SignedDuration::from_hours(-10));
    clock.advance(Duration::from_secs(LIFETIME));
    client.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 2, "the token is dead, whatever the clock shows");
}

/// A token that ends early.
pub async fn a_refused_token_is_renewed_once_and_the_call_repeated_once_even_when_it_writes<P: Probe>() {
    let server = service::<P>().await;
    answer_token::<P>(&server, "token-1", ResponseTemplate::new(401)).await;
    answer_token::<P>(&server, "token-2", good::<P>()).await;
    single_try::<P>(&server.uri()).write().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 2);
    assert_eq!(target_calls::<P>(&server).await, 2);
}

/// A service that grants tokens and takes none.
pub async fn a_new_token_that_is_refused_too_ends_it<P: Probe>() {
    let server = service::<P>().await;
    let body = json!({ "type": "InvalidAuthenticationToken", "description": "expired", "errorGuid": "g-1" });
    answer::<P>(&server, ResponseTemplate::new(401).set_body_json(body)).await;
    let error = retrying::<P>(&server.uri()).0.read().await.unwrap_err();
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
    let client = single_try::<P>(&server.uri());
    let calls = join_all((0..20).map(|_| client.read())).await;
    assert!(calls.iter().all(Result::is_ok));
    assert_eq!(token_calls::<P>(&server).await, 2);
}

/// A token in an error answer.
pub async fn a_token_that_an_answer_repeats_is_masked<P: Probe>() {
    let server = service::<P>().await;
    let body = json!({ "description": "token-1 lacks a scope" });
    answer::<P>(&server, ResponseTemplate::new(403).set_body_json(body)).await;
    let error = single_try::<P>(&server.uri()).read().await.unwrap_err();
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
        let error = retrying::<P>(&server.uri()).0.read().await.unwrap_err();
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
        let error = single_try::<P>(&server.uri()).read().await.unwrap_err();
        assert!(matches!(error, Error::SignInRefused { .. }), "{error:?}");
        assert_eq!(error.call().unwrap().operation(), Operation::SIGN_IN);
    }
}

/// 404 here and there: an address at which nobody can sign in says nothing of what was asked for.
pub async fn a_call_that_is_not_found_says_which_call_it_was<P: Probe>() {
    let server = MockServer::start().await;
    let client = single_try::<P>(&server.uri());
    let error = client.read().await.unwrap_err();
    assert!(matches!(error, Error::SignInRefused { .. }), "{error:?}");
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
    retrying::<P>(&server.uri()).0.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 3);
}

/// A token answer that is cut off.
pub async fn a_token_answer_that_is_lost_is_asked_for_again<P: Probe>() {
    let good = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{}", P::GOOD.len(), P::GOOD);
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"access_token\":";
    let origin = raw_server(vec![half, TOKEN_ANSWER, good.leak()]).await;
    retrying::<P>(&origin).0.read().await.unwrap();
}

/// A token address that goes on failing.
pub async fn a_reading_call_does_not_multiply_the_tries_of_signing_in<P: Probe>() {
    let server = MockServer::start().await;
    Mock::given(path(P::TOKEN)).respond_with(ResponseTemplate::new(503)).mount(&server).await;
    let error = retrying::<P>(&server.uri()).0.read().await.unwrap_err();
    assert_eq!(error.call().unwrap().action(), "sign in");
    assert_eq!(token_calls::<P>(&server).await, 3);
}

/// A token address that answers nonsense.
pub async fn a_nonsense_token_answer_is_unreadable_and_not_quoted<P: Probe>() {
    let server = MockServer::start().await;
    let nonsense = ResponseTemplate::new(200).set_body_json(json!({ "access_token": { "t0ken": 7 } }));
    Mock::given(path(P::TOKEN)).respond_with(nonsense).mount(&server).await;
    let error = single_try::<P>(&server.uri()).read().await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    assert!(error.to_string().contains("JSON of another shape"), "{error}");
    assert!(!format!("{error:?}").contains("t0ken"));
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
        (single_try::<P>(&server.uri()), single_try::<P>(&server.uri()), single_try::<P>(&server.uri()));
    assert!(matches!(refused.read().await, Err(Error::CredentialsRefused { .. })));
    working.read().await.unwrap();
    assert!(matches!(limited.read().await, Err(Error::RateLimited { .. })));
    working.read().await.unwrap();
    assert_eq!(token_calls::<P>(&server).await, 3, "a token each");
}
