//! The client itself: how it is made and how it signs in. The calls stand beside what they are about.

use std::sync::Arc;

use api_client::{Call, Request, RetryPolicy, Timeouts, Transport};
use url::Url;

use crate::account::Account;
use crate::config::Config;
use crate::error::{Error, ServiceError};
use crate::upload::UploadForm;

/// Talks to the Autenti API v2 as one account. Cheap to clone; clones share connections and the token, and
/// nothing is shared with the client of another account.
#[derive(Clone, Debug)]
pub struct Client {
    account: Arc<Account>,
    pub(crate) transport: Transport<ServiceError>,
    pub(crate) upload_form: UploadForm,
}

impl Client {
    /// A client for the account that `config` names. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] when the configuration is wrong.
    pub fn new(config: Config) -> Result<Self, Error> {
        let upload_form = config.upload_form;
        let (account, transport) = Account::new(config)?;
        Ok(Self { account: Arc::new(account), transport, upload_form })
    }

    /// The same account in the name of the user with this e-mail address, whom the assertion names instead of
    /// the configured one. Each user has a token of their own, which is kept. That the address also stands for
    /// the user's lasting id (`sub`) is inferred.
    ///
    /// # Errors
    /// [`Error::Config`] when the grant is not [`Grant::JwtBearer`](crate::Grant::JwtBearer), the only one
    /// that can name a user, or when the address is empty.
    pub fn acting_as(&self, email: &str) -> Result<Self, Error> {
        let transport = self.account.acting_as(email)?.unwrap_or_else(|| self.transport.clone());
        Ok(Self { transport, ..self.clone() })
    }

    /// The same client with other limits, for callers who wait less or longer: a person waits seconds, a job
    /// minutes. Connections and the token are shared.
    #[must_use]
    pub fn with_limits(&self, timeouts: Timeouts, retry: RetryPolicy) -> Self {
        Self { transport: self.transport.with_limits(timeouts, retry), ..self.clone() }
    }

    /// Signs in unless the client is signed in: a way to find out whether the credentials are right. With
    /// [`Grant::ApiKey`](crate::Grant::ApiKey) it reads the labels, because there is nothing to sign in to.
    ///
    /// # Errors
    /// [`Error::CredentialsRefused`] when Autenti refuses the credentials, and what the network does.
    pub async fn sign_in(&self) -> Result<(), Error> {
        if !self.transport.sign_in().await? {
            self.tags().await?;
        }
        Ok(())
    }

    /// The address of a path below the base.
    pub(crate) fn at(&self, segments: &[&str]) -> Url {
        self.transport.at(segments)
    }
}

/// A request for a list. The stream comes whole, `application/json` in pages (facts: Autenti API, "List" and
/// known traps); whatever comes is read.
pub(crate) fn list(call: impl Into<Call>, url: Url) -> Request {
    Request::get(call, url).accept("application/stream+json, */*;q=0.5")
}
