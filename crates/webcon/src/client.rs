//! The client itself: how it is made. The calls stand beside what they are about.

use std::sync::Arc;

use api_client::{
    ClientCredentials, ConfigError, HttpClient, Request, RetryPolicy, Timeouts, TokenEndpoint, Transport,
};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use url::Url;

use crate::config::Config;
use crate::error::{Error, ServiceError};
use crate::ids::{DatabaseId, ElementId};

/// Talks to the REST API of a WEBCON BPS portal. Cheap to clone; clones share connections and the token.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) transport: Transport<ServiceError>,
    api_version: Arc<str>,
}

impl Client {
    /// A client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] when the configuration is wrong.
    pub fn new(config: Config) -> Result<Self, Error> {
        let http = HttpClient::new(&config.connection)?;
        // facts: WEBCON REST API, "Client credentials". There is no refresh token.
        let token_path = ["api", "oauth2", "token"];
        let endpoint = TokenEndpoint::new(http.clone(), &token_path, config.client_id, config.client_secret);
        Ok(Self {
            transport: Transport::with_tokens(http, ClientCredentials::new(endpoint, config.scope)),
            api_version: config.api_version.into(),
        })
    }

    /// The same client with other limits, for callers who wait less or longer: connections and
    /// the token are shared.
    #[must_use]
    pub fn with_limits(&self, timeouts: Timeouts, retry: RetryPolicy) -> Self {
        Self { transport: self.transport.with_limits(timeouts, retry), ..self.clone() }
    }

    /// `{portal}/api/data/{version}/…`
    pub(crate) fn api_url(&self, rest: &[&str]) -> Url {
        self.transport.at(&[&["api", "data", &*self.api_version], rest].concat())
    }

    /// `{portal}/api/data/{version}/db/{database}/…`
    pub(crate) fn database_url(&self, database: DatabaseId, rest: &[&str]) -> Url {
        self.api_url(&[&["db", &database.to_string()], rest].concat())
    }

    /// `{portal}/api/data/{version}/db/{database}/elements/{element}/…`
    pub(crate) fn element_url(&self, database: DatabaseId, element: ElementId, rest: &[&str]) -> Url {
        self.database_url(database, &[&["elements", &element.to_string()], rest].concat())
    }
}

/// The request with a JSON body that names its character set, without which names were seen mangled
/// (facts: WEBCON REST API, pitfalls).
pub(crate) fn with_json(request: Request, body: &impl Serialize) -> Result<Request, ConfigError> {
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    Ok(request.json(body)?.header(CONTENT_TYPE, json))
}
