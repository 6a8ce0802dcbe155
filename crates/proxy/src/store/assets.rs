//! The component's files for pages that began with another version: an upgrade, or a proxy of another version beside
//! this one, takes nothing from a form that is open.

use std::time::Duration;

use jiff::Timestamp;

use super::{Result, Store};

/// A browser may open one more form with the script that it has, which is at most a week old; and that form may stay
/// open for a day.
const KEPT: Duration = Duration::from_hours(8 * 24);

impl Store {
    /// Notes the files that this proxy has, by names that hold a digest of their content. Others are from now on those
    /// of a version before, and are forgotten after a while.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn keep_assets(&self, files: &[(String, Vec<u8>)], now: Timestamp) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        sqlx::query("UPDATE assets SET gone_at = coalesce(gone_at, $1)")
            .bind(now.as_millisecond())
            .execute(&mut *transaction)
            .await?;
        for (name, content) in files {
            sqlx::query(
                "INSERT INTO assets (name, content) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET gone_at = NULL",
            )
            .bind(name)
            .bind(content.as_slice())
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query("DELETE FROM assets WHERE gone_at <= $1")
            .bind((now - KEPT).as_millisecond())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A file that a proxy has or had.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn asset(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let found: Option<(Vec<u8>,)> = sqlx::query_as("SELECT content FROM assets WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.map(|(content,)| content))
    }
}
