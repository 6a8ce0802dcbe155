//! A person signs in once (facts: Autenti API, "OAuth2"): they open an address, Autenti sends them back with a code, and the
//! code is exchanged for the first refresh token of [`Grant::RefreshToken`](crate::Grant::RefreshToken).

use api_client::{HttpClient, Proof, TokenEndpoint, TokenForm};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;
use uuid::Uuid;

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
    /// What proves that whoever brings the code is who asked for it (RFC 7636).
    verifier: SecretString,
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
            verifier: format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()).into(),
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
            .append_pair("code_challenge", &challenge(self.verifier.expose_secret()))
            .append_pair("code_challenge_method", "S256")
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
                .proof("redirect_uri", SecretString::from(self.redirect.as_str()))
                .proof("code_verifier", self.verifier.clone()))
        };
        let answer = self.endpoint.ask(Proof::SingleUse, form).await?;
        Ok(answer.refresh_token().filter(|token| !token.expose_secret().is_empty()).cloned())
    }
}

/// The challenge that a verifier answers, by the method `S256`.
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_challenge_is_the_one_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(super::challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
