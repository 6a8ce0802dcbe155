//! Tells WEBCON what became of a document: its id and status in form fields, each recipient's state in the
//! item list. Only what changed is written, and rows that nobody matches stay as they are.

use std::collections::BTreeMap;

use autenti_model::{DocumentStatus, ErrorCode, Lang, RecipientStatus};
use serde::{Deserialize, Serialize};
use webcon::{
    Column, ColumnType, DatabaseId, ElementId, ElementUpdate, Field, FieldType, FieldValue, ListUpdate, Mode,
    NewValue, RowId, UpdateOptions,
};

use crate::Proxy;
use crate::config::Profile;
use crate::document::RecipientState;
use crate::failure::{Failure, Result};
use crate::form::Names;
use crate::journal::Record;

/// What WEBCON is to know, as far as the profile has a place for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct News {
    document_id: String,
    status: Option<String>,
    rows: BTreeMap<i32, RowNews>,
}

/// What a row of the list is to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct RowNews {
    status: Option<String>,
    reason: Option<String>,
    party: Option<String>,
}

impl News {
    fn of(profile: &Profile, record: &Record) -> Self {
        let document = record.document.as_ref();
        let rows = document.into_iter().flat_map(|document| &document.recipients);
        Self {
            document_id: record.document_id.clone().unwrap_or_default(),
            status: document
                .filter(|_| profile.fields.status.is_some())
                .map(|document| document.status.as_str().to_owned()),
            rows: rows
                .filter_map(|recipient| {
                    let row = i32::try_from(recipient.row?).ok()?;
                    Some((row, RowNews::of(profile, recipient)))
                })
                .filter(|(_, news)| *news != RowNews::default())
                .collect(),
        }
    }
}

impl RowNews {
    fn of(profile: &Profile, recipient: &RecipientState) -> Self {
        let columns = &profile.recipients;
        let if_wanted = |column: &Option<String>, value: String| column.as_ref().map(|_| value);
        Self {
            status: if_wanted(&columns.status, recipient.status.as_str().to_owned()),
            reason: if_wanted(
                &columns.rejection_reason,
                recipient.rejection_reason.clone().unwrap_or_default(),
            ),
            party: if_wanted(&columns.autenti_id, recipient.party.clone().unwrap_or_default()),
        }
    }
}

/// Whether WEBCON does not know yet what the journal knows.
pub(crate) fn is_news(profile: &Profile, record: &Record) -> bool {
    let written = record.written.as_deref().and_then(|written| serde_json::from_str::<News>(written).ok());
    record.document.is_some() && written.as_ref() != Some(&News::of(profile, record))
}

impl Proxy {
    /// Writes the document's id into its field, as soon as there is one.
    pub(crate) async fn write_document_id(&self, profile: &Profile, element: i32, id: &str) -> Result<()> {
        let names = Names::read(self, profile, element).await?;
        let mut update = ElementUpdate::new();
        let field = names.field(&profile.fields.autenti_id)?;
        update = with_field(update, field, id, None);
        self.update(profile, element, &update).await
    }

    /// Writes what the journal knows.
    pub(crate) async fn write_news(&self, profile: &Profile, record: &Record) -> Result<()> {
        let news = News::of(profile, record);
        match self.write(profile, record.instance.element, &news).await {
            Ok(()) => {}
            Err(failure) if failure.code == ErrorCode::InstanceNotFound => {
                // The instance was deleted: there is nobody left to tell.
                tracing::warn!(%failure, element = record.instance.element, "WEBCON cannot be told");
            }
            Err(failure) => return Err(failure),
        }
        let written = serde_json::to_string(&news).map_err(anyhow::Error::from)?;
        Ok(self.journal.written(record.id, &written).await?)
    }

    async fn write(&self, profile: &Profile, element: i32, news: &News) -> Result<()> {
        let lang = Lang::from_tag(&profile.language).unwrap_or_default();
        let names = Names::read(self, profile, element).await?;
        let mut update = ElementUpdate::new();
        let id_field = names.field(&profile.fields.autenti_id)?;
        update = with_field(update, id_field, &news.document_id, None);
        if let (Some(name), Some(status)) = (&profile.fields.status, &news.status) {
            let field = names.field(name)?;
            let known = Some(DocumentStatus::from(status.as_str())).filter(DocumentStatus::is_known);
            update = with_field(update, field, status, known.as_ref().map(|status| status.label(lang)));
        }
        let rows = changed_rows(profile, &names, news, lang)?;
        if !rows.is_empty() {
            update = update.list(rows);
        }
        self.update(profile, element, &update).await
    }

