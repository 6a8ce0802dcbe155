//! What was written, once more for pages that are open in edit mode: a page that does not know of it would undo it
//! when it is saved.

use std::collections::BTreeMap;

use webcon::FieldType;

use super::cell;
use crate::form::Names;
use crate::journal::OnPage;

/// Values of form fields by database column, as the form's JavaScript takes them.
#[derive(Debug, Default)]
pub(super) struct Page(BTreeMap<String, OnPage>);

impl Page {
    /// With a status or an id in a field. A choice that WEBCON does not offer was not written.
    pub(super) fn with_value(mut self, names: &Names, field: &str, value: &str, label: Option<&str>) -> Self {
        let is_choice = names.field(field).is_ok_and(|known| cell::is_choice_field(&known.field_type));
        // facts: WEBCON form, "Data shapes": a choice is set as `id#name`.
        let value = match (is_choice, value, label) {
            (true, "", _) | (false, ..) => Some(value.to_owned()),
            (true, value, Some(label)) => Some([value, "#", label].concat()),
            (true, _, None) => None,
        };
        self.insert(names, field, value.map(|value| OnPage { value, link_of: None }));
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
        let value = match link {
            // facts: WEBCON form, "Values by field type": a link is set as `link:URL;displayname:NAME`.
            Some((_, url)) if is_link => format!("link:{url};displayname:{label}"),
            Some((_, url)) => url.to_owned(),
            None => String::new(),
        };
        let link_of = link.map(|(recipient, _)| recipient.to_owned());
        self.insert(names, field, Some(OnPage { value, link_of }));
        self
    }

    fn insert(&mut self, names: &Names, field: &str, value: Option<OnPage>) {
        if let (Some(column), Some(value)) = (names.database_column(field), value) {
            self.0.insert(column, value);
        }
    }

    /// As it goes into the journal.
    pub(super) fn into_values(self) -> BTreeMap<String, OnPage> {
        self.0
    }
}
