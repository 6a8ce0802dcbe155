//! The recipients item list: states written into the rows of those they belong to, and rows added for
//! recipients that the list does not have.

use std::collections::BTreeMap;

use autenti_model::lookups::id_of;
use autenti_model::recipient::RowOwner;
use autenti_model::{ErrorCode, Lang, RecipientStatus, Role, SignatureType};
use webcon::{Column, ColumnType, ItemList, Key, ListUpdate, LookupError, NewValue, Row};

use super::cell;
use crate::config::RecipientColumns;
use crate::document::RecipientState;
use crate::failure::{Failure, Result};
use crate::form::Names;
use crate::form::person::PersonColumns;

/// What has to be written for the list to say what these recipients' states are.
///
/// Rows are matched as the plugin does: by e-mail address or Autenti id, and by role; case and blanks make no
/// difference. Rows that nobody matches stay as they are.
pub(super) fn changes(
    columns: &RecipientColumns,
    names: &Names,
    recipients: &[RecipientState],
    lang: Lang,
) -> Result<ListUpdate> {
    let list = names.list(&columns.list)?;
    let known = Columns::of(columns, list, names)?;
    let mut update = ListUpdate::new(key_of(list)?);
    // facts: plugin, "Get recipients signature status": rows without a party are left alone.
    let mut left: Vec<&RecipientState> = recipients.iter().filter(|recipient| recipient.is_party()).collect();
    for row in &list.rows {
        let Some(index) = left.iter().position(|recipient| known.is_row_of(row, recipient)) else { continue };
        let recipient = left.remove(index);
        let cells = known.state_cells(Some(row), recipient, lang);
        if let Some(id) = row.id.filter(|_| !cells.is_empty()) {
            update = update.change_row(id, cells);
        }
    }
    if columns.add_missing {
        for recipient in left.into_iter().filter(|recipient| !recipient.email.is_empty()) {
            let mut cells = known.person_cells(recipient, lang);
            cells.extend(known.state_cells(None, recipient, lang));
            update = update.add_row(cells);
        }
    }
    Ok(update)
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
    let known = Columns::of(columns, list, names)?;
    let mut update = ListUpdate::new(key_of(list)?);
    let Some(column) = known.link else { return Ok(update) };
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

/// The columns of the list that the profile names.
struct Columns<'a> {
    who: PersonColumns<'a>,
    role: &'a Column,
    signature_type: &'a Column,
    phone: Option<&'a Column>,
    sms_authorisation: Option<&'a Column>,
    sms_unlock: Option<&'a Column>,
    order: Option<&'a Column>,
    status: Option<&'a Column>,
    reason: Option<&'a Column>,
    party: Option<&'a Column>,
    representative: Option<&'a Column>,
    vat: Option<&'a Column>,
    organisation: Option<&'a Column>,
    position: Option<&'a Column>,
    link: Option<&'a Column>,
}

impl<'a> Columns<'a> {
    fn of(columns: &RecipientColumns, list: &'a ItemList, names: &Names) -> Result<Self, LookupError> {
        let column = |name: &str| names.column(list, name);
        let optional = |name: &Option<String>| name.as_deref().map(column).transpose();
        Ok(Self {
            who: PersonColumns::of(columns, list, names)?,
            role: column(&columns.role)?,
            signature_type: column(&columns.signature_type)?,
            phone: optional(&columns.phone)?,
            sms_authorisation: optional(&columns.sms_authorisation)?,
            sms_unlock: optional(&columns.sms_unlock)?,
            order: optional(&columns.order)?,
            status: optional(&columns.status)?,
            reason: optional(&columns.rejection_reason)?,
            party: optional(&columns.autenti_id)?,
            representative: optional(&columns.representative)?,
            vat: optional(&columns.vat)?,
            organisation: optional(&columns.organisation)?,
            position: optional(&columns.position)?,
            link: optional(&columns.link)?,
        })
    }

