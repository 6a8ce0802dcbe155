//! How requests travel: with a token, renewed once when it is refused, within time limits, and, when they
//! change nothing, again after a wait.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use reqwest::redirect::Policy;
use tokio::time::timeout;
use url::Url;

use crate::address::Base;
use crate::call::Call;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, Timeouts};
use crate::download::Download;
use crate::error::Error;
use crate::refusal::refusal;
use crate::request::Request;
use crate::retry::{Retry, is_worth_repeating};
use crate::sign_in::SignIn;
use crate::token::{Pass, Tokens};

/// Largest answer that is read whole.
const LARGEST_ANSWER: usize = 16 << 20;
/// Largest answer that holds a file as base64, read whole too.
const LARGEST_FILE: usize = 128 << 20;
/// How much of an error answer is looked at.
const LARGEST_COMPLAINT: usize = 64 << 10;

/// Names the character set, without which names were seen mangled (facts: WEBCON REST API, pitfalls).
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) base: Base,
    pub(crate) api_version: String,
    http: reqwest::Client,
    tokens: Tokens,
    timeouts: Timeouts,
    retry: Retry,
    clock: Arc<dyn Clock>,
}

impl Transport {
    pub(crate) fn new(config: Config) -> Result<Self, ConfigError> {
        let base = Base::new(&config.base_url)?;
        let http = http_client(&config.user_agent, config.timeouts, &config.base_url)?;
        Ok(Self {
            tokens: Tokens::new(SignIn::new(&config, &base, http.clone())),
            base,
            http,
            api_version: config.api_version,
            timeouts: config.timeouts,
            retry: config.retry,
            clock: config.clock,
        })
    }

    /// Sends a request and reads the whole answer, which says success.
    pub(crate) async fn answer(&self, request: &Request) -> Result<Bytes, Error> {
        let mut tried = 0;
        loop {
            tried += 1;
            match self.answer_once(request).await {
                Ok(answer) => return Ok(answer),
                Err(error) => self.wait_or_give_up(request, tried, error).await?,
            }
        }
    }

    /// Sends a request and hands on the answer's content as it comes.
    pub(crate) async fn download(&self, request: &Request) -> Result<Download, Error> {
        let mut tried = 0;
        loop {
            tried += 1;
            match self.download_once(request).await {
                Ok(download) => return Ok(download),
                Err(error) => self.wait_or_give_up(request, tried, error).await?,
            }
        }
    }

    async fn answer_once(&self, request: &Request) -> Result<Bytes, Error> {
        let (total, largest) = if request.holds_file {
            (self.timeouts.upload, LARGEST_FILE)
        } else {
            (self.timeouts.total, LARGEST_ANSWER)
        };
        let mut response = self.exchange(request, Some(total)).await?;
        read(&request.call, &mut response, largest).await
    }

    async fn download_once(&self, request: &Request) -> Result<Download, Error> {
        let answered = timeout(self.timeouts.idle, self.exchange(request, None)).await;
        let response = answered.map_err(|_elapsed| Error::TimedOut { call: request.call.clone() })??;
        Ok(Download::new(response, request.call.clone(), self.timeouts.idle))
    }

    /// One exchange, or two when the first token was refused. The answer's head says success.
    async fn exchange(&self, request: &Request, total: Option<Duration>) -> Result<reqwest::Response, Error> {
        let mut pass = self.tokens.pass().await?;
        let mut response = self.send(request, &pass, total).await?;
        if response.status() == StatusCode::UNAUTHORIZED {
            pass = self.tokens.renewed(&pass).await?;
            response = self.send(request, &pass, total).await?;
        }
        if response.status().is_success() {
            return Ok(response);
        }
        let complaint = complaint(&mut response, self.timeouts.total).await;
        let secrets = [pass.secret()];
        let (status, headers) = (response.status(), response.headers());
        Err(refusal(&request.call, status, headers, &complaint, &secrets, self.clock.now()))
    }

    async fn send(
        &self,
        request: &Request,
        pass: &Pass,
        total: Option<Duration>,
    ) -> Result<reqwest::Response, Error> {
        let mut builder = self
            .http
            .request(request.method.clone(), request.url.clone())
            .header(AUTHORIZATION, pass.header())
            .header(ACCEPT, request.accept);
        if let Some(total) = total {
            builder = builder.timeout(total);
        }
        if let Some(json) = &request.json {
            builder = builder.header(CONTENT_TYPE, JSON).body(json.clone());
        }
        let (call, start) = (&request.call, Instant::now());
        let answered = builder.send().await;
        let took = start.elapsed();
        match answered {
            Ok(response) => {
                tracing::debug!(%call, status = response.status().as_u16(), ?took, "WEBCON answered");
                Ok(response)
            }
            Err(error) => {
                let error = Error::network(call, error);
                tracing::debug!(%call, %error, ?took, "WEBCON did not answer");
                Err(error)
            }
        }
    }

    /// Waits before the next try, or answers the error.
    async fn wait_or_give_up(&self, request: &Request, tried: u32, error: Error) -> Result<(), Error> {
        // Signing in has its own tries.
        let own = error.call() == Some(&request.call);
        if !own || !request.is_repeatable() || !is_worth_repeating(&error) {
            return Err(error);
        }
        let Some(wait) = self.retry.wait(tried, error.retry_after(), fastrand::f64()) else {
            return Err(error);
        };
        tracing::debug!(call = %request.call, %error, ?wait, "trying again");
        self.clock.sleep(wait).await;
        Ok(())
    }
}

/// The one pooled client: no redirects, because a token must go nowhere else, and no proxy of the
/// environment's on the way to this machine.
fn http_client(user_agent: &str, timeouts: Timeouts, url: &Url) -> Result<reqwest::Client, ConfigError> {
    let user_agent =
        HeaderValue::from_str(user_agent).map_err(|_invalid| ConfigError::Header("user_agent"))?;
    let mut builder = reqwest::Client::builder()
        .user_agent(user_agent)
        .redirect(Policy::none())
        .connect_timeout(timeouts.connect);
    if url.scheme() == "http" {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| ConfigError::Http(Arc::new(error)))
}

/// Reads an answer whole.
pub(crate) async fn read(
    call: &Call,
    response: &mut reqwest::Response,
    largest: usize,
) -> Result<Bytes, Error> {
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
pub(crate) async fn complaint(response: &mut reqwest::Response, limit: Duration) -> Bytes {
    let mut body = BytesMut::new();
    let _cut_short = timeout(limit, async {
        while body.len() < LARGEST_COMPLAINT {
            match response.chunk().await {
                Ok(Some(piece)) => body.extend_from_slice(&piece),
                Ok(None) | Err(_) => break,
            }
        }
    })
    .await;
    body.truncate(LARGEST_COMPLAINT);
    body.freeze()
}
