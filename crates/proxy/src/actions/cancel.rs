//! Cancel sending: stops a sending that waits to be tried again.

use std::time::Duration;

use autenti_model::{ErrorCode, Right, SigningAnswer, Text};
use tokio::time::Instant;

use super::before;
use crate::accounts::Accounts;
use crate::auth::Principal;
use crate::clock::Clock;
use crate::failure::{Failure, Result};
use crate::signing::documents::{Freshness, document_id};
use crate::signing::left_drafts;
use crate::signing::reader::{SigningReader, SigningState};
use crate::store::{SigningRecord, Stage, Store};

/// How often it is looked whether a run of the job has ended meanwhile, and how long to wait in between.
const LOOKS: usize = 30;
const PAUSE: Duration = Duration::from_millis(100);

/// Cancels sendings.
#[derive(Debug)]
pub struct CancelSending {
    store: Store,
    accounts: Accounts,
    signings: SigningReader,
    clock: Clock,
    timeout: Duration,
}

impl CancelSending {
    /// Cancels with these; somebody who cancels waits no longer than `timeout`.
    pub fn new(
        store: Store,
        accounts: Accounts,
        signings: SigningReader,
        clock: Clock,
        timeout: Duration,
    ) -> Self {
        Self { store, accounts, signings, clock, timeout }
    }

    /// Stops the sending of the principal's instance, which counts as unsent afterwards.
    ///
    /// # Errors
    /// [`ErrorCode::AlreadySent`] once the document is out, [`ErrorCode::SendingInDoubt`] while nobody knows whether it
    /// is, [`ErrorCode::NotSentYet`] when nothing is being sent; [`ErrorCode::WebconUnavailable`] when it is cancelled and the
    /// form cannot be read.
    pub async fn run(&self, principal: &Principal) -> Result<SigningAnswer> {
        principal.require(Right::Send)?;
        let deadline = Instant::now() + self.timeout;
        for _ in 0..LOOKS {
            let record = match self.signings.state(principal).await? {
                SigningState::Recorded(record) => *record,
                SigningState::Unsent(_) | SigningState::Foreign(_) | SigningState::Unknown(..) => {
                    return Err(Failure::new(ErrorCode::NotSentYet));
                }
            };
            match record.stage {
                Stage::Delivered | Stage::Open | Stage::Ended => {
                    return Err(Failure::new(ErrorCode::AlreadySent));
                }
                Stage::Stopped { .. } | Stage::Replaced => return Err(Failure::new(ErrorCode::NotSentYet)),
                Stage::Creating | Stage::Uploading { .. } | Stage::Submitting { .. } => {}
            }
            if self.store.cancel(record.id, self.clock.now()).await? {
                tracing::info!(instance = %record.instance, "sending cancelled");
                self.store.notify(record.instance).await;
                let answer = Box::pin(self.signings.answer(principal, Freshness::Known));
                let answer = before(deadline, ErrorCode::WebconUnavailable, answer);
                let (answer, ()) = tokio::join!(answer, self.remove_draft(&record, deadline));
                return answer.map_err(|failure| {
                    let is_silent = failure.code == ErrorCode::WebconUnavailable;
                    if is_silent { failure.with_message(Text::CancelledFormUnread) } else { failure }
                });
            }
            // It runs at this moment: it will have got somewhere in a moment.
            tokio::time::sleep(PAUSE).await;
        }
        Err(Failure::new(ErrorCode::SendingInDoubt))
    }

    /// Has Autenti remove the draft that is not needed any more, where it does that in time.
    async fn remove_draft(&self, record: &SigningRecord, deadline: Instant) {
        let Ok(id) = document_id(record) else { return };
        let removed = left_drafts::remove_draft(&self.store, &self.accounts, record, &id);
        match tokio::time::timeout_at(deadline, removed).await {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => left_drafts::stays(&id, &failure),
            Err(_) => tracing::info!(document = id.as_str(), "the draft may stay behind: Autenti is silent"),
        }
    }
}
