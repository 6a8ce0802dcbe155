//! Systems on which the tests run no server.

use anyhow::{Result, bail};

/// A server; there is none here.
#[derive(Debug)]
pub(crate) enum Server {}

impl Server {
    /// Says why not.
    pub(crate) fn start() -> Result<Self> {
        bail!("tests start PostgreSQL on Linux and macOS only")
    }

    /// The address of a database on it.
    pub(crate) fn url(&self, _: &str) -> String {
        match *self {}
    }
}
