//! One account at Autenti: how it signs in, in its own name or for another of its users.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use api_client::{
    Authorization, ClientCredentials, Clock, ConfigError, HttpClient, TokenEndpoint, Transport,
};

use crate::assertion::Assertions;
use crate::config::Config;
use crate::error::{Error, ServiceError};
use crate::grant::Grant;
use crate::sign_in::{JwtBearerTokens, RefreshedTokens};

/// For so many users tokens are kept; with one more, all are asked for anew.
const MOST_USERS: usize = 256;

/// Where the tokens of an account come from. Nothing of it is shared with another account.
#[derive(Debug)]
pub(crate) struct Account {
    http: HttpClient,
    clock: Arc<dyn Clock>,
    endpoint: TokenEndpoint,
    scope: Option<String>,
    /// Only signed assertions can name somebody else.
    assertions: Option<Assertions>,
    users: Mutex<HashMap<String, Transport<ServiceError>>>,
}

impl Account {
    /// The account, and how requests travel in its own name.
    pub(crate) fn new(config: Config) -> Result<(Self, Transport<ServiceError>), Error> {
        let Config { connection, grant, client_id, client_secret, scope, assertion_algorithm, .. } = config;
        let http = HttpClient::new(&connection)?;
        let endpoint = TokenEndpoint::new(http.clone(), &["auth", "token"], client_id, client_secret);
        let mut account = Self {
            http: http.clone(),
            clock: connection.clock,
            endpoint: endpoint.clone(),
            scope: scope.clone(),
            assertions: None,
            users: Mutex::default(),
        };
        let transport = match grant {
            Grant::JwtBearer(grant) => {
                let assertions = Assertions::new(&grant, assertion_algorithm)?;
                account.assertions = Some(assertions.clone());
                account.signing_in_with(assertions)
            }
            Grant::ClientCredentials { scope: own } => {
                Transport::with_tokens(http, ClientCredentials::new(endpoint, own.or(scope)))
            }
            Grant::RefreshToken { token, store } => {
                Transport::with_tokens(http, RefreshedTokens::new(endpoint, scope, token, store))
            }
            Grant::ApiKey(key) => Transport::with_key(http, Authorization::new("api-key", &key)?),
        };
        Ok((account, transport))
    }

    /// How requests travel in the name of another user; none when it is the account's own.
    pub(crate) fn acting_as(&self, email: &str) -> Result<Option<Transport<ServiceError>>, ConfigError> {
        let setting = |problem: &str| ConfigError::Setting(problem.to_owned());
        let Some(assertions) = &self.assertions else {
            return Err(setting("only the grant jwt-bearer can act in the name of another user"));
        };
        let email = email.trim();
        if email.is_empty() {
            return Err(setting("no user is named to act for"));
        }
        if assertions.is_for(email) {
            return Ok(None);
        }
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let key = email.to_lowercase();
        if users.len() >= MOST_USERS && !users.contains_key(&key) {
            users.clear();
        }
        let new = || self.signing_in_with(assertions.for_user(email));
        Ok(Some(users.entry(key).or_insert_with(new).clone()))
    }

    fn signing_in_with(&self, assertions: Assertions) -> Transport<ServiceError> {
        let (scope, clock) = (self.scope.clone(), Arc::clone(&self.clock));
        let tokens = JwtBearerTokens::new(self.endpoint.clone(), assertions, scope, clock);
        Transport::with_tokens(self.http.clone(), tokens)
    }
}
