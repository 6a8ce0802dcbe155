//! Asks the token address for a token (facts: WEBCON REST API, "Client credentials"). The request is
//! form-encoded, which keeps `+`, `/` and `=` in secrets whole. There is no refresh token.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use http::header::ACCEPT;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::address::Base;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;
use crate::json::read_one;
use crate::refusal::refusal;
use crate::retry::{Retry, is_worth_repeating};
use crate::token::{Pass, Token, renew_at};
use crate::transport::{complaint, read};

/// Lifetime of a token that comes without one (`expires_in` is only inferred).
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
    scope: Option<String>,
    total: Duration,
    retry: Retry,
    clock: Arc<dyn Clock>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    expires_in: Option<Value>,
}

impl SignIn {
    pub(crate) fn new(config: &Config, base: &Base, http: reqwest::Client) -> Self {
        Self {
            http,
            url: base.at(&["api", "oauth2", "token"]),
            client_id: config.client_id.clone(),
            client_secret: config.client_secret.clone(),
            scope: config.scope.clone().filter(|scope| !scope.trim().is_empty()),
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
        let granted = self.ask().await?;
        let pass = Pass::new("Bearer", granted.access_token.expose_secret(), serial)?;
        // Counted from before the call: the token may have started to age at WEBCON before it came.
        Ok(Token { pass, renew_at: renew_at(asked_at, lifetime(granted.expires_in.as_ref())) })
    }

    async fn ask(&self) -> Result<Granted, Error> {
        let mut tried = 0;
        loop {
            tried += 1;
            let error = match self.ask_once().await {
                Ok(granted) => return Ok(granted),
                Err(error) => error,
            };
            if !is_worth_repeating(&error) {
                return Err(error);
            }
            let Some(wait) = self.retry.wait(tried, error.retry_after(), fastrand::f64()) else {
                return Err(error);
            };
            tracing::debug!(%error, ?wait, "trying again");
            self.clock.sleep(wait).await;
        }
    }

    async fn ask_once(&self) -> Result<Granted, Error> {
        let call = signing_in();
        let client_secret = self.client_secret.expose_secret();
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("client_id", &self.client_id),
            ("client_secret", client_secret),
        ];
        form.extend(self.scope.as_deref().map(|scope| ("scope", scope)));
        let mut response = self
            .http
            .post(self.url.clone())
            .header(ACCEPT, "application/json")
            .timeout(self.total)
            .form(&form)
            .send()
            .await
            .map_err(|error| Error::network(&call, error))?;
        let status = response.status();
        tracing::debug!(%call, status = status.as_u16(), "WEBCON answered");
        if status.is_success() {
            let body = read(&call, &mut response, LARGEST_ANSWER).await?;
            return read_one(&body).map_err(|problem| Error::unreadable(&call, problem));
        }
        let body = complaint(&mut response, self.total).await;
        let secrets = [client_secret];
        Err(match status {
            // OAuth answers 400 for most wrong credentials (RFC 6749, section 5.2).
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Error::Unauthorized { call, answer: Box::new(Answer::of(&body, &secrets)) }
            }
            _ => refusal(&call, status, response.headers(), &body, &secrets, self.now()),
        })
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
