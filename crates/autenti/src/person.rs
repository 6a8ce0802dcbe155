//! A person signs in once (facts: Autenti API, "OAuth2"): they open an address, Autenti sends them back with a code, and the
//! code is exchanged for the first refresh token of [`Grant::RefreshToken`](crate::Grant::RefreshToken).

use api_client::{HttpClient, Proof, TokenEndpoint, TokenForm};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::config::Config;
use crate::error::Error;

/// Signing in by a person.
#[derive(Debug)]
pub struct PersonSignIn {
    endpoint: TokenEndpoint,
    authorization: Url,
    client_id: String,
    scope: Option<String>,
    redirect: String,
}

impl PersonSignIn {
    /// For the application of `config`. `redirect` is registered at Autenti, letter by letter; it is taken as it is.
    ///
    /// # Errors
    /// [`Error::Config`] when the configuration is wrong.
    pub fn new(config: &Config, redirect: impl Into<String>) -> Result<Self, Error> {
        let http = HttpClient::new(&config.connection)?;
        let authorization = http.at(&["auth", "authorization"]);
        let (id, secret) = (config.client_id.clone(), config.client_secret.clone());
        Ok(Self {
            endpoint: TokenEndpoint::new(http, &["auth", "token"], id, secret),
            authorization,
            client_id: config.client_id.clone(),
            scope: config.scope.clone(),
            redirect: redirect.into(),
        })
    }

    /// The address that the person opens. `state` comes back with the code.
    pub fn address(&self, state: &str) -> Url {
        let mut address = self.authorization.clone();
        address
            .query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect)
            .append_pair("response_type", "code")
            .append_pair("response_mode", "query")
            .append_pair("state", state)
            .extend_pairs(self.scope.as_ref().map(|scope| ("scope", scope)));
        address
    }

    /// Exchanges the code for a refresh token; none when Autenti gives none with the access token.
    ///
    /// # Errors
    /// [`Error::CredentialsRefused`], and what the network does. A code is good once.
    pub async fn redeem(&self, code: &SecretString) -> Result<Option<SecretString>, Error> {
        let form = || {
            Ok(TokenForm::new("authorization_code")
                .proof("code", code.clone())
                .proof("redirect_uri", SecretString::from(self.redirect.as_str())))
        };
        let answer = self.endpoint.ask(Proof::SingleUse, form).await?;
        Ok(answer.refresh_token().filter(|token| !token.expose_secret().is_empty()).cloned())
    }
}
