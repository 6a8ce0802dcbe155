//! Webhook events that were taken: one that comes again is no news.

use std::time::Duration;

use jiff::Timestamp;

use super::{Result, Store};

/// How long an event is remembered. Autenti repeats one that was not acknowledged (facts: Autenti API,
/// "Webhooks"); for how long is not known.
const REMEMBERED: Duration = Duration::from_hours(7 * 24);

impl Store {
    /// Takes note of an event. The answer is whether it is new.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn note_webhook_event(&self, id: &str, now: Timestamp) -> Result<bool> {
        let noted = sqlx::query(
            "INSERT INTO webhook_events (id, received_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(noted.rows_affected() == 1)
    }

    /// Forgets events of long ago.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn forget_webhook_events(&self, now: Timestamp) -> Result<()> {
        sqlx::query("DELETE FROM webhook_events WHERE received_at < $1")
            .bind((now - REMEMBERED).as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
