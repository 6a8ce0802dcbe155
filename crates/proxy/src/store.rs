//! What is kept: each signing and how far it has come, the jobs that are to be run, and what is known of the
//! Autenti accounts. On SQLite for one proxy, on PostgreSQL for several; each query is written once, in the SQL
//! that both speak, and what differs stands in `dialect`.
//!
//! It is what makes sending safe: an instance has at most one living document (a unique index sees to it),
//! Autenti's id is stored before the first file goes up, and what is to be done is a job in the same transaction.

mod accounts;
mod admin_access;
mod assets;
mod audit;
mod backup;
mod cipher;
mod dialect;
mod erasure;
mod error;
mod form_columns;
mod ids;
mod job;
mod jobs;
mod left_drafts;
mod lock;
mod notifier;
mod phones;
mod refusals;
mod reminders;
mod revocations;
mod sealed;
mod search;
mod signing;
mod signings;
mod stage;
mod webhook_events;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use sqlx::Any;
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use sqlx::postgres::PgListener;

pub use accounts::{Account, Subscription};
pub use audit::{AuditEntry, AuditEvent, KnownPerson, NewAuditEntry, Person};
use cipher::Cipher;
use dialect::{Dialect, FileIdentity};
pub use erasure::Erased;
pub use error::StoreError;
pub use ids::{IdempotencyKey, Instance, SigningId};
pub use job::{ClaimFrom, Job, JobId, JobKind, JobState, NewJob, RecordedError, Worker};
pub use jobs::JobCounts;
pub use left_drafts::LeftDraft;
pub use lock::ServeLock;
pub use notifier::{Notifier, Wakeup};
pub use refusals::Refusal;
pub use reminders::PlannedReminder;
pub use signing::{Attached, FieldOnForm, FormValue, Requester, RowsOnForm, SigningRecord, Transition};
pub use signings::{Outcome, SigningFilter};
pub use stage::Stage;

/// The result of everything that the store does.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A transaction of either database.
type Transaction<'a> = sqlx::Transaction<'a, Any>;

/// The store. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    dialect: Dialect,
    /// The file that was opened.
    file: Option<FileIdentity>,
    notifier: Arc<Notifier>,
    cipher: Arc<Cipher>,
}

