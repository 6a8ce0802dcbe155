//! How requests travel: with a token, renewed once when it is refused, within time limits, and, when they
//! change nothing, again after a delay.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::AUTHORIZATION;
use reqwest::Response;
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use url::Url;

use crate::authorization::Authorization;
use crate::call::Operation;
use crate::config::Timeouts;
use crate::download::Download;
use crate::error::{Error, ServiceError};
use crate::http_client::HttpClient;
use crate::json::{read_all, read_one};
use crate::request::Request;
use crate::retry::RetryPolicy;
use crate::token::{Pass, TokenSource, Tokens};

/// Sends requests to one service as one account. Cheap to clone; clones share connections and the token.
#[derive(Clone, Debug)]
pub struct Transport<S: ServiceError> {
    http: HttpClient,
    credentials: Credentials<S>,
}

#[derive(Clone, Debug)]
enum Credentials<S: ServiceError> {
    None,
    Key(Authorization),
    Tokens(Arc<Tokens<S>>),
}

impl<S: ServiceError> Transport<S> {
    /// Requests without an `Authorization` header.
    pub fn anonymous(http: HttpClient) -> Self {
        Self { http, credentials: Credentials::None }
    }

    /// Requests with a key that never changes.
    pub fn with_key(http: HttpClient, key: Authorization) -> Self {
        Self { http, credentials: Credentials::Key(key) }
    }

    /// Requests with tokens, one for all callers at a time.
    pub fn with_tokens(http: HttpClient, source: impl TokenSource<S> + 'static) -> Self {
        let tokens = Tokens::new(Arc::new(source), Arc::clone(http.clock()));
        Self { http, credentials: Credentials::Tokens(Arc::new(tokens)) }
    }

    /// The same account with other limits, for callers who wait less or longer. Connections and the token are
    /// shared; a token that takes too long goes on being asked for, for whoever comes next.
    #[must_use]
    pub fn with_limits(&self, timeouts: Timeouts, retry: RetryPolicy) -> Self {
        Self { http: self.http.clone().with_limits(timeouts, retry), ..self.clone() }
    }

    /// The address of the path made of `segments`, each percent-encoded, below the base address.
    pub fn at(&self, segments: &[&str]) -> Url {
        self.http.at(segments)
    }

    /// Gets a token unless there is one. Answers whether there was something to sign in to.
    ///
    /// # Errors
    /// [`Error::CredentialsRefused`], and what the network does.
    pub async fn sign_in(&self) -> Result<bool, Error<S>> {
        match &self.credentials {
            Credentials::Tokens(tokens) => tokens.current().await.map(|_token| true),
            Credentials::None | Credentials::Key(_) => Ok(false),
        }
    }

    /// Sends a request and reads the whole answer, which says success.
    ///
    /// # Errors
    /// Every kind.
    pub async fn answer(&self, request: &Request) -> Result<Bytes, Error<S>> {
        self.response(request).await.map(http::Response::into_body)
    }

    /// The same with the answer's headers.
    ///
    /// # Errors
    /// Every kind.
    pub async fn response(&self, request: &Request) -> Result<http::Response<Bytes>, Error<S>> {
        self.http.with_retries(|| self.response_once(request), |error| may_repeat(request, error)).await
    }

    /// Sends a request and does not look at what a success says.
    ///
    /// # Errors
    /// Every kind.
    pub async fn done(&self, request: &Request) -> Result<(), Error<S>> {
        self.answer(request).await.map(drop)
    }

    /// Sends a request and reads the one thing that it answers.
    ///
    /// # Errors
    /// Every kind.
    pub async fn one<T: DeserializeOwned>(&self, request: &Request) -> Result<T, Error<S>> {
        let body = self.answer(request).await?;
        read_one(&body).map_err(|problem| Error::unreadable(request.call(), problem))
    }

    /// Sends a request and reads the list that it answers.
    ///
    /// # Errors
    /// Every kind.
    pub async fn all<T: DeserializeOwned>(&self, request: &Request) -> Result<Vec<T>, Error<S>> {
        let body = self.answer(request).await?;
        read_all(&body).map_err(|problem| Error::unreadable(request.call(), problem))
    }

    /// Sends a request and hands on the answer's content as it comes.
    ///
    /// # Errors
    /// Every kind; the stream itself may end with one.
    pub async fn download(&self, request: &Request) -> Result<Download<S>, Error<S>> {
        self.http.with_retries(|| self.download_once(request), |error| may_repeat(request, error)).await
    }

    async fn response_once(&self, request: &Request) -> Result<http::Response<Bytes>, Error<S>> {
        let timeouts = self.http.timeouts();
        let total = if request.carries_file() { timeouts.upload } else { timeouts.total };
        let response = self.exchange(request, Some(total)).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = self.http.read(request.call(), response, request.answer_limit()).await?;
        let mut whole = http::Response::new(body);
        (*whole.status_mut(), *whole.headers_mut()) = (status, headers);
        Ok(whole)
    }

    async fn download_once(&self, request: &Request) -> Result<Download<S>, Error<S>> {
        let (call, idle) = (request.call(), self.http.timeouts().idle);
        let answered = timeout(idle, self.exchange(request, None)).await;
        let response = answered.map_err(|_elapsed| Error::TimedOut { call: call.clone() })??;
        Ok(Download::new(response, call.clone(), idle))
    }

    /// One exchange, or two when the first token was refused. The answer's head says success.
    async fn exchange(&self, request: &Request, total: Option<Duration>) -> Result<Response, Error<S>> {
        let mut pass = match &self.credentials {
            Credentials::None => None,
            Credentials::Key(key) => Some(Pass::unchanging(key)),
            Credentials::Tokens(tokens) => Some(self.signed_in(tokens.current()).await?),
        };
        let mut response = self.send(request, pass.as_ref(), total).await?;
        if response.status() == StatusCode::UNAUTHORIZED
            && let (Credentials::Tokens(tokens), Some(refused)) = (&self.credentials, &pass)
        {
            pass = Some(self.signed_in(tokens.renewed(refused)).await?);
            response = self.send(request, pass.as_ref(), total).await?;
        }
        if response.status().is_success() {
            return Ok(response);
        }
        let secret = pass.as_ref().map(|pass| pass.authorization().secret());
        let answer = self.http.read_error(response, secret.as_slice()).await;
        Err(match (Error::from_answer(request.call(), &answer), &self.credentials) {
            (Error::Unauthorized { call, upstream }, Credentials::Key(_)) => {
                Error::CredentialsRefused { call, upstream }
            }
            (error, _) => error,
        })
    }

    /// The token, if it comes in time.
    async fn signed_in(&self, token: impl Future<Output = Result<Pass, Error<S>>>) -> Result<Pass, Error<S>> {
        let in_time = timeout(self.http.timeouts().total, token).await;
        in_time.map_err(|_elapsed| Error::TimedOut { call: Operation::SIGN_IN.into() })?
    }

    async fn send(
        &self,
        request: &Request,
        pass: Option<&Pass>,
        total: Option<Duration>,
    ) -> Result<Response, Error<S>> {
        let mut builder = request.build(self.http.http());
        if let Some(pass) = pass {
            builder = builder.header(AUTHORIZATION, pass.authorization().header());
        }
        self.http.send(request.call(), builder, total).await
    }
}

/// Whether a request is sent again after this error. Signing in has its own tries.
fn may_repeat<S: ServiceError>(request: &Request, error: &Error<S>) -> bool {
    request.is_repeatable() && error.is_worth_repeating() && error.call() == Some(request.call())
}
