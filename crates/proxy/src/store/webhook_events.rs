//! Webhook events that were taken: one that comes again is no news.

use std::collections::BTreeSet;
use std::time::Duration;

use autenti::DocumentId;
use jiff::Timestamp;

use super::jobs::enqueue;
use super::{JobKind, NewJob, Result, SigningId, Stage, Store, Transaction};

/// How long an event is remembered. Autenti repeats one that was not acknowledged (facts: Autenti API,
/// "Webhooks"); for how long is not known.
const REMEMBERED: Duration = Duration::from_hours(7 * 24);

impl Store {
    /// Takes note of events, and enqueues in the same transaction what they ask for: news that was noted is never lost. An
    /// event that was noted before is no news; one without an id cannot be told from another. The answer is the accounts
    /// whose documents there is news of.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn take_news(&self, events: &[(&str, DocumentId)], now: Timestamp) -> Result<BTreeSet<String>> {
        // In one order, so that two proxies never wait for each other.
        let events: BTreeSet<(&str, &str)> =
            events.iter().map(|(id, document)| (*id, document.as_str())).collect();
        let mut transaction = self.begin_write().await?;
        let (mut documents, mut accounts) = (BTreeSet::new(), BTreeSet::new());
        for (id, document) in events {
            if id.is_empty() || note(&mut transaction, id, now).await? {
                documents.insert(document);
            }
        }
        for document in documents {
            // Webhooks are for the whole organisation: documents of others are none of ours.
            let signings: Vec<(SigningId, String, String)> = sqlx::query_as(
                "SELECT id, account, stage FROM signings WHERE autenti_id = $1 AND stage <> 'replaced' ORDER BY id",
            )
            .bind(document)
            .fetch_all(&mut *transaction)
            .await?;
            for (id, account, stage) in signings {
                tracing::debug!(document, "news by webhook");
                let is_sending = Stage::SENDING.contains(&stage.as_str());
                let kind = if is_sending { JobKind::Send } else { JobKind::Refresh };
                enqueue(&mut transaction, NewJob::of(kind, id), now).await?;
                accounts.insert(account);
            }
        }
        transaction.commit().await?;
        if !accounts.is_empty() {
            self.jobs_enqueued().await;
        }
        Ok(accounts)
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

/// Takes note of an event. The answer is whether it is new.
async fn note(transaction: &mut Transaction<'_>, id: &str, now: Timestamp) -> Result<bool> {
    let noted = sqlx::query(
        "INSERT INTO webhook_events (id, received_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
    )
    .bind(id)
    .bind(now.as_millisecond())
    .execute(&mut **transaction)
    .await?;
    Ok(noted.rows_affected() == 1)
}
