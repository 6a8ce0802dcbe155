//! The journal on disk: which documents were sent from which instance, and how far sending has come.
//!
//! It is what makes sending safe. An instance has at most one current document (a unique index sees to
//! it), Autenti's id is stored before the first file goes up, and what was begun is found again at the
//! next start.

mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context;
use autenti_model::{ErrorCode, SendingStep};
use jiff::Timestamp;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::document::DocumentState;
use crate::failure::Words;
use crate::plan::Plan;
use record::Row;
pub use record::{Attached, FieldOnPage, OnPage, Record, RowsOnPage, State, Transition, Trouble};

/// Which instance, under which profile.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Instance {
    /// Name of the profile.
    pub profile: String,
    /// WEBCON's element id.
    pub element: i32,
}

/// Outcome of asking for a send.
#[derive(Debug)]
pub enum Begun {
    /// It is new.
    New(Record),
    /// The same request came before; this is what became of it.
    Same(Record),
    /// Another document of the instance stands in the way.
    Taken(Record),
}

/// The journal.
#[derive(Clone, Debug)]
pub struct Journal {
    pool: SqlitePool,
}

type Result<T> = std::result::Result<T, sqlx::Error>;

impl Journal {
    /// Opens the database, makes it when missing and brings it up to date.
    ///
    /// # Errors
    /// When it cannot be opened or is newer than this program.
    pub async fn connect(database: &str) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::from_str(database)
            .with_context(|| format!("`{database}` is not a database"))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A power cut must not forget that a document was created.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true);
        let pool_options = if database.contains(":memory:") {
            // Each connection to :memory: would be a database of its own, and an idle one would vanish.
            SqlitePoolOptions::new()
                .max_connections(1)
                .min_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
        } else {
            SqlitePoolOptions::new().max_connections(8)
        };
        let pool = pool_options
            .connect_with(options)
            .await
            .with_context(|| format!("the journal {database} cannot be opened"))?;
        sqlx::migrate!().run(&pool).await.context("the journal cannot be brought up to date")?;
        Ok(Self { pool })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.pool).await.map(drop)
    }

    /// Asks for a send: stores the plan, unless the same request came before or another document stands
    /// in the way. `replaces` is the document whose place it may take: one that ended unsigned or was
    /// never sent.
    pub async fn begin(
        &self,
        instance: &Instance,
        key: &str,
        requested_by: &str,
        plan: &Plan,
        replaces: Option<i64>,
        now: Timestamp,
    ) -> Result<Begun> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let same: Option<Row> = sqlx::query_as(
            "SELECT * FROM signings WHERE profile = $1 AND element = $2 AND idempotency_key = $3",
        )
        .bind(&instance.profile)
        .bind(instance.element)
        .bind(key)
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(same) = same {
            return Ok(Begun::Same(same.into_record()?));
        }
        if let Some(id) = replaces {
            sqlx::query("UPDATE signings SET superseded = 1 WHERE id = $1")
                .bind(id)
                .execute(&mut *transaction)
                .await?;
        }
        let current: Option<Row> =
            sqlx::query_as("SELECT * FROM signings WHERE profile = $1 AND element = $2 AND superseded = 0")
                .bind(&instance.profile)
                .bind(instance.element)
                .fetch_optional(&mut *transaction)
                .await?;
        if let Some(current) = current {
            return Ok(Begun::Taken(current.into_record()?));
        }
        let row: Row = sqlx::query_as(
            "INSERT INTO signings (profile, element, idempotency_key, requested_by, plan, state, step, created_at)
             VALUES ($1, $2, $3, $4, $5, 'sending', 'draft', $6) RETURNING *",
        )
        .bind(&instance.profile)
        .bind(instance.element)
        .bind(key)
        .bind(requested_by)
        .bind(record::to_json(plan)?)
        .bind(now.as_millisecond())
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Begun::New(row.into_record()?))
    }

    /// Takes note of a document that was sent by other means and found on the instance. When the instance
    /// has a current document already, that one is answered.
    pub async fn adopt(
        &self,
        instance: &Instance,
        document: &str,
        plan: &Plan,
        now: Timestamp,
    ) -> Result<Record> {
        sqlx::query(
            "INSERT INTO signings (profile, element, requested_by, plan, state, step, autenti_id, created_at)
             VALUES ($1, $2, '', $3, 'sent', 'write-back', $4, $5) ON CONFLICT DO NOTHING",
        )
        .bind(&instance.profile)
        .bind(instance.element)
        .bind(record::to_json(plan)?)
        .bind(document)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
        self.current(instance).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// The current document of the instance.
    pub async fn current(&self, instance: &Instance) -> Result<Option<Record>> {
        let row: Option<Row> =
            sqlx::query_as("SELECT * FROM signings WHERE profile = $1 AND element = $2 AND superseded = 0")
                .bind(&instance.profile)
                .bind(instance.element)
                .fetch_optional(&self.pool)
                .await?;
        row.map(Row::into_record).transpose()
    }

    /// The request with that key, whatever became of it.
    pub async fn requested(&self, instance: &Instance, key: &str) -> Result<Option<Record>> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT * FROM signings WHERE profile = $1 AND element = $2 AND idempotency_key = $3",
        )
        .bind(&instance.profile)
        .bind(instance.element)
        .bind(key)
        .fetch_optional(&self.pool)
        .await?;
        row.map(Row::into_record).transpose()
    }

    /// One entry.
    pub async fn get(&self, id: i64) -> Result<Record> {
        let row: Row =
            sqlx::query_as("SELECT * FROM signings WHERE id = $1").bind(id).fetch_one(&self.pool).await?;
        row.into_record()
    }

    /// The current entries of an Autenti document: several, where an instance was copied.
    pub async fn of_document(&self, document: &str) -> Result<Vec<Record>> {
        let rows: Vec<Row> =
            sqlx::query_as("SELECT * FROM signings WHERE autenti_id = $1 AND superseded = 0")
                .bind(document)
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(Row::into_record).collect()
    }

    /// What was not carried to its end when the program last ended.
    pub async fn unfinished(&self) -> Result<Vec<Record>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT * FROM signings WHERE state <> 'stopped' AND superseded = 0 AND settled = 0",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(Row::into_record).collect()
    }

    /// Documents that may still change and were not read since `before`.
    pub async fn open(&self, before: Timestamp) -> Result<Vec<Record>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT * FROM signings
             WHERE state = 'sent' AND superseded = 0 AND is_final = 0 AND (read_at IS NULL OR read_at < $1)",
        )
        .bind(before.as_millisecond())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(Row::into_record).collect()
    }

    /// The document is of no importance to its instance any more.
    pub async fn supersede(&self, id: i64) -> Result<()> {
        sqlx::query("UPDATE signings SET superseded = 1 WHERE id = $1")
            .bind(id)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// Autenti created the document.
    pub async fn draft_created(&self, id: i64, document: &str) -> Result<()> {
        sqlx::query(
            "UPDATE signings SET autenti_id = $2, step = 'files', files_done = 0, trouble = NULL, tries = 0 WHERE id = $1",
        )
        .bind(id)
        .bind(document)
        .execute(&self.pool)
        .await
        .map(drop)
    }

    /// The draft cannot be gone on with; another one has to be created.
    pub async fn draft_abandoned(&self, id: i64) -> Result<()> {
        sqlx::query("UPDATE signings SET autenti_id = NULL, step = 'draft', files_done = 0 WHERE id = $1")
            .bind(id)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// So many files are up.
    pub async fn files_uploaded(&self, id: i64, done: usize) -> Result<()> {
        sqlx::query("UPDATE signings SET files_done = $2, trouble = NULL, tries = 0 WHERE id = $1")
            .bind(id)
            .bind(i64::try_from(done).unwrap_or(i64::MAX))
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// Goes on with the next step.
    pub async fn step(&self, id: i64, step: SendingStep) -> Result<()> {
        sqlx::query("UPDATE signings SET step = $2, trouble = NULL, tries = 0 WHERE id = $1")
            .bind(id)
            .bind(step.as_str())
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// Something failed and will be tried again.
    pub async fn troubled(&self, id: i64, code: ErrorCode, words: &Words) -> Result<()> {
        sqlx::query("UPDATE signings SET trouble = $2, trouble_words = $3, tries = tries + 1 WHERE id = $1")
            .bind(id)
            .bind(code.as_str())
            .bind(record::to_json(words)?)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// What failed has been done.
    pub async fn untroubled(&self, id: i64) -> Result<()> {
        sqlx::query("UPDATE signings SET trouble = NULL, tries = 0 WHERE id = $1")
            .bind(id)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// Something failed and will not be tried again: somebody has to send again.
    pub async fn stopped(&self, id: i64, code: ErrorCode, words: &Words) -> Result<()> {
        sqlx::query("UPDATE signings SET state = 'stopped', trouble = $2, trouble_words = $3 WHERE id = $1")
            .bind(id)
            .bind(code.as_str())
            .bind(record::to_json(words)?)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// A document that was taken for stopped is out after all: it is gone on with.
    pub async fn is_out_after_all(&self, id: i64) -> Result<()> {
        sqlx::query(
            "UPDATE signings SET state = 'sending', step = 'write-back', trouble = NULL, tries = 0 WHERE id = $1",
        )
        .bind(id)
        .execute(&self.pool)
        .await
        .map(drop)
    }

    /// The document was sent and WEBCON knows it.
    pub async fn finished(&self, id: i64) -> Result<()> {
        sqlx::query("UPDATE signings SET state = 'sent', trouble = NULL, tries = 0 WHERE id = $1")
            .bind(id)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// The document as it was just read from Autenti.
    pub async fn read(&self, id: i64, document: &DocumentState, now: Timestamp) -> Result<()> {
        // What follows from a state is to be done again when the state is another.
        sqlx::query(
            "UPDATE signings SET settled = CASE WHEN document IS $2 THEN settled ELSE 0 END,
             document = $2, read_at = $3, is_final = $4 WHERE id = $1",
        )
        .bind(id)
        .bind(record::to_json(document)?)
        .bind(now.as_millisecond())
        .bind(document.status.is_final())
        .execute(&self.pool)
        .await
        .map(drop)
    }

    /// Whether all that follows from the document's state is done: WEBCON knows it, the file is saved.
    pub async fn settled(&self, id: i64, settled: bool) -> Result<()> {
        sqlx::query("UPDATE signings SET settled = $2 WHERE id = $1")
            .bind(id)
            .bind(settled)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// What WEBCON has been told.
    pub async fn written(&self, id: i64, written: &str) -> Result<()> {
        sqlx::query("UPDATE signings SET written = $2 WHERE id = $1")
            .bind(id)
            .bind(written)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// These values stand in fields and rows of the form now; those of others stay as they were.
    pub async fn on_page(
        &self,
        id: i64,
        fields: &BTreeMap<String, FieldOnPage>,
        rows: Option<&RowsOnPage>,
    ) -> Result<()> {
        // In one statement: the id may be written while the rest is.
        sqlx::query(
            "UPDATE signings SET page = json_patch(page, $2),
               page_rows = CASE WHEN $3 IS NULL THEN page_rows ELSE json_patch(coalesce(page_rows, '{}'), $3) END
             WHERE id = $1",
        )
        .bind(id)
        .bind(record::to_json(fields)?)
        .bind(rows.map(record::to_json).transpose()?)
        .execute(&self.pool)
        .await
        .map(drop)
    }

    /// A comment is to be left on the instance.
    pub async fn comment(&self, id: i64, comment: &str) -> Result<()> {
        sqlx::query("UPDATE signings SET comment = $2, settled = 0 WHERE id = $1")
            .bind(id)
            .bind(comment)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// Transitions were begun or made.
    pub async fn transitions(&self, id: i64, transitions: &BTreeMap<String, Transition>) -> Result<()> {
        sqlx::query("UPDATE signings SET transitions = $2 WHERE id = $1")
            .bind(id)
            .bind(record::to_json(transitions)?)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// Links of these recipients stand on the form.
    pub async fn links(&self, id: i64, links: &BTreeSet<String>) -> Result<()> {
        sqlx::query("UPDATE signings SET links = $2 WHERE id = $1")
            .bind(id)
            .bind(record::to_json(links)?)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// The signed document is on the instance.
    pub async fn attached(&self, id: i64, attached: &Attached) -> Result<()> {
        sqlx::query("UPDATE signings SET attachment_id = $2, attachment_name = $3 WHERE id = $1")
            .bind(id)
            .bind(attached.id)
            .bind(&attached.name)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// A recipient was reminded.
    pub async fn reminded(&self, id: i64, recipient: &str, now: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO reminders (signing, recipient, at) VALUES ($1, $2, $3)
             ON CONFLICT (signing, recipient) DO UPDATE SET at = excluded.at",
        )
        .bind(id)
        .bind(recipient)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await
        .map(drop)
    }

    /// When each recipient was last reminded.
    pub async fn reminders(&self, id: i64) -> Result<Vec<(String, Timestamp)>> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT recipient, at FROM reminders WHERE signing = $1")
                .bind(id)
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(|(recipient, at)| Ok((recipient, record::timestamp(at)?))).collect()
    }

    /// The newest refresh token of the application.
    pub async fn refresh_token(&self, client_id: &str) -> Result<Option<String>> {
        sqlx::query_scalar("SELECT token FROM refresh_tokens WHERE client_id = $1")
            .bind(client_id)
            .fetch_optional(&self.pool)
            .await
    }

    /// Keeps the newest refresh token of the application.
    pub async fn keep_refresh_token(&self, client_id: &str, token: &str) -> Result<()> {
        sqlx::query(
            "INSERT INTO refresh_tokens (client_id, token) VALUES ($1, $2)
             ON CONFLICT (client_id) DO UPDATE SET token = excluded.token",
        )
        .bind(client_id)
        .bind(token)
        .execute(&self.pool)
        .await
        .map(drop)
    }
}

#[cfg(test)]
mod tests;
