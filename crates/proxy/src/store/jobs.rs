//! The queue of jobs. One job of a kind lives for each subject; one that is asked for again while it runs runs once
//! more, so that nothing that happens meanwhile is missed.

use std::time::Duration;

use jiff::Timestamp;

use super::job::{ClaimFrom, Job, JobId, JobKind, JobState, NewJob, RecordedError, Worker};
use super::signing::{timestamp, to_json};
use super::{Dialect, Instance, Result, SigningId, Store, Transaction};

/// A claimed job, as it stands in the database.
#[derive(sqlx::FromRow)]
struct ClaimedRow {
    id: JobId,
    kind: String,
    subject: String,
    signing: Option<SigningId>,
    payload: String,
    attempts: i64,
    requests: i64,
}

/// How a job stands, as the database tells it.
#[derive(sqlx::FromRow)]
struct StateRow {
    kind: String,
    run_at: Option<i64>,
    attempts: i64,
    last_error: Option<String>,
    locked_until: Option<i64>,
}

impl StateRow {
    fn into_state(self) -> Result<Option<JobState>> {
        // A kind of another version is none that this one can tell anything about.
        let Some(kind) = JobKind::from_name(&self.kind) else { return Ok(None) };
        Ok(Some(JobState {
            kind,
            run_at: self.run_at.map(timestamp).transpose()?,
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            last_error: self.last_error.as_deref().map(RecordedError::from_json),
            is_running: self.locked_until.is_some(),
        }))
    }
}

/// How many jobs of a kind there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobCounts {
    /// The kind.
    pub kind: JobKind,
    /// Those that wait for their time or a worker.
    pub waiting: i64,
    /// Those that run.
    pub running: i64,
    /// Those that failed the last time and are tried again.
    pub retried: i64,
    /// Those that are parked until somebody has them tried again, and sendings that were given up.
    pub failed: i64,
    /// Since when the oldest of them is there; of those that come again and again, since when one is due.
    pub oldest: Option<Timestamp>,
}

