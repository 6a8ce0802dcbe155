//! The client itself: how it is made and how it signs in. The calls stand beside what they are about.

use api_client::{Authorization, Call, ClientCredentials, HttpClient, Request, TokenEndpoint, Transport};
use url::Url;

use crate::assertion::Assertions;
use crate::config::Config;
use crate::error::{Error, ServiceError};
use crate::grant::Grant;
use crate::sign_in::{JwtBearerTokens, RefreshedTokens};
use crate::upload::UploadForm;

/// Talks to the Autenti API v2 as one account. Cheap to clone; clones share connections and the token.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) transport: Transport<ServiceError>,
    pub(crate) upload_form: UploadForm,
}

impl Client {
    /// A client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] when the configuration is wrong.
    pub fn new(config: Config) -> Result<Self, Error> {
        let Config { connection, grant, client_id, client_secret, upload_form } = config;
        let http = HttpClient::new(&connection)?;
        let endpoint = TokenEndpoint::new(http.clone(), &["auth", "token"], client_id, client_secret);
        let transport = match grant {
            Grant::JwtBearer(grant) => {
                let tokens = JwtBearerTokens::new(endpoint, Assertions::new(&grant)?, connection.clock);
                Transport::with_tokens(http, tokens)
            }
            Grant::ClientCredentials { scope } => {
                Transport::with_tokens(http, ClientCredentials::new(endpoint, scope))
            }
            Grant::RefreshToken { token, store } => {
                Transport::with_tokens(http, RefreshedTokens::new(endpoint, token, store))
            }
            Grant::ApiKey(key) => Transport::with_key(http, Authorization::new("api-key", &key)?),
        };
        Ok(Self { transport, upload_form })
    }

    /// Signs in unless the client is signed in: a way to find out whether the credentials are right. With
    /// [`Grant::ApiKey`](crate::Grant::ApiKey) it reads the labels, because there is nothing to sign in to.
    ///
    /// # Errors
    /// [`Error::CredentialsRefused`] when Autenti refuses the credentials, and what the network does.
    pub async fn sign_in(&self) -> Result<(), Error> {
        if !self.transport.sign_in().await? {
            self.tags().await?;
        }
        Ok(())
    }

    /// The address of a path below the base.
    pub(crate) fn at(&self, segments: &[&str]) -> Url {
        self.transport.at(segments)
    }
}

/// A request for a list. The stream comes whole, `application/json` in pages (facts: Autenti API, "List" and
/// known traps); whatever comes is read.
pub(crate) fn list(call: impl Into<Call>, url: Url) -> Request {
    Request::get(call, url).accept("application/stream+json, */*;q=0.5")
}
