//! What an administrator does about a signing that is stuck.

use autenti::DocumentId;
use autenti_model::{ErrorCode, Text};
use jiff::Timestamp;

use crate::failure::Failure;
use crate::store::{AuditEvent, NewAuditEntry, RecordedError, Result, SigningId, SigningRecord, Store};

/// Why a sending was not given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It was given up.
    Stopped,
    /// It is not being sent: its stage.
    NotSending(&'static str),
    /// It is unknown whether its document, of that id, has reached its recipients.
    InDoubt(Option<DocumentId>),
}

/// Has everything tried again now that is left to do; answers how much that is.
///
/// # Errors
/// What the store fails with.
pub async fn retry(store: &Store, id: SigningId, now: Timestamp) -> Result<u64> {
    let record = store.signing(id).await?;
    let jobs = store.retry_jobs(id, now).await?;
    note(store, AuditEvent::RetriedByAdministrator, &record, now).await?;
    store.note_change(record.instance).await?;
    Ok(jobs)
}

/// Gives a sending up; one in doubt only when told to.
///
/// # Errors
/// What the store fails with.
pub async fn stop(store: &Store, id: SigningId, although_in_doubt: bool, now: Timestamp) -> Result<Stop> {
    let record = store.signing(id).await?;
    if !record.stage.is_sending() {
        return Ok(Stop::NotSending(record.stage.name()));
    }
    if record.is_in_doubt() && !although_in_doubt {
        return Ok(Stop::InDoubt(record.document_id));
    }
    let failure = Failure::new(ErrorCode::Internal).with_message(Text::SendingGivenUp);
    if !store.stopped(&record, &RecordedError::from(&failure)).await? {
        // It went on meanwhile.
        let record = store.signing(id).await?;
        return Ok(if record.stage.is_sending() && record.is_in_doubt() {
            Stop::InDoubt(record.document_id)
        } else {
            Stop::NotSending(record.stage.name())
        });
    }
    note(store, AuditEvent::StoppedByAdministrator, &record, now).await?;
    store.note_change(record.instance).await?;
    Ok(Stop::Stopped)
}

/// Whoever has the machine, or a link that it printed, has no name here: it is noted that it was an administrator.
async fn note(store: &Store, what: AuditEvent, record: &SigningRecord, now: Timestamp) -> Result<()> {
    let entry = NewAuditEntry {
        profile: Some(record.profile.clone()),
        instance: Some(record.instance),
        document: record.document_id.as_ref().map(|id| id.as_str().to_owned()),
        ..NewAuditEntry::new(what)
    };
    store.note_audit(entry, now).await
}
