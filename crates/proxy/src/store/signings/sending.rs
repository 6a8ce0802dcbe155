//! The steps of a send, until the document is out or the send has stopped.

use std::time::Duration;

use autenti::DocumentId;
use autenti_model::SendingStep;
use jiff::Timestamp;

use super::lock_account;
use crate::store::Transaction as Write;
use crate::store::audit;
use crate::store::jobs::{enqueue, remove_jobs};
use crate::store::left_drafts::leave_draft;
use crate::store::phones::drop_planned_phones;
use crate::store::signing::{SigningRecord, to_json};
use crate::store::{
    AuditEvent, Job, JobKind, NewAuditEntry, NewJob, RecordedError, Result, SigningId, Store, StoreError,
};

const CALL_IN_DOUBT: &str =
    "UPDATE signings SET doubt_since = coalesce(doubt_since, $2), last_doubt = $2 WHERE id = $1";

impl Store {
    /// A call to Autenti is about to be made that cannot be taken back: its job is still its worker's, and from now on it
    /// is unknown whether it happened. Both stand in the store before the call is made, or neither.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another worker has the job, and what the database fails with.
    pub async fn begin_call(&self, job: &Job, id: SigningId, lease: Duration, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        let kept = sqlx::query("UPDATE jobs SET locked_until = $3 WHERE id = $1 AND locked_by = $2")
            .bind(job.id)
            .bind(&job.worker)
            .bind((now + lease).as_millisecond())
            .execute(&mut *transaction)
            .await?;
        if kept.rows_affected() != 1 {
            return Err(StoreError::LeaseLost);
        }
        sqlx::query(CALL_IN_DOUBT).bind(id).bind(now.as_millisecond()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The answer of a call to Autenti was lost: it is unknown whether it happened.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn call_in_doubt(&self, id: SigningId, now: Timestamp) -> Result<()> {
        sqlx::query(CALL_IN_DOUBT).bind(id).bind(now.as_millisecond()).execute(&self.pool).await?;
        Ok(())
    }

    /// It is known what became of the call: `last_doubt` is when it last was not before.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn call_known(&self, id: SigningId, last_doubt: Option<Timestamp>) -> Result<()> {
        sqlx::query("UPDATE signings SET doubt_since = NULL, last_doubt = $2 WHERE id = $1")
            .bind(id)
            .bind(last_doubt.map(Timestamp::as_millisecond))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Autenti created the draft. WEBCON is told as soon as it can be.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn draft_created(&self, id: SigningId, document: &DocumentId, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        begin_uploading(&mut transaction, id, document, now).await?;
        transaction.commit().await?;
        self.jobs_enqueued().await;
        Ok(())
    }

    /// A draft was found that may have been created for this signing. The answer is whether it is the signing's now:
    /// another one that looked for its own at the same moment may have taken it.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn draft_found(&self, id: SigningId, document: &DocumentId, now: Timestamp) -> Result<bool> {
        let mut transaction = self.begin_write().await?;
        let (account,): (String,) = sqlx::query_as("SELECT account FROM signings WHERE id = $1")
            .bind(id)
            .fetch_one(&mut *transaction)
            .await?;
        lock_account(&mut transaction, &account).await?;
        let (others,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM signings WHERE autenti_id = $2 AND id <> $1")
                .bind(id)
                .bind(document.as_str())
                .fetch_one(&mut *transaction)
                .await?;
        if others > 0 {
            return Ok(false);
        }
        begin_uploading(&mut transaction, id, document, now).await?;
        transaction.commit().await?;
        self.jobs_enqueued().await;
        Ok(true)
    }

    /// The draft cannot be used; another one has to be created.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn draft_abandoned(&self, id: SigningId, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        leave_draft(&mut transaction, id, now).await?;
        sqlx::query(
            "UPDATE signings SET autenti_id = NULL, stage = 'creating', files_uploaded = 0, doubt_since = NULL,
               last_doubt = NULL WHERE id = $1",
        )
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// So many files are up, and nothing is in doubt: `last_doubt` is when it last was.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn files_uploaded(
        &self,
        id: SigningId,
        files: usize,
        last_doubt: Option<Timestamp>,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE signings SET stage = 'uploading', files_uploaded = $2, doubt_since = NULL, last_doubt = $3
             WHERE id = $1",
        )
        .bind(id)
        .bind(i64::try_from(files).unwrap_or(i64::MAX))
        .bind(last_doubt.map(Timestamp::as_millisecond))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// All files are up: Autenti is to send the document next.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn files_complete(&self, id: SigningId) -> Result<()> {
        sqlx::query("UPDATE signings SET stage = 'submitting', doubt_since = NULL WHERE id = $1")
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The document reached its recipients: WEBCON is to be told, and from now on it is looked after.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn delivered(&self, id: SigningId, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        note_sent(&mut transaction, id, now).await?;
        drop_planned_phones(&mut transaction, id).await?;
        sqlx::query(
            "UPDATE signings SET stage = 'delivered', doubt_since = NULL, stopped_step = NULL,
               stopped_error = NULL WHERE id = $1",
        )
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        enqueue(&mut transaction, NewJob::of(JobKind::WriteBack, id), now).await?;
        enqueue(&mut transaction, NewJob::of(JobKind::Poll, id), now).await?;
        transaction.commit().await?;
        self.jobs_enqueued().await;
        Ok(())
    }

    /// WEBCON knows of the document that was delivered. The lasting ids of its parties come some time later: it is
    /// read again.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn opened(&self, id: SigningId, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        sqlx::query("UPDATE signings SET stage = 'open' WHERE id = $1 AND stage = 'delivered'")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        enqueue(&mut transaction, NewJob::of(JobKind::Refresh, id), now).await?;
        transaction.commit().await?;
        self.jobs_enqueued().await;
        Ok(())
    }