impl Store {
    /// Opens the database, makes it when missing (SQLite) and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot be reached, [`StoreError::Newer`] when a newer version of this
    /// program has written to it.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_with(url, &[]).await
    }

    /// The same, with what opens something for whoever has it encrypted: keys are made from these secrets, of which the
    /// first encrypts and all decrypt.
    ///
    /// # Errors
    /// The same.
    pub async fn open_with(url: &str, secrets: &[SecretString]) -> Result<Self> {
        let dialect = Dialect::of(url)?;
        dialect.prepare_file()?;
        let on_connect = dialect.on_connect();
        let store = Self::connect(dialect, on_connect, secrets).await?;
        store.dialect.migrate(&store.pool).await?;
        Ok(store)
    }

    /// Opens the database as it is: it is neither made nor brought up to date. None where there is none yet.
    ///
    /// # Errors
    /// [`StoreError::Older`] and [`StoreError::Newer`] when another version has made its tables, and
    /// [`StoreError::Unavailable`] when it cannot be reached.
    pub async fn open_as_it_is(url: &str, secrets: &[SecretString]) -> Result<Option<Self>> {
        let dialect = Dialect::of(url)?;
        if dialect.is_missing() {
            return Ok(None);
        }
        let on_connect = dialect.on_connect_as_it_is();
        let store = Self::connect(dialect, on_connect, secrets).await?;
        Ok(store.dialect.has_tables(&store.pool).await?.then_some(store))
    }

    async fn connect(
        dialect: Dialect,
        on_connect: &'static [&'static str],
        secrets: &[SecretString],
    ) -> Result<Self> {
        let cipher = Arc::new(Cipher::new(secrets)?);
        sqlx::any::install_default_drivers();
        let (url, on_release) = (dialect.connect_url(), dialect.on_release());
        let options = AnyPoolOptions::new()
            .acquire_timeout(dialect.acquire_timeout())
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    for statement in on_connect {
                        sqlx::query(*statement).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .after_release(move |connection, _| {
                Box::pin(async move {
                    // A transaction that a full disk has broken must not wait here for the next one.
                    if let Some(statement) = on_release {
                        let _not_in_a_transaction = sqlx::query(statement).execute(&mut *connection).await;
                    }
                    Ok(true)
                })
            });
        let options = match dialect {
            // Each connection to :memory: would be a database of its own, and an idle one would vanish.
            Dialect::SqliteMemory => {
                options.max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None)
            }
            Dialect::SqliteFile { .. } => options.max_connections(8),
            Dialect::Postgres { .. } => options.max_connections(16),
        };
        let pool = options.connect(&url).await.map_err(StoreError::unreachable(&dialect))?;
        let file = dialect.file_identity();
        Ok(Self { pool, dialect, file, notifier: Arc::default(), cipher })
    }

    /// Whether a database can be written where it is to be, without making it or bringing it up to date; answers what
    /// it is, in words.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and the like, when it cannot.
    pub async fn try_place(url: &str) -> Result<String> {
        let dialect = Dialect::of(url)?;
        dialect.try_file()?;
        if let Dialect::Postgres { url } = &dialect {
            sqlx::any::install_default_drivers();
            let options = AnyPoolOptions::new().max_connections(1).acquire_timeout(dialect.acquire_timeout());
            let pool = options.connect(url).await.map_err(StoreError::unreachable(&dialect))?;
            pool.close().await;
        }
        Ok(dialect.shown())
    }

    /// Tells who listens of changes.
    pub fn notifier(&self) -> &Notifier {
        &self.notifier
    }

    /// Takes the lock that keeps a second proxy off an SQLite database; none on PostgreSQL. It is taken before the
    /// database is opened, and so before anything in it is brought up to date.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another proxy has it, and when the file cannot be made.
    pub fn lock(url: &str) -> Result<Option<ServeLock>> {
        let dialect = Dialect::of(url)?;
        dialect.prepare_file()?;
        match &dialect {
            Dialect::SqliteFile { file } => ServeLock::take(file).map(Some),
            Dialect::SqliteMemory | Dialect::Postgres { .. } => Ok(None),
        }
    }

    /// Whether it can be written to now: a full disk, a file that was deleted or made read-only, and a database
    /// that is away are found out.
    ///
    /// # Errors
    /// What keeps it from being written to.
    pub async fn probe(&self, now: Timestamp) -> Result<()> {
        self.dialect.check_file(self.file)?;
        sqlx::query(
            "INSERT INTO probe (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
        )
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// How far a clock is ahead of the database's, which all proxies see; none where the database has none of its own.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn clock_ahead(&self, now: impl Fn() -> Timestamp) -> Result<Option<SignedDuration>> {
        let Some(query) = self.dialect.time() else { return Ok(None) };
        let asked = now();
        let (theirs,): (i64,) = sqlx::query_as(query).fetch_one(&self.pool).await?;
        // They answered some time in between.
        let ours = asked + now().duration_since(asked) / 2;
        Ok(Some(ours.duration_since(signing::timestamp(theirs)?)))
    }

    /// Tells the open forms of an instance, on every proxy, that something changed.
    pub async fn notify(&self, instance: Instance) {
        self.notifier.instance_changed(instance);
        if let Dialect::Postgres { .. } = self.dialect {
            self.notify_others(&instance.to_string()).await;
        }
    }

    /// Notes for a proxy that runs beside this program that an instance changed.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn note_change(&self, instance: Instance) -> Result<()> {
        self.notify(instance).await;
        if let Dialect::SqliteFile { .. } = self.dialect {
            sqlx::query("INSERT INTO changes (instance) VALUES ($1)")
                .bind(instance.to_string())
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }

    /// Tells what was changed by others: what other proxies say by LISTEN/NOTIFY, and what commands have noted.
    /// Runs until it is dropped.
    pub async fn follow_changes(&self) {
        loop {
            let outcome = match &self.dialect {
                Dialect::Postgres { url } => self.listen(url).await,
                Dialect::SqliteFile { .. } => self.read_changes().await,
                Dialect::SqliteMemory => return,
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "changes that others make cannot be followed now");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn listen(&self, url: &str) -> Result<()> {
        let mut listener = PgListener::connect(url).await?;
        listener.listen(CHANNEL).await?;
        // Whatever was said before is unknown.
        self.notifier.everything_changed();
        loop {
            match listener.try_recv().await? {
                Some(notification) => match notification.payload().parse() {
                    Ok(instance) => self.notifier.instance_changed(instance),
                    Err(_) => self.notifier.jobs_changed(),
                },
                None => self.notifier.everything_changed(),
            }
        }
    }

    async fn read_changes(&self) -> Result<()> {
        let changes: Vec<(i64, String)> =
            sqlx::query_as("SELECT id, instance FROM changes ORDER BY id").fetch_all(&self.pool).await?;
        let Some((last, _)) = changes.last() else { return Ok(()) };
        sqlx::query("DELETE FROM changes WHERE id <= $1").bind(last).execute(&self.pool).await?;
        for (_, instance) in &changes {
            if let Ok(instance) = instance.parse() {
                self.notifier.instance_changed(instance);
            }
        }
        self.notifier.jobs_changed();
        Ok(())
    }

    async fn notify_others(&self, payload: &str) {
        let told =
            sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(payload).execute(&self.pool).await;
        if let Err(error) = told {
            tracing::info!(%error, "other proxies could not be told of a change");
        }
    }

    /// Begins a transaction that writes.
    async fn begin_write(&self) -> Result<Transaction<'static>> {
        Ok(match self.dialect.begin() {
            Some(statement) => self.pool.begin_with(statement).await?,
            None => self.pool.begin().await?,
        })
    }

    /// Ends all connections; on SQLite what stands in the write-ahead log goes into the file first.
    pub async fn close(&self) {
        if let Some(statement) = self.dialect.checkpoint() {
            let _ = sqlx::query(statement).execute(&self.pool).await;
        }
        self.pool.close().await;
    }
}

/// Where proxies on one PostgreSQL tell each other of changes.
const CHANNEL: &str = "autenti_form";

#[cfg(test)]
pub(crate) mod tests;
