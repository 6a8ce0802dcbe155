//! A request that can be sent again: with a new token, or after a wait.

use bytes::Bytes;
use http::Method;
use serde::Serialize;
use url::Url;

use crate::call::Call;
use crate::error::Error;

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) call: Call,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) accept: &'static str,
    pub(crate) json: Option<Bytes>,
    /// Whether a file travels inside the JSON, one way or the other: then there is more time and room.
    pub(crate) holds_file: bool,
}

impl Request {
    pub(crate) fn new(call: Call, method: Method, url: Url) -> Self {
        Self { call, method, url, accept: "application/json", json: None, holds_file: false }
    }

    pub(crate) fn get(call: Call, url: Url) -> Self {
        Self::new(call, Method::GET, url)
    }

    /// A request for bytes instead of JSON.
    pub(crate) fn bytes(call: Call, url: Url) -> Self {
        Self { accept: "*/*", ..Self::get(call, url) }
    }

    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    pub(crate) fn query_if(self, wanted: bool, name: &str, value: &str) -> Self {
        if wanted { self.query(name, value) } else { self }
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let json = serde_json::to_vec(body)
            .map_err(|error| Error::unreadable(&self.call, format!("cannot be written as JSON: {error}")))?;
        self.json = Some(json.into());
        Ok(self)
    }

    pub(crate) fn holding_file(mut self) -> Self {
        self.holds_file = true;
        self
    }

    /// Whether sending it twice is the same as sending it once, whatever happens in between.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.method == Method::GET
    }
}
