//! How people name fields, lists and columns: by GUID, by number, by name.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

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

/// Something that has a GUID, a number and names.
pub(crate) trait Named {
    /// What it is, for errors.
    const WHAT: &'static str;

    fn guid(&self) -> Option<&str>;
    fn id(&self) -> Option<i32>;
    fn name(&self) -> &str;

    /// Name in the database, where one is told.
    fn db_column(&self) -> Option<&str> {
        None
    }
}

/// The key of something: its GUID, or its number when it has none.
pub(crate) fn key_of(named: &impl Named) -> Option<Key> {
    match named.guid().filter(|guid| !guid.is_empty()) {
        Some(guid) => Some(Key::Guid(guid.to_owned())),
        None => named.id().map(Key::Id),
    }
}

/// Finds by GUID, number, name in the database and name, in this order: the first way that finds anything
/// decides.
pub(crate) fn find<'a, T: Named>(all: &'a [T], name: &str) -> Result<&'a T, LookupError> {
    let wanted = folded(name);
    let guid = wanted.trim_matches(['{', '}']);
    let by_guid = |one: &T| one.guid().is_some_and(|own| folded(own) == guid);
    let by_id = |one: &T| one.id().is_some_and(|own| own.to_string() == wanted);
    let by_db_column = |one: &T| one.db_column().is_some_and(|own| folded(own) == wanted);
    let by_name = |one: &T| folded(one.name()) == wanted;
    let ways: [&dyn Fn(&T) -> bool; 4] = [&by_guid, &by_id, &by_db_column, &by_name];
    for way in ways {
        let found: Vec<&T> = all.iter().filter(|one| way(one)).collect();
        match found[..] {
            [] => {}
            [one] => return Ok(one),
            _ => {
                let (name, count) = (name.trim().to_owned(), found.len());
                return Err(LookupError::Ambiguous { what: T::WHAT, name, count });
            }
        }
    }
    Err(LookupError::Missing { what: T::WHAT, name: name.trim().to_owned() })
}

pub(crate) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Implements [`Named`] for a type with the fields `guid`, `id`, `name` and perhaps `db_column`.
macro_rules! named {
    ($name:ident is $what:literal $(with $db_column:ident)?) => {
        impl crate::key::Named for $name {
            const WHAT: &'static str = $what;

            fn guid(&self) -> Option<&str> {
                self.guid.as_deref()
            }

            fn id(&self) -> Option<i32> {
                self.id
            }

            fn name(&self) -> &str {
                &self.name
            }

            $(
                fn db_column(&self) -> Option<&str> {
                    Some(&self.$db_column).map(String::as_str).filter(|name| !name.is_empty())
                }
            )?
        }

        impl $name {
            /// What an update names it by: its GUID, or its number when it has none.
            pub fn key(&self) -> Option<crate::key::Key> {
                crate::key::key_of(self)
            }
        }
    };
}

pub(crate) use named;

impl Key {
    /// Adds the member that names the thing: `"guid": "…"` or `"id": 7`.
    pub(crate) fn write<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        match self {
            Self::Guid(guid) => map.serialize_entry("guid", guid),
            Self::Id(id) => map.serialize_entry("id", id),
        }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        self.write(&mut map)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form_layout::LayoutField;
    use crate::words::{Editability, FieldType, Requiredness, Visibility};

    fn things() -> Vec<LayoutField> {
        let thing = |guid: Option<&str>, id, name: &str, db_column: &str| LayoutField {
            guid: guid.map(str::to_owned),
            id,
            name: name.to_owned(),
            db_column: db_column.to_owned(),
            field_type: FieldType::SingleLine,
            visibility: Visibility::Visible,
            editability: Editability::Editable,
            requiredness: Requiredness::Optional,
        };
        vec![
            thing(Some("AA-1"), Some(1), "Title", "AttText1"),
            thing(Some("bb-2"), Some(2), "Żółw ", "AttText2"),
            thing(None, Some(3), "Twin", "AttText3"),
            thing(Some("cc-4"), None, "twin", "AttText4"),
            thing(Some("dd-5"), Some(5), "1", "AttText5"),
            thing(Some("ee-6"), Some(6), "AttText1", ""),
        ]
    }

    fn found(name: &str) -> Result<usize, LookupError> {
        let things = things();
        find(&things, name).map(|one| things.iter().position(|other| std::ptr::eq(one, other)).unwrap())
    }

    #[test]
    fn a_name_is_a_guid_a_number_a_database_name_or_a_name() {
        for (name, place) in [
            ("aa-1", 0),
            ("{BB-2}", 1),
            ("3", 2),
            ("atttext2", 1),
            ("title", 0),
            (" ŻÓŁW", 1),
            ("1", 0),
            ("AttText1", 0),
        ] {
            assert_eq!(found(name), Ok(place), "{name}");
        }
    }

    #[test]
    fn a_name_that_several_have_is_an_error_that_says_so() {
        let error = found("TWIN").unwrap_err();
        assert_eq!(error, LookupError::Ambiguous { what: "form field", name: "TWIN".to_owned(), count: 2 });
        assert_eq!(error.to_string(), "there are 2 of form field \"TWIN\": name it by its GUID");
    }

    #[test]
    fn a_name_that_nothing_has_is_an_error_that_says_so() {
        let error = found(" Nobody ").unwrap_err();
        assert_eq!(error.to_string(), "there is no form field \"Nobody\" that the API account can see");
        assert!(found("").is_err());
    }

    #[test]
    fn a_key_is_the_guid_or_else_the_number() {
        let keys: Vec<_> =
            things().iter().map(|thing| serde_json::to_string(&thing.key()).unwrap()).collect();
        assert_eq!(keys[0], r#"{"guid":"AA-1"}"#);
        assert_eq!(keys[2], r#"{"id":3}"#);
    }
}
