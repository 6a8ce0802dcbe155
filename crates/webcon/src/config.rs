//! What the client needs to know: where the portal is, who we are, how long to wait.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use crate::clock::{Clock, SystemClock};
use crate::retry::Retry;

/// Settings of a [`Client`](crate::Client).
#[derive(Clone, Debug)]
pub struct Config {
    /// Base address of the portal; may have a virtual directory, such as `https://host/WEBCONBPS`. Must be
    /// `https`, unless the host is this machine.
    pub base_url: Url,
    /// Version of the REST API. Default `v6.0`; older ones are gone in 2026 R1.
    pub api_version: String,
    /// Id of the API application (application context).
    pub client_id: String,
    /// Secret of the API application.
    pub client_secret: SecretString,
    /// Scopes to ask for, separated by blanks. None gets all that the application may have, so name the
    /// few that are needed.
    pub scope: Option<String>,
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// How reading calls are repeated.
    pub retry: Retry,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
}

impl Config {
    /// Settings with the defaults for everything that is not named.
    pub fn new(base_url: Url, client_id: impl Into<String>, client_secret: SecretString) -> Self {
        Self {
            base_url,
            api_version: "v6.0".to_owned(),
            client_id: client_id.into(),
            client_secret,
            scope: None,
            timeouts: Timeouts::default(),
            retry: Retry::default(),
            user_agent: concat!("autenti-form/", env!("CARGO_PKG_VERSION")).to_owned(),
            clock: Arc::new(SystemClock),
        }
    }
}

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection, TLS included. Default 5 s.
    pub connect: Duration,
    /// For a whole try, from connecting to the last byte of the answer; signing in counts by itself.
    /// Default 30 s.
    pub total: Duration,
    /// For a whole try that carries a file in its JSON, up or down. Default 3 min.
    pub upload: Duration,
    /// For the next piece of a download, which has no limit in all. Default 30 s.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(30),
            upload: Duration::from_mins(3),
            idle: Duration::from_secs(30),
        }
    }
}

/// What is wrong with a configuration.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ConfigError {
    /// Tokens and documents would travel in the clear.
    #[error(
        "the address {0} must start with https, because tokens and documents travel to it; http is only for this machine"
    )]
    NotHttps(String),
    /// The address holds a user name, a query or a fragment, or cannot be a base at all.
    #[error("the address {0} must be a plain base address: no user name, query or fragment")]
    NotABase(String),
    /// The path of a User Defined API is empty or has `.` or `..` in it.
    #[error("{0:?} is not the path of a User Defined API")]
    Endpoint(String),
    /// A value cannot be sent in a header.
    #[error("{0} holds characters that cannot be sent in a header")]
    Header(&'static str),
    /// No HTTPS client could be made, for example because the machine has no root certificates.
    #[error("no HTTPS client can be made")]
    Http(#[source] crate::error::Cause),
}
