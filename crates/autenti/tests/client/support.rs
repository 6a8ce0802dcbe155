//! A server with prepared answers, clients aimed at it, and time that tests hold.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use autenti::{Client, Clock, Config, Grant, Retry};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) const TOKEN: &str = "/api/v2/auth/token";
pub(crate) const TAGS: &str = "/api/v2/tags";

/// Time that moves only when somebody waits or a test says so.
#[derive(Debug)]
pub(crate) struct FakeClock {
    state: Mutex<(Timestamp, Vec<Duration>)>,
}

impl FakeClock {
    pub(crate) fn new() -> Arc<Self> {
        let noon = "2026-11-23T12:00:00Z".parse().unwrap();
        Arc::new(Self { state: Mutex::new((noon, Vec::new())) })
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 += by;
    }

    /// The waits that were asked for.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn sleep(&self, wait: Duration) -> BoxFuture<'static, ()> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1.push(wait);
        self.advance(wait);
        Box::pin(std::future::ready(()))
    }
}

/// A configuration with an API key, which needs no token, and without repeats.
pub(crate) fn config(base: &str) -> Config {
    let mut config =
        Config::new(base.parse().unwrap(), "app", "app-s3cret+/=".into(), Grant::ApiKey("key".into()));
    config.retry = Retry::OFF;
    config.clock = FakeClock::new();
    config
}

pub(crate) fn base(server: &MockServer) -> String {
    format!("{}/api/v2", server.uri())
}

/// A client with an API key.
pub(crate) fn client(server: &MockServer) -> Client {
    Client::new(config(&base(server))).unwrap()
}

/// A client that signs in with client credentials.
pub(crate) fn token_client(server: &MockServer, clock: &Arc<FakeClock>) -> Client {
    let mut config = config(&base(server));
    config.grant = Grant::ClientCredentials { scope: None };
    config.clock = Arc::clone(clock) as Arc<dyn Clock>;
    Client::new(config).unwrap()
}

/// Answers the token address with `token-1`, `token-2`, …, each good for `expires_in` seconds.
pub(crate) async fn grant_tokens(server: &MockServer, expires_in: u64) {
    let count = Mutex::new(0);
    Mock::given(method("POST"))
        .and(path(TOKEN))
        .respond_with(move |_: &Request| {
            let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
            *count += 1;
            ResponseTemplate::new(200).set_body_json(json!({
                "access_token": format!("token-{count}"),
                "expires_in": expires_in,
                "token_type": "bearer",
                "scope": "full",
            }))
        })
        .mount(server)
        .await;
}

/// A form's fields, in order.
pub(crate) fn fields(request: &Request) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

pub(crate) fn field(request: &Request, name: &str) -> Option<String> {
    fields(request).into_iter().find_map(|(own, value)| (own == name).then_some(value))
}

/// Answers that there are no labels.
pub(crate) async fn answer_tags(server: &MockServer) {
    Mock::given(path(TAGS)).respond_with(ResponseTemplate::new(200)).mount(server).await;
}

/// The requests that came to a path, in order.
pub(crate) async fn requests(server: &MockServer, path: &str) -> Vec<Request> {
    let all = server.received_requests().await.unwrap();
    all.into_iter().filter(|request| request.url.path() == path).collect()
}

/// A header's lines.
pub(crate) fn lines<'a>(request: &'a Request, name: &str) -> Vec<&'a str> {
    request.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

/// A server that reads a request, answers it with raw bytes and hangs up; one answer for each connection.
pub(crate) async fn raw_server(answers: Vec<&'static str>) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api/v2", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for answer in answers {
            let (mut connection, _) = listener.accept().await.unwrap();
            read_request(&mut connection).await;
            connection.write_all(answer.as_bytes()).await.unwrap();
            connection.shutdown().await.unwrap();
        }
    });
    base.parse().unwrap()
}

/// A server that answers a request with raw bytes and then says nothing more, until the second part is
/// dropped.
pub(crate) async fn stalling_server(answer: &'static str) -> (Url, AbortOnDrop) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api/v2", listener.local_addr().unwrap());
    let stalling = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        read_request(&mut connection).await;
        connection.write_all(answer.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    });
    (base.parse().unwrap(), AbortOnDrop(stalling))
}

/// Ends a server with the test that started it.
pub(crate) struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Reads a request to its end.
async fn read_request(connection: &mut TcpStream) {
    let mut request = vec![0; 16 << 10];
    let mut length = 0;
    while !is_whole(&request[..length]) {
        length += connection.read(&mut request[length..]).await.unwrap();
    }
}

/// Whether a request's head and the body that it announces are there.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let announced = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    body.len() >= announced.map_or(0, |length| length.trim().parse().unwrap())
}
