//! What the client needs to know: where Autenti is, and who we are there.

use api_client::Connection;
use secrecy::SecretString;
use url::Url;

use crate::grant::{AssertionAlgorithm, Grant};
use crate::upload::UploadForm;

/// Production address of the API (facts: Autenti API, "Hosts").
pub const PRODUCTION: &str = "https://api.autenti.com/api/v2";
/// Address of Autenti's test environment, named ACCEPT (facts: Autenti API, "Hosts"; stated by third
/// parties only).
pub const ACCEPT: &str = "https://api.accept.autenti.net/api/v2";

/// Settings of a [`Client`](crate::Client): one account at Autenti.
#[derive(Clone, Debug)]
pub struct Config {
    /// How Autenti is reached; its base address is such as [`PRODUCTION`].
    pub connection: Connection,
    /// How the client proves who it is.
    pub grant: Grant,
    /// Id of the application that Autenti registered. Not used with [`Grant::ApiKey`].
    pub client_id: String,
    /// Secret of that application. Not used with [`Grant::ApiKey`].
    pub client_secret: SecretString,
    /// Scopes to ask for, separated by blanks, such as `full notification_management`; none asks for none.
    /// Webhooks need the second (facts: Autenti API, "OAuth2").
    pub scope: Option<String>,
    /// How assertions of [`Grant::JwtBearer`] are signed.
    pub assertion_algorithm: AssertionAlgorithm,
    /// Which multipart form uploads use.
    pub upload_form: UploadForm,
}

impl Config {
    /// Settings with the defaults for everything that is not named.
    pub fn new(
        base_url: Url,
        client_id: impl Into<String>,
        client_secret: SecretString,
        grant: Grant,
    ) -> Self {
        Self {
            connection: Connection::new(base_url),
            grant,
            client_id: client_id.into(),
            client_secret,
            scope: None,
            assertion_algorithm: AssertionAlgorithm::default(),
            upload_form: UploadForm::default(),
        }
    }
}
