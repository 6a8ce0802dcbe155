//! The recipients item list: states written into the rows of those they belong to, and rows added for
//! recipients that the list does not have.

use std::collections::BTreeMap;

use autenti_model::lookups::id_of;
use autenti_model::recipient::RowOwner;
use autenti_model::{ErrorCode, Lang, Role};
use webcon::{Column, ColumnType, ItemList, Key, ListUpdate, NewValue, Row};

use super::cell;
use crate::config::{Purpose, RecipientColumn, RecipientColumns};
use crate::document::RecipientState;
use crate::failure::{Failure, Result};
use crate::form::Names;
use crate::form::columns::{CellContent, Columns, content};
use crate::form::person::Person;

/// What has to be written for the list to say what these recipients' states are.
///
/// Rows are matched as the plugin does: by e-mail address or Autenti id, and by role; case and blanks make no
/// difference. Rows that nobody matches stay as they are.
pub(super) fn changes(
    columns: &RecipientColumns,
    names: &Names,
    recipients: &[RecipientState],
    phones: &BTreeMap<String, String>,
    lang: Lang,
) -> Result<ListUpdate> {
    let list = names.list(&columns.list)?;
    let known = Columns::of(columns, list, names, |purpose| purpose != Purpose::Request)?;
    let mut update = ListUpdate::new(key_of(list)?);
    let (of_rows, missing) = known.rows_of(list, recipients);
    for (row, recipient) in of_rows {
        let cells = known.state_cells(Some(row), recipient, lang);
        if let Some(id) = row.id.filter(|_| !cells.is_empty()) {
            update = update.change_row(id, cells);
        }
    }
    if columns.add_missing {
        for recipient in missing {
            let phone = phones.get(&recipient.id).map_or("", String::as_str);
            let mut cells = known.person_cells(recipient, phone, lang);
            cells.extend(known.state_cells(None, recipient, lang));
            update = update.add_row(cells);
        }
    }
    Ok(update)
}

/// Whether a row is to be added for somebody who gets codes by SMS, in a list with a column for their number.
pub(super) fn needs_phones(
    columns: &RecipientColumns,
    names: &Names,
    recipients: &[RecipientState],
) -> Result<bool> {
    if !columns.add_missing || columns.name(RecipientColumn::Phone).is_none() {
        return Ok(false);
    }
    let list = names.list(&columns.list)?;
    let known = Columns::of(columns, list, names, |purpose| purpose != Purpose::Request)?;
    let (_, missing) = known.rows_of(list, recipients);
    Ok(missing.iter().any(|recipient| recipient.sms_authorisation || recipient.sms_unlock))
}

/// What has to be written for the list to hold these links, by recipient, and no others.
pub(super) fn link_changes<'a>(
    columns: &RecipientColumns,
    names: &Names,
    recipients: impl Iterator<Item = &'a RecipientState>,
    links: &BTreeMap<String, String>,
    label: &str,
) -> Result<ListUpdate> {
    let list = names.list(&columns.list)?;
    let known = Columns::of(columns, list, names, |purpose| purpose != Purpose::Request)?;
    let mut update = ListUpdate::new(key_of(list)?);
    let Some(column) = known.get(RecipientColumn::Link) else { return Ok(update) };
    let recipients: Vec<&RecipientState> = recipients.collect();
    for row in &list.rows {
        let recipient = recipients.iter().find(|recipient| known.is_row_of(row, recipient));
        let link = recipient.and_then(|recipient| links.get(&recipient.id)).map_or("", String::as_str);
        if let (Some(id), Some(key)) = (row.id, column.key())
            && !cell::says(row.value(column), link)
        {
            let is_link = column.column_type == ColumnType::Hyperlink;
            update = update.change_row(id, [(key, cell::new_link(is_link, link, label))]);
        }
    }
    Ok(update)
}

