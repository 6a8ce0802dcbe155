//! Finding signings.

use autenti::DocumentId;

use crate::store::Transaction as Write;
use crate::store::cipher::Cipher;
use crate::store::signing::{Row, SigningRecord};
use crate::store::{IdempotencyKey, Instance, Result, SigningId, Store, StoreError};

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

    pub(in crate::store) async fn with_jobs(&self, mut record: SigningRecord) -> Result<SigningRecord> {
        record.jobs = self.jobs_of(record.id).await?;
        Ok(record)
    }
}

const LIVING: &str = "SELECT * FROM signings WHERE database = $1 AND element = $2 AND stage <> 'replaced'";
const REQUESTED: &str =
    "SELECT * FROM signings WHERE database = $1 AND element = $2 AND idempotency_key = $3";

pub(super) async fn living(
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

pub(super) async fn requested(
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

/// Each row with what it tells; one that cannot be read stops nobody.
pub(in crate::store) fn readable(
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
