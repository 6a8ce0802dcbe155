//! Signings: asking for one, and each step of its life.

use std::collections::{BTreeMap, BTreeSet};

use autenti::DocumentId;
use autenti_model::SendingStep;
use jiff::Timestamp;
use webcon::DatabaseId;

use super::Transaction as Write;
use super::audit::{self, append, known};
use super::cipher::Cipher;
use super::erasure::drop_planned_phones;
use super::jobs::{enqueue, remove_jobs};
use super::sealed::seal_links;
use super::signing::{
    Attached, FieldOnForm, Requester, Row, RowsOnForm, SigningRecord, Transition, from_json, timestamp,
    to_json,
};
use super::{
    AuditEvent, IdempotencyKey, Instance, JobKind, NewAuditEntry, NewJob, RecordedError, Result, SigningId,
    Store, StoreError,
};
use crate::document::DocumentState;
use crate::plan::Plan;

/// Outcome of asking for a send.
#[derive(Debug)]
pub enum Outcome {
    /// It is new.
    Created(Box<SigningRecord>),
    /// The same request came before; this is what became of it.
    Replayed(Box<SigningRecord>),
    /// Another document of the instance stands in the way.
    Conflict(Box<SigningRecord>),
}

/// Which signings are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningFilter {
    /// Those that are not at rest: being sent, or with a job that failed.
    Stuck,
    /// Those that recipients still act on, or that are being sent.
    UnderWay,
    /// All.
    All,
}

