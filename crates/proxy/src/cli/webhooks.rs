//! `autenti-proxy webhook`: the subscriptions to Autenti's webhooks, of which an organisation has five.

use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use super::print;
use crate::accounts::Accounts;
use crate::config::{Config, DEFAULT_ACCOUNT};
use crate::jobs::webhook_address;
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Prints every subscription of the organisation: its id, and where its events go.
    List {
        /// The account.
        #[arg(long, default_value = DEFAULT_ACCOUNT)]
        account: String,
    },
    /// Ends a subscription. A proxy that runs with webhooks makes its own anew within a quarter of an hour.
    Remove {
        /// Its id.
        id: String,
        /// The account.
        #[arg(long, default_value = DEFAULT_ACCOUNT)]
        account: String,
    },
}

/// Does what the command says.
pub(super) async fn run(command: Command, config: &Path) -> Result<()> {
    let config = Config::load(config)?;
    let store = Store::open_with(&config.database, &config.encryption_keys).await?;
    let accounts = Accounts::new(&config, &store)?;
    let known = |account: &str| {
        let client = accounts.webhook_client(account).map_err(anyhow::Error::from);
        client.with_context(|| format!("there is no account `{account}` in the configuration"))
    };
    match command {
        Command::List { account } => {
            let ours = webhook_address(&config.public_url);
            let callbacks = known(&account)?.callbacks().await?;
            if callbacks.is_empty() {
                print("no subscriptions")?;
            }
            for callback in callbacks {
                let id = callback.id.as_ref().map_or("(no id)", |id| id.as_str());
                let url = if callback.url.is_empty() { "(no address)" } else { &callback.url };
                let whose = if callback.is_for(&ours) { "  this proxy's" } else { "" };
                print(&format!("{id}  {url}{whose}"))?;
            }
        }
        Command::Remove { id, account } => {
            let Ok(callback) = id.parse() else { bail!("`{id}` is not the id of a subscription") };
            known(&account)?.unsubscribe(&callback).await?;
            if store.subscription(&account).await?.is_some_and(|noted| noted.id.as_deref() == Some(&id)) {
                store.set_subscription(&account, None).await?;
            }
            print(&format!("removed: {id}"))?;
        }
    }
    store.close().await;
    Ok(())
}
