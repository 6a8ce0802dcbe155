//! Reads documents from Autenti, and notes in the store what they say.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use autenti::DocumentId;
use autenti_model::ErrorCode;
use jiff::Timestamp;

use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::document::{self, DocumentState};
use crate::failure::{Failure, Result};
use crate::keyed_mutex::KeyedMutex;
use crate::store::{SigningId, SigningRecord, Store};

/// How fresh an answer has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Whatever is known.
    Known,
    /// Read not longer ago than this; what has ended does not change any more and counts as fresh.
    Within(Duration),
    /// Read after it was asked for. Those who ask while a read is under way share the next one, so that
    /// many open forms that come back at once cause two reads and not one each.
    Now,
}

impl Freshness {
    /// Fresh enough for somebody who opens a form.
    pub const RECENT: Self = Self::Within(Duration::from_secs(10));

    /// Whether what is known of the signing is fresh enough.
    pub fn is_met(self, record: &SigningRecord, now: Timestamp) -> bool {
        let Some(document) = &record.document else { return false };
        match self {
            Self::Known => true,
            Self::Within(oldest) => {
                let age = record.read_at.map(|read_at| now.duration_since(read_at));
                // A time that lies ahead is one of a clock that has jumped: nothing is known of its age.
                let is_recent =
                    |age: jiff::SignedDuration| !age.is_negative() && age.unsigned_abs() <= oldest;
                document.status.is_final() || age.is_some_and(is_recent)
            }
            Self::Now => false,
        }
    }
}

/// A read of a document, for those who waited for it.
#[derive(Debug)]
struct LastRead {
    begun: Instant,
    failed: Option<Failure>,
}

/// Reads documents.
#[derive(Debug)]
pub struct Documents {
    store: Store,
    accounts: Accounts,
    clock: Clock,
    /// One read of a document at a time.
    reads: KeyedMutex<SigningId, Option<LastRead>>,
}

impl Documents {
    /// Reads documents of these accounts into this store.
    pub fn new(store: Store, accounts: Accounts, clock: Clock) -> Self {
        Self { store, accounts, clock, reads: KeyedMutex::default() }
    }

    /// The signing with a state of its document that is as fresh as wanted.
    ///
    /// # Errors
    /// What Autenti and the store fail with.
    pub async fn refresh(&self, record: SigningRecord, wanted: Freshness) -> Result<SigningRecord> {
        // What was erased would come back.
        if record.is_erased {
            return Ok(record);
        }
        if wanted.is_met(&record, self.clock.now()) {
            return Ok(record);
        }
        let asked = Instant::now();
        let mut last = self.reads.lock(record.id).await;
        // Somebody else may have read it while this one waited.
        let record = self.store.signing(record.id).await?;
        if wanted.is_met(&record, self.clock.now()) {
            return Ok(record);
        }
        // A failure is shared too: nobody gets a better answer by asking a silent Autenti once more.
        if let Some(read) = last.as_ref().filter(|read| read.begun >= asked) {
            return match &read.failed {
                None => Ok(record),
                Some(failure) => Err(failure.same()),
            };
        }
        let begun = Instant::now();
        let read = self.read(record).await;
        *last = Some(LastRead { begun, failed: read.as_ref().err().map(Failure::same) });
        read
    }

    async fn read(&self, record: SigningRecord) -> Result<SigningRecord> {
        let Some(_) = record.document_id else { return Ok(record) };
        let document_id = document_id(&record)?;
        let read = self.accounts.client_of(&record)?.document(&document_id).await;
        let read = match read {
            Ok(read) => read,
            Err(error) => return Err(self.note_block(&record.account, error).await),
        };
        // A user in whose name it was asked is not the account's own.
        if record.plan.act_as.is_none()
            && self.store.credentials_accepted(&record.account, self.clock.now()).await?
        {
            tracing::info!(account = record.account, "Autenti accepts the credentials again");
        }
        let state = DocumentState::of(&read, &record.plan, record.document.as_ref());
        let changed = self.store.document_read(record.id, &state, self.clock.now()).await?;
        self.store.notifier().outdate(record.instance);
        if changed {
            tracing::info!(document = document_id.as_str(), status = %state.status, "the document changed");
            self.store.notify(record.instance).await;
        }
        Ok(self.store.signing(record.id).await?)
    }

    /// The phone numbers for codes, by recipient: nobody keeps them, so Autenti is asked. None where it does not tell now.
    pub async fn phones(&self, record: &SigningRecord) -> BTreeMap<String, String> {
        let read = async {
            let document = self.accounts.client_of(record)?.document(&document_id(record)?).await?;
            Ok::<_, Failure>(document::phones(&document, &record.plan, record.document.as_ref()))
        };
        read.await.unwrap_or_else(|failure| {
            tracing::info!(%failure, "the phone numbers of recipients cannot be told");
            BTreeMap::new()
        })
    }

    /// Notes until when Autenti wants no calls, so that nobody reads without need until then.
    async fn note_block(&self, account: &str, error: autenti::Error) -> Failure {
        let failure = Failure::from(error);
        if let Some(wait) = failure.retry_after.filter(|wait| !wait.is_zero()) {
            let noted = self.store.block_account(account, self.clock.now() + wait).await;
            if let Err(error) = noted {
                tracing::warn!(%error, account, "how long Autenti wants no calls cannot be noted");
            }
        }
        failure
    }
}

/// The document of a signing that has got as far as having one.
///
/// # Errors
/// [`ErrorCode::DocumentUnknown`] when it has none.
pub fn document_id(record: &SigningRecord) -> Result<DocumentId> {
    record.document_id.clone().ok_or_else(|| Failure::new(ErrorCode::DocumentUnknown))
}
