//! Clients aimed at servers with prepared answers.

use std::sync::Arc;

use api_client::testing::{self, FakeClock};
use autenti::{Client, Clock, Config, Connection, Grant};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) const BASE: &str = "/api/v2";
pub(crate) const TOKEN: &str = "/api/v2/auth/token";
pub(crate) const TAGS: &str = "/api/v2/tags";

/// A configuration with an API key, which needs no token, and without repeats.
pub(crate) fn config(base: &str) -> Config {
    with_connection(testing::connection(base))
}

/// The same for a connection.
pub(crate) fn with_connection(connection: Connection) -> Config {
    let base_url = connection.base_url.clone();
    let key = Grant::ApiKey("key".into());
    Config { connection, ..Config::new(base_url, "app", "app-s3cret+/=".into(), key) }
}

pub(crate) fn base(server: &MockServer) -> String {
    format!("{}{BASE}", server.uri())
}

/// A client with an API key.
pub(crate) fn client(server: &MockServer) -> Client {
    Client::new(config(&base(server))).unwrap()
}

/// A client that signs in with client credentials.
pub(crate) fn token_client(server: &MockServer, clock: &Arc<FakeClock>) -> Client {
    let mut config = config(&base(server));
    config.grant = Grant::ClientCredentials { scope: None };
    config.connection.clock = Arc::clone(clock) as Arc<dyn Clock>;
    Client::new(config).unwrap()
}

/// Answers the token address with `token-1`, `token-2`, …, each good for `expires_in` seconds.
pub(crate) async fn grant_tokens(server: &MockServer, expires_in: u64) {
    testing::grant_tokens(server, TOKEN, expires_in).await;
}

/// Answers that there are no labels.
pub(crate) async fn answer_tags(server: &MockServer) {
    Mock::given(path(TAGS)).respond_with(ResponseTemplate::new(200)).mount(server).await;
}

/// A header's lines.
pub(crate) fn lines<'a>(request: &'a Request, name: &str) -> Vec<&'a str> {
    request.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}
