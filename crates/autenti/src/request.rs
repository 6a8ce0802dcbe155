//! A request that can be sent again: with a new token, or after a wait.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use serde::Serialize;
use url::Url;

use crate::call::Call;
use crate::error::Error;
use crate::file::NewFile;
use crate::upload::UploadForm;

/// One answer in JSON.
const ONE: HeaderValue = HeaderValue::from_static("application/json");
/// A list. The stream comes whole, `application/json` in pages (facts: Autenti API, "List" and known
/// traps); whatever comes is read.
const LIST: HeaderValue = HeaderValue::from_static("application/stream+json, */*;q=0.5");
/// The bytes of a file.
const ANYTHING: HeaderValue = HeaderValue::from_static("*/*");

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) call: Call,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) accept: HeaderValue,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    None,
    Json(Bytes),
    Upload(UploadForm, NewFile),
}

impl Request {
    pub(crate) fn new(call: Call, method: Method, url: Url) -> Self {
        Self { call, method, url, accept: ONE, headers: HeaderMap::new(), body: Body::None }
    }

    pub(crate) fn get(call: Call, url: Url) -> Self {
        Self::new(call, Method::GET, url)
    }

    pub(crate) fn list(call: Call, url: Url) -> Self {
        Self { accept: LIST, ..Self::get(call, url) }
    }

    pub(crate) fn content(call: Call, url: Url) -> Self {
        Self { accept: ANYTHING, ..Self::get(call, url) }
    }

    pub(crate) fn post(call: Call, url: Url) -> Self {
        Self::new(call, Method::POST, url)
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let json = serde_json::to_vec(body)
            .map_err(|error| Error::unreadable(&self.call, format!("cannot be written as JSON: {error}")))?;
        self.body = Body::Json(json.into());
        Ok(self)
    }

    /// An empty body that says it is JSON.
    pub(crate) fn empty_json(mut self) -> Self {
        self.body = Body::Json(Bytes::new());
        self
    }

    pub(crate) fn upload(mut self, form: UploadForm, file: NewFile) -> Self {
        self.body = Body::Upload(form, file);
        self
    }

    /// Adds a header line; lines of one name are sent one by one, in order.
    pub(crate) fn header(mut self, name: &'static str, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Whether sending it twice is the same as sending it once, whatever happens in between.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.method == Method::GET
    }
}
