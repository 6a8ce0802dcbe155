//! The Autenti accounts of the configuration, each with a client of its own.

mod labels;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

pub use labels::Label;
use labels::Labels;

use crate::config::{self, Config, Profile};
use crate::failure::{Failure, Result};
use crate::store::{SigningRecord, Store};
use crate::timing::Timing;

/// The Autenti accounts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Accounts {
    clients: Arc<BTreeMap<String, autenti::Client>>,
    configured: Arc<BTreeMap<String, config::Account>>,
    labels: Labels,
    person_waits: Duration,
}

impl Accounts {
    /// Makes a client for each account. Nothing is sent yet.
    ///
    /// # Errors
    /// When a client cannot be made.
    pub fn new(config: &Config, store: &Store) -> anyhow::Result<Self> {
        let mut clients = BTreeMap::new();
        for (name, account) in &config.accounts {
            let client = autenti::Client::new(client_config(name, account, store))
                .with_context(|| format!("the client of Autenti for the account `{name}` cannot be made"))?;
            clients.insert(name.clone(), client);
        }
        Ok(Self {
            clients: Arc::new(clients),
            configured: Arc::new(config.accounts.clone()),
            labels: Labels::default(),
            person_waits: Timing::default().person_waits,
        })
    }

    /// The same, with somebody who looks labels up waiting no longer than this.
    #[must_use]
    pub fn with_person_waits(self, person_waits: Duration) -> Self {
        Self { person_waits, ..self }
    }

    /// Every account and its client.
    pub fn all(&self) -> impl Iterator<Item = (&str, &autenti::Client)> {
        self.clients.iter().map(|(name, client)| (name.as_str(), client))
    }

    /// The client of an account.
    ///
    /// # Errors
    /// When the account is not in the configuration any more.
    pub fn client(&self, account: &str) -> Result<&autenti::Client> {
        self.clients.get(account).ok_or_else(|| {
            let cause = anyhow::anyhow!("the account `{account}` is not in the configuration any more");
            Failure::new(autenti_model::ErrorCode::Internal).with_source(cause)
        })
    }

    /// The client that manages the webhooks of an account: its own, or that of the account which its configuration names
    /// for that.
    ///
    /// # Errors
    /// As [`client`](Self::client).
    pub fn webhook_client(&self, account: &str) -> Result<&autenti::Client> {
        let webhook = self.configured.get(account).and_then(|account| account.webhook.as_ref());
        self.client(webhook.and_then(|webhook| webhook.account.as_deref()).unwrap_or(account))
    }

    /// The client of a signing: of its account, in the name of whom it was sent.
    ///
    /// # Errors
    /// When the account is not in the configuration any more, or cannot act in anybody's name.
    pub fn client_of(&self, record: &SigningRecord) -> Result<autenti::Client> {
        self.client_for(&record.account, record.plan.act_as.as_deref())
    }

    /// The client of an account, in the name of the user with this address, if one is given.
    ///
    /// # Errors
    /// As [`client_of`](Self::client_of).
    pub fn client_for(&self, account: &str, act_as: Option<&str>) -> Result<autenti::Client> {
        let client = self.client(account)?;
        match act_as {
            Some(address) => Ok(client.acting_as(address)?),
            None => Ok(client.clone()),
        }
    }

    /// A link for signing as it may be given out.
    ///
    /// # Errors
    /// [`ErrorCode::AutentiRefused`](autenti_model::ErrorCode::AutentiRefused) when it leads where nobody may be sent.
    pub fn permitted(&self, account: &str, link: autenti::ActionLink) -> Result<url::Url> {
        if self.configured.get(account).is_some_and(|account| account.permits_link(&link.url)) {
            return Ok(link.url);
        }
        // The rest of it opens something.
        let (scheme, host) = (link.url.scheme(), link.url.host_str().unwrap_or_default());
        let cause = anyhow::anyhow!(
            "a link for signing leads to {scheme}://{host}, which `link_hosts` does not permit"
        );
        Err(Failure::new(autenti_model::ErrorCode::AutentiRefused).with_source(cause))
    }

