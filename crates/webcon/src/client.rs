//! The client itself: how it is made. The calls stand beside what they are about.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use url::Url;

use crate::config::Config;
use crate::error::Error;
use crate::ids::{DatabaseId, ElementId};
use crate::json::read_one;
use crate::request::Request;
use crate::transport::Transport;

/// Talks to the REST API of a WEBCON BPS portal. Cheap to clone; clones share connections and the token.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) transport: Arc<Transport>,
}

impl Client {
    /// A client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] when the configuration is wrong.
    pub fn new(config: Config) -> Result<Self, Error> {
        Ok(Self { transport: Arc::new(Transport::new(config)?) })
    }

    /// `{portal}/api/data/{version}/…`
    pub(crate) fn api_url(&self, rest: &[&str]) -> Url {
        self.transport.base.at(&[&["api", "data", &self.transport.api_version], rest].concat())
    }

    /// `{portal}/api/data/{version}/db/{database}/…`
    pub(crate) fn database_url(&self, database: DatabaseId, rest: &[&str]) -> Url {
        self.api_url(&[&["db", &database.to_string()], rest].concat())
    }

    /// `{portal}/api/data/{version}/db/{database}/elements/{element}/…`
    pub(crate) fn element_url(&self, database: DatabaseId, element: ElementId, rest: &[&str]) -> Url {
        self.database_url(database, &[&["elements", &element.to_string()], rest].concat())
    }

    /// Sends a request and does not look at what a success says.
    pub(crate) async fn done(&self, request: Request) -> Result<(), Error> {
        self.transport.answer(&request).await.map(drop)
    }

    /// Sends a request and reads what it answers.
    pub(crate) async fn one<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let body = self.transport.answer(&request).await?;
        read_one(&body).map_err(|problem| Error::unreadable(&request.call, problem))
    }
}
