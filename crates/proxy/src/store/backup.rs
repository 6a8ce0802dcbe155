//! A whole copy of an SQLite store while it is used.

use std::path::Path;

use super::dialect::{Dialect, file_error};
use super::{Result, Store, StoreError};

impl Store {
    /// Writes a whole copy to a new file, with what stands in the write-ahead log. A PostgreSQL database is copied
    /// with its own tools.
    ///
    /// # Errors
    /// When the file is there already, on PostgreSQL, and what the database fails with.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        if let Dialect::Postgres { .. } = self.dialect {
            return Err(StoreError::NotADatabase("PostgreSQL: copy it with pg_dump".to_owned()));
        }
        // The copy holds what the store holds: it is for its owner only, from its first byte.
        let mut options = std::fs::OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        options.open(file).map_err(file_error("cannot make the copy", file))?;
        sqlx::query("VACUUM INTO $1").bind(file.to_string_lossy().into_owned()).execute(&self.pool).await?;
        Ok(())
    }
}