    /// Whether the row is the recipient's: the same address or Autenti id, and the same role.
    fn is_row_of(&self, row: &Row, recipient: &RecipientState) -> bool {
        let text = |column: &Column| row.value(column).to_text().trim().to_owned();
        let role = row.value(self.role).id();
        let role = role.as_deref().map(|role| Role::from(id_of(role)));
        let (email, party) = (self.who.read(row).email, self.party.map(text));
        let in_row = RowOwner { email: &email, role: role.as_ref(), autenti_id: party.as_deref() };
        recipient.addresses().any(|email| {
            let (role, autenti_id) = (recipient.role.as_ref(), recipient.party.as_deref());
            RowOwner { email, role, autenti_id }.has(&in_row)
        })
    }

    /// What the proxy writes of a recipient, as far as the row does not say it already.
    fn state_cells(&self, row: Option<&Row>, recipient: &RecipientState, lang: Lang) -> Vec<(Key, NewValue)> {
        let mut cells = Vec::new();
        let mut write = |column: Option<&Column>, value: &str, label: Option<&str>| {
            let Some(column) = column else { return };
            let is_current = match row {
                Some(row) => cell::says(row.value(column), value),
                None => value.is_empty(),
            };
            if !is_current {
                cells.extend(text_cell(column, value, label));
            }
        };
        for (column, (value, label)) in
            [self.status, self.reason, self.party].into_iter().zip(states(recipient, lang))
        {
            write(column, value, label);
        }
        cells
    }

    /// Who a recipient is, for a row of their own: every property that is known.
    fn person_cells(&self, recipient: &RecipientState, lang: Lang) -> Vec<(Key, NewValue)> {
        let organisation = recipient.organisation.clone().unwrap_or_default();
        let role = recipient.role.as_ref().filter(|role| Role::is_known(role));
        let signature = recipient.signature_type.as_ref().filter(|kind| SignatureType::is_known(kind));
        let texts = [
            (self.who.first_name, recipient.first_name.as_str(), None),
            (self.who.last_name, recipient.last_name.as_str(), None),
            (self.who.email, recipient.email.as_str(), None),
            (
                Some(self.role),
                recipient.role.as_ref().map_or("", Role::as_str),
                role.map(|role| role.label(lang)),
            ),
            (
                Some(self.signature_type),
                recipient.signature_type.as_ref().map_or("", SignatureType::as_str),
                signature.map(|kind| kind.label(lang)),
            ),
            (self.phone, recipient.phone.as_str(), None),
            (self.organisation, organisation.name.as_str(), None),
            (self.vat, organisation.vat.as_str(), None),
            (self.position, organisation.position.as_str(), None),
        ];
        let flags = [
            (self.sms_authorisation, recipient.sms_authorisation),
            (self.sms_unlock, recipient.sms_unlock),
            (self.representative, recipient.organisation.is_some()),
        ];
        let texts = texts
            .into_iter()
            .filter(|(_, value, _)| !value.is_empty())
            .filter_map(|(column, value, label)| text_cell(column?, value, label));
        let flags = flags
            .into_iter()
            .filter(|(_, flag)| *flag)
            .filter_map(|(column, flag)| Some((column?.key()?, NewValue::boolean(flag))));
        let order = recipient.order.and_then(|order| {
            let column = self.order?;
            let is_number = matches!(column.column_type, ColumnType::Decimal | ColumnType::CalculatedDecimal);
            let value = if is_number { NewValue::number(order) } else { NewValue::text(order.to_string()) };
            Some((column.key()?, value))
        });
        texts.chain(flags).chain(order).collect()
    }
}

/// What is written of a recipient: where they stand, why they refused, Autenti's id of them; each with what it is
/// called, where it is a choice.
pub(super) fn states(recipient: &RecipientState, lang: Lang) -> [(&str, Option<&str>); 3] {
    let known = Some(&recipient.status).filter(|status| RecipientStatus::is_known(status));
    [
        (recipient.status.as_str(), known.map(|status| status.label(lang))),
        (recipient.rejection_reason.as_deref().unwrap_or_default(), None),
        (recipient.party.as_deref().unwrap_or_default(), None),
    ]
}

fn text_cell(column: &Column, value: &str, label: Option<&str>) -> Option<(Key, NewValue)> {
    let value = cell::new_value(cell::is_choice_column(&column.column_type), value, label)?;
    Some((column.key()?, value))
}
