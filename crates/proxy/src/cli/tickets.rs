//! `autenti-proxy tickets`: ends tickets before their time, on every proxy of the store within seconds.

use std::path::Path;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::json;
use webcon::ElementId;

use super::print;
use crate::auth::Revoked;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{AuditEvent, NewAuditEntry, Person, Store};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Ends tickets that were made until now; new ones can be had at once.
    Revoke(Whose),
}

/// Whose tickets end.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Whose {
    /// Those of a user, whatever the instance.
    #[arg(long)]
    login: Option<String>,
    /// Those for an instance, whoever has them.
    #[arg(long)]
    element: Option<ElementId>,
    /// Everybody's.
    #[arg(long)]
    all: bool,
}

impl Whose {
    fn revoked(self) -> Revoked {
        match (self.login, self.element) {
            (Some(login), _) => Revoked::Login(login),
            (None, Some(element)) => Revoked::Element(element),
            (None, None) => Revoked::All,
        }
    }
}

/// Does what the command says.
pub(super) async fn run(command: Command, config: &Path) -> Result<()> {
    let config = Config::load(config)?;
    let store = Store::open_with(&config.database, &config.encryption_keys).await?;
    match command {
        Command::Revoke(whose) => {
            let revoked = whose.revoked();
            let now = Clock::system().now();
            store.revoke(&revoked.to_string(), now).await?;
            store.note_audit(entry(&revoked), now).await?;
            store.close().await;
            print(&format!("tickets ended: {revoked}"))
        }
    }
}

/// What is noted of it. A login is personal data, so it stands among the people.
fn entry(revoked: &Revoked) -> NewAuditEntry {
    let (about, details) = match revoked {
        Revoked::All => (Vec::new(), json!({ "all": true })),
        Revoked::Login(login) => (vec![Person { login: login.clone(), ..Person::default() }], json!({})),
        Revoked::Element(element) => (Vec::new(), json!({ "element": element })),
    };
    NewAuditEntry { about, details: Some(details), ..NewAuditEntry::new(AuditEvent::TicketsRevoked) }
}
