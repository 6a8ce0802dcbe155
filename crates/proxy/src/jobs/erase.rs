//! Erases once a day what is not needed any more: personal data of documents that ended long ago, old entries of the audit
//! trail, what only had to be remembered for a while, and drafts that stayed behind in Autenti.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::{Handler, Outcome};
use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Result;
use crate::signing::left_drafts::remove_left_drafts;
use crate::store::{AuditEvent, Job, NewAuditEntry, Store};

/// How often it is looked for.
const DAILY: Duration = Duration::from_hours(24);

/// Erases.
pub struct Erase {
    store: Store,
    accounts: Accounts,
    config: Arc<Config>,
    clock: Clock,
}

impl Handler for Erase {
    fn run<'a>(&'a self, _: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let now = self.clock.now();
            self.store.forget_webhook_events(now).await?;
            self.store.forget_revocations(now).await?;
            self.store.drop_phones().await?;
            let retention = &self.config.retention;
            let personal_before = retention.personal_data.before(now);
            let erased = self.store.erase_ended(personal_before, now).await?;
            let people = self.store.erase_people(personal_before).await?;
            if people > 0 {
                let details = Some(serde_json::json!({ "why": "retention", "people": people }));
                let entry = NewAuditEntry { details, ..NewAuditEntry::new(AuditEvent::PersonalDataErased) };
                self.store.note_audit(entry, now).await?;
            }
            let entries = self.store.limit_audit(retention.audit.before(now), now).await?;
            if !erased.is_empty() || people > 0 || entries > 0 {
                tracing::info!(signings = erased.len(), people, entries, "erased what is old");
            }
            // Last: Autenti may take its time.
            remove_left_drafts(&self.store, &self.accounts).await?;
            Ok(Outcome::Again { after: DAILY, payload: None })
        })
    }
}

impl Erase {
    /// Erases from this store what this configuration wants kept no longer.
    pub fn new(store: Store, accounts: Accounts, config: Arc<Config>, clock: Clock) -> Self {
        Self { store, accounts, config, clock }
    }
}
