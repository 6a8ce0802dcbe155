//! Tells WEBCON what became of a document: its id as soon as there is one, then each state.

use std::sync::Arc;

use autenti_model::{ErrorCode, Text};
use futures_util::future::BoxFuture;

use super::{Handler, Outcome, note_checkout, profile};
use crate::clock::Clock;
use crate::config::{Config, Profile};
use crate::failure::{Failure, Result};
use crate::form::{Forms, WriteBack, has_news, links_are_due};
use crate::signing::documents::{Documents, Freshness};
use crate::store::{Job, JobKind, NewJob, SigningRecord, Stage, Store};

/// Tells WEBCON.
pub struct TellWebcon {
    store: Store,
    forms: Forms,
    documents: Arc<Documents>,
    config: Arc<Config>,
    clock: Clock,
}

impl Handler for TellWebcon {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let Some(id) = job.signing else { return Ok(Outcome::Done) };
            let record = self.store.signing(id).await?;
            let profile = &profile(&self.config, &record)?;
            let told = self.tell(profile, &record).await;
            note_checkout(&self.store, (profile, &record), &told, self.clock.now()).await?;
            if told.as_ref().is_err_and(|failure| !failure.is_transient()) {
                // What WEBCON does not let be written must not keep the signed file from the instance.
                let record = self.store.signing(id).await?;
                if record.stage.is_sent() && super::attach::is_due(profile, &record) {
                    self.store.enqueue(NewJob::of(JobKind::Attach, id), self.clock.now()).await?;
                }
            }
            if told.is_err()
                && profile.reminders.is_some()
                && matches!(record.stage, Stage::Delivered | Stage::Open)
            {
                // People are reminded whether WEBCON takes what it is told or not.
                self.store.enqueue(NewJob::of(JobKind::Remind, id), self.clock.now()).await?;
            }
            told?;
            Ok(Outcome::Done)
        })
    }
}

impl TellWebcon {
    /// Tells WEBCON with these.
    pub fn new(
        store: Store,
        forms: Forms,
        documents: Arc<Documents>,
        config: Arc<Config>,
        clock: Clock,
    ) -> Self {
        Self { store, forms, documents, config, clock }
    }

    async fn tell(&self, profile: &Profile, record: &SigningRecord) -> Result<()> {
        match record.stage {
            Stage::Creating | Stage::Stopped { .. } | Stage::Replaced => Ok(()),
            Stage::Uploading { .. } | Stage::Submitting { .. } => {
                let written = WriteBack::document_id(&self.forms, profile, record, self.clock.now()).await;
                self.note(record, written).await
            }
            Stage::Delivered => {
                let record = self.read(record.clone()).await?;
                self.news(profile, &record).await?;
                self.store.opened(record.id, self.clock.now()).await?;
                self.follow_up(profile, record.id).await
            }
            Stage::Open | Stage::Ended => {
                // What was read with an earlier version, or not at all, is read now.
                let record =
                    if record.document.is_none() { self.read(record.clone()).await? } else { record.clone() };
                if has_news(profile, &record) {
                    self.news(profile, &record).await?;
                }
                self.follow_up(profile, record.id).await
            }
        }
    }

    /// With the document's state. When it cannot be read, WEBCON learns that much now and the rest later. A document
    /// that opens with an SMS code may never be told to the account that sent it (facts: Autenti API, challenge
    /// `DOCUMENT_ACCESS_UNLOCK`).
    async fn read(&self, record: SigningRecord) -> Result<SigningRecord> {
        match self.documents.refresh(record.clone(), Freshness::Now).await {
            Ok(read) => Ok(read),
            Err(failure)
                if matches!(
                    failure.code,
                    ErrorCode::AutentiUnavailable | ErrorCode::RateLimited | ErrorCode::DocumentLocked
                ) =>
            {
                Ok(record)
            }
            Err(failure) => Err(failure),
        }
    }

    async fn news(&self, profile: &Profile, record: &SigningRecord) -> Result<()> {
        let now = self.clock.now();
        let phones = || self.documents.phones(record);
        let mut written = WriteBack::news(&self.forms, profile, record, phones(), now).await;
        if written.as_ref().is_err_and(|failure| failure.code == ErrorCode::WebconRefused) {
            // A row may have been deleted between reading the list and writing to it: what is there now is
            // looked at once more.
            written = WriteBack::news(&self.forms, profile, record, phones(), now).await;
        }
        self.note(record, written).await
    }

    /// Notes for pages what stands on the form now, and what WEBCON has been told.
    async fn note(&self, record: &SigningRecord, written: Result<WriteBack>) -> Result<()> {
        let written = match written {
            Err(failure) if failure.code == ErrorCode::InstanceNotFound => {
                return self.instance_missing(record, failure).await;
            }
            written => written?,
        };
        self.store.form_written(record.id, written.fields, written.rows).await?;
        if let Some(told) = &written.told {
            self.store.written_back(record.id, told).await?;
        }
        written.missing.map_or(Ok(()), Err)
    }

    /// One answer that there is no such instance is no proof that it was deleted: it is looked for once more. Where it
    /// is gone there is nobody left to tell.
    async fn instance_missing(&self, record: &SigningRecord, failure: Failure) -> Result<()> {
        let webcon = self.forms.webcon();
        match webcon.element(record.instance.database, record.instance.element).await {
            Ok(_) => {
                let failure = Failure::new(ErrorCode::WebconUnavailable).with_source(failure);
                Err(failure.with_message(Text::WebconNowhereToWrite))
            }
            Err(webcon::Error::NotFound { .. }) => {
                tracing::warn!(instance = %record.instance, "the instance was deleted: nobody is left to tell");
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What comes after WEBCON has been told, one after another: links, the signed file, and the path last, so that
    /// what it starts in WEBCON finds everything in its place.
    async fn follow_up(&self, profile: &Profile, id: crate::store::SigningId) -> Result<()> {
        let record = self.store.signing(id).await?;
        let now = self.clock.now();
        if links_are_due(profile, &record) {
            self.store.enqueue(NewJob::of(JobKind::Links, id), now).await?;
        }
        if super::attach::is_due(profile, &record) {
            self.store.enqueue(NewJob::of(JobKind::Attach, id), now).await?;
        } else if super::transition::due(profile, &record).is_some() {
            self.store.enqueue(NewJob::of(JobKind::Transition, id), now).await?;
        }
        if profile.reminders.is_some() && record.stage == Stage::Open {
            self.store.enqueue(NewJob::of(JobKind::Remind, id), now).await?;
        }
        Ok(())
    }
}
