//! Asks the token address for a token (facts: Autenti API, "OAuth2"). Requests are form-encoded, which
//! keeps `+`, `/` and `=` in secrets whole.

use std::sync::Arc;
use std::time::Duration;

use http::header::ACCEPT;
use http::{HeaderValue, StatusCode};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use crate::address::Base;
use crate::assertion::Assertions;
use crate::call::Call;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;
use crate::excerpt::Excerpt;
use crate::grant::RefreshTokenStore;
use crate::json_stream::read_one;
use crate::refusal::refusal;
use crate::retry::{Retry, is_worth_repeating};
use crate::token::{Pass, Token, renew_at};
use crate::transport::{complaint, read};

/// Lifetime of a token that comes without one: the shortest fallback in use (facts: Autenti API, "Expiry").
const LIFETIME: Duration = Duration::from_mins(5);
const LARGEST_ANSWER: usize = 64 << 10;

/// What a failure to sign in is said of.
pub(crate) fn signing_in() -> Call {
    Call::reading("sign in")
}

#[derive(Debug)]
pub(crate) struct SignIn {
    http: reqwest::Client,
    url: Url,
    client_id: String,
    client_secret: SecretString,
    proof: Proof,
    total: Duration,
    retry: Retry,
    clock: Arc<dyn Clock>,
}

/// What is sent beside the application's id and secret.
#[derive(Debug)]
pub(crate) enum Proof {
    JwtBearer(Box<Assertions>),
    ClientCredentials { scope: Option<String> },
    RefreshToken(RefreshTokens),
}

/// The refresh tokens that may be good.
#[derive(Debug)]
pub(crate) struct RefreshTokens {
    configured: SecretString,
    store: Arc<dyn RefreshTokenStore>,
    /// A token that the store did not take.
    unstored: Mutex<Option<SecretString>>,
}

/// The token address's answer (facts: Autenti API, "token response").
#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    expires_in: Option<Value>,
    refresh_token: Option<SecretString>,
}

