//! What the client needs to know: where the portal is, and who we are there.

use api_client::Connection;
use secrecy::SecretString;
use url::Url;

/// Settings of a [`Client`](crate::Client).
#[derive(Clone, Debug)]
pub struct Config {
    /// How the portal is reached; its base address may have a virtual directory, such as
    /// `https://host/WEBCONBPS`.
    pub connection: Connection,
    /// Version of the REST API. Default `v6.0`; older ones are gone in 2026 R1.
    pub api_version: String,
    /// Id of the API application (application context).
    pub client_id: String,
    /// Secret of the API application.
    pub client_secret: SecretString,
    /// Scopes to ask for, separated by blanks. None gets all that the application may have, so name the
    /// few that are needed.
    pub scope: Option<String>,
}

impl Config {
    /// Settings with the defaults for everything that is not named.
    pub fn new(base_url: Url, client_id: impl Into<String>, client_secret: SecretString) -> Self {
        Self {
            connection: Connection::new(base_url),
            api_version: "v6.0".to_owned(),
            client_id: client_id.into(),
            client_secret,
            scope: None,
        }
    }
}
