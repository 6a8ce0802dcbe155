//! Tells WEBCON what became of a document: its id and status in form fields, each recipient's state in the
//! item list, a comment. Only what changed is written.

mod cell;
mod links;
mod list;

pub(crate) use cell::{is_choice_column, is_choice_field};
pub(crate) use links::links_are_due;

use std::collections::BTreeMap;

use autenti_model::{DocumentStatus, ErrorCode, Lang};
use serde::{Deserialize, Serialize};
use webcon::{DatabaseId, ElementId, ElementUpdate, Field, Mode, UpdateOptions};

use crate::Proxy;
use crate::config::{Profile, RecipientColumns};
use crate::document::RecipientState;
use crate::failure::Result;
use crate::form::Names;
use crate::journal::Record;

/// What WEBCON is to know, as far as the profile has a place for it. It is compared with what was written
/// last, so that each change is written once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct News {
    document_id: String,
    status: Option<String>,
    recipients: BTreeMap<String, RecipientNews>,
    comment: Option<String>,
}

/// What the list is to know of a recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct RecipientNews {
    status: Option<String>,
    reason: Option<String>,
    party: Option<String>,
}

impl News {
    fn of(profile: &Profile, record: &Record) -> Self {
        let document = record.document.as_ref();
        let recipients = document.into_iter().flat_map(|document| &document.recipients);
        Self {
            document_id: record.document_id.clone().unwrap_or_default(),
            status: document
                .filter(|_| profile.fields.status.is_some())
                .map(|document| document.status.as_str().to_owned()),
            recipients: recipients
                .filter(|_| is_list_written(&profile.recipients))
                .map(|recipient| (recipient.id.clone(), RecipientNews::of(&profile.recipients, recipient)))
                .collect(),
            comment: record.comment.clone(),
        }
    }
}

impl RecipientNews {
    fn of(columns: &RecipientColumns, recipient: &RecipientState) -> Self {
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

/// Whether the profile has anything written to the list.
fn is_list_written(columns: &RecipientColumns) -> bool {
    columns.add_missing
        || [&columns.status, &columns.rejection_reason, &columns.autenti_id].into_iter().any(Option::is_some)
}

/// What was written last.
fn written(record: &Record) -> Option<News> {
    serde_json::from_str(record.written.as_deref()?).ok()
}

/// Whether WEBCON does not know yet what the journal knows.
pub(crate) fn is_news(profile: &Profile, record: &Record) -> bool {
    record.document.is_some() && written(record) != Some(News::of(profile, record))
}

impl Proxy {
    /// Writes the document's id into its field, as soon as there is one.
    pub(crate) async fn write_document_id(&self, profile: &Profile, element: i32, id: &str) -> Result<()> {
        let names = Names::read(self, profile, element).await?;
        let field = names.field(&profile.fields.autenti_id)?;
        let update = with_field(ElementUpdate::new(), field, id, None);
        self.update(profile, element, &update, None).await
    }

    /// Writes what the journal knows.
    pub(crate) async fn write_news(&self, profile: &Profile, record: &Record) -> Result<()> {
        let news = News::of(profile, record);
        match self.write(profile, record, &news).await {
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

    async fn write(&self, profile: &Profile, record: &Record, news: &News) -> Result<()> {
        let lang = Lang::from_tag(&record.plan.language).unwrap_or_default();
        let names = Names::read(self, profile, record.instance.element).await?;
        let mut update = ElementUpdate::new();
        let id_field = names.field(&profile.fields.autenti_id)?;
        update = with_field(update, id_field, &news.document_id, None);
        if let (Some(name), Some(status)) = (&profile.fields.status, &news.status) {
            let field = names.field(name)?;
            let known = Some(DocumentStatus::from(status.as_str())).filter(DocumentStatus::is_known);
            update = with_field(update, field, status, known.as_ref().map(|status| status.label(lang)));
        }
        if let Some(document) = record.document.as_ref().filter(|_| is_list_written(&profile.recipients)) {
            let rows = list::changes(&profile.recipients, &names, &document.recipients, lang)?;
            if !rows.is_empty() {
                update = update.list(rows);
            }
        }
        if let Some(comment) = &news.comment
            && self::written(record).is_none_or(|written| written.comment.as_ref() != Some(comment))
        {
            update = update.comment(comment);
        }
        self.update(profile, record.instance.element, &update, None).await
    }

    /// Changes an instance, and takes a path where one is given.
    pub(crate) async fn update(
        &self,
        profile: &Profile,
        element: i32,
        update: &ElementUpdate,
        path: Option<&str>,
    ) -> Result<()> {
        if update.is_empty() && path.is_none() {
            return Ok(());
        }
        let mode = if self.config.webcon.write_as_admin { Mode::Admin } else { Mode::Standard };
        let options = UpdateOptions { mode, path: path.map(str::to_owned), ..UpdateOptions::default() };
        let database = DatabaseId(profile.database);
        self.webcon.update_element(database, ElementId(element), update, &options).await?;
        Ok(())
    }
}

/// The update with the field, if it says something else now.
fn with_field(update: ElementUpdate, field: &Field, value: &str, label: Option<&str>) -> ElementUpdate {
    match (field.key(), cell::new_value(cell::is_choice_field(&field.field_type), value, label)) {
        (Some(key), Some(new)) if !cell::says(&field.value, value) => update.field(key, new),
        _ => update,
    }
}
