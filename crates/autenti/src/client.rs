//! The client itself: how it is made and how it signs in. The calls stand beside what they are about.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::config::Config;
use crate::error::Error;
use crate::json_stream::{read_all, read_one};
use crate::request::Request;
use crate::transport::Transport;

/// Talks to the Autenti API v2. Cheap to clone; clones share connections and the token.
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

    /// Signs in unless the client is signed in: a way to find out whether the credentials are right. With
    /// [`Grant::ApiKey`](crate::Grant::ApiKey) it reads the labels, because there is nothing to sign in to.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] when Autenti refuses the credentials, and what the network does.
    pub async fn sign_in(&self) -> Result<(), Error> {
        if !self.transport.sign_in().await? {
            self.tags().await?;
        }
        Ok(())
    }

    /// The address of a path below the base.
    pub(crate) fn at(&self, segments: &[&str]) -> url::Url {
        self.transport.base.at(segments)
    }

    /// Sends a request and does not look at what a success says.
    pub(crate) async fn done(&self, request: Request) -> Result<(), Error> {
        self.transport.answer(&request).await.map(drop)
    }

    /// Sends a request and reads the one thing that it answers.
    pub(crate) async fn one<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let body = self.transport.answer(&request).await?;
        read_one(&body).map_err(|problem| Error::unreadable(&request.call, problem))
    }

    /// Sends a request and reads the list that it answers.
    pub(crate) async fn all<T: DeserializeOwned>(&self, request: Request) -> Result<Vec<T>, Error> {
        let body = self.transport.answer(&request).await?;
        read_all(&body).map_err(|problem| Error::unreadable(&request.call, problem))
    }
}
