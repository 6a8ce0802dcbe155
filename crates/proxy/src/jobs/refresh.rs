//! Reads a document of which something is said to have happened: now and a few times more, because what Autenti tells
//! lags behind what happened (facts: Autenti API, "Webhooks"), and the lasting ids of parties come some time after
//! sending (facts: Autenti API, "Known bugs and traps").

use std::sync::Arc;

use autenti_model::DocumentStatus;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::{Handler, Outcome};
use crate::clock::Clock;
use crate::failure::Result;
use crate::signing::documents::{Documents, Freshness};
use crate::store::{Job, SigningRecord, Stage, Store};
use crate::timing::Timing;

/// How the lasting id of a party begins (facts: Autenti API, "Identifiers").
const LASTING_ID: &str = "PARTY-PUBLIC_SIGNING_PROCESS_ID:";

/// Reads documents after news.
pub struct Refresh {
    store: Store,
    documents: Arc<Documents>,
    clock: Clock,
    timing: Timing,
}

/// What the job remembers.
#[derive(Default, Serialize, Deserialize)]
struct Payload {
    /// How often the document was read since the news.
    #[serde(default)]
    reads: usize,
}

impl Handler for Refresh {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let Some(id) = job.signing else { return Ok(Outcome::Done) };
            let record = self.store.signing(id).await?;
            let is_of_interest = match record.stage {
                Stage::Delivered | Stage::Open | Stage::Ended => {
                    may_change(&record) || waits_for_ids(&record)
                }
                // It was given up before it was sent, as far as the proxy knew. Autenti knows better.
                Stage::Stopped { .. } => record.document_id.is_some(),
                Stage::Creating | Stage::Uploading { .. } | Stage::Submitting { .. } | Stage::Replaced => {
                    false
                }
            };
            if !is_of_interest {
                return Ok(Outcome::Done);
            }
            let read = self.documents.refresh(record, Freshness::Now).await?;
            if let (Stage::Stopped { .. }, Some(document)) = (&read.stage, &read.document)
                && document.status != DocumentStatus::Draft
            {
                self.store.delivered(id, self.clock.now()).await?;
            }
            let reads = serde_json::from_str(&job.payload).unwrap_or(Payload::default()).reads;
            match self.timing.after_news.get(reads) {
                Some(after) => {
                    let payload = serde_json::to_string(&Payload { reads: reads + 1 });
                    let payload = Some(payload.map_err(anyhow::Error::from)?);
                    Ok(Outcome::Again { after: *after, payload })
                }
                None => Ok(Outcome::Done),
            }
        })
    }
}

impl Refresh {
    /// Reads documents with these.
    pub fn new(store: Store, documents: Arc<Documents>, clock: Clock, timing: Timing) -> Self {
        Self { store, documents, clock, timing }
    }
}

/// Whether anything can still happen to the document.
fn may_change(record: &SigningRecord) -> bool {
    record.document.as_ref().is_none_or(|document| !document.status.is_final())
}

/// Whether a party has not got its lasting id yet: whoever is quick signs before it comes.
fn waits_for_ids(record: &SigningRecord) -> bool {
    let recipients = record.document.iter().flat_map(|document| &document.recipients);
    recipients.filter_map(|recipient| recipient.party.as_deref()).any(|id| !id.starts_with(LASTING_ID))
}