impl SignIn {
    pub(crate) fn new(config: &Config, base: &Base, http: reqwest::Client, proof: Proof) -> Self {
        Self {
            http,
            url: base.at(&["auth", "token"]),
            client_id: config.client_id.clone(),
            client_secret: config.client_secret.clone(),
            proof,
            total: config.timeouts.total,
            retry: config.retry,
            clock: Arc::clone(&config.clock),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Asks for a token, which gets the number `serial`.
    pub(crate) async fn sign_in(&self, serial: u64) -> Result<Token, Error> {
        let asked_at = self.now();
        let granted = match &self.proof {
            Proof::JwtBearer(assertions) => {
                let assertion = assertions.assertion(asked_at)?;
                self.ask("urn:ietf:params:oauth:grant-type:jwt-bearer", &[("assertion", &assertion)]).await?
            }
            Proof::ClientCredentials { scope } => {
                let scope: Vec<_> = scope.iter().map(|scope| ("scope", scope.as_str())).collect();
                self.ask("client_credentials", &scope).await?
            }
            Proof::RefreshToken(tokens) => self.refresh(tokens).await?,
        };
        let pass = Pass::new("Bearer", granted.access_token.expose_secret(), serial)?;
        // Counted from before the call: the token may have started to age at Autenti before it came.
        Ok(Token { pass, renew_at: renew_at(asked_at, lifetime(granted.expires_in.as_ref())) })
    }

    /// Uses up a refresh token and stores the next before anything else happens.
    async fn refresh(&self, tokens: &RefreshTokens) -> Result<Granted, Error> {
        let mut unstored = tokens.unstored.lock().await;
        let kept = match unstored.clone() {
            Some(token) => Some(token),
            None => tokens.store.load().await.map_err(|error| Error::RefreshTokenStore(error.into()))?,
        };
        let ask = |token: SecretString| async move {
            self.ask("refresh_token", &[("refresh_token", token.expose_secret())]).await
        };
        let granted = match kept {
            // An administrator may have handed in a fresh token since.
            Some(kept) if kept.expose_secret() != tokens.configured.expose_secret() => {
                match ask(kept).await {
                    Err(Error::Unauthorized { .. }) => ask(tokens.configured.clone()).await?,
                    other => other?,
                }
            }
            _ => ask(tokens.configured.clone()).await?,
        };
        if let Some(next) = &granted.refresh_token {
            *unstored = Some(next.clone());
            tokens.store.store(next.clone()).await.map_err(|error| Error::RefreshTokenStore(error.into()))?;
            *unstored = None;
        }
        Ok(granted)
    }

    async fn ask(&self, grant_type: &str, proof: &[(&str, &str)]) -> Result<Granted, Error> {
        let client_secret = self.client_secret.expose_secret();
        let mut form = vec![
            ("grant_type", grant_type),
            ("client_id", &self.client_id),
            ("client_secret", client_secret),
        ];
        form.extend_from_slice(proof);
        let mut tried = 0;
        loop {
            tried += 1;
            let error = match self.ask_once(&form).await {
                Ok(granted) => return Ok(granted),
                Err(error) => error,
            };
            // A refresh token may be used up although no answer came.
            let never_sent = matches!(error, Error::Unreachable { .. });
            let harmless = never_sent || !matches!(self.proof, Proof::RefreshToken(_));
            if !harmless || !is_worth_repeating(&error) {
                return Err(error);
            }
            let Some(wait) = self.retry.wait(tried, error.retry_after(), fastrand::f64()) else {
                return Err(error);
            };
            tracing::debug!(%error, ?wait, "trying again");
            self.clock.sleep(wait).await;
        }
    }

    async fn ask_once(&self, form: &[(&str, &str)]) -> Result<Granted, Error> {
        let call = signing_in();
        let mut response = self
            .http
            .post(self.url.clone())
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .timeout(self.total)
            .form(form)
            .send()
            .await
            .map_err(|error| Error::network(&call, error))?;
        let status = response.status();
        tracing::debug!(%call, status = status.as_u16(), "Autenti answered");
        if status.is_success() {
            let body = read(&call, &mut response, LARGEST_ANSWER).await?;
            return read_one(&body).map_err(|problem| Error::unreadable(&call, problem));
        }
        let body = complaint(&mut response, self.total).await;
        let open = ["grant_type", "client_id", "scope"];
        let secrets: Vec<&str> =
            form.iter().filter(|(name, _)| !open.contains(name)).map(|(_, value)| *value).collect();
        Err(match status {
            // OAuth answers 400 for most wrong credentials (RFC 6749, section 5.2).
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Error::Unauthorized { call, excerpt: Excerpt::of(&body, &secrets) }
            }
            _ => refusal(&call, status, response.headers(), &body, &secrets, self.now()),
        })
    }
}

impl RefreshTokens {
    pub(crate) fn new(configured: &SecretString, store: &Arc<dyn RefreshTokenStore>) -> Self {
        Self { configured: configured.clone(), store: Arc::clone(store), unstored: Mutex::default() }
    }
}

/// `expires_in`, seconds as a number or as text.
fn lifetime(expires_in: Option<&Value>) -> Duration {
    let seconds = match expires_in {
        Some(Value::Number(seconds)) => seconds.as_f64(),
        Some(Value::String(seconds)) => seconds.trim().parse().ok(),
        _ => None,
    };
    seconds.map_or(LIFETIME, |seconds| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LIFETIME))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lifetime_comes_as_a_number_as_text_or_not_at_all() {
        assert_eq!(lifetime(Some(&json!(1800))), Duration::from_mins(30));
        assert_eq!(lifetime(Some(&json!("1800"))), Duration::from_mins(30));
        assert_eq!(lifetime(Some(&json!(-1))), Duration::ZERO);
        assert_eq!(lifetime(Some(&json!("soon"))), LIFETIME);
        assert_eq!(lifetime(None), LIFETIME);
    }
}
