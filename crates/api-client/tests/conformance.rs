//! The tests that every client has to pass, on the plainest client that there can be.

#![expect(clippy::expect_used, reason = "what a test prepares may fail it")]

use std::time::Duration;

use api_client::testing;
use api_client::testing::conformance::{Probe, SECRET};
use api_client::{
    Call, ClientCredentials, Connection, Error, ErrorAnswer, HttpClient, Operation, Request, RetryPolicy,
    ServiceError, Timeouts, TokenEndpoint, Transport, UpstreamMessage,
};
use futures_util::future::BoxFuture;
use http::Method;
use serde_json::Value;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

const READ: Operation = Operation::reading("read thing");
const WRITE: Operation = Operation::changing("write thing");

/// A service that fails as all do.
#[derive(Clone, Debug, thiserror::Error)]
enum Plain {}

impl ServiceError for Plain {
    const SERVICE: &'static str = "The service";

    fn from_answer(_call: &Call, _answer: &ErrorAnswer) -> Option<Self> {
        None
    }

    fn call(&self) -> Option<&Call> {
        match *self {}
    }

    fn upstream(&self) -> Option<&UpstreamMessage> {
        match *self {}
    }

    fn is_transient(&self) -> bool {
        match *self {}
    }
}

struct PlainClient(Transport<Plain>);

impl Probe for PlainClient {
    type ServiceError = Plain;

    const BASE: &'static str = "/base";
    const TOKEN: &'static str = "/base/token";
    const TARGET: &'static str = "/base/thing";
    const GOOD: &'static str = "{}";

    fn new(connection: Connection) -> Self {
        let http = HttpClient::new(&connection).expect("a good address");
        let endpoint = TokenEndpoint::new(http.clone(), &["token"], "app".to_owned(), SECRET.into());
        Self(Transport::with_tokens(http, ClientCredentials::new(endpoint, None)))
    }

    fn read(&self) -> BoxFuture<'_, Result<(), Error<Plain>>> {
        let request = Request::get(READ, self.0.at(&["thing"]));
        Box::pin(async move { self.0.one::<Value>(&request).await.map(drop) })
    }

    fn write(&self) -> BoxFuture<'_, Result<(), Error<Plain>>> {
        let request = Request::new(WRITE.of("7"), Method::PUT, self.0.at(&["thing"]));
        Box::pin(async move { self.0.one::<Value>(&request).await.map(drop) })
    }
}

api_client::conformance_tests!(PlainClient);

#[tokio::test]
async fn who_waits_less_shares_the_token_and_gives_up_earlier() {
    let server = MockServer::start().await;
    let slow_token = ResponseTemplate::new(200)
        .set_body_json(serde_json::json!({ "access_token": "t", "expires_in": 1800 }))
        .set_delay(Duration::from_millis(300));
    Mock::given(path(PlainClient::TOKEN)).respond_with(slow_token).expect(1).mount(&server).await;
    testing::answer(&server, PlainClient::TARGET, 200, PlainClient::GOOD).await;
    let PlainClient(job) = PlainClient::new(testing::connection(&format!("{}/base", server.uri())));
    let person = Timeouts { total: Duration::from_millis(50), ..Timeouts::default() };
    let person = job.with_limits(person, RetryPolicy::OFF);

    let request = Request::get(READ, job.at(&["thing"]));
    let error = person.done(&request).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
    assert_eq!(error.call().map(Call::operation), Some(Operation::SIGN_IN));
    // The token went on being asked for, and there is one for both.
    job.done(&request).await.expect("a token");
    person.with_limits(Timeouts::default(), RetryPolicy::OFF).done(&request).await.expect("the same token");
}