    async fn update(&self, profile: &Profile, element: i32, update: &ElementUpdate) -> Result<()> {
        if update.is_empty() {
            return Ok(());
        }
        let mode = if self.config.webcon.write_as_admin { Mode::Admin } else { Mode::Standard };
        let options = UpdateOptions { mode, ..UpdateOptions::default() };
        let database = DatabaseId(profile.database);
        self.webcon.update_element(database, ElementId(element), update, &options).await?;
        Ok(())
    }
}

fn changed_rows(profile: &Profile, names: &Names, news: &News, lang: Lang) -> Result<ListUpdate> {
    let columns = &profile.recipients;
    let list = names.list(&columns.list)?;
    let column = |name: &Option<String>| name.as_deref().map(|name| names.column(list, name)).transpose();
    let status = column(&columns.status)?;
    let reason = column(&columns.rejection_reason)?;
    let party = column(&columns.autenti_id)?;
    let key = list.key().ok_or_else(|| unnamed("item list"))?;
    let mut update = ListUpdate::new(key);
    for row in &list.rows {
        // A row that was deleted meanwhile is not in the list; one that was added has no news.
        let Some((id, news)) = row.id.and_then(|id| Some((id, news.rows.get(&id.0)?))) else { continue };
        let mut cells = Vec::new();
        let mut write = |column: Option<&Column>, value: Option<&String>, label: Option<&str>| {
            let (Some(column), Some(value)) = (column, value) else { return };
            if !says(row.value(column), value)
                && let Some(key) = column.key()
            {
                let is_choice = matches!(
                    column.column_type,
                    ColumnType::ChoiceList
                        | ColumnType::ChoicePicker
                        | ColumnType::Autocomplete
                        | ColumnType::ChoiceTree
                );
                cells.extend(new_value(is_choice, value, label).map(|value| (key, value)));
            }
        };
        let known = news.status.as_deref().map(RecipientStatus::from).filter(RecipientStatus::is_known);
        write(status, news.status.as_ref(), known.as_ref().map(|status| status.label(lang)));
        write(reason, news.reason.as_ref(), None);
        write(party, news.party.as_ref(), None);
        if !cells.is_empty() {
            update = update.change_row(RowId(id.0), cells);
        }
    }
    Ok(update)
}

/// The update with the field, if it says something else now.
fn with_field(update: ElementUpdate, field: &Field, value: &str, label: Option<&str>) -> ElementUpdate {
    let is_choice = matches!(
        field.field_type,
        FieldType::ChoiceList | FieldType::ChoicePicker | FieldType::Autocomplete | FieldType::ChoiceTree
    );
    match (field.key(), new_value(is_choice, value, label)) {
        (Some(key), Some(new)) if !says(&field.value, value) => update.field(key, new),
        _ => update,
    }
}

/// A choice is written as id and name, a text as the plain value (facts: plugin, "Get document status").
///
/// WEBCON takes only choices that it offers, so a value without a label, which nobody knew when this was
/// written, stays out of a choice: one value that is refused would hold up all the others.
fn new_value(is_choice: bool, value: &str, label: Option<&str>) -> Option<NewValue> {
    match (is_choice, value) {
        (_, "") => Some(NewValue::empty()),
        (true, value) => label.map(|label| NewValue::choice(value, label)),
        (false, value) => Some(NewValue::text(value)),
    }
}

/// Whether a field or cell says it already. Choices are compared by their id.
fn says(current: &FieldValue, value: &str) -> bool {
    match current.id() {
        Some(id) => id.trim() == value,
        None => current.to_text().trim() == value.trim(),
    }
}

fn unnamed(what: &str) -> Failure {
    Failure::new(ErrorCode::WebconRefused)
        .because(anyhow::anyhow!("WEBCON answered an {what} with neither GUID nor number"))
}