fn key_of(list: &ItemList) -> Result<Key> {
    list.key().ok_or_else(|| {
        let cause = anyhow::anyhow!("WEBCON answered an item list with neither GUID nor number");
        Failure::new(ErrorCode::WebconRefused).with_source(cause)
    })
}

impl Columns<'_> {
    /// The rows that are recipients', each with theirs, and the recipients that the list does not have.
    fn rows_of<'a>(
        &self,
        list: &'a ItemList,
        recipients: &'a [RecipientState],
    ) -> (Vec<(&'a Row, &'a RecipientState)>, Vec<&'a RecipientState>) {
        // facts: plugin, "Get recipients signature status": rows without a party are left alone.
        let mut left: Vec<_> = recipients.iter().filter(|recipient| recipient.is_party()).collect();
        let mut of_rows = Vec::new();
        for row in &list.rows {
            if let Some(index) = left.iter().position(|recipient| self.is_row_of(row, recipient)) {
                of_rows.push((row, left.remove(index)));
            }
        }
        left.retain(|recipient| !recipient.email.is_empty());
        (of_rows, left)
    }

    /// Whether the row is the recipient's: the same address or Autenti id, and the same role.
    fn is_row_of(&self, row: &Row, recipient: &RecipientState) -> bool {
        let text = |column: &Column| row.value(column).to_text().trim().to_owned();
        let role = self.get(RecipientColumn::Role).and_then(|column| row.value(column).id());
        let role = role.as_deref().map(|role| Role::from(id_of(role)));
        let email = Person::in_row(self, row).email;
        let party = self.get(RecipientColumn::AutentiId).map(text);
        let in_row = RowOwner { email: &email, role: role.as_ref(), autenti_id: party.as_deref() };
        recipient.addresses().any(|email| {
            let (role, autenti_id) = (recipient.role.as_ref(), recipient.party.as_deref());
            RowOwner { email, role, autenti_id }.has(&in_row)
        })
    }

    /// What the proxy writes of a recipient, as far as the row does not say it already.
    fn state_cells(&self, row: Option<&Row>, recipient: &RecipientState, lang: Lang) -> Vec<(Key, NewValue)> {
        let states = self.iter().filter(|(column, _)| column.purpose() == Purpose::State);
        let cell = |(column, known): (RecipientColumn, &Column)| {
            let CellContent::Text(value, label) = content(column, recipient, lang) else { return None };
            let is_current = match row {
                Some(row) => cell::says(row.value(known), value),
                None => value.is_empty(),
            };
            if is_current { None } else { text_cell(known, value, label) }
        };
        states.filter_map(cell).collect()
    }

    /// Who a recipient is, for a row of their own: every property that is known.
    fn person_cells(&self, recipient: &RecipientState, phone: &str, lang: Lang) -> Vec<(Key, NewValue)> {
        let persons = self.iter().filter(|(column, _)| matches!(column.purpose(), Purpose::Person(_)));
        let content = |column| match column {
            RecipientColumn::Phone => CellContent::Text(phone, None),
            column => content(column, recipient, lang),
        };
        let cell = |(column, known): (RecipientColumn, &Column)| match content(column) {
            CellContent::Text("", _)
            | CellContent::Flag(false)
            | CellContent::Place(None)
            | CellContent::Nothing => None,
            CellContent::Text(value, label) => text_cell(known, value, label),
            CellContent::Flag(true) => Some((known.key()?, NewValue::boolean(true))),
            CellContent::Place(Some(place)) => {
                let is_number =
                    matches!(known.column_type, ColumnType::Decimal | ColumnType::CalculatedDecimal);
                let value =
                    if is_number { NewValue::number(place) } else { NewValue::text(place.to_string()) };
                Some((known.key()?, value))
            }
        };
        persons.filter_map(cell).collect()
    }
}

fn text_cell(column: &Column, value: &str, label: Option<&str>) -> Option<(Key, NewValue)> {
    let value = cell::new_value(cell::is_choice_column(&column.column_type), value, label)?;
    Some((column.key()?, value))
}
