//! The columns of the recipients item list on a form: what is read from their cells, and what is written into them.

use std::collections::BTreeMap;

use autenti_model::{Lang, RecipientRow, Role, SignatureType, lookups};
use webcon::{Column, FieldValue, ItemList, LookupError};

use super::Names;
use super::person::Person;
use crate::config::{Purpose, RecipientColumn, RecipientColumns};
use crate::document::RecipientState;

/// The columns of a list that a profile uses.
pub(super) struct Columns<'a>(BTreeMap<RecipientColumn, &'a Column>);

impl<'a> Columns<'a> {
    /// Those of some purposes.
    pub(super) fn of(
        columns: &RecipientColumns,
        list: &'a ItemList,
        names: &Names,
        is_wanted: impl Fn(Purpose) -> bool,
    ) -> Result<Self, LookupError> {
        let wanted = columns.named().filter(|(column, _)| is_wanted(column.purpose()));
        wanted
            .map(|(column, name)| Ok((column, names.column(list, name)?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Those that tell who the recipients are.
    pub(super) fn telling_who(
        columns: &RecipientColumns,
        list: &'a ItemList,
        names: &Names,
    ) -> Result<Self, LookupError> {
        Self::of(columns, list, names, |purpose| matches!(purpose, Purpose::Person(_) | Purpose::Source))
    }

    pub(super) fn get(&self, column: RecipientColumn) -> Option<&'a Column> {
        self.0.get(&column).copied()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (RecipientColumn, &'a Column)> {
        self.0.iter().map(|(column, known)| (*column, *known))
    }
}

/// The recipients of a list.
pub(super) fn rows(
    list: &ItemList,
    columns: &RecipientColumns,
    names: &Names,
) -> Result<Vec<RecipientRow>, LookupError> {
    let columns = Columns::telling_who(columns, list, names)?;
    let rows: Vec<RecipientRow> = list
        .rows
        .iter()
        .map(|row| {
            let Person { first_name, last_name, email } = Person::in_row(&columns, row);
            let row_id = row.id.map(|id| i64::from(id.0));
            let mut recipient =
                RecipientRow { row: row_id, first_name, last_name, email, ..Default::default() };
            for (column, known) in columns.iter() {
                read(&mut recipient, column, row.value(known));
            }
            recipient
        })
        .collect();
    Ok(RecipientRow::without_empty_end(&rows).to_vec())
}

fn read(recipient: &mut RecipientRow, column: RecipientColumn, value: &FieldValue) {
    let text = || value.to_text().trim().to_owned();
    let flag = || value.as_bool().unwrap_or_default();
    match column {
        RecipientColumn::Role => recipient.role = choice(value).map(|id| Role::from(id.as_str())),
        RecipientColumn::SignatureType => {
            recipient.signature_type = choice(value).map(|id| SignatureType::from(id.as_str()));
        }
        RecipientColumn::Phone => recipient.phone = text(),
        RecipientColumn::SmsAuthorisation => recipient.sms_authorisation = flag(),
        RecipientColumn::SmsUnlock => recipient.sms_unlock = flag(),
        RecipientColumn::Order => recipient.order = value.as_integer(),
        RecipientColumn::Representative => recipient.representative = flag(),
        RecipientColumn::Vat => recipient.vat = text(),
        RecipientColumn::Organisation => recipient.organisation = text(),
        RecipientColumn::Position => recipient.position = text(),
        // They are read together, or say nothing of how the recipient signs.
        RecipientColumn::FirstName
        | RecipientColumn::LastName
        | RecipientColumn::Email
        | RecipientColumn::Name
        | RecipientColumn::Person
        | RecipientColumn::Status
        | RecipientColumn::RejectionReason
        | RecipientColumn::AutentiId
        | RecipientColumn::Link
        | RecipientColumn::BlockReminder => {}
    }
}

/// The id of a choice, whether the column is a choice or a text that holds `id#name`.
pub(super) fn choice(value: &FieldValue) -> Option<String> {
    let id = match value.id() {
        Some(id) => lookups::id_of(&id).to_owned(),
        None => lookups::id_of(&value.to_text()).to_owned(),
    };
    Some(id).filter(|id| !id.is_empty())
}

/// What a cell of a recipient's row is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellContent<'a> {
    /// A text; with what it is called, where it is a choice.
    Text(&'a str, Option<&'a str>),
    /// Yes or no.
    Flag(bool),
    /// A place in the signing order.
    Place(Option<i64>),
    /// Nothing that is known of a recipient.
    Nothing,
}

/// Where a recipient stands, with what that is called where it is known.
pub(super) fn status(recipient: &RecipientState, lang: Lang) -> (&str, Option<&str>) {
    let status = &recipient.status;
    (status.as_str(), status.is_known().then(|| status.label(lang)))
}

/// What the cell in this column of a recipient's row is to hold.
pub(super) fn content(column: RecipientColumn, recipient: &RecipientState, lang: Lang) -> CellContent<'_> {
    let text = |text| CellContent::Text(text, None);
    let organisation = recipient.organisation.as_ref();
    match column {
        RecipientColumn::FirstName => text(&recipient.first_name),
        RecipientColumn::LastName => text(&recipient.last_name),
        RecipientColumn::Email => text(recipient.email.as_str()),
        RecipientColumn::Role => {
            let role = recipient.role.as_ref();
            let known = role.filter(|role| Role::is_known(role));
            CellContent::Text(role.map_or("", Role::as_str), known.map(|role| role.label(lang)))
        }
        RecipientColumn::SignatureType => {
            let kind = recipient.signature_type.as_ref();
            let known = kind.filter(|kind| SignatureType::is_known(kind));
            CellContent::Text(kind.map_or("", SignatureType::as_str), known.map(|kind| kind.label(lang)))
        }
        RecipientColumn::SmsAuthorisation => CellContent::Flag(recipient.sms_authorisation),
        RecipientColumn::SmsUnlock => CellContent::Flag(recipient.sms_unlock),
        RecipientColumn::Order => CellContent::Place(recipient.order),
        RecipientColumn::Status => {
            let (id, label) = status(recipient, lang);
            CellContent::Text(id, label)
        }
        RecipientColumn::RejectionReason => text(recipient.rejection_reason.as_deref().unwrap_or_default()),
        RecipientColumn::AutentiId => text(recipient.party.as_deref().unwrap_or_default()),
        RecipientColumn::Representative => CellContent::Flag(organisation.is_some()),
        RecipientColumn::Vat => text(organisation.map_or("", |organisation| &organisation.vat)),
        RecipientColumn::Organisation => text(organisation.map_or("", |organisation| &organisation.name)),
        RecipientColumn::Position => text(organisation.map_or("", |organisation| &organisation.position)),
        // A phone number is no part of what is known: whoever adds a row asks for it.
        RecipientColumn::Phone
        | RecipientColumn::Name
        | RecipientColumn::Person
        | RecipientColumn::Link
        | RecipientColumn::BlockReminder => CellContent::Nothing,
    }
}
