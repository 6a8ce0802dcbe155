//! Phone numbers are for codes by SMS: kept with what is to be sent, and gone once it is out.

use super::erasure::skipped;
use super::signing::{from_json, to_json};
use super::{Result, SigningId, Store, Transaction};
use crate::document::DocumentState;
use crate::plan::Plan;

impl Store {
    /// Drops phone numbers that nothing needs any more: those of documents that are not being sent, and those that earlier
    /// versions kept of documents that are out.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn drop_phones(&self) -> Result<()> {
        let rows: Vec<(SigningId,)> = sqlx::query_as(
            "SELECT id FROM signings WHERE stage NOT IN ('creating', 'uploading', 'submitting')
               AND replace(plan, '\"phone\":\"\"', '') LIKE '%\"phone\":\"%'",
        )
        .fetch_all(&self.pool)
        .await?;
        for (id,) in rows {
            let mut transaction = self.begin_write().await?;
            match drop_planned_phones(&mut transaction, id).await {
                Err(error) if error.is_unreadable() => skipped(id, &error),
                dropped => {
                    dropped?;
                    transaction.commit().await?;
                }
            }
        }
        let rows: Vec<(SigningId,)> =
            sqlx::query_as("SELECT id FROM signings WHERE document LIKE '%\"phone\":\"%'")
                .fetch_all(&self.pool)
                .await?;
        for (id,) in rows {
            match self.rewrite_document(id).await {
                Err(error) if error.is_unreadable() => skipped(id, &error),
                rewritten => rewritten?,
            }
        }
        Ok(())
    }

    /// Writes what is known of a document anew: what this version does not keep goes.
    async fn rewrite_document(&self, id: SigningId) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        let query = format!("SELECT document FROM signings WHERE id = $1{}", self.dialect.for_update());
        let known: Option<(Option<String>,)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(id).fetch_optional(&mut *transaction).await?;
        let Some((Some(document),)) = known else { return Ok(()) };
        let document: DocumentState = from_json(&document)?;
        sqlx::query("UPDATE signings SET document = $2 WHERE id = $1")
            .bind(id)
            .bind(to_json(&document)?)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Drops the phone numbers of what was to be sent: Autenti has them now, or never will.
pub(super) async fn drop_planned_phones(transaction: &mut Transaction<'_>, id: SigningId) -> Result<()> {
    let known: Option<(String,)> = sqlx::query_as("SELECT plan FROM signings WHERE id = $1")
        .bind(id)
        .fetch_optional(&mut **transaction)
        .await?;
    let Some((plan,)) = known else { return Ok(()) };
    let mut plan: Plan = from_json(&plan)?;
    if plan.recipients.iter().all(|row| row.phone.is_empty()) {
        return Ok(());
    }
    for row in &mut plan.recipients {
        row.phone.clear();
    }
    sqlx::query("UPDATE signings SET plan = $2 WHERE id = $1")
        .bind(id)
        .bind(to_json(&plan)?)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
