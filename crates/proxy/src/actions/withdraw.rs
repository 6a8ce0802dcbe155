//! Withdraw document: nobody can sign it any more.

use std::sync::Arc;
use std::time::Duration;

use autenti_model::{ErrorCode, Right, SigningAnswer, Text};

use super::within;
use crate::accounts::Accounts;
use crate::auth::Principal;
use crate::clock::Clock;
use crate::failure::{Failure, Result};
use crate::signing::documents::{Documents, Freshness, document_id};
use crate::signing::reader::SigningReader;
use crate::store::{JobKind, NewJob, SigningRecord, Store};

/// Withdraws documents.
#[derive(Debug)]
pub struct Withdraw {
    store: Store,
    accounts: Accounts,
    documents: Arc<Documents>,
    signings: SigningReader,
    clock: Clock,
    timeout: Duration,
}

impl Withdraw {
    /// Withdraws with these.
    pub fn new(
        store: Store,
        accounts: Accounts,
        documents: Arc<Documents>,
        signings: SigningReader,
        clock: Clock,
        timeout: Duration,
    ) -> Self {
        Self { store, accounts, documents, signings, clock, timeout }
    }

    /// Takes the document back, and leaves a comment on the instance where there is one.
    ///
    /// # Errors
    /// [`ErrorCode::NotSentYet`], [`ErrorCode::AlreadyFinished`], and what Autenti fails with;
    /// [`ErrorCode::AutentiUnavailable`] when it has not confirmed the withdrawal yet.
    pub async fn run(&self, principal: &Principal, comment: Option<String>) -> Result<SigningAnswer> {
        principal.require(Right::Withdraw)?;
        let record = self.signings.sent(principal).await?;
        let (id, comment) = (record.id, comment.unwrap_or_default().trim().to_owned());
        let outcome =
            within(self.timeout, ErrorCode::AutentiUnavailable, Box::pin(self.withdraw(record))).await;
        let is_open = match &outcome {
            Ok(()) => false,
            Err(failure) => failure.may_have_happened(),
        };
        if (outcome.is_ok() || is_open) && !comment.is_empty() {
            // It is left once the document is withdrawn, also when that becomes known only later.
            self.store.comment(id, &comment, &principal.name, self.clock.now()).await?;
        }
        if is_open {
            self.store.enqueue(NewJob::of(JobKind::Refresh, id), self.clock.now()).await?;
        }
        outcome?;
        self.signings.answer(principal, Freshness::Known).await
    }

    async fn withdraw(&self, record: SigningRecord) -> Result<()> {
        let document_id = document_id(&record)?;
        let record = self.documents.refresh(record, Freshness::Now).await?;
        let is_final = |record: &SigningRecord| {
            record.document.as_ref().is_some_and(|document| document.status.is_final())
        };
        if is_final(&record) {
            return Err(Failure::new(ErrorCode::AlreadyFinished));
        }
        let answer = self.accounts.client_of(&record)?.withdraw(&document_id).await;
        // Neither answer is a proof: a success may be none, one that was lost may have been one, and somebody else may
        // have been faster. The state tells.
        let read = self.documents.refresh(record, Freshness::Now).await;
        if read.as_ref().is_ok_and(is_final) {
            tracing::info!(document = document_id.as_str(), "withdrawn");
            return Ok(());
        }
        match answer {
            Err(error) => Err(error.into()),
            Ok(_) => {
                let failure =
                    Failure::new(ErrorCode::AutentiUnavailable).with_message(Text::WithdrawalUnconfirmed);
                Err(failure.outcome_unknown(true))
            }
        }
    }
}
