//! The client itself: how it is made and how it signs in. The calls stand beside what they are about.

use crate::config::Config;
use crate::error::Error;

/// Talks to the Autenti API v2. Cheap to clone; clones share connections and the token.
#[derive(Clone, Debug)]
pub struct Client {}

impl Client {
    /// A client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] when the configuration is wrong.
    pub fn new(config: Config) -> Result<Self, Error> {
        todo!()
    }

    /// Signs in unless the client is signed in: a way to find out whether the credentials are right. With
    /// [`Grant::ApiKey`](crate::Grant::ApiKey) it reads the labels, because there is nothing to sign in to.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] when Autenti refuses the credentials, and what the network does.
    pub async fn sign_in(&self) -> Result<(), Error> {
        todo!()
    }
}