    /// The account that sends the documents of a profile.
    pub fn name_for<'a>(&self, profile: &'a Profile) -> &'a str {
        &profile.account
    }

    /// The account, where there is only one.
    pub fn only(&self) -> Option<&str> {
        self.clients.first_key_value().filter(|_| self.clients.len() == 1).map(|(name, _)| name.as_str())
    }

    /// Labels of the account's organisation, as they are or were known last.
    ///
    /// # Errors
    /// What Autenti fails with, where nothing is known from before.
    pub async fn labels(&self, account: &str) -> Result<Arc<Vec<Label>>> {
        let read = async {
            let tags = self.client(account)?.tags().await?;
            let label = |tag: autenti::Tag| Label { id: tag.id.as_str().to_owned(), name: tag.description };
            Ok(tags.into_iter().map(label).collect())
        };
        self.labels.get(account, self.person_waits, read).await
    }
}

/// How to reach Autenti as an account.
pub(crate) fn client_config(name: &str, account: &config::Account, store: &Store) -> autenti::Config {
    use config::Grant;
    let nothing = || (String::new(), SecretString::default());
    let ((client_id, client_secret), grant) = match account.grant.clone() {
        Grant::JwtBearer { client_id, client_secret, private_key, key_id, issuer, subject, email } => {
            let bearer = autenti::JwtBearer { private_key_pem: private_key, key_id, issuer, subject, email };
            ((client_id, client_secret), autenti::Grant::JwtBearer(bearer))
        }
        Grant::ClientCredentials { client_id, client_secret } => {
            ((client_id, client_secret), autenti::Grant::ClientCredentials { scope: account.scope.clone() })
        }
        Grant::RefreshToken { client_id, client_secret, refresh_token } => {
            let (store, account) = (store.clone(), name.to_owned());
            let tokens = StoredRefreshToken { store, account, client_id: client_id.clone() };
            let grant = autenti::Grant::RefreshToken { token: refresh_token, store: Arc::new(tokens) };
            ((client_id, client_secret), grant)
        }
        Grant::ApiKey { api_key } => (nothing(), autenti::Grant::ApiKey(api_key)),
    };
    let mut config = autenti::Config::new(account.base_url.clone(), client_id, client_secret, grant);
    config.scope.clone_from(&account.scope);
    config.assertion_algorithm = account.assertion_algorithm;
    config.upload_form = account.upload_form;
    config
}

/// What the client takes when a token cannot be stored.
type TokenStoreError = Box<dyn std::error::Error + Send + Sync>;

/// The newest refresh token of an account, in the store.
#[derive(Debug)]
struct StoredRefreshToken {
    store: Store,
    account: String,
    client_id: String,
}

impl autenti::RefreshTokenStore for StoredRefreshToken {
    fn load(&self) -> BoxFuture<'_, Result<Option<SecretString>, TokenStoreError>> {
        Box::pin(async {
            let token = self.store.refresh_token(&self.account, &self.client_id).await?;
            Ok(token.map(SecretString::from))
        })
    }

    fn store(&self, token: SecretString) -> BoxFuture<'_, Result<(), TokenStoreError>> {
        Box::pin(async move {
            let token = token.expose_secret();
            Ok(self.store.refresh_token_used(&self.account, &self.client_id, token).await?)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[tokio::test]
    async fn two_accounts_of_one_application_keep_a_token_each() {
        let demo = include_str!("../../sandbox/demo/proxy.toml");
        let (before, _) = demo.split_once("[autenti]").unwrap();
        let (_, after) = demo.split_once("[webcon]").unwrap();
        let account = |name: &str| {
            format!(
                "[accounts.{name}]\nbase_url = \"http://127.0.0.1:8788/api/v2\"\ngrant = \"refresh-token\"\n\
                 client_id = \"demo\"\nclient_secret = \"demo-secret\"\nrefresh_token = \"first\"\n"
            )
        };
        let after = after.replace("[profiles.contracts]", "[profiles.contracts]\naccount = \"hr\"");
        let text = format!("{before}{}{}[webcon]{after}", account("sales"), account("hr"));
        let config = Config::parse(&text, Path::new("/nowhere")).unwrap();
        let store = Store::open("sqlite::memory:").await.unwrap();
        let tokens = |name: &str| match client_config(name, &config.accounts[name], &store).grant {
            autenti::Grant::RefreshToken { store, .. } => store,
            other => panic!("{other:?}"),
        };
        for name in ["sales", "hr"] {
            tokens(name).store(SecretString::from(name)).await.unwrap();
        }
        for name in ["sales", "hr"] {
            assert_eq!(tokens(name).load().await.unwrap().unwrap().expose_secret(), name);
        }
    }
}
