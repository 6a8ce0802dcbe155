//! Where tokens come from (facts: Autenti API, "OAuth2").

use std::sync::Arc;

use api_client::{Clock, ConfigError, Proof, TokenAnswer, TokenEndpoint, TokenForm, TokenSource};
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::assertion::Assertions;
use crate::error::{Error, ServiceError};
use crate::grant::RefreshTokenStore;

/// Tokens for signed assertions.
#[derive(Debug)]
pub(crate) struct JwtBearerTokens {
    endpoint: TokenEndpoint,
    assertions: Assertions,
    scope: Option<String>,
    clock: Arc<dyn Clock>,
}

impl JwtBearerTokens {
    pub(crate) fn new(
        endpoint: TokenEndpoint,
        assertions: Assertions,
        scope: Option<String>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { endpoint, assertions, scope, clock }
    }
}

impl TokenSource<ServiceError> for JwtBearerTokens {
    fn token(&self) -> BoxFuture<'_, Result<TokenAnswer, Error>> {
        // An assertion is good once: Autenti may have taken the one whose answer was lost.
        let form = || {
            let assertion = self.assertions.assertion(self.clock.now())?;
            Ok(TokenForm::new("urn:ietf:params:oauth:grant-type:jwt-bearer")
                .scope(self.scope.as_deref())
                .proof("assertion", assertion))
        };
        Box::pin(self.endpoint.ask(Proof::MadeAnew, form))
    }
}

/// Tokens for refresh tokens, each of which brings the next.
#[derive(Debug)]
pub(crate) struct RefreshedTokens {
    endpoint: TokenEndpoint,
    scope: Option<String>,
    configured: SecretString,
    store: Arc<dyn RefreshTokenStore>,
    /// A token that the store did not take.
    unstored: Mutex<Option<SecretString>>,
}

impl RefreshedTokens {
    pub(crate) fn new(
        endpoint: TokenEndpoint,
        scope: Option<String>,
        configured: SecretString,
        store: Arc<dyn RefreshTokenStore>,
    ) -> Self {
        Self { endpoint, scope, configured, store, unstored: Mutex::default() }
    }

    /// Uses up a refresh token and stores the next before anything else happens.
    async fn refresh(&self) -> Result<TokenAnswer, Error> {
        let failed = |error: crate::StoreError| Error::Service(ServiceError::RefreshTokenStore(error.into()));
        let mut unstored = self.unstored.lock().await;
        let kept = match unstored.clone() {
            Some(token) => Some(token),
            None => self.store.load().await.map_err(failed)?,
        };
        let has_configured = !self.configured.expose_secret().is_empty();
        let answer = match kept {
            Some(kept) if !has_configured => self.ask(kept).await?,
            None if !has_configured => {
                let nobody = "nobody has signed in yet, and there is no refresh token";
                return Err(ConfigError::Setting(nobody.to_owned()).into());
            }
            // An administrator may have handed in a fresh token since.
            Some(kept) if kept.expose_secret() != self.configured.expose_secret() => {
                match self.ask(kept).await {
                    Err(Error::CredentialsRefused { .. }) => self.ask(self.configured.clone()).await?,
                    other => other?,
                }
            }
            Some(_) | None => self.ask(self.configured.clone()).await?,
        };
        if let Some(next) = answer.refresh_token() {
            *unstored = Some(next.clone());
            self.store.store(next.clone()).await.map_err(failed)?;
            *unstored = None;
        }
        Ok(answer)
    }

    async fn ask(&self, token: SecretString) -> Result<TokenAnswer, Error> {
        let form = || {
            Ok(TokenForm::new("refresh_token")
                .scope(self.scope.as_deref())
                .proof("refresh_token", token.clone()))
        };
        self.endpoint.ask(Proof::SingleUse, form).await
    }
}

impl TokenSource<ServiceError> for RefreshedTokens {
    fn token(&self) -> BoxFuture<'_, Result<TokenAnswer, Error>> {
        Box::pin(self.refresh())
    }
}
