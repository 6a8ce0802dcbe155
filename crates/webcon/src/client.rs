//! The client itself: how it is made. The calls stand beside what they are about.

use crate::config::Config;
use crate::error::Error;

/// Talks to the REST API of a WEBCON BPS portal. Cheap to clone; clones share connections and the token.
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
}
