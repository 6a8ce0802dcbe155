//! Signings: asking for one, and each step of its life.

mod after_sending;
mod queries;
mod sending;

use std::collections::BTreeMap;

use autenti::DocumentId;
use jiff::Timestamp;
use webcon::DatabaseId;

pub use queries::SigningFilter;
pub(super) use queries::readable;
use queries::{living, requested};

use super::Transaction as Write;
use super::audit::{append, known};
use super::jobs::{enqueue, remove_jobs};
use super::phones::drop_planned_phones;
use super::signing::{Requester, Row, SigningRecord, to_json};
use super::{
    AuditEvent, IdempotencyKey, Instance, JobKind, NewAuditEntry, NewJob, Result, SigningId, Store,
    StoreError,
};
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
    /// living document already, that one is answered; none where another instance has taken the document meanwhile.
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
    ) -> Result<Option<SigningRecord>> {
        let mut transaction = self.begin_write().await?;
        lock_account(&mut transaction, account).await?;
        let (others,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM signings WHERE autenti_id = $1 AND (database <> $2 OR element <> $3)",
        )
        .bind(document.as_str())
        .bind(i64::from(instance.database.0))
        .bind(i64::from(instance.element.0))
        .fetch_one(&mut *transaction)
        .await?;
        if others > 0 {
            return Ok(None);
        }
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
        self.living(instance).await?.ok_or(StoreError::NoLiving(instance)).map(Some)
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
}

/// Whoever looks for the owner of one of the account's documents, or makes an instance its owner, waits until this
/// transaction has ended: two that do so at the same moment would not see each other.
async fn lock_account(transaction: &mut Write<'_>, account: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO accounts (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name",
    )
    .bind(account)
    .execute(&mut **transaction)
    .await?;
    Ok(())
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
