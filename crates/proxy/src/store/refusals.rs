//! Accounts whose credentials Autenti refuses: that holds everything of the account, and is shown until it is mended.

use jiff::Timestamp;

use super::signing::{timestamp, to_json};
use super::{RecordedError, Result, Store, Transaction};
use crate::timing::{RetryPolicy, passed};

/// That Autenti refuses the credentials of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The account.
    pub account: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when it is not asked for the account unless somebody waits for the answer.
    pub until: Timestamp,
    /// What it said.
    pub error: RecordedError,
}

impl Store {
    /// Autenti refuses the credentials of an account. Until they are mended it is asked after pauses of which each is as
    /// long as it has lasted so far; the answer is when the one that has begun ends.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn credentials_refused(
        &self,
        account: &str,
        error: &RecordedError,
        pauses: RetryPolicy,
        now: Timestamp,
    ) -> Result<Timestamp> {
        let mut transaction = self.begin_write().await?;
        sqlx::query("INSERT INTO accounts (name) VALUES ($1) ON CONFLICT (name) DO NOTHING")
            .bind(account)
            .execute(&mut *transaction)
            .await?;
        let query = format!(
            "SELECT refused_since, refused_until FROM accounts WHERE name = $1{}",
            self.dialect.for_update()
        );
        let (since, until): (Option<i64>, i64) =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(account).fetch_one(&mut *transaction).await?;
        let since = since.map(timestamp).transpose()?;
        // What was under way when it was refused the last time tells nothing new.
        let until = if since.is_some() && until > now.as_millisecond() {
            until
        } else {
            let lasted = since.map_or(pauses.first, |since| passed(since, now));
            (now + lasted.clamp(pauses.first, pauses.longest)).as_millisecond()
        };
        sqlx::query(
            "UPDATE accounts SET refused_since = $2, refused_until = $3, refusal = $4 WHERE name = $1",
        )
        .bind(account)
        .bind(since.unwrap_or(now).as_millisecond())
        .bind(until)
        .bind(to_json(error)?)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        timestamp(until)
    }

    /// Autenti accepts the credentials of an account: what they have held goes on at once. The answer is whether they had
    /// been refused.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn credentials_accepted(&self, account: &str, now: Timestamp) -> Result<bool> {
        let refused: Option<(i64,)> =
            sqlx::query_as("SELECT 1 FROM accounts WHERE name = $1 AND refused_since IS NOT NULL")
                .bind(account)
                .fetch_optional(&self.pool)
                .await?;
        if refused.is_none() {
            return Ok(false);
        }
        let mut transaction = self.begin_write().await?;
        forget(&mut transaction, account).await?;
        release(&mut transaction, account, now).await?;
        transaction.commit().await?;
        self.jobs_enqueued().await;
        Ok(true)
    }

    /// Credentials may have been mended since they were refused: everything that they hold is tried at once.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn try_refused_again(&self, now: Timestamp) -> Result<()> {
        for refusal in self.refusals().await?.into_iter().filter_map(|(_, refusal)| refusal) {
            self.credentials_accepted(&refusal.account, now).await?;
        }
        Ok(())
    }

    /// Every account of which anything is known, and that its credentials are refused, where they are.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn refusals(&self) -> Result<Vec<(String, Option<Refusal>)>> {
        let rows: Vec<(String, Option<i64>, i64, Option<String>)> =
            sqlx::query_as("SELECT name, refused_since, refused_until, refusal FROM accounts ORDER BY name")
                .fetch_all(&self.pool)
                .await?;
        let refusal = |(name, since, until, error): (String, Option<i64>, i64, Option<String>)| {
            let Some(since) = since else { return Ok((name, None)) };
            let refusal = Refusal {
                account: name.clone(),
                since: timestamp(since)?,
                until: timestamp(until)?,
                error: error.as_deref().map(RecordedError::from_json).unwrap_or_default(),
            };
            Ok((name, Some(refusal)))
        };
        rows.into_iter().map(refusal).collect()
    }
}

async fn forget(transaction: &mut Transaction<'_>, account: &str) -> Result<()> {
    sqlx::query(
        "UPDATE accounts SET refused_since = NULL, refused_until = 0, refusal = NULL WHERE name = $1",
    )
    .bind(account)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Jobs of the account that Autenti refused the last time are due.
async fn release(transaction: &mut Transaction<'_>, account: &str, now: Timestamp) -> Result<()> {
    sqlx::query(
        "UPDATE jobs SET run_at = $2
         WHERE run_at > $2 AND locked_until IS NULL AND last_error LIKE '%\"autenti_refused\"%'
           AND signing IN (SELECT id FROM signings WHERE account = $1)",
    )
    .bind(account)
    .bind(now.as_millisecond())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
