//! How people name fields, lists and columns: by GUID, by number, by name.

use std::fmt;

/// What a field, list or column is written by: its GUID, or its number when it has none.
///
/// GUIDs stay the same from environment to environment, numbers do not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// By GUID.
    Guid(String),
    /// By number.
    Id(i32),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guid(guid) => f.write_str(guid),
            Self::Id(id) => id.fmt(f),
        }
    }
}

/// Why a field, list or column cannot be told from its name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// There is none. Fields that are not on the form for the API's account are not in the answer.
    #[error("there is no {what} {name:?} that the API account can see")]
    Missing {
        /// What was looked for: `form field`, `item list` or `column`.
        what: &'static str,
        /// The name that was looked for.
        name: String,
    },
    /// There are several of that name; a GUID tells them apart.
    #[error("there are {count} of {what} {name:?}: name it by its GUID")]
    Ambiguous {
        /// What was looked for: `form field`, `item list` or `column`.
        what: &'static str,
        /// The name that was looked for.
        name: String,
        /// How many there are.
        count: usize,
    },
}
