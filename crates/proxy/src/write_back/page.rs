//! What was written, once more for pages that are open in edit mode: a page that does not know of it would undo it
//! when it is saved.

use std::collections::BTreeMap;

use autenti_model::Lang;
use webcon::{ColumnType, FieldType};

use super::{cell, list};
use crate::config::RecipientColumns;
use crate::document::RecipientState;
use crate::form::Names;
use crate::journal::{OnPage, RowsOnPage};

/// Values of form fields by database column, and of cells of the item list, as the form's JavaScript takes them.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) fields: BTreeMap<String, OnPage>,
    pub(super) rows: Option<RowsOnPage>,
}

impl Page {
    /// With a status or an id in a field. A choice that WEBCON does not offer was not written.
    pub(super) fn with_value(mut self, names: &Names, field: &str, value: &str, label: Option<&str>) -> Self {
        let is_choice = names.field(field).is_ok_and(|known| cell::is_choice_field(&known.field_type));
        self.insert(names, field, of_value(is_choice, value, label));
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
        self.insert(names, field, Some(of_link(is_link, link, label)));
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
        let places = [&columns.status, &columns.rejection_reason, &columns.autenti_id]
            .map(|name| name.as_deref().and_then(|name| Place::of(columns, names, name)));
        if places.iter().all(Option::is_none) {
            return self;
        }
        let cells = recipients.map(|recipient| {
            let states = list::states(recipient, lang);
            let cells = places.iter().zip(states).filter_map(|(place, (value, label))| {
                let place = place.as_ref()?;
                Some((place.column.clone(), of_value(place.is_choice, value, label)?))
            });
            (recipient.id.clone(), cells.collect())
        });
        self.rows = rows(columns, names, cells.collect());
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
        let Some(place) = columns.link.as_deref().and_then(|name| Place::of(columns, names, name)) else {
            return self;
        };
        let cells = recipients.map(|recipient| {
            let link = links.get(&recipient.id).map(|url| (recipient.id.as_str(), url.as_str()));
            let cell = (place.column.clone(), of_link(place.is_link, link, label));
            (recipient.id.clone(), BTreeMap::from([cell]))
        });
        self.rows = rows(columns, names, cells.collect());
        self
    }

    fn insert(&mut self, names: &Names, field: &str, value: Option<OnPage>) {
        if let (Some(column), Some(value)) = (names.database_column(field), value) {
            self.fields.insert(column, value);
        }
    }
}

/// A column of the item list that the proxy writes.
struct Place {
    column: String,
    is_choice: bool,
    is_link: bool,
}

impl Place {
    fn of(columns: &RecipientColumns, names: &Names, name: &str) -> Option<Self> {
        let list = names.list(&columns.list).ok()?;
        let kind = &names.column(list, name).ok()?.column_type;
        Some(Self {
            column: names.database_column_in(list, name)?,
            is_choice: cell::is_choice_column(kind),
            is_link: *kind == ColumnType::Hyperlink,
        })
    }
}

/// The cells, with what a page needs to find the rows that they belong to.
fn rows(
    columns: &RecipientColumns,
    names: &Names,
    cells: BTreeMap<String, BTreeMap<String, OnPage>>,
) -> Option<RowsOnPage> {
    let list = names.list(&columns.list).ok()?;
    let needed = [("email", columns.email.as_str()), ("role", columns.role.as_str())];
    let party = columns.autenti_id.as_deref().map(|name| ("autentiId", name));
    let column =
        |(property, name): (&str, &str)| Some((property.to_owned(), names.database_column_in(list, name)?));
    Some(RowsOnPage {
        list: list.id?.into(),
        columns: needed.into_iter().chain(party).map(column).collect::<Option<_>>()?,
        cells,
    })
}

/// A value; none for a choice without a name, which was not written.
fn of_value(is_choice: bool, value: &str, label: Option<&str>) -> Option<OnPage> {
    // facts: WEBCON form, "Data shapes": a choice is set as `id#name`.
    let value = match (is_choice, value, label) {
        (true, "", _) | (false, ..) => value.to_owned(),
        (true, value, Some(label)) => [value, "#", label].concat(),
        (true, _, None) => return None,
    };
    Some(OnPage { value, link_of: None })
}

/// Somebody's link, or none.
fn of_link(is_link: bool, link: Option<(&str, &str)>, label: &str) -> OnPage {
    let value = match link {
        // facts: WEBCON form, "Values by field type": a link is set as `link:URL;displayname:NAME`.
        Some((_, url)) if is_link => format!("link:{url};displayname:{label}"),
        Some((_, url)) => url.to_owned(),
        None => String::new(),
    };
    OnPage { value, link_of: link.map(|(recipient, _)| recipient.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stands_on_the_page_under_its_name_where_the_field_is_one_for_links() {
        let link = Some(("row:7", "https://example.com/sign"));
        let written = of_link(true, link, "Do podpisu");
        assert_eq!(written.value, "link:https://example.com/sign;displayname:Do podpisu");
        assert_eq!(written.link_of.as_deref(), Some("row:7"));
        assert_eq!(of_link(false, link, "Do podpisu").value, "https://example.com/sign");
        assert_eq!(of_link(true, None, "Do podpisu"), OnPage { value: String::new(), link_of: None });
    }

    #[test]
    fn a_choice_that_was_not_written_is_not_put_on_the_page_either() {
        let value = |is_choice, value, label| of_value(is_choice, value, label).map(|on_page| on_page.value);
        assert_eq!(value(true, "PENDING", Some("Oczekujący")).as_deref(), Some("PENDING#Oczekujący"));
        assert_eq!(value(true, "PAUSED", None), None);
        assert_eq!(value(true, "", None).as_deref(), Some(""));
        assert_eq!(value(false, "PAUSED", None).as_deref(), Some("PAUSED"));
    }
}
