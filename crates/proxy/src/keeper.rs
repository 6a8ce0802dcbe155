//! Carries a document forward until nothing is left to do: create the draft, upload the files, send, tell
//! WEBCON, save the signed file, take the path that belongs to the status.
//!
//! One task per document does one thing after another and notes each in the journal before the next. What
//! fails for a while is tried again with growing waits; what is interrupted goes on at the next start.
//! Before anything is done whose last outcome is in doubt, Autenti is asked what really happened.

mod deliver;
mod send;
mod transition;

pub(crate) use send::document_id;

use std::collections::hash_map::Entry;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use autenti_model::{DocumentStatus, ErrorCode, SendingStep};
use bytes::Bytes;
use tokio::sync::Notify;

use crate::Proxy;
use crate::failure::{Failure, Result};
use crate::journal::{Record, State};
use crate::{metrics, write_back};

/// The files of a send that has just been asked for; a send that goes on after a restart has none and
/// fetches them again.
pub type Contents = Vec<Bytes>;

/// How long to wait before something is tried again that waiting alone does not mend: WEBCON refuses a
/// write, until an administrator changes a right.
const LONG_WAIT: Duration = Duration::from_mins(10);

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// Create the document in Autenti.
    Draft,
    /// Upload the files that are missing.
    Files,
    /// Ask Autenti to send.
    Send,
    /// Tell WEBCON.
    WriteBack,
    /// Write links for those whose turn it is, and clear those of others.
    Links,
    /// Save the signed file on the instance.
    Attach,
    /// Take the path that belongs to the status.
    Transition,
}

impl Work {
    fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Files => "files",
            Self::Send => "send",
            Self::WriteBack => "write-back",
            Self::Links => "links",
            Self::Attach => "attach",
            Self::Transition => "transition",
        }
    }
}

impl Proxy {
    /// How many documents are being carried forward.
    pub fn documents_under_way(&self) -> usize {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Sees to it that somebody carries the document forward.
    pub fn keep(&self, id: i64) {
        self.keep_with(id, Contents::new());
    }

    /// The same, with the files at hand.
    pub fn keep_with(&self, id: i64, contents: Contents) {
        let wake = Arc::new(Notify::new());
        match self.kept.lock().unwrap_or_else(PoisonError::into_inner).entry(id) {
            // Whoever carries it looks again at what is to be done before it stops. What waits after a failure is
            // woken: there is something new to be told.
            Entry::Occupied(kept) => return kept.get().notify_one(),
            Entry::Vacant(place) => place.insert(Arc::clone(&wake)),
        };
        let proxy = self.clone();
        self.spawn(async move { proxy.carry(id, contents, &wake).await });
    }

    /// Goes on with everything that was not carried to its end when the program last ended.
    ///
    /// # Errors
    /// What the journal fails with.
    pub async fn go_on(&self) -> Result<()> {
        for record in self.journal.unfinished().await? {
            tracing::info!(document = record.document_id, element = record.instance.element, "going on");
            self.keep(record.id);
        }
        Ok(())
    }

    async fn carry(&self, id: i64, contents: Contents, wake: &Arc<Notify>) {
        let mut carrier = Carrier { proxy: self, contents, in_doubt: true, may_be_woken: false, tries: 0 };
        // With the files at hand nothing was done before, so nothing can be in doubt.
        carrier.in_doubt = carrier.contents.is_empty();
        loop {
            match carrier.step(id).await {
                Ok(true) => carrier.tries = 0,
                Ok(false) => {
                    self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                    // The state may have changed after the last look and before the line above.
                    if carrier.is_settled(id).await {
                        return;
                    }
                    match self.kept.lock().unwrap_or_else(PoisonError::into_inner).entry(id) {
                        Entry::Occupied(_) => return,
                        Entry::Vacant(place) => place.insert(Arc::clone(wake)),
                    };
                }
                Err(wait) => {
                    carrier.tries = carrier.tries.saturating_add(1);
                    if carrier.may_be_woken {
                        let _woken_or_not = tokio::time::timeout(wait, wake.notified()).await;
                    } else {
                        tokio::time::sleep(wait).await;
                    }
                }
            }
        }
    }

    /// Whether something is left to do, and what.
    fn work(&self, record: &Record) -> Option<Work> {
        match &record.state {
            State::Stopped { .. } => None,
            State::Sending { step, .. } => Some(match step {
                SendingStep::Draft => Work::Draft,
                SendingStep::Files => Work::Files,
                SendingStep::Send => Work::Send,
                SendingStep::WriteBack => Work::WriteBack,
            }),
            State::Sent => {
                let profile = self.config.profile(&record.instance.profile)?;
                // The path comes last: what it starts in WEBCON finds everything in its place.
                if write_back::is_news(profile, record) {
                    Some(Work::WriteBack)
                } else if write_back::links_are_due(profile, record) {
                    Some(Work::Links)
                } else if self.has_file_to_attach(record) {
                    Some(Work::Attach)
                } else if transition::due(profile, record).is_some() {
                    Some(Work::Transition)
                } else {
                    None
                }
            }
        }
    }
}

impl Proxy {
    /// Whether the signed file is to be saved on the instance and was not yet.
    fn has_file_to_attach(&self, record: &Record) -> bool {
        let profile = self.config.profile(&record.instance.profile);
        let completed =
            record.document.as_ref().is_some_and(|document| document.status == DocumentStatus::Completed);
        completed
            && record.attached.is_none()
            && profile.is_some_and(|profile| profile.signed_document.attach_when_completed)
    }
}

/// Whoever carries a document.
struct Carrier<'a> {
    proxy: &'a Proxy,
    contents: Contents,
    /// Whether the last thing that was done may have happened without an answer.
    in_doubt: bool,
    /// Whether news may cut a wait short: not where an upstream asked for the wait or is down.
    may_be_woken: bool,
    tries: u32,
}

