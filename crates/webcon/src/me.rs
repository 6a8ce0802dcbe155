//! Whom the client is signed in as.

use api_client::Request;

use crate::client::Client;
use crate::error::Error;
use crate::operation;
use crate::wire::MeIn;

/// The account behind the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Login.
    pub bps_id: String,
    /// Name; empty when not told.
    pub name: String,
    /// E-mail address; empty when not told.
    pub email: String,
}

impl Client {
    /// Whom the client is signed in as: a way to find out whether the credentials are right.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn me(&self) -> Result<Me, Error> {
        let request = Request::get(operation::ME, self.api_url(&["me"]));
        let me: MeIn = self.transport.one(&request).await?;
        Ok(me.me())
    }
}
