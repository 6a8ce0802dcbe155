//! Reminders that the proxy sends by itself: when the next one is due for whom, and how many were sent.

use jiff::Timestamp;

use super::signing::timestamp;
use super::{Result, SigningId, Store};

/// How the reminders of a recipient stand who is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedReminder {
    /// Id of the recipient.
    pub recipient: String,
    /// When the next one is due; none when there is none any more.
    pub next_at: Option<Timestamp>,
    /// How many were sent.
    pub sent: u32,
    /// Whether the list said, when it was last looked at, that the recipient is not to be reminded.
    pub is_blocked: bool,
}

impl Store {
    /// The reminders of a signing's recipients.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn planned_reminders(&self, id: SigningId) -> Result<Vec<PlannedReminder>> {
        let rows: Vec<(String, Option<i64>, i64, i64)> = sqlx::query_as(
            "SELECT recipient, next_at, sent, is_blocked FROM automatic_reminders WHERE signing = $1
             ORDER BY recipient",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|(recipient, next_at, sent, is_blocked)| {
                Ok(PlannedReminder {
                    recipient,
                    next_at: next_at.map(timestamp).transpose()?,
                    sent: u32::try_from(sent).unwrap_or_default(),
                    is_blocked: is_blocked != 0,
                })
            })
            .collect()
    }

    /// Notes how the reminders of a recipient stand.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn plan_reminder(&self, id: SigningId, planned: &PlannedReminder) -> Result<()> {
        sqlx::query(
            "INSERT INTO automatic_reminders (signing, recipient, next_at, sent, is_blocked)
             SELECT id, $2, $3, $4, $5 FROM signings WHERE id = $1 AND erased IS NULL
             ON CONFLICT (signing, recipient) DO UPDATE SET
               next_at = excluded.next_at, sent = excluded.sent, is_blocked = excluded.is_blocked",
        )
        .bind(id)
        .bind(&planned.recipient)
        .bind(planned.next_at.map(Timestamp::as_millisecond))
        .bind(i64::from(planned.sent))
        .bind(i64::from(planned.is_blocked))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// A recipient was reminded by somebody: the next reminder of the proxy does not follow at once.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn postpone_reminder(&self, id: SigningId, recipient: &str, until: Timestamp) -> Result<()> {
        sqlx::query(
            "UPDATE automatic_reminders SET next_at = $3 WHERE signing = $1 AND recipient = $2 AND next_at < $3",
        )
        .bind(id)
        .bind(recipient)
        .bind(until.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// A recipient is not awaited any more.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn forget_reminder(&self, id: SigningId, recipient: &str) -> Result<()> {
        sqlx::query("DELETE FROM automatic_reminders WHERE signing = $1 AND recipient = $2")
            .bind(id)
            .bind(recipient)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Asks for the reminders of every open document of a profile: it may have got its reminders only now.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn enqueue_reminders(&self, profile: &str, now: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO jobs (kind, subject, signing, run_at, created_at)
             SELECT 'remind', CAST(id AS TEXT), id, $2, $2 FROM signings WHERE stage = 'open' AND profile = $1
             ON CONFLICT (kind, subject) DO NOTHING",
        )
        .bind(profile)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
        self.jobs_enqueued().await;
        Ok(())
    }
}
