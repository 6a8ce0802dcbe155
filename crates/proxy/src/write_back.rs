//! Tells WEBCON what became of a document: its id and status in form fields, each recipient's state in the
//! item list, a comment. Only what changed is written.

mod cell;
mod links;
mod list;
mod page;

pub(crate) use cell::{is_choice_column, is_choice_field};
pub(crate) use links::links_are_due;

use std::collections::BTreeMap;

use autenti_model::{DocumentStatus, ErrorCode, Lang};
use serde::{Deserialize, Serialize};
use webcon::{DatabaseId, ElementId, ElementUpdate, Field, Mode, UpdateOptions};

use crate::Proxy;
use crate::config::{Profile, RecipientColumns};
use crate::document::RecipientState;
use crate::failure::{Failure, Result};
use crate::form::Names;
use crate::journal::{Instance, Record};
use page::Page;

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
    pub(crate) async fn write_document_id(
        &self,
        profile: &Profile,
        instance: &Instance,
        record: i64,
        id: &str,
    ) -> Result<()> {
        let mut names = Names::read(self, profile, instance.element).await?;
        let name = &profile.fields.autenti_id;
        let update = with_field(ElementUpdate::new(), names.field(name)?, id, None);
        self.update(profile, instance.element, &update, None).await?;
        names.know_columns(self, profile).await;
        let page = Page::at(self.clock.now()).with_value(&names, name, id, None);
        self.journal.on_page(record, &page.fields, page.rows.as_ref()).await?;
        self.hub.changed(instance);
        Ok(())
    }

    /// Writes what the journal knows.
    pub(crate) async fn write_news(&self, profile: &Profile, record: &Record) -> Result<()> {
        let news = News::of(profile, record);
        let mut outcome = self.write(profile, record, &news).await;
        if outcome.as_ref().is_err_and(|failure| failure.code == ErrorCode::WebconRefused) {
            // A row may have been deleted between reading the list and writing to it: what is there now is
            // looked at once more.
            outcome = self.write(profile, record, &news).await;
        }
        match outcome {
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

    /// Writes the news, and notes for pages what stands on the form now.
    ///
    /// What the form has no place for any more holds up nothing else: the rest is written first.
    async fn write(&self, profile: &Profile, record: &Record, news: &News) -> Result<()> {
        let lang = Lang::from_tag(&record.plan.language).unwrap_or_default();
        let mut names = Names::read(self, profile, record.instance.element).await?;
        let id_name = &profile.fields.autenti_id;
        let (mut update, mut missing) = (ElementUpdate::new(), None);
        let mut wanted = vec![(id_name, news.document_id.as_str(), None)];
        let status = news.status.as_deref().map(DocumentStatus::from);
        if let (Some(name), Some(status)) = (&profile.fields.status, &status) {
            wanted.push((name, status.as_str(), status.is_known().then(|| status.label(lang))));
        }
        for (name, value, label) in &wanted {
            match names.field(name) {
                Ok(field) => update = with_field(update, field, value, *label),
                Err(error) => missing = Some(Failure::from(error)),
            }
        }
        if let Some(document) = record.document.as_ref().filter(|_| is_list_written(&profile.recipients)) {
            match list::changes(&profile.recipients, &names, &document.recipients, lang) {
                Ok(rows) if rows.is_empty() => {}
                Ok(rows) => update = update.list(rows),
                Err(failure) => missing = Some(failure),
            }
        }
        if let Some(comment) = &news.comment
            // Not left again and again, as what is missing is tried again and again; nor when the try before this
            // one may have left it, and only its answer was lost.
            && missing.is_none()
            && !(record.waiting.is_some() && names.element.comments.iter().any(|left| left.trim() == comment))
            && self::written(record).is_none_or(|written| written.comment.as_ref() != Some(comment))
        {
            update = update.comment(comment);
        }
        self.update(profile, record.instance.element, &update, None).await?;
        names.know_columns(self, profile).await;
        let page = wanted.into_iter().fold(Page::at(self.clock.now()), |page, (name, value, label)| {
            page.with_value(&names, name, value, label)
        });
        let recipients = record.document.iter().flat_map(|document| &document.recipients);
        // facts: plugin, "Get recipients signature status": rows without a party are left alone.
        let parties = recipients.filter(|recipient| recipient.is_party());
        let page = page.with_states(&profile.recipients, &names, parties, lang);
        self.journal.on_page(record.id, &page.fields, page.rows.as_ref()).await?;
        missing.map_or(Ok(()), Err)
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