impl Store {
    /// Asks for a job.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn enqueue(&self, job: NewJob, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        enqueue(&mut transaction, job, now).await?;
        transaction.commit().await?;
        self.jobs_enqueued().await;
        Ok(())
    }

    /// Tells workers that there are jobs, after a transaction that enqueued some.
    pub(super) async fn jobs_enqueued(&self) {
        self.notifier.jobs_changed();
        if let Dialect::Postgres { .. } = self.dialect {
            self.notify_others("jobs").await;
        }
    }

    /// Claims due jobs of these kinds for a worker, at most so many, the important and the oldest first. A job whose
    /// lease has ended counts as due: its worker is gone, or does not know of it.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn claim(
        &self,
        kinds: &[JobKind],
        from: ClaimFrom<'_>,
        worker: Worker<'_>,
        limit: usize,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Vec<Job>> {
        if kinds.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let accounts: &[&str] = match &from {
            ClaimFrom::All => &[],
            ClaimFrom::Account(account) => std::slice::from_ref(account),
            ClaimFrom::Others(accounts) => accounts,
        };
        let places: Vec<String> = (5..).take(accounts.len()).map(|place| format!("${place}")).collect();
        // Looked up job by job: an account may have a hundred thousand documents.
        let signing = format!(
            "EXISTS (SELECT 1 FROM signings WHERE signings.id = jobs.signing AND account IN ({}))",
            places.join(", ")
        );
        let of_account = match from {
            ClaimFrom::All | ClaimFrom::Others([]) => String::new(),
            ClaimFrom::Account(_) => format!(" AND {signing}"),
            ClaimFrom::Others(_) => format!(" AND NOT {signing}"),
        };
        let names: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
        let query = format!(
            "UPDATE jobs SET locked_by = $1, locked_until = $2,
               attempts = CASE WHEN locked_until IS NULL THEN attempts ELSE attempts + 1 END
             WHERE id IN (
               SELECT id FROM jobs
               WHERE run_at <= $3 AND (locked_until IS NULL OR (locked_until < $3 AND id NOT IN ({}))) AND kind IN ({}){of_account}
               ORDER BY priority DESC, run_at, id LIMIT $4{})
             RETURNING id, kind, subject, signing, payload, attempts, requests",
            worker.running_ids(),
            names.join(", "),
            self.dialect.skip_locked(),
        );
        let mut claim = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .bind(worker.name)
            .bind((now + lease).as_millisecond())
            .bind(now.as_millisecond())
            .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        for account in accounts {
            claim = claim.bind((*account).to_owned());
        }
        let rows: Vec<ClaimedRow> = claim.fetch_all(&self.pool).await?;
        let job = |row: ClaimedRow| {
            Some(Job {
                id: row.id,
                kind: JobKind::from_name(&row.kind)?,
                subject: row.subject,
                signing: row.signing,
                payload: row.payload,
                attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
                requests: row.requests,
                worker: worker.name.to_owned(),
            })
        };
        Ok(rows.into_iter().filter_map(job).collect())
    }

    /// When the next job of each of these kinds is due for a worker, where there is any: at once for those whose lease
    /// has ended.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn next_due(&self, kinds: &[JobKind], worker: Worker<'_>) -> Result<Vec<(JobKind, Timestamp)>> {
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
        let query = format!(
            "SELECT kind, MIN(CASE WHEN locked_until IS NULL THEN run_at ELSE locked_until END) FROM jobs
             WHERE run_at IS NOT NULL AND id NOT IN ({}) AND kind IN ({}) GROUP BY kind",
            worker.running_ids(),
            names.join(", ")
        );
        let next: Vec<(String, i64)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).fetch_all(&self.pool).await?;
        let known = next.into_iter().filter_map(|(kind, at)| Some((JobKind::from_name(&kind)?, at)));
        known.map(|(kind, at)| Ok((kind, timestamp(at)?))).collect()
    }

    /// How many reads of documents of an account are due, counted up to `limit`.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn due_polls(&self, account: &str, limit: usize, now: Timestamp) -> Result<usize> {
        let (due,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM (
               SELECT jobs.id FROM jobs JOIN signings ON signings.id = jobs.signing
               WHERE jobs.kind = 'poll' AND jobs.run_at <= $2 AND signings.account = $1
                 AND (jobs.locked_until IS NULL OR jobs.locked_until < $2) LIMIT $3) AS due",
        )
        .bind(account)
        .bind(now.as_millisecond())
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_one(&self.pool)
        .await?;
        Ok(usize::try_from(due).unwrap_or_default())
    }

    /// Somebody looks at these instances: their documents are read before others, as soon as their last read was
    /// before `read_before`. A read that failed in a way that waiting alone does not mend has its own time.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn poll_watched(
        &self,
        instances: &[Instance],
        read_before: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        for some in instances.chunks(100) {
            let pairs: Vec<String> = some
                .iter()
                .map(|instance| {
                    format!("(database = {} AND element = {})", instance.database.0, instance.element.0)
                })
                .collect();
            let query = format!(
                "UPDATE jobs SET priority = 1, run_at = CASE WHEN run_at < $2 THEN run_at ELSE $2 END
                 WHERE kind = 'poll' AND locked_until IS NULL AND last_error IS NULL AND (run_at > $2 OR priority = 0) AND subject IN (
                   SELECT CAST(id AS TEXT) FROM signings WHERE (read_at IS NULL OR read_at < $1 OR read_at > $2) AND ({}))",
                pairs.join(" OR ")
            );
            sqlx::query(sqlx::AssertSqlSafe(query))
                .bind(read_before.as_millisecond())
                .bind(now.as_millisecond())
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }

    /// Prolongs the leases of what a worker runs. The answer is those that are still its own.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn extend_leases(
        &self,
        worker: Worker<'_>,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Vec<JobId>> {
        let query = format!(
            "UPDATE jobs SET locked_until = $2 WHERE locked_by = $1 AND id IN ({}) RETURNING id",
            worker.running_ids()
        );
        let own: Vec<(JobId,)> = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .bind(worker.name)
            .bind((now + lease).as_millisecond())
            .fetch_all(&self.pool)
            .await?;
        Ok(own.into_iter().map(|(id,)| id).collect())
    }

    /// The job is done. Where it was asked for again meanwhile it stays, and is due.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn job_done(&self, job: &Job, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        let gone = sqlx::query("DELETE FROM jobs WHERE id = $1 AND locked_by = $2 AND requests = $3")
            .bind(job.id)
            .bind(&job.worker)
            .bind(job.requests)
            .execute(&mut *transaction)
            .await?;
        if gone.rows_affected() == 0 {
            sqlx::query(
                "UPDATE jobs SET locked_by = NULL, locked_until = NULL, attempts = 0, last_error = NULL,
                   run_at = CASE WHEN run_at < $3 THEN run_at ELSE $3 END WHERE id = $1 AND locked_by = $2",
            )
            .bind(job.id)
            .bind(&job.worker)
            .bind(now.as_millisecond())
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The job is run again at a time. With an error it has failed; one that was asked for again meanwhile is due
    /// at once, unless it has to wait because of the error.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn job_retry(
        &self,
        job: &Job,
        at: Timestamp,
        payload: Option<&str>,
        error: Option<(&RecordedError, bool)>,
        now: Timestamp,
    ) -> Result<()> {
        let must_wait = error.is_some_and(|(_, must_wait)| must_wait);
        let recorded = error.map(|(error, _)| to_json(error)).transpose()?;
        sqlx::query(
            "UPDATE jobs SET locked_by = NULL, locked_until = NULL, priority = 0,
               run_at = CASE WHEN requests <> $3 AND $4 = 0 THEN $5 ELSE $6 END,
               payload = CASE WHEN requests <> $3 THEN payload ELSE $7 END,
               attempts = CASE WHEN $8 IS NULL THEN 0 ELSE attempts + 1 END,
               last_error = $8
             WHERE id = $1 AND locked_by = $2",
        )
        .bind(job.id)
        .bind(&job.worker)
        .bind(job.requests)
        .bind(i64::from(must_wait))
        .bind(now.as_millisecond())
        .bind(at.as_millisecond())
        .bind(payload.unwrap_or(&job.payload))
        .bind(recorded)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The job failed for good: it is parked until it is asked for again, or somebody has it tried again.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn job_failed(&self, job: &Job, error: &RecordedError, now: Timestamp) -> Result<()> {
        sqlx::query(
            "UPDATE jobs SET locked_by = NULL, locked_until = NULL, attempts = attempts + 1, last_error = $4,
               run_at = CASE WHEN requests <> $3 THEN $5 ELSE NULL END WHERE id = $1 AND locked_by = $2",
        )
        .bind(job.id)
        .bind(&job.worker)
        .bind(job.requests)
        .bind(to_json(error)?)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Gives all leases of a worker back: it ends, and others may go on at once. That counts as a try: what it was doing
    /// may have been done.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn release_leases(&self, worker: &str) -> Result<()> {
        sqlx::query("UPDATE jobs SET locked_by = NULL, locked_until = NULL, attempts = attempts + 1 WHERE locked_by = $1")
            .bind(worker)
            .execute(&self.pool)
            .await?;
        self.jobs_enqueued().await;
        Ok(())
    }

    /// Makes all jobs of a signing due now, parked ones too. The answer is how many there are.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn retry_jobs(&self, signing: SigningId, now: Timestamp) -> Result<u64> {
        let due = sqlx::query("UPDATE jobs SET run_at = $2, requests = requests + 1 WHERE signing = $1")
            .bind(signing)
            .bind(now.as_millisecond())
            .execute(&self.pool)
            .await?;
        self.jobs_enqueued().await;
        Ok(due.rows_affected())
    }

    /// Times that no retry can have named are times of a clock that has jumped: those jobs are due now.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn clamp_run_times(&self, latest: Timestamp, now: Timestamp) -> Result<()> {
        sqlx::query("UPDATE jobs SET run_at = $2 WHERE run_at > $1")
            .bind(latest.as_millisecond())
            .bind(now.as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The clock was put back by so much: what waits for a time waits no longer than it would have, and leases of
    /// workers that have ended end in time.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn move_times_back(&self, by: Duration, lease: Duration, now: Timestamp) -> Result<()> {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let mut transaction = self.begin_write().await?;
        sqlx::query(
            "UPDATE jobs SET run_at = CASE WHEN run_at - $1 < $2 THEN $2 ELSE run_at - $1 END WHERE run_at > $2",
        )
        .bind(by)
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE jobs SET locked_until = $1 WHERE locked_until > $1")
            .bind((now + lease).as_millisecond())
            .execute(&mut *transaction)
            .await?;
        for wait in [
            "UPDATE accounts SET blocked_until = blocked_until - $1 WHERE blocked_until > $2",
            "UPDATE accounts SET refused_until = refused_until - $1 WHERE refused_until > $2",
        ] {
            sqlx::query(wait).bind(by).bind(now.as_millisecond()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The profile and the instance of a signing.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn owner_of_signing(&self, signing: SigningId) -> Result<Option<(String, Instance)>> {
        let row: Option<(String, Option<i64>, i64)> =
            sqlx::query_as("SELECT profile, database, element FROM signings WHERE id = $1")
                .bind(signing)
                .fetch_optional(&self.pool)
                .await?;
        let owner = row.map(|(profile, database, element)| {
            Ok((profile, format!("{}/{element}", database.unwrap_or_default()).parse()?))
        });
        owner.transpose()
    }

    /// The jobs of a signing.
    pub(super) async fn jobs_of(&self, signing: SigningId) -> Result<Vec<JobState>> {
        let rows: Vec<StateRow> = sqlx::query_as(
            "SELECT kind, run_at, attempts, last_error, locked_until FROM jobs WHERE signing = $1 ORDER BY id",
        )
        .bind(signing)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().filter_map(|row| row.into_state().transpose()).collect()
    }

    /// How many jobs of each kind there are.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn count_jobs(&self, now: Timestamp) -> Result<Vec<JobCounts>> {
        let rows: Vec<(String, i64, i64, i64, i64, Option<i64>)> = sqlx::query_as(
            "SELECT kind,
               COUNT(CASE WHEN run_at IS NOT NULL AND (locked_until IS NULL OR locked_until < $1) THEN 1 END),
               COUNT(CASE WHEN locked_until >= $1 THEN 1 END),
               COUNT(CASE WHEN attempts > 0 AND run_at IS NOT NULL THEN 1 END),
               COUNT(CASE WHEN run_at IS NULL THEN 1 END),
               MIN(CASE WHEN kind IN ('poll', 'subscribe', 'erase', 'remind')
                     THEN CASE WHEN run_at <= $1 THEN run_at END ELSE created_at END)
             FROM jobs GROUP BY kind",
        )
        .bind(now.as_millisecond())
        .fetch_all(&self.pool)
        .await?;
        let (stopped,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM signings WHERE stage = 'stopped'")
            .fetch_one(&self.pool)
            .await?;
        let counts = |kind: JobKind| {
            let row = rows.iter().find(|row| row.0 == kind.as_str());
            let (waiting, running, retried, failed) =
                row.map_or((0, 0, 0, 0), |row| (row.1, row.2, row.3, row.4));
            // A sending that was given up has no job any more: it waits for somebody who sends again.
            let failed = if kind == JobKind::Send { failed + stopped } else { failed };
            let oldest = row.and_then(|row| row.5).map(timestamp).transpose()?;
            Ok(JobCounts { kind, waiting, running, retried, failed, oldest })
        };
        JobKind::ALL.iter().copied().map(counts).collect()
    }
}

/// Asks for a job as part of a transaction.
pub(super) async fn enqueue(transaction: &mut Transaction<'_>, job: NewJob, now: Timestamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO jobs (kind, subject, signing, payload, run_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (kind, subject) DO UPDATE SET
           requests = jobs.requests + 1, payload = excluded.payload,
           run_at = CASE WHEN jobs.run_at < excluded.run_at THEN jobs.run_at ELSE excluded.run_at END",
    )
    .bind(job.kind.as_str())
    .bind(&job.subject)
    .bind(job.signing)
    .bind(&job.payload)
    .bind((now + job.delay).as_millisecond())
    .bind(now.as_millisecond())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Removes jobs of a signing, but for those of these kinds.
pub(super) async fn remove_jobs(transaction: &mut Transaction<'_>, signing: SigningId) -> Result<()> {
    sqlx::query("DELETE FROM jobs WHERE signing = $1").bind(signing).execute(&mut **transaction).await?;
    Ok(())
}
