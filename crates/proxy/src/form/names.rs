//! What a profile calls a field, list or column, and what it is called in the database.

use std::sync::Arc;

use webcon::{Element, Field, FormLayout, ItemList, LookupError};

use crate::config::{FixedRecipient, Profile, Template};

/// Finds the parts of an instance by what a profile calls them: GUID, number, name, or database column.
#[derive(Clone, Debug)]
pub struct Names {
    /// The instance.
    pub element: Element,
    /// The form's layout, which alone knows database columns; read only when a name is not found without.
    layout: Option<Arc<FormLayout>>,
}

impl Names {
    /// The parts of an instance, whose layout is not known.
    pub fn of(element: Element) -> Self {
        Self { element, layout: None }
    }

    /// With the layout, where it can be read.
    #[must_use]
    pub fn with_layout(mut self, layout: Option<Arc<FormLayout>>) -> Self {
        self.layout = layout;
        self
    }

    /// The layout, if it was read.
    pub fn layout(&self) -> Option<&FormLayout> {
        self.layout.as_deref()
    }

    /// The database column of a field, such as `AttText1`; none when neither its name nor the layout tells.
    pub fn database_column(&self, name: &str) -> Option<String> {
        let key = self.field(name).ok()?.key();
        let known = self.layout.iter().flat_map(|layout| &layout.fields);
        let column = known.filter(|field| field.key() == key).map(|field| field.db_column.trim());
        let column = column.chain([name.trim()]).find(|column| is_database_column(column));
        column.map(str::to_owned)
    }

    /// The database column of a column of a list, such as `DET_Att1`; none when neither its name nor the layout
    /// tells.
    pub fn database_column_in(&self, list: &ItemList, name: &str) -> Option<String> {
        let key = self.column(list, name).ok()?.key();
        let known = self.layout.iter().flat_map(|layout| &layout.lists);
        let columns = known.filter(|known| known.key() == list.key()).flat_map(|known| &known.columns);
        let column = columns.filter(|column| column.key() == key).map(|column| column.db_column.trim());
        let column = column.chain([name.trim()]).find(|column| is_list_column(column));
        column.map(str::to_owned)
    }

    /// Whether the step has a path of that id, GUID or name; none when the layout cannot be read.
    pub fn has_path(&self, name: &str) -> Option<bool> {
        Some(self.layout.as_ref()?.path(name).is_ok())
    }

    /// Whether everything that the profile names is found.
    pub(super) fn knows_all(&self, profile: &Profile) -> bool {
        let fields = [
            Some(profile.fields.autenti_id.as_str()),
            profile.fields.status.as_deref(),
            profile.fields.link.as_deref(),
        ];
        let fixed = profile.fixed_recipients.iter().flat_map(FixedRecipient::fields);
        let mut fields =
            fields.into_iter().flatten().chain(profile.templates().flat_map(Template::fields)).chain(fixed);
        let knows_columns = || match profile.recipients.list.as_str() {
            "" => true,
            list => self.list(list).is_ok_and(|list| {
                profile.recipients.named().all(|(_, name)| self.column(list, name).is_ok())
            }),
        };
        fields.all(|name| self.field(name).is_ok()) && knows_columns()
    }

    /// A form field.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn field(&self, name: &str) -> Result<&Field, LookupError> {
        self.element.field(name).or_else(|error| {
            let known = self.layout.as_ref().and_then(|layout| layout.field(name).ok());
            match known.and_then(webcon::LayoutField::key) {
                // Told by the name that the profile gives, not by what the layout made of it.
                Some(key) => self.element.field(&key.to_string()).map_err(|_hidden| error),
                None => Err(error),
            }
        })
    }

    /// An item list.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn list(&self, name: &str) -> Result<&ItemList, LookupError> {
        self.element.list(name).or_else(|error| {
            let known = self.layout.as_ref().and_then(|layout| layout.list(name).ok());
            match known.and_then(webcon::LayoutList::key) {
                Some(key) => self.element.list(&key.to_string()).map_err(|_hidden| error),
                None => Err(error),
            }
        })
    }

    /// A column of a list.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn column<'a>(&self, list: &'a ItemList, name: &str) -> Result<&'a webcon::Column, LookupError> {
        list.column(name).or_else(|error| {
            let known = self.layout.iter().flat_map(|layout| &layout.lists);
            let known = known.filter(|known| known.key() == list.key());
            match known.filter_map(|list| list.column(name).ok()).find_map(webcon::LayoutColumn::key) {
                Some(key) => list.column(&key.to_string()).map_err(|_hidden| error),
                None => Err(error),
            }
        })
    }
}

/// Whether the name is that of a field's database column, such as `AttText1` or `AttChoose2`.
fn is_database_column(name: &str) -> bool {
    is_numbered(name, "Att")
}

/// Whether the name is that of a list column's database column, such as `DET_Att1` or `DET_Value2`.
fn is_list_column(name: &str) -> bool {
    is_numbered(name, "DET_")
}

/// Whether the name consists of that beginning, a kind and a number.
fn is_numbered(name: &str, beginning: &str) -> bool {
    let kind =
        name.trim().strip_prefix(beginning).map(|rest| rest.trim_end_matches(|c: char| c.is_ascii_digit()));
    kind.is_some_and(|kind| {
        !kind.is_empty()
            && kind.chars().all(|c| c.is_ascii_alphabetic())
            && name.trim().ends_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_column_is_told_from_a_name() {
        for column in ["AttText1", "AttChoose12", " AttLong3 "] {
            assert!(is_database_column(column), "{column}");
        }
        for name in ["Attachment", "Att1", "AttText", "Autenti document", "AttText 1", "124", ""] {
            assert!(!is_database_column(name), "{name}");
        }
        for (name, expected) in
            [("DET_Att1", true), ("DET_Value12", true), ("DET_ID", false), ("AttText1", false)]
        {
            assert_eq!(is_list_column(name), expected, "{name}");
        }
    }
}
