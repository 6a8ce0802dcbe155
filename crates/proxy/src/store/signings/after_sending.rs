//! What becomes of a document that is out, and what was done with it in WEBCON.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::document::DocumentState;
use crate::store::jobs::enqueue;
use crate::store::sealed::seal_links;
use crate::store::signing::{Attached, FieldOnForm, RowsOnForm, Transition, from_json, timestamp, to_json};
use crate::store::{JobKind, NewJob, Result, SigningId, Store, StoreError};

impl Store {
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
        let changed = known.as_ref() != Some(&document);
        sqlx::query(
            "UPDATE signings SET document = $2, read_at = $3,
               ended_at = CASE WHEN $4 = 1 THEN coalesce(ended_at, $3) END,
               stage = CASE WHEN stage = 'open' AND $4 = 1 THEN 'ended' WHEN stage = 'ended' AND $4 = 0 THEN 'open'
                       ELSE stage END
             WHERE id = $1",
        )
        .bind(id)
        .bind(to_json(&document)?)
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

    /// What WEBCON has been told.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn written_back(&self, id: SigningId, told: &str) -> Result<()> {
        sqlx::query("UPDATE signings SET last_write_back = $2 WHERE id = $1 AND erased IS NULL")
            .bind(id)
            .bind(told)
            .execute(&self.pool)
            .await?;
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

    /// A file is about to be saved on the instance, and may land until `lands_until`. The answer is whether it may be
    /// saved: not while what somebody else saves, or saved without an answer, may still land.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn attach_begins(&self, id: SigningId, lands_until: Timestamp, now: Timestamp) -> Result<bool> {
        let begun = sqlx::query(
            "UPDATE signings SET attach_doubt = $2
             WHERE id = $1 AND (attach_doubt IS NULL OR attach_doubt <= $3)",
        )
        .bind(id)
        .bind(lands_until.as_millisecond())
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(begun.rows_affected() == 1)
    }

    /// What became of a saving is known, or how long it may still land.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn attach_ended(&self, id: SigningId, lands_until: Option<Timestamp>) -> Result<()> {
        sqlx::query("UPDATE signings SET attach_doubt = $2 WHERE id = $1")
            .bind(id)
            .bind(lands_until.map(Timestamp::as_millisecond))
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
}
