//! Asks a token address for a token (OAuth 2, RFC 6749). Requests are form-encoded, which keeps `+`, `/` and
//! `=` in secrets whole.

use std::time::Duration;

use futures_util::future::BoxFuture;
use http::header::ACCEPT;
use http::{HeaderValue, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::call::{Call, Operation};
use crate::config::ConfigError;
use crate::error::{Error, ServiceError};
use crate::error_answer::ErrorAnswer;
use crate::http_client::HttpClient;
use crate::json::read_one;
use crate::token::TokenSource;

/// Lifetime of a token that comes without one.
const LIFETIME: Duration = Duration::from_mins(5);
const LARGEST_ANSWER: usize = 64 << 10;

/// A token address, and the application that asks there.
#[derive(Clone, Debug)]
pub struct TokenEndpoint {
    http: HttpClient,
    url: Url,
    client_id: String,
    client_secret: SecretString,
}

/// What is sent beside the application's id and secret.
#[derive(Clone, Debug)]
pub struct TokenForm {
    grant_type: &'static str,
    open: Vec<(&'static str, String)>,
    secret: Vec<(&'static str, SecretString)>,
}

/// Whether a token is asked for again when no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The next try brings a proof of its own.
    MadeAnew,
    /// The proof may be used up although no answer came: it is sent again only when it surely was not sent.
    SingleUse,
}

impl TokenForm {
    /// A form that asks for a grant of this type.
    pub fn new(grant_type: &'static str) -> Self {
        Self { grant_type, open: Vec::new(), secret: Vec::new() }
    }

    /// The scopes to ask for, separated by blanks; none or only blanks asks for none.
    #[must_use]
    pub fn scope(mut self, scope: Option<&str>) -> Self {
        self.open.extend(scope.filter(|scope| !scope.trim().is_empty()).map(|scope| ("scope", scope.into())));
        self
    }

    /// What proves who asks, such as an assertion.
    #[must_use]
    pub fn proof(mut self, name: &'static str, value: SecretString) -> Self {
        self.secret.push((name, value));
        self
    }
}

/// What the token address answers.
#[derive(Debug, Deserialize)]
pub struct TokenAnswer {
    access_token: SecretString,
    expires_in: Option<Value>,
    refresh_token: Option<SecretString>,
}

impl TokenAnswer {
    /// The refresh token that comes with it.
    pub fn refresh_token(&self) -> Option<&SecretString> {
        self.refresh_token.as_ref()
    }

    pub(crate) fn access_token(&self) -> &SecretString {
        &self.access_token
    }

    /// `expires_in`, seconds as a number or as text.
    pub(crate) fn lifetime(&self) -> Duration {
        let seconds = match &self.expires_in {
            Some(Value::Number(seconds)) => seconds.as_f64(),
            Some(Value::String(seconds)) => seconds.trim().parse().ok(),
            Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => None,
        };
        seconds.map_or(LIFETIME, |seconds| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LIFETIME))
    }
}

impl TokenEndpoint {
    /// The token address at the path made of `segments`.
    pub fn new(http: HttpClient, segments: &[&str], client_id: String, client_secret: SecretString) -> Self {
        let url = http.at(segments);
        Self { http, url, client_id, client_secret }
    }

    /// Asks for a token. `form` is made anew for every try, because what it proves may be good only once:
    /// an answer that is lost must not make the next try look like a forgery.
    ///
    /// # Errors
    /// [`Error::CredentialsRefused`], [`Error::SignInRefused`], and what the network does.
    pub async fn ask<S: ServiceError>(
        &self,
        proof: Proof,
        form: impl Fn() -> Result<TokenForm, ConfigError>,
    ) -> Result<TokenAnswer, Error<S>> {
        let may_repeat = |error: &Error<S>| match proof {
            Proof::MadeAnew => error.is_worth_repeating(),
            Proof::SingleUse => matches!(error, Error::Unreachable { .. }),
        };
        let try_once = || async { self.ask_once(form()?).await };
        self.http.with_retries(try_once, may_repeat).await
    }

    async fn ask_once<S: ServiceError>(&self, form: TokenForm) -> Result<TokenAnswer, Error<S>> {
        let call = Call::from(Operation::SIGN_IN);
        let request = self
            .http
            .http()
            .post(self.url.clone())
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .form(&self.fields(&form));
        let response = self.http.send(&call, request, Some(self.http.timeouts().total)).await?;
        if response.status().is_success() {
            let body = self.http.read(&call, response, LARGEST_ANSWER).await?;
            return read_one(&body).map_err(|problem| Error::unreadable(&call, problem));
        }
        let answer = self.http.read_error(response, &self.secrets(&form)).await;
        if refuses_credentials(&answer) {
            return Err(Error::CredentialsRefused { call, upstream: answer.message() });
        }
        Err(Error::from_token_answer(&call, &answer))
    }

    fn fields<'a>(&'a self, form: &'a TokenForm) -> Vec<(&'a str, &'a str)> {
        let mut fields = vec![
            ("grant_type", form.grant_type),
            ("client_id", &self.client_id),
            ("client_secret", self.client_secret.expose_secret()),
        ];
        fields.extend(form.open.iter().map(|(name, value)| (*name, value.as_str())));
        fields.extend(form.secret.iter().map(|(name, value)| (*name, value.expose_secret())));
        fields
    }

    /// What must not be repeated from an answer.
    fn secrets<'a>(&'a self, form: &'a TokenForm) -> Vec<&'a str> {
        let proofs = form.secret.iter().map(|(_, value)| value.expose_secret());
        [self.client_secret.expose_secret()].into_iter().chain(proofs).collect()
    }
}

/// Whether an answer of the token address is a verdict on the credentials. OAuth answers 400 for most wrong
/// ones (RFC 6749, section 5.2); a page with 400 or 403 comes from something in between.
fn refuses_credentials(answer: &ErrorAnswer) -> bool {
    match answer.status() {
        StatusCode::UNAUTHORIZED => true,
        StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN => !answer.is_page(),
        _ => false,
    }
}

/// Signs in as the application itself, without a user.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    endpoint: TokenEndpoint,
    scope: Option<String>,
}

impl ClientCredentials {
    /// Asks at `endpoint` for these scopes, separated by blanks; none asks for none.
    pub fn new(endpoint: TokenEndpoint, scope: Option<String>) -> Self {
        Self { endpoint, scope }
    }
}

impl<S: ServiceError> TokenSource<S> for ClientCredentials {
    fn token(&self) -> BoxFuture<'_, Result<TokenAnswer, Error<S>>> {
        let form = || Ok(TokenForm::new("client_credentials").scope(self.scope.as_deref()));
        Box::pin(self.endpoint.ask(Proof::MadeAnew, form))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lifetime_comes_as_a_number_as_text_or_not_at_all() {
        let lifetime = |expires_in: Value| {
            let json = json!({ "access_token": "t", "expires_in": expires_in });
            serde_json::from_value::<TokenAnswer>(json).unwrap().lifetime()
        };
        assert_eq!(lifetime(json!(1800)), Duration::from_mins(30));
        assert_eq!(lifetime(json!("1800")), Duration::from_mins(30));
        assert_eq!(lifetime(json!(-1)), Duration::ZERO);
        assert_eq!(lifetime(json!("soon")), LIFETIME);
        assert_eq!(lifetime(json!(null)), LIFETIME);
    }
}