    /// Sending is given up: somebody has to send again. The answer is whether it was: not where the document was
    /// delivered, or came to be in doubt, since the record was read. A doubt of which the record knows ends with it:
    /// whoever gives it up all the same has looked.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn stopped(&self, record: &SigningRecord, error: &RecordedError) -> Result<bool> {
        let mut transaction = self.begin_write().await?;
        let stopped = sqlx::query(
            "UPDATE signings SET stage = 'stopped', stopped_error = $2, doubt_since = NULL,
               stopped_step = CASE stage WHEN 'creating' THEN $4 WHEN 'uploading' THEN $5 ELSE $6 END
             WHERE id = $1 AND (stage IN ('creating', 'uploading')
               OR (stage = 'submitting' AND (doubt_since IS NULL OR $3 = 1)))",
        )
        .bind(record.id)
        .bind(to_json(error)?)
        .bind(i64::from(record.is_in_doubt()))
        .bind(SendingStep::Draft.as_str())
        .bind(SendingStep::Files.as_str())
        .bind(SendingStep::Send.as_str())
        .execute(&mut *transaction)
        .await?;
        if stopped.rows_affected() == 0 {
            return Ok(false);
        }
        drop_planned_phones(&mut transaction, record.id).await?;
        remove_jobs(&mut transaction, record.id).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Gives up a sending that nobody runs at the moment and that is not in doubt, so that the instance counts as
    /// unsent again. The answer is whether it was given up.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn cancel(&self, id: SigningId, now: Timestamp) -> Result<bool> {
        let mut transaction = self.begin_write().await?;
        // Whoever claims the job after this finds none.
        let waiting = sqlx::query(
            "DELETE FROM jobs WHERE signing = $1 AND kind = 'send'
               AND (locked_until IS NULL OR locked_until < $2)",
        )
        .bind(id)
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        let cancelled = sqlx::query(
            "UPDATE signings SET stage = 'replaced', ended_at = $2 WHERE id = $1
               AND (stage IN ('creating', 'uploading') OR (stage = 'submitting' AND doubt_since IS NULL))",
        )
        .bind(id)
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        if waiting.rows_affected() == 0 || cancelled.rows_affected() == 0 {
            return Ok(false);
        }
        leave_draft(&mut transaction, id, now).await?;
        drop_planned_phones(&mut transaction, id).await?;
        remove_jobs(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// There is an empty draft.
async fn begin_uploading(
    transaction: &mut Write<'_>,
    id: SigningId,
    document: &DocumentId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "UPDATE signings SET autenti_id = $2, stage = 'uploading', files_uploaded = 0, doubt_since = NULL,
           last_doubt = NULL WHERE id = $1",
    )
    .bind(id)
    .bind(document.as_str())
    .execute(&mut **transaction)
    .await?;
    enqueue(transaction, NewJob::of(JobKind::WriteBack, id), now).await
}

/// Notes that the document reached its recipients, unless that is known already.
async fn note_sent(transaction: &mut Write<'_>, id: SigningId, now: Timestamp) -> Result<()> {
    type Sent = (Option<i64>, i64, String, String, Option<String>, Option<String>, Option<String>);
    let row: Option<Sent> = sqlx::query_as(
        "SELECT database, element, profile, stage, autenti_id, requested_who, requested_key FROM signings
         WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(&mut **transaction)
    .await?;
    let Some((database, element, profile, stage, document, who, key)) = row else { return Ok(()) };
    if matches!(stage.as_str(), "delivered" | "open" | "ended") {
        return Ok(());
    }
    let instance = format!("{}/{element}", database.unwrap_or_default()).parse()?;
    let entry = NewAuditEntry {
        key,
        profile: Some(profile),
        instance: Some(instance),
        document,
        ..NewAuditEntry::new(AuditEvent::SigningSent)
    };
    audit::insert(transaction, entry, (who, &[]), now).await
}
