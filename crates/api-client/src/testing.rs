//! For the tests of clients: servers with prepared answers, time that tests hold, and the tests that every
//! client has to pass ([`conformance_tests!`](crate::conformance_tests)).

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "what a test prepares may fail it")]

mod clock;
pub mod conformance;
mod raw_server;

use std::sync::{Mutex, PoisonError};

use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::config::Connection;
use crate::retry::RetryPolicy;

pub use clock::FakeClock;
pub use raw_server::{AbortOnDrop, TOKEN_ANSWER, raw_server, stalling_server};

/// A connection to `base_url` without repeats, whose time a test holds.
pub fn connection(base_url: &str) -> Connection {
    let mut connection = Connection::new(base_url.parse().unwrap());
    connection.retry = RetryPolicy::OFF;
    connection.clock = FakeClock::new();
    connection
}

/// Answers the token address with `token-1`, `token-2`, …, each good for `expires_in` seconds.
pub async fn grant_tokens(server: &MockServer, at: &str, expires_in: u64) {
    let count = Mutex::new(0);
    Mock::given(method("POST"))
        .and(path(at))
        .respond_with(move |_: &Request| {
            let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
            *count += 1;
            ResponseTemplate::new(200).set_body_json(json!({
                "access_token": format!("token-{count}"), "expires_in": expires_in, "token_type": "Bearer",
            }))
        })
        .mount(server)
        .await;
}

/// Answers a path with a status and a body.
pub async fn answer(server: &MockServer, at: &str, status: u16, body: impl Into<Vec<u8>>) {
    let answer = ResponseTemplate::new(status).set_body_bytes(body);
    Mock::given(path(at)).respond_with(answer).mount(server).await;
}

/// The requests that came to a path, in order.
pub async fn requests(server: &MockServer, path: &str) -> Vec<Request> {
    let all = server.received_requests().await.unwrap();
    all.into_iter().filter(|request| request.url.path() == path).collect()
}

/// A form's fields, in order.
pub fn fields(request: &Request) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

/// A form's field.
pub fn field(request: &Request, name: &str) -> Option<String> {
    fields(request).into_iter().find_map(|(own, value)| (own == name).then_some(value))
}
