//! One-time links to the administrator's pages, and the sessions that they begin: by digest, until they end.

use jiff::Timestamp;

use super::{Result, Store};

impl Store {
    /// Notes a link that is good once, until then.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn add_admin_link(&self, digest: &str, ends_at: Timestamp) -> Result<()> {
        sqlx::query("INSERT INTO admin_access (digest, kind, ends_at) VALUES ($1, 'link', $2)")
            .bind(digest)
            .bind(ends_at.as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Turns a link into a session. False when the link was used, has ended or never was.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn use_admin_link(
        &self,
        link: &str,
        session: &str,
        ends_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        let mut transaction = self.begin_write().await?;
        sqlx::query("DELETE FROM admin_access WHERE ends_at <= $1")
            .bind(now.as_millisecond())
            .execute(&mut *transaction)
            .await?;
        let used = sqlx::query("DELETE FROM admin_access WHERE digest = $1 AND kind = 'link'")
            .bind(link)
            .execute(&mut *transaction)
            .await?;
        let is_good = used.rows_affected() == 1;
        if is_good {
            sqlx::query("INSERT INTO admin_access (digest, kind, ends_at) VALUES ($1, 'session', $2)")
                .bind(session)
                .bind(ends_at.as_millisecond())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(is_good)
    }

    /// Whether there is such a session.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn has_admin_session(&self, session: &str, now: Timestamp) -> Result<bool> {
        let found: Option<(String,)> = sqlx::query_as(
            "SELECT digest FROM admin_access WHERE digest = $1 AND kind = 'session' AND ends_at > $2",
        )
        .bind(session)
        .bind(now.as_millisecond())
        .fetch_optional(&self.pool)
        .await?;
        Ok(found.is_some())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn end_admin_session(&self, session: &str) -> Result<()> {
        sqlx::query("DELETE FROM admin_access WHERE digest = $1").bind(session).execute(&self.pool).await?;
        Ok(())
    }
}
