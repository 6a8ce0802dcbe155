//! What every client needs to know: where the service is, how long to wait, how often to try.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::clock::{Clock, SystemClock};
use crate::error::Cause;
use crate::retry::RetryPolicy;

/// How a service is reached.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Base address of the service, which may have a path. Must be `https`, unless the host is this machine.
    pub base_url: Url,
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// How reading calls are repeated.
    pub retry: RetryPolicy,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
}

impl Connection {
    /// A connection with the defaults for everything but the address.
    pub fn new(base_url: Url) -> Self {
        Self {
            base_url,
            timeouts: Timeouts::default(),
            retry: RetryPolicy::default(),
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
    /// For a whole try that carries a file, up or down, other than a download. Default 3 min.
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

/// What is wrong with a configuration or with what a caller asks for. Nothing was sent.
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
    /// A value cannot be sent in a header.
    #[error("{0} holds characters that cannot be sent in a header")]
    Header(&'static str),
    /// What is to be sent cannot be written as JSON.
    #[error("what is to be sent cannot be written as JSON")]
    Json,
    /// No HTTPS client could be made, for example because the machine has no root certificates.
    #[error("no HTTPS client can be made")]
    Http(#[source] Cause),
    /// A setting that only one service has.
    #[error("{0}")]
    Setting(String),
}
