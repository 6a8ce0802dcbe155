//! A request that can be sent again: with a new token, or after a delay.

use std::fmt::Debug;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use reqwest::RequestBuilder;
use reqwest::multipart::Form;
use serde::Serialize;
use url::Url;

use crate::call::Call;
use crate::config::ConfigError;

/// Largest answer that is read whole, unless a request says otherwise.
const LARGEST_ANSWER: usize = 16 << 20;

/// A request to a service.
#[derive(Clone, Debug)]
pub struct Request {
    call: Call,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Body,
    carries_file: bool,
    largest_answer: usize,
}

#[derive(Clone, Debug)]
enum Body {
    None,
    Bytes(Bytes),
    Multipart(Arc<dyn MultipartBody>),
}

/// A multipart form that can be made anew for every try.
pub trait MultipartBody: Debug + Send + Sync {
    /// The form.
    fn form(&self) -> Form;
}

impl Request {
    /// A request that is answered in JSON.
    pub fn new(call: impl Into<Call>, method: Method, url: Url) -> Self {
        Self {
            call: call.into(),
            method,
            url,
            headers: HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]),
            body: Body::None,
            carries_file: false,
            largest_answer: LARGEST_ANSWER,
        }
    }

    /// A `GET`.
    pub fn get(call: impl Into<Call>, url: Url) -> Self {
        Self::new(call, Method::GET, url)
    }

    /// A `POST`.
    pub fn post(call: impl Into<Call>, url: Url) -> Self {
        Self::new(call, Method::POST, url)
    }

    /// A `DELETE`.
    pub fn delete(call: impl Into<Call>, url: Url) -> Self {
        Self::new(call, Method::DELETE, url)
    }

    /// What is accepted as an answer, instead of JSON.
    #[must_use]
    pub fn accept(self, media_types: &'static str) -> Self {
        self.header(ACCEPT, HeaderValue::from_static(media_types))
    }

    /// Sets a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Adds a parameter to the query.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// Adds a parameter to the query if it is `wanted`.
    #[must_use]
    pub fn query_if(self, wanted: bool, name: &str, value: &str) -> Self {
        if wanted { self.query(name, value) } else { self }
    }

    /// Sends `body` as JSON.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn json(self, body: &impl Serialize) -> Result<Self, ConfigError> {
        let json = serde_json::to_vec(body).map_err(|_may_quote_values| ConfigError::Json)?;
        Ok(self.bytes(json.into(), HeaderValue::from_static("application/json")))
    }

    /// Sends `body` as it is.
    #[must_use]
    pub fn bytes(mut self, body: Bytes, media_type: HeaderValue) -> Self {
        self.body = Body::Bytes(body);
        self.header(CONTENT_TYPE, media_type)
    }

    /// Sends a multipart form with a file.
    #[must_use]
    pub fn multipart(mut self, form: impl MultipartBody + 'static) -> Self {
        self.body = Body::Multipart(Arc::new(form));
        self.carrying_file()
    }

    /// Says that a file travels, one way or the other: there is more time
    /// ([`Timeouts::upload`](crate::Timeouts::upload)).
    #[must_use]
    pub fn carrying_file(mut self) -> Self {
        self.carries_file = true;
        self
    }

    /// Reads an answer of at most so many bytes. Default 16 MiB.
    #[must_use]
    pub fn largest_answer(mut self, bytes: usize) -> Self {
        self.largest_answer = bytes;
        self
    }

    /// What it is for.
    pub fn call(&self) -> &Call {
        &self.call
    }

    pub(crate) fn carries_file(&self) -> bool {
        self.carries_file
    }

    pub(crate) fn answer_limit(&self) -> usize {
        self.largest_answer
    }

    /// Whether sending it twice is the same as sending it once, whatever happens in between.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.method == Method::GET
    }

    pub(crate) fn build(&self, http: &reqwest::Client) -> RequestBuilder {
        let builder = http.request(self.method.clone(), self.url.clone()).headers(self.headers.clone());
        match &self.body {
            Body::None => builder,
            Body::Bytes(body) => builder.body(body.clone()),
            Body::Multipart(form) => builder.multipart(form.form()),
        }
    }
}
