//! Reads a document now and then, because something may have happened to it: often while somebody looks at it, rarely
//! otherwise, and more rarely where webhooks tell. The runner starts no more of these than the account's budget.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Handler, Outcome};
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::{Failure, Result};
use crate::signing::documents::{Documents, Freshness};
use crate::store::{Job, Stage, Store};
use crate::timing::jittered;

/// How much more rarely a document is read whose webhooks work.
pub(super) const RARER_WITH_WEBHOOKS: u32 = 12;

/// What the job remembers after its first run.
const BEGUN: &str = r#"{"begun":true}"#;

/// Reads documents now and then.
pub struct Poll {
    store: Store,
    documents: Arc<Documents>,
    config: Arc<Config>,
    clock: Clock,
}

impl Handler for Poll {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let Some(id) = job.signing else { return Ok(Outcome::Done) };
            let record = self.store.signing(id).await?;
            match record.stage {
                Stage::Delivered | Stage::Open => {}
                Stage::Creating
                | Stage::Uploading { .. }
                | Stage::Submitting { .. }
                | Stage::Ended
                | Stage::Stopped { .. }
                | Stage::Replaced => return Ok(Outcome::Done),
            }
            let Some(account) = self.config.accounts.get(&record.account) else {
                let cause =
                    anyhow::anyhow!("the account `{}` is not in the configuration any more", record.account);
                return Err(Failure::new(autenti_model::ErrorCode::Internal).with_source(cause));
            };
            let known = self.store.account(&record.account).await?;
            let webhooks_work = known.webhooks_work(self.clock.now());
            let every =
                if webhooks_work { account.poll_idle * RARER_WITH_WEBHOOKS } else { account.poll_idle };
            let again = Outcome::Again { after: jittered(every), payload: Some(BEGUN.to_owned()) };
            // It has just been sent, and news of that has it read.
            if webhooks_work && job.payload != BEGUN {
                return Ok(again);
            }
            let document = record.document_id.clone().map(String::from);
            // Somebody may just have read it.
            match self.documents.refresh(record, Freshness::Within(account.poll_open / 2)).await {
                Ok(read) if read.stage == Stage::Ended => return Ok(Outcome::Done),
                Ok(_) => {}
                // Until somebody mends it no read of the account succeeds: that is to be seen.
                Err(failure) if failure.is_about_account() => return Err(failure),
                Err(failure) => tracing::info!(%failure, document, "the document cannot be read now"),
            }
            Ok(again)
        })
    }
}

impl Poll {
    /// Reads documents with these.
    pub fn new(store: Store, documents: Arc<Documents>, config: Arc<Config>, clock: Clock) -> Self {
        Self { store, documents, config, clock }
    }
}
