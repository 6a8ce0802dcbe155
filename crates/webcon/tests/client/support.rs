//! Clients aimed at a portal with prepared answers.

use api_client::testing;
use serde_json::Value;
use webcon::{Client, Config, Connection};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A virtual directory.
pub(crate) const BASE: &str = "/WEBCONBPS";
pub(crate) const TOKEN: &str = "/WEBCONBPS/api/oauth2/token";

/// A portal under a virtual directory, whose token address answers `token-1`, `token-2`, …
pub(crate) async fn portal() -> MockServer {
    let server = MockServer::start().await;
    testing::grant_tokens(&server, TOKEN, 14_400).await;
    server
}

/// A configuration without repeats.
pub(crate) fn config(base: &str) -> Config {
    with_connection(testing::connection(base))
}

/// The same for a connection.
pub(crate) fn with_connection(connection: Connection) -> Config {
    let base_url = connection.base_url.clone();
    Config { connection, ..Config::new(base_url, "app", "app-s3cret+/=".into()) }
}

pub(crate) fn base(server: &MockServer) -> String {
    format!("{}{BASE}", server.uri())
}

pub(crate) fn client(server: &MockServer) -> Client {
    Client::new(config(&base(server))).unwrap()
}

/// A path below the elements of database 1.
pub(crate) fn elements(rest: &str) -> String {
    format!("/WEBCONBPS/api/data/v6.0/db/1/elements/{rest}")
}

/// Answers one call with a status and JSON.
pub(crate) async fn answer(server: &MockServer, verb: &str, at: &str, status: u16, body: Value) {
    Mock::given(method(verb))
        .and(path(at))
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(server)
        .await;
}