impl Store {
    /// Asks for a send: stores the plan and its job, unless the same request came before or another document
    /// stands in the way. `replaces` is the document whose place it may take: one that ended unsigned or was never
    /// sent.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn begin(
        &self,
        instance: Instance,
        (profile, account): (&str, &str),
        (key, requester): (&IdempotencyKey, &Requester),
        plan: &Plan,
        replaces: Option<SigningId>,
        now: Timestamp,
    ) -> Result<Outcome> {
        let mut transaction = self.begin_write().await?;
        if let Some(same) = requested(&mut transaction, &self.cipher, instance, key).await? {
            return self.replayed(transaction, same).await;
        }
        if let Some(id) = replaces {
            replace(&mut transaction, id, now).await?;
        }
        if let Some(living) = living(&mut transaction, &self.cipher, instance).await? {
            return self.conflict(transaction, living).await;
        }
        let who = match &requester.person {
            Some(person) => known(&mut transaction, person, now).await?,
            None => None,
        };
        let inserted = sqlx::query_as(
            "INSERT INTO signings
               (database, element, profile, account, idempotency_key, requested_by, plan, stage, created_at,
                requested_who, requested_key)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'creating', $8, $9, $10) ON CONFLICT DO NOTHING RETURNING *",
        )
        .bind(i64::from(instance.database.0))
        .bind(i64::from(instance.element.0))
        .bind(profile)
        .bind(account)
        .bind(key)
        .bind(&requester.login)
        .bind(to_json(plan)?)
        .bind(now.as_millisecond())
        .bind(who)
        .bind(requester.key.as_deref());
        let Some(row): Option<Row> = inserted.fetch_optional(&mut *transaction).await? else {
            // Somebody else was faster, on another proxy.
            transaction.rollback().await?;
            let mut transaction = self.begin_write().await?;
            if let Some(same) = requested(&mut transaction, &self.cipher, instance, key).await? {
                return self.replayed(transaction, same).await;
            }
            let living = living(&mut transaction, &self.cipher, instance).await?;
            let living = living.ok_or(StoreError::NoLiving(instance))?;
            return self.conflict(transaction, living).await;
        };
        let record = row.into_record(&self.cipher)?;
        enqueue(&mut transaction, NewJob::of(JobKind::Send, record.id), now).await?;
        transaction.commit().await?;
        self.jobs_enqueued().await;
        Ok(Outcome::Created(Box::new(record)))
    }

    async fn replayed(&self, transaction: Write<'_>, record: SigningRecord) -> Result<Outcome> {
        // Its connection is given back before another one is asked for.
        transaction.rollback().await?;
        Ok(Outcome::Replayed(Box::new(self.with_jobs(record).await?)))
    }

    async fn conflict(&self, transaction: Write<'_>, record: SigningRecord) -> Result<Outcome> {
        transaction.rollback().await?;
        Ok(Outcome::Conflict(Box::new(self.with_jobs(record).await?)))
    }

    /// Takes note of a document that was sent by other means and found on the instance. When the instance has a
    /// living document already, that one is answered.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn adopt(
        &self,
        instance: Instance,
        (profile, account): (&str, &str),
        document: &DocumentId,
        plan: &Plan,
        now: Timestamp,
    ) -> Result<SigningRecord> {
        let mut transaction = self.begin_write().await?;
        let inserted: Option<Row> = sqlx::query_as(
            "INSERT INTO signings
               (database, element, profile, account, requested_by, plan, stage, autenti_id, created_at)
             VALUES ($1, $2, $3, $4, '', $5, 'open', $6, $7) ON CONFLICT DO NOTHING RETURNING *",
        )
        .bind(i64::from(instance.database.0))
        .bind(i64::from(instance.element.0))
        .bind(profile)
        .bind(account)
        .bind(to_json(plan)?)
        .bind(document.as_str())
        .bind(now.as_millisecond())
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(row) = inserted {
            enqueue(&mut transaction, NewJob::of(JobKind::Poll, row.id), now).await?;
            drop_planned_phones(&mut transaction, row.id).await?;
            let entry = NewAuditEntry {
                profile: Some(profile.to_owned()),
                instance: Some(instance),
                document: Some(document.to_string()),
                ..NewAuditEntry::new(AuditEvent::Adopted)
            };
            append(&mut transaction, entry, now).await?;
        }
        transaction.commit().await?;
        self.jobs_enqueued().await;
        self.living(instance).await?.ok_or(StoreError::NoLiving(instance))
    }

    /// The living document of an instance.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn living(&self, instance: Instance) -> Result<Option<SigningRecord>> {
        let mut connection = self.pool.acquire().await?;
        let row: Option<Row> = sqlx::query_as(LIVING)
            .bind(i64::from(instance.database.0))
            .bind(i64::from(instance.element.0))
            .fetch_optional(&mut *connection)
            .await?;
        drop(connection);
        match row {
            Some(row) => Ok(Some(self.with_jobs(row.into_record(&self.cipher)?).await?)),
            None => Ok(None),
        }
    }

    /// The request with that key, whatever became of it.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn requested(&self, instance: Instance, key: &IdempotencyKey) -> Result<Option<SigningRecord>> {
        let row: Option<Row> = sqlx::query_as(REQUESTED)
            .bind(i64::from(instance.database.0))
            .bind(i64::from(instance.element.0))
            .bind(key)
            .fetch_optional(&self.pool)
            .await?;
        match row {
            Some(row) => Ok(Some(self.with_jobs(row.into_record(&self.cipher)?).await?)),
            None => Ok(None),
        }
    }

    /// One signing.
    ///
    /// # Errors
    /// [`StoreError::NoSigning`], and what the database fails with.
    pub async fn signing(&self, id: SigningId) -> Result<SigningRecord> {
        let row: Option<Row> = sqlx::query_as("SELECT * FROM signings WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        self.with_jobs(row.ok_or(StoreError::NoSigning(id))?.into_record(&self.cipher)?).await
    }

    /// The living signings of an Autenti document. Rows that cannot be read are left out, and logged.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn of_document(&self, document: &DocumentId) -> Result<Vec<SigningRecord>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT * FROM signings WHERE autenti_id = $1 AND stage <> 'replaced' ORDER BY id",
        )
        .bind(document.as_str())
        .fetch_all(&self.pool)
        .await?;
        Ok(readable(rows, &self.cipher).filter_map(|(_, record)| record.ok()).collect())
    }

    /// The instance that a document is known to belong to, also when it was replaced there since.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn owner_of(&self, document: &DocumentId) -> Result<Option<Instance>> {
        let row: Option<Row> =
            sqlx::query_as("SELECT * FROM signings WHERE autenti_id = $1 ORDER BY id LIMIT 1")
                .bind(document.as_str())
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|row| row.into_record(&self.cipher)).transpose()?.map(|record| record.instance))
    }

    /// All signings of an instance, also those whose place others have taken, the oldest first.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn all_of(&self, instance: Instance) -> Result<Vec<SigningRecord>> {
        let rows: Vec<Row> =
            sqlx::query_as("SELECT * FROM signings WHERE database = $1 AND element = $2 ORDER BY id")
                .bind(i64::from(instance.database.0))
                .bind(i64::from(instance.element.0))
                .fetch_all(&self.pool)
                .await?;
        Ok(readable(rows, &self.cipher).filter_map(|(_, record)| record.ok()).collect())
    }

    /// Signings for an administrator, the newest first, at most so many where that is said; a row that cannot be read
    /// tells its id and why.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn list(
        &self,
        filter: SigningFilter,
        at_most: Option<usize>,
    ) -> Result<Vec<(SigningId, Result<SigningRecord>)>> {
        let condition = match filter {
            SigningFilter::All => "1 = 1",
            SigningFilter::UnderWay => "stage NOT IN ('ended', 'stopped', 'replaced')",
            SigningFilter::Stuck => {
                "stage NOT IN ('ended', 'open', 'replaced')
                 OR id IN (SELECT signing FROM jobs WHERE signing IS NOT NULL AND last_error IS NOT NULL)"
            }
        };
        let query = format!("SELECT * FROM signings WHERE {condition} ORDER BY id DESC LIMIT $1");
        let at_most = at_most.and_then(|at_most| i64::try_from(at_most).ok()).unwrap_or(i64::MAX);
        let rows: Vec<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(at_most).fetch_all(&self.pool).await?;
        let mut signings = Vec::with_capacity(rows.len());
        for (id, record) in readable(rows, &self.cipher) {
            let record = match record {
                Ok(record) => self.with_jobs(record).await,
                Err(error) => Err(error),
            };
            signings.push((id, record));
        }
        Ok(signings)
    }

    /// Another document may take this one's place.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn replace(&self, id: SigningId, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        replace(&mut transaction, id, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A call to Autenti is about to be made, or its answer was lost: it is unknown whether it happened.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn call_in_doubt(&self, id: SigningId, now: Timestamp) -> Result<()> {
        sqlx::query(
            "UPDATE signings SET doubt_since = coalesce(doubt_since, $2), last_doubt = $2 WHERE id = $1",
        )
        .bind(id)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
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
        sqlx::query(
            "UPDATE signings SET autenti_id = $2, stage = 'uploading', files_uploaded = 0, doubt_since = NULL,
               last_doubt = NULL WHERE id = $1",
        )
        .bind(id)
        .bind(document.as_str())
        .execute(&mut *transaction)
        .await?;
        enqueue(&mut transaction, NewJob::of(JobKind::WriteBack, id), now).await?;
        transaction.commit().await?;
        self.jobs_enqueued().await;
        Ok(())
    }

    /// The draft cannot be used; another one has to be created.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn draft_abandoned(&self, id: SigningId) -> Result<()> {
        sqlx::query(
            "UPDATE signings SET autenti_id = NULL, stage = 'creating', files_uploaded = 0, doubt_since = NULL,
               last_doubt = NULL WHERE id = $1",
        )
        .bind(id)
        .execute(&self.pool)
        .await?;
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
    /// delivered, or came to be in doubt, since the record was read.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn stopped(&self, record: &SigningRecord, error: &RecordedError) -> Result<bool> {
        let mut transaction = self.begin_write().await?;
        let stopped = sqlx::query(
            "UPDATE signings SET stage = 'stopped', stopped_error = $2,
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
        drop_planned_phones(&mut transaction, id).await?;
        remove_jobs(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The document as it was just read from Autenti. Where it changed, WEBCON is to be told. The answer is whether
    /// it changed.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn document_read(
        &self,
        id: SigningId,
        document: &DocumentState,
        now: Timestamp,
    ) -> Result<bool> {
        let mut transaction = self.begin_write().await?;
        let query =
            format!("SELECT document, erased FROM signings WHERE id = $1{}", self.dialect.for_update());
        let known: Option<(Option<String>, Option<String>)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(id).fetch_optional(&mut *transaction).await?;
        let (known, erased) = known.ok_or(StoreError::NoSigning(id))?;
        // A read that was under way when it was erased brings nothing back.
        if erased.is_some() {
            return Ok(false);
        }
        let known: Option<DocumentState> = known.as_deref().and_then(|known| from_json(known).ok());
        let document = document.clone().after(known.as_ref(), now);
        // Phone numbers were dropped when they had been written; that they are read again is no news.
        let changed =
            known.clone().map(DocumentState::without_phones) != Some(document.clone().without_phones());
        let document = &known.filter(|_| !changed).unwrap_or(document);
        sqlx::query(
            "UPDATE signings SET document = $2, read_at = $3,
               ended_at = CASE WHEN $4 = 1 THEN coalesce(ended_at, $3) END,
               stage = CASE WHEN stage = 'open' AND $4 = 1 THEN 'ended' WHEN stage = 'ended' AND $4 = 0 THEN 'open'
                       ELSE stage END
             WHERE id = $1",
        )
        .bind(id)
        .bind(to_json(document)?)
        .bind(now.as_millisecond())
        .bind(i64::from(document.status.is_final()))
        .execute(&mut *transaction)
        .await?;
        if changed {
            enqueue(&mut transaction, NewJob::of(JobKind::WriteBack, id), now).await?;
        }
        transaction.commit().await?;
        if changed {
            self.jobs_enqueued().await;
        }
        Ok(changed)
    }

    /// What WEBCON has been told. Phone numbers, which were needed for that, are dropped.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn written_back(&self, id: SigningId, told: &str) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        let query = format!("SELECT document FROM signings WHERE id = $1{}", self.dialect.for_update());
        let known: Option<(Option<String>,)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(id).fetch_optional(&mut *transaction).await?;
        let known: Option<DocumentState> =
            known.and_then(|(known,)| known).as_deref().map(from_json).transpose()?;
        sqlx::query(
            "UPDATE signings SET last_write_back = $2, document = $3 WHERE id = $1 AND erased IS NULL",
        )
        .bind(id)
        .bind(told)
        .bind(known.map(DocumentState::without_phones).as_ref().map(to_json).transpose()?)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// These values stand in fields and rows of the form now; those of others stay as they were.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn form_written(
        &self,
        id: SigningId,
        fields: BTreeMap<String, FieldOnForm>,
        rows: Option<RowsOnForm>,
    ) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        let query =
            format!("SELECT form_values, form_rows FROM signings WHERE id = $1{}", self.dialect.for_update());
        let known: Option<(String, Option<String>)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(id).fetch_optional(&mut *transaction).await?;
        let (values, known_rows) = known.ok_or(StoreError::NoSigning(id))?;
        let mut values: BTreeMap<String, FieldOnForm> = from_json(&values)?;
        for (name, mut field) in fields {
            // What the field is called in the database is remembered where it is not known now.
            if field.column.is_none() {
                field.column = values.get(&name).and_then(|known| known.column.clone());
            }
            values.insert(name, field);
        }
        let known_rows: Option<RowsOnForm> = known_rows.as_deref().map(from_json).transpose()?;
        let rows = match (known_rows, rows) {
            (Some(mut known), Some(newer)) => {
                known.merge(newer);
                Some(known)
            }
            (known, newer) => newer.or(known),
        };
        let mut rows = rows;
        seal_links(&self.cipher, id, &mut values, rows.as_mut())?;
        sqlx::query("UPDATE signings SET form_values = $2, form_rows = $3 WHERE id = $1 AND erased IS NULL")
            .bind(id)
            .bind(to_json(&values)?)
            .bind(rows.as_ref().map(to_json).transpose()?)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A comment is to be left on the instance.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn comment(&self, id: SigningId, comment: &str, by: &str, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        sqlx::query("UPDATE signings SET comment = $2, comment_by = $3 WHERE id = $1 AND erased IS NULL")
            .bind(id)
            .bind(comment)
            .bind(by)
            .execute(&mut *transaction)
            .await?;
        enqueue(&mut transaction, NewJob::of(JobKind::WriteBack, id), now).await?;
        transaction.commit().await?;
        self.jobs_enqueued().await;
        Ok(())
    }

    /// Transitions were begun or made.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn transitions(&self, id: SigningId, transitions: &BTreeMap<String, Transition>) -> Result<()> {
        sqlx::query("UPDATE signings SET transitions = $2 WHERE id = $1")
            .bind(id)
            .bind(to_json(transitions)?)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Links of these recipients stand on the form.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn links(&self, id: SigningId, recipients: &BTreeSet<String>) -> Result<()> {
        sqlx::query("UPDATE signings SET links = $2 WHERE id = $1 AND erased IS NULL")
            .bind(id)
            .bind(to_json(recipients)?)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The signed document is on the instance.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn attached(&self, id: SigningId, file: &Attached) -> Result<()> {
        sqlx::query(
            "UPDATE signings SET attachment_id = $2, attach_doubt = NULL,
               attachment_name = CASE WHEN erased = 'all' THEN '' ELSE $3 END WHERE id = $1",
        )
        .bind(id)
        .bind(i64::from(file.id.0))
        .bind(&file.name)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// It is unknown whether the signed document is on the instance: the answer to its saving was lost.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn attach_in_doubt(&self, id: SigningId, now: Timestamp) -> Result<()> {
        sqlx::query("UPDATE signings SET attach_doubt = $2 WHERE id = $1")
            .bind(id)
            .bind(now.as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Somebody's checkout keeps the form from being written: since now, unless it did so before.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn checkout_met(&self, id: SigningId, now: Timestamp) -> Result<()> {
        sqlx::query("UPDATE signings SET checkout_since = coalesce(checkout_since, $2) WHERE id = $1")
            .bind(id)
            .bind(now.as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Nobody's checkout keeps the form from being written any more.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn checkout_gone(&self, id: SigningId) -> Result<()> {
        sqlx::query("UPDATE signings SET checkout_since = NULL WHERE id = $1")
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// A recipient was reminded.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn reminded(&self, id: SigningId, recipient: &str, now: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO reminders (signing, recipient, at)
             SELECT id, $2, $3 FROM signings WHERE id = $1 AND erased IS NULL
             ON CONFLICT (signing, recipient) DO UPDATE SET at = excluded.at",
        )
        .bind(id)
        .bind(recipient)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// When each recipient was last reminded.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn reminders(&self, id: SigningId) -> Result<Vec<(String, Timestamp)>> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT recipient, at FROM reminders WHERE signing = $1 ORDER BY recipient")
                .bind(id)
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(|(recipient, at)| Ok((recipient, timestamp(at)?))).collect()
    }

    /// Tells rows of earlier versions to which database their profile belongs. Where two of them are of one
    /// instance, the newer one is its living document.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn assign_databases(&self, databases: &BTreeMap<String, DatabaseId>) -> Result<()> {
        let rows: Vec<(SigningId, String)> =
            sqlx::query_as("SELECT id, profile FROM signings WHERE database IS NULL ORDER BY id DESC")
                .fetch_all(&self.pool)
                .await?;
        for (id, profile) in rows {
            let Some(database) = databases.get(&profile) else { continue };
            let assigned = sqlx::query("UPDATE signings SET database = $2 WHERE id = $1")
                .bind(id)
                .bind(i64::from(database.0))
                .execute(&self.pool)
                .await;
            match assigned {
                Ok(_) => {}
                Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                    tracing::warn!(
                        signing = %id,
                        profile,
                        "two profiles have sent from one instance: the older document is only looked after"
                    );
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    pub(super) async fn with_jobs(&self, mut record: SigningRecord) -> Result<SigningRecord> {
        record.jobs = self.jobs_of(record.id).await?;
        Ok(record)
    }
}

const LIVING: &str = "SELECT * FROM signings WHERE database = $1 AND element = $2 AND stage <> 'replaced'";
const REQUESTED: &str =
    "SELECT * FROM signings WHERE database = $1 AND element = $2 AND idempotency_key = $3";

async fn living(
    transaction: &mut Write<'_>,
    cipher: &Cipher,
    instance: Instance,
) -> Result<Option<SigningRecord>> {
    let row: Option<Row> = sqlx::query_as(LIVING)
        .bind(i64::from(instance.database.0))
        .bind(i64::from(instance.element.0))
        .fetch_optional(&mut **transaction)
        .await?;
    row.map(|row| row.into_record(cipher)).transpose()
}

async fn requested(
    transaction: &mut Write<'_>,
    cipher: &Cipher,
    instance: Instance,
    key: &IdempotencyKey,
) -> Result<Option<SigningRecord>> {
    let row: Option<Row> = sqlx::query_as(REQUESTED)
        .bind(i64::from(instance.database.0))
        .bind(i64::from(instance.element.0))
        .bind(key)
        .fetch_optional(&mut **transaction)
        .await?;
    row.map(|row| row.into_record(cipher)).transpose()
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

async fn replace(transaction: &mut Write<'_>, id: SigningId, now: Timestamp) -> Result<()> {
    sqlx::query("UPDATE signings SET stage = 'replaced', ended_at = coalesce(ended_at, $2) WHERE id = $1")
        .bind(id)
        .bind(now.as_millisecond())
        .execute(&mut **transaction)
        .await?;
    drop_planned_phones(transaction, id).await?;
    remove_jobs(transaction, id).await
}

/// Each row with what it tells; one that cannot be read stops nobody.
pub(super) fn readable(
    rows: Vec<Row>,
    cipher: &Cipher,
) -> impl Iterator<Item = (SigningId, Result<SigningRecord>)> {
    rows.into_iter().map(move |row| {
        let id = row.id;
        let record = row.into_record(cipher);
        if let Err(error) = &record {
            tracing::error!(signing = %id, %error, "a signing cannot be read; it is left out");
        }
        (id, record)
    })
}
