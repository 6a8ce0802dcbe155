//! What was written, once more for pages that are open in edit mode: a page that does not know of it would undo it
//! when it is saved.

use std::collections::BTreeMap;

use autenti_model::Lang;
use jiff::Timestamp;
use webcon::{ColumnType, FieldType, ItemList, ListId};

use super::cell;
use crate::config::{Purpose, RecipientColumn, RecipientColumns};
use crate::document::RecipientState;
use crate::form::Names;
use crate::form::columns::{CellContent, content};
use crate::store::{FieldOnForm, FormValue, RowsOnForm};

/// What was written, by what the profile calls the fields and columns. What they are called in the database, which
/// pages need, is told as far as it is known now: the store keeps what it knew before.
#[derive(Debug)]
pub(super) struct FormValues {
    at: Timestamp,
    pub(super) fields: BTreeMap<String, FieldOnForm>,
    pub(super) rows: Option<RowsOnForm>,
}

impl FormValues {
    /// What is written at that time.
    pub(super) fn at(at: Timestamp) -> Self {
        Self { at, fields: BTreeMap::new(), rows: None }
    }

    /// With a status or an id in a field. A choice that WEBCON does not offer was not written.
    pub(super) fn with_value(mut self, names: &Names, field: &str, value: &str, label: Option<&str>) -> Self {
        let is_choice = names.field(field).is_ok_and(|known| cell::is_choice_field(&known.field_type));
        self.insert(names, field, of_value(self.at, is_choice, value, label));
        self
    }

    /// With somebody's link in a field, or with nobody's.
    pub(super) fn with_link(
        mut self,
        names: &Names,
        field: &str,
        link: Option<(&str, &str)>,
        label: &str,
    ) -> Self {
        let is_link = names.field(field).is_ok_and(|known| known.field_type == FieldType::HyperLink);
        self.insert(names, field, Some(of_link(self.at, is_link, link, label)));
        self
    }

    /// With what each recipient's row says of them.
    pub(super) fn with_states<'a>(
        mut self,
        columns: &RecipientColumns,
        names: &Names,
        recipients: impl Iterator<Item = &'a RecipientState>,
        lang: Lang,
    ) -> Self {
        let Ok(list) = names.list(&columns.list) else { return self };
        let states = columns.named().filter(|(column, _)| column.purpose() == Purpose::State);
        // A column that the list does not have any more was not written.
        let states: Vec<_> = states
            .filter_map(|(column, name)| Some((column, name, &names.column(list, name).ok()?.column_type)))
            .collect();
        if states.is_empty() {
            return self;
        }
        let cells = recipients.map(|recipient| {
            let cells = states.iter().filter_map(|(column, name, kind)| {
                let CellContent::Text(value, label) = content(*column, recipient, lang) else { return None };
                Some(((*name).to_owned(), of_value(self.at, cell::is_choice_column(kind), value, label)?))
            });
            (recipient.id.clone(), cells.collect())
        });
        self.rows = Some(rows(columns, names, list, cells.collect()));
        self
    }

    /// With the links in the rows of those who have one, and with none in all others.
    pub(super) fn with_links<'a>(
        mut self,
        columns: &RecipientColumns,
        names: &Names,
        recipients: impl Iterator<Item = &'a RecipientState>,
        links: &BTreeMap<String, String>,
        label: &str,
    ) -> Self {
        let name = columns.name(RecipientColumn::Link);
        let (Some(name), Ok(list)) = (name, names.list(&columns.list)) else { return self };
        let Ok(column) = names.column(list, name) else { return self };
        let is_link = column.column_type == ColumnType::Hyperlink;
        let cells = recipients.map(|recipient| {
            let link = links.get(&recipient.id).map(|url| (recipient.id.as_str(), url.as_str()));
            let cell = (name.to_owned(), of_link(self.at, is_link, link, label));
            (recipient.id.clone(), BTreeMap::from([cell]))
        });
        self.rows = Some(rows(columns, names, list, cells.collect()));
        self
    }

    fn insert(&mut self, names: &Names, field: &str, value: Option<FormValue>) {
        if let Some(value) = value.filter(|_| names.field(field).is_ok()) {
            let column = names.database_column(field);
            self.fields.insert(field.to_owned(), FieldOnForm { column, value });
        }
    }
}

/// The cells, with what a page needs to find the rows that they belong to.
fn rows(
    columns: &RecipientColumns,
    names: &Names,
    list: &ItemList,
    cells: BTreeMap<String, BTreeMap<String, FormValue>>,
) -> RowsOnForm {
    let id = list.id.map(|id| (columns.list.clone(), ListId(id)));
    // Rows are found by address, or by the person whose login it is, and role.
    let is_needed = |column: RecipientColumn| match column.purpose() {
        Purpose::State | Purpose::Link => true,
        Purpose::Person(_) => matches!(column, RecipientColumn::Email | RecipientColumn::Role),
        Purpose::Source => column == RecipientColumn::Person,
        Purpose::Request => false,
    };
    let named = columns.named().filter(|(column, _)| is_needed(*column));
    let column = |(_, name): (_, &str)| Some((name.to_owned(), names.database_column_in(list, name)?));
    RowsOnForm { lists: id.into_iter().collect(), columns: named.filter_map(column).collect(), cells }
}

/// A value; none for a choice without a name, which was not written.
fn of_value(at: Timestamp, is_choice: bool, value: &str, label: Option<&str>) -> Option<FormValue> {
    // facts: WEBCON form, "Data shapes": a choice is set as `id#name`.
    let value = match (is_choice, value, label) {
        (true, "", _) | (false, ..) => value.to_owned(),
        (true, value, Some(label)) => [value, "#", label].concat(),
        (true, _, None) => return None,
    };
    Some(FormValue { value, at, link_of: None })
}

/// Somebody's link, or none.
fn of_link(at: Timestamp, is_link: bool, link: Option<(&str, &str)>, label: &str) -> FormValue {
    let value = match link {
        // facts: WEBCON form, "Values by field type": a link is set as `link:URL;displayname:NAME`.
        Some((_, url)) if is_link => format!("link:{url};displayname:{label}"),
        Some((_, url)) => url.to_owned(),
        None => String::new(),
    };
    FormValue { value, at, link_of: link.map(|(recipient, _)| recipient.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stands_on_the_page_under_its_name_where_the_field_is_one_for_links() {
        let link = Some(("row:7", "https://example.com/sign"));
        let at = Timestamp::UNIX_EPOCH;
        let written = of_link(at, true, link, "Do podpisu");
        assert_eq!(written.value, "link:https://example.com/sign;displayname:Do podpisu");
        assert_eq!(written.link_of.as_deref(), Some("row:7"));
        assert_eq!(of_link(at, false, link, "Do podpisu").value, "https://example.com/sign");
        let none = FormValue { value: String::new(), at, link_of: None };
        assert_eq!(of_link(at, true, None, "Do podpisu"), none);
    }

    #[test]
    fn a_choice_that_was_not_written_is_not_put_on_the_page_either() {
        let value = |is_choice, value, label| {
            of_value(Timestamp::UNIX_EPOCH, is_choice, value, label).map(|written| written.value)
        };
        assert_eq!(value(true, "PENDING", Some("Oczekujący")).as_deref(), Some("PENDING#Oczekujący"));
        assert_eq!(value(true, "PAUSED", None), None);
        assert_eq!(value(true, "", None).as_deref(), Some(""));
        assert_eq!(value(false, "PAUSED", None).as_deref(), Some("PAUSED"));
    }
}
