//! What can go wrong with the store.

use std::path::PathBuf;

use autenti_model::ErrorCode;

use super::dialect::Dialect;
use super::{Instance, SigningId};
use crate::failure::Failure;

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address in the configuration is none that is understood.
    #[error("`{0}` is no database: write sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE")]
    NotADatabase(String),
    /// Another proxy works on the SQLite database.
    #[error(
        "another proxy works on {}: end it first, or use PostgreSQL (`[database] url`) for several proxies",
        .0.display()
    )]
    Locked(PathBuf),
    /// A newer version of this program has changed the tables.
    #[error(
        "the database was written by a newer version of autenti-proxy: install that version, or restore a backup"
    )]
    Newer,
    /// An earlier version has made the tables.
    #[error("the database was written by an earlier version of autenti-proxy, and is as it was")]
    Older,
    /// The tables could not be brought up to date.
    #[error("the database cannot be brought up to date")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The file is gone, or was replaced by another, while the proxy runs.
    #[error("the database file {} is not the one that was opened: it was deleted or replaced", .0.display())]
    FileReplaced(PathBuf),
    /// A file operation beside the database failed.
    #[error("{what} {}", file.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// On which file.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// It cannot be reached.
    #[error("{database} cannot be reached")]
    Unavailable {
        /// Which database, without a password.
        database: String,
        /// What the driver said.
        #[source]
        source: sqlx::Error,
    },
    /// There is no such signing.
    #[error("there is no signing {0}")]
    NoSigning(SigningId),
    /// The instance has no living document.
    #[error("the instance {0} has no living document")]
    NoLiving(Instance),
    /// A row holds what this version cannot read.
    #[error("the store holds what this version cannot read: {0}")]
    Unreadable(String),
    /// Something is encrypted with a key that the configuration does not have.
    #[error(
        "the store holds what is encrypted with the key {0}, and `database.encryption_keys` does not have it: put its \
         secret back, at the end of the list"
    )]
    KeyMissing(String),
    /// Something could not be encrypted, which does not happen.
    #[error("something could not be encrypted")]
    Cipher,
    /// The job belongs to somebody else by now: this one was too slow.
    #[error("the lease of the job has ended and another worker has taken it over")]
    LeaseLost,
    /// A query failed.
    #[error("the database failed")]
    Query(#[from] sqlx::Error),
}

impl StoreError {
    /// Whether it is about one row alone, which nothing else has to wait for.
    pub(super) fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable(_))
    }

    /// What it is for callers.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unavailable { .. }
            | Self::Query(_)
            | Self::FileReplaced(_)
            | Self::File { .. }
            | Self::LeaseLost => ErrorCode::StoreUnavailable,
            Self::NotADatabase(_)
            | Self::Locked(_)
            | Self::Newer
            | Self::Older
            | Self::Migration(_)
            | Self::NoSigning(_)
            | Self::NoLiving(_)
            | Self::KeyMissing(_)
            | Self::Cipher
            | Self::Unreadable(_) => ErrorCode::Internal,
        }
    }

    /// For connecting to that database.
    pub(super) fn unreachable(dialect: &Dialect) -> impl FnOnce(sqlx::Error) -> Self {
        let database = dialect.shown();
        move |source| Self::Unavailable { database, source }
    }
}

/// The store does not answer, or holds what cannot be read.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(error.code()).with_source(error)
    }
}
