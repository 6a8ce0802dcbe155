//! What differs between SQLite and PostgreSQL.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::AnyPool;
use sqlx::migrate::{MigrateError, Migrator};

use super::{Result, StoreError};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Which database it is.
#[derive(Clone, Debug)]
pub(super) enum Dialect {
    /// A file of this machine.
    SqliteFile {
        /// Where it is.
        file: PathBuf,
    },
    /// Nothing is kept: for checks and tests.
    SqliteMemory,
    /// A server that several proxies share.
    Postgres {
        /// Its address, with user and password.
        url: String,
    },
}

/// Tells a file from another one that takes its place. Windows replaces no file that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileIdentity {
    device: u64,
    inode: u64,
}

impl FileIdentity {
    #[cfg(unix)]
    fn of(file: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let known = std::fs::metadata(file).ok()?;
        Some(Self { device: known.dev(), inode: known.ino() })
    }

    #[cfg(not(unix))]
    fn of(_file: &Path) -> Option<Self> {
        None
    }
}

impl Dialect {
    pub(super) fn of(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres { url: url.to_owned() });
        }
        let file = url.strip_prefix("sqlite:").ok_or_else(|| StoreError::NotADatabase(url.to_owned()))?;
        match file.strip_prefix("//").unwrap_or(file) {
            ":memory:" => Ok(Self::SqliteMemory),
            "" => Err(StoreError::NotADatabase(url.to_owned())),
            file => {
                let file = std::path::absolute(file).map_err(file_error("cannot find", file))?;
                Ok(Self::SqliteFile { file })
            }
        }
    }

    /// The database as a person may read it, without a password.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::SqliteFile { file } => file.display().to_string(),
            Self::SqliteMemory => "a database in memory".to_owned(),
            Self::Postgres { url } => match url::Url::parse(url) {
                Ok(url) => format!("PostgreSQL at {}{}", url.host_str().unwrap_or("localhost"), url.path()),
                Err(_) => "PostgreSQL".to_owned(),
            },
        }
    }

    pub(super) fn connect_url(&self) -> String {
        match self {
            Self::SqliteFile { file } => {
                let path = file.to_string_lossy().replace('\\', "/");
                let encoded: String = percent_encoding::utf8_percent_encode(&path, PATH).to_string();
                // Not "sqlite://": the drive of a path of Windows would be taken for a host.
                format!("sqlite:{encoded}?mode=rwc")
            }
            Self::SqliteMemory => "sqlite::memory:".to_owned(),
            Self::Postgres { url } => url.clone(),
        }
    }

    /// Makes the file where it is missing, readable by its owner only: SQLite gives the files beside it the same
    /// rights.
    pub(super) fn prepare_file(&self) -> Result<()> {
        let Self::SqliteFile { file } = self else { return Ok(()) };
        let mut options = std::fs::OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        match options.open(file) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                self.protect_file();
                Ok(())
            }
            Err(source) => {
                Err(StoreError::File { what: "cannot make the database", file: file.clone(), source })
            }
        }
    }

    /// Whether the file, or one in its place, can be written. SQLite also makes files beside it.
    pub(super) fn try_file(&self) -> Result<()> {
        let Self::SqliteFile { file } = self else { return Ok(()) };
        let failed = |what, file: PathBuf| move |source| StoreError::File { what, file, source };
        if file.exists() {
            let opened = std::fs::OpenOptions::new().append(true).open(file);
            opened.map_err(failed("cannot write to the database", file.clone()))?;
        }
        let mut beside = file.clone().into_os_string();
        beside.push(format!("-check-{}", std::process::id()));
        let beside = PathBuf::from(beside);
        std::fs::File::create_new(&beside)
            .map_err(failed("cannot make files beside the database", file.clone()))?;
        std::fs::remove_file(&beside).map_err(failed("cannot remove files beside the database", file.clone()))
    }

    /// Takes the rights of others from a database that an earlier version made.
    #[cfg(unix)]
    fn protect_file(&self) {
        use std::os::unix::fs::PermissionsExt;
        let Self::SqliteFile { file } = self else { return };
        for end in ["", "-wal", "-shm"] {
            let mut name = file.clone().into_os_string();
            name.push(end);
            let Ok(known) = std::fs::metadata(&name) else { continue };
            if known.permissions().mode() & 0o077 != 0 {
                let rights = std::fs::Permissions::from_mode(0o600);
                // A file of somebody else's, or a read-only one, stays as it is: `check` warns of it.
                let _ = std::fs::set_permissions(&name, rights);
            }
        }
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "other systems have no such rights")]
    fn protect_file(&self) {}

    /// Which file stands where the database is to be.
    pub(super) fn file_identity(&self) -> Option<FileIdentity> {
        match self {
            Self::SqliteFile { file } => FileIdentity::of(file),
            Self::SqliteMemory | Self::Postgres { .. } => None,
        }
    }

    /// Whether the file that was opened is still there: SQLite goes on writing to one that was deleted, or whose place
    /// another has taken.
    pub(super) fn check_file(&self, opened: Option<FileIdentity>) -> Result<()> {
        match self {
            Self::SqliteFile { file } if !file.exists() || FileIdentity::of(file) != opened => {
                Err(StoreError::FileReplaced(file.clone()))
            }
            Self::SqliteFile { .. } | Self::SqliteMemory | Self::Postgres { .. } => Ok(()),
        }
    }

    /// How long a connection is waited for. A server that is away is not waited for long, because people wait for the
    /// answer; a file is there or not, and only a busy machine takes its time.
    pub(super) fn acquire_timeout(&self) -> Duration {
        match self {
            Self::SqliteFile { .. } | Self::SqliteMemory => Duration::from_secs(30),
            Self::Postgres { .. } => Duration::from_secs(5),
        }
    }

    /// What each new connection is told.
    pub(super) fn on_connect(&self) -> &'static [&'static str] {
        match self {
            Self::SqliteFile { .. } | Self::SqliteMemory => &[
                "PRAGMA busy_timeout = 10000",
                "PRAGMA journal_mode = WAL",
                // A power cut must not forget that a document was created.
                "PRAGMA synchronous = FULL",
                "PRAGMA foreign_keys = ON",
            ],
            Self::Postgres { .. } => &[],
        }
    }

    /// The same, where it is not to be changed.
    pub(super) fn on_connect_as_it_is(&self) -> &'static [&'static str] {
        match self {
            Self::SqliteFile { .. } | Self::SqliteMemory => {
                &["PRAGMA busy_timeout = 10000", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"]
            }
            Self::Postgres { .. } => &[],
        }
    }

    /// Whether there is no file yet.
    pub(super) fn is_missing(&self) -> bool {
        match self {
            Self::SqliteFile { file } => {
                std::fs::metadata(file).is_ok_and(|file| file.len() == 0) || !file.exists()
            }
            Self::SqliteMemory => true,
            Self::Postgres { .. } => false,
        }
    }

    /// What ends a transaction that was left open.
    pub(super) fn on_release(&self) -> Option<&'static str> {
        match self {
            Self::SqliteFile { .. } | Self::SqliteMemory => Some("ROLLBACK"),
            // Its driver keeps count of transactions by itself.
            Self::Postgres { .. } => None,
        }
    }

    /// How a transaction that writes begins, where that is not the usual way.
    pub(super) fn begin(&self) -> Option<&'static str> {
        match self {
            // Otherwise it would ask for the right to write in its middle, and might not get it.
            Self::SqliteFile { .. } | Self::SqliteMemory => Some("BEGIN IMMEDIATE"),
            Self::Postgres { .. } => None,
        }
    }

    /// What tells the time of the machine that the database is on, where that may be another one.
    pub(super) fn time(&self) -> Option<&'static str> {
        match self {
            Self::SqliteFile { .. } | Self::SqliteMemory => None,
            Self::Postgres { .. } => {
                Some("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")
            }
        }
    }

    /// What locks the rows of a SELECT until the transaction ends.
    pub(super) fn for_update(&self) -> &'static str {
        match self {
            Self::SqliteFile { .. } | Self::SqliteMemory => "",
            Self::Postgres { .. } => " FOR UPDATE",
        }
    }

    /// The same, leaving out rows that somebody else has locked.
    pub(super) fn skip_locked(&self) -> &'static str {
        match self {
            Self::SqliteFile { .. } | Self::SqliteMemory => "",
            Self::Postgres { .. } => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// What puts the write-ahead log into the file.
    pub(super) fn checkpoint(&self) -> Option<&'static str> {
        match self {
            Self::SqliteFile { .. } => Some("PRAGMA wal_checkpoint(TRUNCATE)"),
            Self::SqliteMemory | Self::Postgres { .. } => None,
        }
    }

    fn migrator(&self) -> &'static Migrator {
        match self {
            Self::SqliteFile { .. } | Self::SqliteMemory => &SQLITE,
            Self::Postgres { .. } => &POSTGRES,
        }
    }

    /// Whether there are tables; those of another version are an error.
    pub(super) async fn has_tables(&self, pool: &AnyPool) -> Result<bool> {
        let version = sqlx::query_as("SELECT max(version) FROM _sqlx_migrations").fetch_one(pool).await;
        let version: Option<i64> = match version {
            Ok((version,)) => version,
            Err(sqlx::Error::Database(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let ours = self.migrator().iter().map(|migration| migration.version).max();
        match version.cmp(&ours) {
            std::cmp::Ordering::Less => Err(StoreError::Older),
            std::cmp::Ordering::Equal => Ok(true),
            std::cmp::Ordering::Greater => Err(StoreError::Newer),
        }
    }

    pub(super) async fn migrate(&self, pool: &AnyPool) -> Result<()> {
        self.migrator().run(pool).await.map_err(|error| match error {
            MigrateError::VersionMissing(_) => StoreError::Newer,
            error => StoreError::Migration(error),
        })
    }
}

/// What stands for itself in the path of an address.
const PATH: &percent_encoding::AsciiSet =
    &percent_encoding::CONTROLS.add(b' ').add(b'?').add(b'#').add(b'%').add(b'"').add(b'<').add(b'>');

pub(super) fn file_error(
    what: &'static str,
    file: impl Into<PathBuf>,
) -> impl FnOnce(std::io::Error) -> StoreError {
    let file = file.into();
    move |source| StoreError::File { what, file, source }
}
