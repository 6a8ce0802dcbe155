//! Saves the signed file on the instance as soon as everybody has signed.

use std::sync::Arc;

use autenti_model::DocumentStatus;
use futures_util::future::BoxFuture;

use super::{Handler, Outcome, about, note_checkout, profile};
use crate::clock::Clock;
use crate::config::{Config, Profile};
use crate::failure::Result;
use crate::signing::signed_document::SignedDocuments;
use crate::store::{AuditEvent, Job, JobKind, NewJob, SigningRecord, Store};

/// Saves signed files.
pub struct Attach {
    store: Store,
    signed: Arc<SignedDocuments>,
    config: Arc<Config>,
    clock: Clock,
}

/// Whether the signed file is to be saved on the instance and was not yet.
pub(super) fn is_due(profile: &Profile, record: &SigningRecord) -> bool {
    let completed =
        record.document.as_ref().is_some_and(|document| document.status == DocumentStatus::Completed);
    completed && record.attached.is_none() && profile.signed_document.attach_when_completed
}

impl Handler for Attach {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let Some(id) = job.signing else { return Ok(Outcome::Done) };
            let record = self.store.signing(id).await?;
            let profile = &profile(&self.config, &record)?;
            if is_due(profile, &record) {
                let saved = self.signed.attach(profile, &record).await;
                note_checkout(&self.store, (profile, &record), &saved, self.clock.now()).await?;
                saved?;
                self.store.note_audit(about(&record, AuditEvent::Attached), self.clock.now()).await?;
            }
            let record = self.store.signing(id).await?;
            if super::transition::due(profile, &record).is_some() {
                self.store.enqueue(NewJob::of(JobKind::Transition, id), self.clock.now()).await?;
            }
            Ok(Outcome::Done)
        })
    }
}

impl Attach {
    /// Saves signed files with these.
    pub fn new(store: Store, signed: Arc<SignedDocuments>, config: Arc<Config>, clock: Clock) -> Self {
        Self { store, signed, config, clock }
    }
}
