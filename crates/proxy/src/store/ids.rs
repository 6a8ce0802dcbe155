//! What things in the store are known by.

use std::fmt;
use std::str::FromStr;

use webcon::{DatabaseId, ElementId};

use super::{Result, StoreError};

/// A signing in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct SigningId(i64);

impl fmt::Display for SigningId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As an administrator types it.
impl FromStr for SigningId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What tells requests to send apart: the same one may come twice.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key that the caller chose.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An instance of WEBCON: what a document belongs to, whatever the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instance {
    /// WEBCON's database.
    pub database: DatabaseId,
    /// WEBCON's element.
    pub element: ElementId,
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.database, self.element)
    }
}

impl FromStr for Instance {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self> {
        let parts = text.split_once('/').and_then(|(database, element)| {
            Some(Self { database: database.parse().ok()?, element: element.parse().ok()? })
        });
        parts.ok_or_else(|| StoreError::Unreadable(format!("the instance `{text}`")))
    }
}