impl Carrier<'_> {
    /// Does the next thing. The answer is whether something was done; a failure says how long to wait.
    async fn step(&mut self, id: i64) -> Result<bool, Duration> {
        let record = match self.proxy.journal.get(id).await {
            Ok(record) => record,
            Err(error) => return Err(self.hold(&Failure::from(error))),
        };
        let Some(work) = self.proxy.work(&record) else {
            if let Err(error) = self.no_longer_waits(&record).await {
                return Err(self.hold(&error));
            }
            if let Err(error) = self.proxy.journal.settled(id, true).await {
                return Err(self.hold(&error.into()));
            }
            return Ok(false);
        };
        match self.perform(work, &record).await {
            Ok(()) => {
                metrics::step(work.name(), None);
                if let Err(failure) = self.no_longer_waits(&record).await {
                    return Err(self.hold(&failure));
                }
                self.in_doubt = false;
                self.proxy.hub.changed(&record.instance);
                Ok(true)
            }
            Err(failure) => {
                metrics::step(work.name(), Some(&failure));
                self.in_doubt = true;
                self.may_be_woken = !failure.is_transient();
                let wait = self.failed(work, &record, &failure).await;
                if matches!(work, Work::WriteBack | Work::Links) && !failure.is_transient() {
                    self.attach_all_the_same(&record).await;
                }
                self.proxy.hub.changed(&record.instance);
                wait.map_or(Ok(true), Err)
            }
        }
    }

    /// What was waited for is done, by the carrier or by somebody who asked for it.
    async fn no_longer_waits(&self, record: &Record) -> Result<()> {
        if record.waiting.is_some() {
            self.proxy.journal.untroubled(record.id).await?;
            self.proxy.hub.changed(&record.instance);
        }
        Ok(())
    }

    /// What WEBCON does not let be written must not keep the signed file from the instance.
    async fn attach_all_the_same(&mut self, record: &Record) {
        if record.is_out() && self.proxy.has_file_to_attach(record) {
            let outcome = self.perform(Work::Attach, record).await;
            metrics::step(Work::Attach.name(), outcome.as_ref().err());
        }
    }

    async fn is_settled(&self, id: i64) -> bool {
        // A journal that cannot be read is looked at again at the next start.
        self.proxy.journal.get(id).await.map_or(true, |record| self.proxy.work(&record).is_none())
    }

    async fn perform(&mut self, work: Work, record: &Record) -> Result<()> {
        let profile = self.proxy.config.profile(&record.instance.profile).cloned().ok_or_else(|| {
            let name = &record.instance.profile;
            Failure::new(ErrorCode::Internal)
                .because(anyhow::anyhow!("the profile `{name}` is not in the configuration any more"))
        })?;
        match work {
            Work::Draft => self.create_draft(&profile, record).await,
            Work::Files => self.upload_files(&profile, record).await,
            Work::Send => self.send(record).await,
            Work::WriteBack => self.write_back(&profile, record).await,
            Work::Links => self.write_links(&profile, record).await,
            Work::Attach => self.attach(&profile, record).await,
            Work::Transition => self.take_path(&profile, record).await,
        }
    }

    /// Notes the failure. The answer is how long to wait before it is tried again; none when it is not.
    async fn failed(&self, work: Work, record: &Record, failure: &Failure) -> Option<Duration> {
        let words = failure.words();
        let journal = &self.proxy.journal;
        let before_sending = matches!(work, Work::Draft | Work::Files | Work::Send);
        let age = self.proxy.clock.now().duration_since(record.created_at);
        let out_of_patience = age.unsigned_abs() > self.proxy.pace.patience;
        let give_up = before_sending && (!failure.is_transient() || out_of_patience);
        let noted = if give_up {
            tracing::warn!(%failure, ?work, element = record.instance.element, "sending stopped");
            journal.stopped(record.id, failure.code, words).await
        } else {
            journal.troubled(record.id, failure.code, words).await
        };
        if let Err(error) = noted {
            return Some(self.hold(&error.into()));
        }
        (!give_up).then(|| self.hold(failure))
    }

    /// How long to wait after this failure.
    fn hold(&self, failure: &Failure) -> Duration {
        tracing::info!(%failure, tries = self.tries, "will be tried again");
        let wait = self.proxy.pace.wait(self.tries);
        let wait = if failure.is_transient() || failure.code == ErrorCode::NotSignedYet {
            wait
        } else {
            // Scaled with the pace, so that tests need not wait either.
            wait.max(LONG_WAIT.min(self.proxy.pace.longest.saturating_mul(10)))
        };
        wait.max(failure.retry_after.unwrap_or_default())
    }
}
