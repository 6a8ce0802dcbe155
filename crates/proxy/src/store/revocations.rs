//! Orders to end tickets before their time, for every proxy on the store.

use std::time::Duration;

use jiff::Timestamp;

use super::signing::timestamp;
use super::{Result, Store};

/// No ticket is good for longer, so an order is needed for no longer.
const LONGEST_TICKET: Duration = Duration::from_hours(8);

impl Store {
    /// Notes an order: what it is about, in words that `auth` reads back.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn revoke(&self, subject: &str, now: Timestamp) -> Result<()> {
        sqlx::query("INSERT INTO revocations (subject, at) VALUES ($1, $2)")
            .bind(subject)
            .bind(now.as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The orders that may still concern a ticket, and when each was given.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn revocations(&self, now: Timestamp) -> Result<Vec<(String, Timestamp)>> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT subject, at FROM revocations WHERE at > $1 ORDER BY id")
                .bind((now - LONGEST_TICKET).as_millisecond())
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(|(subject, at)| Ok((subject, timestamp(at)?))).collect()
    }

    /// Forgets orders that concern no ticket any more.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn forget_revocations(&self, now: Timestamp) -> Result<()> {
        sqlx::query("DELETE FROM revocations WHERE at <= $1")
            .bind((now - LONGEST_TICKET).as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
