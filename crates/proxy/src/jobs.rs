//! What must survive: work that is kept as jobs in the store, one file for each kind, and the runner that claims and
//! runs them. A job asks Autenti or WEBCON what really happened before it repeats anything: the one before may have
//! been killed at any moment.

mod attach;
mod budget;
mod erase;
mod links;
mod poll;
mod refresh;
mod remind;
mod runner;
mod running;
mod send;
mod subscribe;
mod transition;
mod write_back;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

pub use attach::Attach;
pub use budget::Budget;
pub use erase::Erase;
pub use links::Links;
pub use poll::Poll;
pub use refresh::Refresh;
pub use remind::RemindByItself;
pub use runner::Runner;
pub use send::Send;
pub use subscribe::{Subscribe, webhook_address};
pub use transition::TakePath;
pub use write_back::TellWebcon;

use crate::config::{Config, Profile};
use crate::failure::{Failure, Result};
use crate::form::Checkout;
use crate::store::{AuditEvent, Job, JobKind, NewAuditEntry, SigningRecord, Store};

/// What became of a run.
#[derive(Debug)]
pub enum Outcome {
    /// There is nothing left to do.
    Done,
    /// It is to be run again after a while, remembering something.
    Again {
        /// How long to wait.
        after: Duration,
        /// What it remembers, as JSON; none for nothing.
        payload: Option<String>,
    },
    /// It failed and is tried again after so long, and not before.
    RetryAfter(Failure, Duration),
    /// It failed for good.
    Failed(Failure),
}

/// Runs jobs of one kind. A failure is tried again: soon when it passes by itself, and otherwise after a longer while
/// or when the job is asked for anew.
pub trait Handler: std::marker::Send + Sync {
    /// Runs a job.
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>>;
}

/// The handler of each kind.
pub type Handlers = Box<dyn Fn(JobKind) -> Arc<dyn Handler> + std::marker::Send + Sync>;

/// Notes since when somebody's checkout keeps the form from being written, or that none does.
async fn note_checkout<T>(
    store: &Store,
    (profile, record): (&Profile, &SigningRecord),
    written: &Result<T>,
    now: jiff::Timestamp,
) -> Result<()> {
    match written {
        Err(failure) if failure.code == autenti_model::ErrorCode::FormCheckedOut => {
            store.checkout_met(record.id, now).await?;
        }
        Ok(_) if record.checkout_since.is_some() => {
            if Checkout::of(profile, record, now).is_taken() {
                tracing::warn!(instance = %record.instance, "a checkout that held up writing was ended");
                store.note_audit(about(record, AuditEvent::CheckoutEnded), now).await?;
            }
            store.checkout_gone(record.id).await?;
        }
        // WEBCON looked at what was to be written, and refused it for another reason: whoever edited is gone. A checkout
        // that is met later has not lasted since then.
        Err(failure)
            if record.checkout_since.is_some() && failure.code == autenti_model::ErrorCode::WebconRefused =>
        {
            store.checkout_gone(record.id).await?;
        }
        Ok(_) | Err(_) => {}
    }
    Ok(())
}

/// What is noted of a signing in the audit trail.
fn about(record: &SigningRecord, event: AuditEvent) -> NewAuditEntry {
    NewAuditEntry {
        profile: Some(record.profile.clone()),
        instance: Some(record.instance),
        document: record.document_id.clone().map(String::from),
        ..NewAuditEntry::new(event)
    }
}

/// The profile by which a signing was sent.
fn profile(config: &Config, record: &SigningRecord) -> Result<Arc<Profile>> {
    config.profile(&record.profile).ok_or_else(|| {
        let cause = anyhow::anyhow!("the profile `{}` is not in the configuration any more", record.profile);
        Failure::new(autenti_model::ErrorCode::Internal).with_source(cause)
    })
}
