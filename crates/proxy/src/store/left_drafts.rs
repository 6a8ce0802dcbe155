//! Drafts in Autenti that nobody needs any more: they are remembered until they are known to be gone.

use autenti::DocumentId;
use jiff::Timestamp;

use super::signing::{document_id, timestamp};
use super::{Result, SigningId, Store, Transaction};

/// A draft that stays behind in Autenti.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftDraft {
    /// Autenti's id of it.
    pub document: DocumentId,
    /// What it was made for.
    pub signing: SigningId,
    /// Since when nobody needs it.
    pub left_at: Timestamp,
}

impl Store {
    /// All drafts that stay behind, the oldest first.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn left_drafts(&self) -> Result<Vec<LeftDraft>> {
        let rows: Vec<(String, SigningId, i64)> =
            sqlx::query_as("SELECT document, signing, left_at FROM left_drafts ORDER BY left_at, document")
                .fetch_all(&self.pool)
                .await?;
        let draft = |(document, signing, left_at)| {
            Ok(LeftDraft { document: document_id(document)?, signing, left_at: timestamp(left_at)? })
        };
        rows.into_iter().map(draft).collect()
    }

    /// The draft is gone.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn draft_is_gone(&self, document: &DocumentId) -> Result<()> {
        sqlx::query("DELETE FROM left_drafts WHERE document = $1")
            .bind(document.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Remembers the draft of a signing, if it has one; to be done before the signing forgets it.
pub(super) async fn leave_draft(
    transaction: &mut Transaction<'_>,
    id: SigningId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO left_drafts (document, signing, left_at)
         SELECT autenti_id, id, $2 FROM signings WHERE id = $1 AND autenti_id IS NOT NULL
         ON CONFLICT (document) DO NOTHING",
    )
    .bind(id)
    .bind(now.as_millisecond())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
