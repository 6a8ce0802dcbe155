//! The pooled connections to one service, and what is the same for every exchange with it.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderValue;
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, Response};
use tokio::time::timeout;
use url::Url;

use crate::base_url::BaseUrl;
use crate::call::Call;
use crate::clock::Clock;
use crate::config::{ConfigError, Connection, Timeouts};
use crate::error::{Error, ServiceError};
use crate::error_answer::ErrorAnswer;
use crate::retry::RetryPolicy;

/// How much of an error answer is looked at.
const LARGEST_ERROR_ANSWER: usize = 64 << 10;

/// Connections to one service. Cheap to clone; clones share the connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    http: reqwest::Client,
    base: BaseUrl,
    timeouts: Timeouts,
    retry: RetryPolicy,
    clock: Arc<dyn Clock>,
}

impl HttpClient {
    /// Connections as `connection` says. Nothing is sent yet.
    ///
    /// No redirects are followed, because a token must go nowhere else, and no proxy of the environment's is
    /// used on the way to this machine.
    ///
    /// # Errors
    /// When the address or the user agent is wrong, or no HTTPS client can be made.
    pub fn new(connection: &Connection) -> Result<Self, ConfigError> {
        let base = BaseUrl::new(&connection.base_url)?;
        let user_agent = HeaderValue::from_str(&connection.user_agent)
            .map_err(|_invalid| ConfigError::Header("user_agent"))?;
        let mut builder = reqwest::Client::builder()
            .user_agent(user_agent)
            .redirect(Policy::none())
            .connect_timeout(connection.timeouts.connect);
        if connection.base_url.scheme() == "http" {
            builder = builder.no_proxy();
        }
        Ok(Self {
            http: builder.build().map_err(|error| ConfigError::Http(Arc::new(error)))?,
            base,
            timeouts: connection.timeouts,
            retry: connection.retry,
            clock: Arc::clone(&connection.clock),
        })
    }

    /// The address of the path made of `segments`, each percent-encoded, below the base address.
    pub fn at(&self, segments: &[&str]) -> Url {
        self.base.at(segments)
    }

    /// The same connections with other limits; the time for a connection stays.
    #[must_use]
    pub fn with_limits(self, timeouts: Timeouts, retry: RetryPolicy) -> Self {
        Self { timeouts, retry, ..self }
    }

    /// Where time comes from.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    pub(crate) fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// One try, up to the head of the answer.
    pub(crate) async fn send<S: ServiceError>(
        &self,
        call: &Call,
        request: RequestBuilder,
        total: Option<Duration>,
    ) -> Result<Response, Error<S>> {
        let request = match total {
            Some(total) => request.timeout(total),
            None => request,
        };
        let start = self.clock.instant();
        let answered = request.send().await;
        let (service, took) = (S::SERVICE, self.clock.instant().saturating_duration_since(start));
        match answered {
            Ok(response) => {
                tracing::debug!(service, %call, status = response.status().as_u16(), ?took, "answered");
                Ok(response)
            }
            Err(error) => {
                let error = Error::network(call, error);
                tracing::debug!(service, %call, %error, ?took, "did not answer");
                Err(error)
            }
        }
    }

    /// Reads an answer whole.
    pub(crate) async fn read<S: ServiceError>(
        &self,
        call: &Call,
        mut response: Response,
        largest: usize,
    ) -> Result<Bytes, Error<S>> {
        let mut body = BytesMut::new();
        while let Some(piece) = response.chunk().await.map_err(|error| Error::network(call, error))? {
            if body.len() + piece.len() > largest {
                return Err(Error::unreadable(call, format!("larger than {largest} bytes")));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }

    /// As much of an error answer as comes: its status already says enough.
    pub(crate) async fn read_error(&self, mut response: Response, secrets: &[&str]) -> ErrorAnswer {
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = BytesMut::new();
        let _cut_short = timeout(self.timeouts.total, async {
            while body.len() < LARGEST_ERROR_ANSWER {
                match response.chunk().await {
                    Ok(Some(piece)) => body.extend_from_slice(&piece),
                    Ok(None) | Err(_) => break,
                }
            }
        })
        .await;
        body.truncate(LARGEST_ERROR_ANSWER);
        ErrorAnswer::new(status, headers, &body, secrets, self.clock.now())
    }

    /// Tries as often as the policy says and `may_repeat` permits.
    pub(crate) async fn with_retries<T, S: ServiceError, Fut: Future<Output = Result<T, Error<S>>>>(
        &self,
        try_once: impl Fn() -> Fut,
        may_repeat: impl Fn(&Error<S>) -> bool,
    ) -> Result<T, Error<S>> {
        self.retry.run(&*self.clock, try_once, may_repeat).await
    }
}
