//! Keeps a second proxy off an SQLite database: each would run the other's jobs.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::dialect::file_error;
use super::{Result, StoreError};

/// The right to run jobs of an SQLite database. It ends when it is dropped, or with the process.
#[derive(Debug)]
pub struct ServeLock {
    _file: File,
}

impl ServeLock {
    /// Takes the lock of that database: on a file of its own, which stays behind empty.
    pub(super) fn take(database: &Path) -> Result<Self> {
        let mut name = database.to_owned().into_os_string();
        name.push(".lock");
        let name = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&name).map_err(file_error("cannot open the lock", &name))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked(database.to_owned())),
            Err(TryLockError::Error(source)) => {
                Err(StoreError::File { what: "cannot lock", file: name, source })
            }
        }
    }
}
