//! Tells WEBCON what became of a document: its id and status in form fields, each recipient's state in the item
//! list, a comment. Only what changed is written.

mod cell;
mod form_values;
mod links;
mod list;

pub use cell::{is_choice_column, is_choice_field};
pub use links::{link_label, links_are_due, links_wanted};

use std::collections::BTreeMap;

use autenti::DocumentId;
use autenti_model::{DocumentStatus, Lang};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use webcon::{ElementUpdate, Field};

use super::columns;
use super::person::Person;
use super::{Checkout, Forms};
use crate::config::{Profile, Purpose, RecipientColumn, RecipientColumns};
use crate::document::RecipientState;
use crate::failure::{Failure, Result};
use crate::store::{FieldOnForm, JobKind, RowsOnForm, SigningRecord};
use form_values::FormValues;

/// What WEBCON is to know, as far as the profile has a place for it. It is compared with what was written last, so
/// that each change is written once.
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
    fn of(profile: &Profile, record: &SigningRecord) -> Self {
        let document = record.document.as_ref();
        let recipients = document.into_iter().flat_map(|document| &document.recipients);
        Self {
            document_id: record.document_id.clone().map(String::from).unwrap_or_default(),
            status: document
                .filter(|_| profile.fields.status.is_some())
                .map(|document| document.status.as_str().to_owned()),
            recipients: recipients
                .filter(|_| is_list_written(&profile.recipients) || is_fixed_written(profile))
                .map(|recipient| (recipient.id.clone(), RecipientNews::of(profile, recipient)))
                .collect(),
            // Left once the document is withdrawn, which may become known only later.
            // In WEBCON it is the API account's, so it says itself whose it is.
            comment: record
                .comment
                .clone()
                .map(|comment| match record.comment_by.as_deref() {
                    None | Some("") => comment,
                    Some(by) => format!("{comment} — {by}"),
                })
                .filter(|_| document.is_some_and(|document| document.status == DocumentStatus::Withdrawn)),
        }
    }
}

impl RecipientNews {
    fn of(profile: &Profile, recipient: &RecipientState) -> Self {
        let columns = &profile.recipients;
        let if_wanted = |column, value: String| columns.name(column).map(|_| value);
        let is_status_wanted = columns.name(RecipientColumn::Status).is_some() || is_fixed_written(profile);
        Self {
            status: is_status_wanted.then(|| recipient.status.as_str().to_owned()),
            reason: if_wanted(
                RecipientColumn::RejectionReason,
                recipient.rejection_reason.clone().unwrap_or_default(),
            ),
            party: if_wanted(RecipientColumn::AutentiId, recipient.party.clone().unwrap_or_default()),
        }
    }
}

/// Whether the profile has anything written to the list.
fn is_list_written(columns: &RecipientColumns) -> bool {
    columns.add_missing || columns.named().any(|(column, _)| column.purpose() == Purpose::State)
}

/// Whether a recipient in fields of the form has one for where they stand.
fn is_fixed_written(profile: &Profile) -> bool {
    profile.fixed_recipients.iter().any(|fixed| fixed.status.is_some())
}

/// What was written last.
fn last_news(record: &SigningRecord) -> Option<News> {
    serde_json::from_str(record.last_write_back.as_deref()?).ok()
}

/// Whether WEBCON does not know yet what the store knows.
pub fn has_news(profile: &Profile, record: &SigningRecord) -> bool {
    record.document.is_some() && last_news(record) != Some(News::of(profile, record))
}

/// What was written to a form: for the store, which tells pages that are open for editing.
#[derive(Debug)]
pub struct WriteBack {
    /// What WEBCON has been told, as JSON; none where only a part of it was told.
    pub told: Option<String>,
    /// What stands in fields now.
    pub fields: BTreeMap<String, FieldOnForm>,
    /// What stands in rows of the item list now.
    pub rows: Option<RowsOnForm>,
    /// What the form has no place for.
    pub missing: Option<Failure>,
}

impl WriteBack {
    /// Writes the document's id into its field, as soon as there is one.
    ///
    /// # Errors
    /// What WEBCON fails with.
    pub async fn document_id(
        forms: &Forms,
        profile: &Profile,
        record: &SigningRecord,
        now: Timestamp,
    ) -> Result<Self> {
        let id = record.document_id.as_ref().map_or("", DocumentId::as_str);
        let names = forms.names(profile, record.instance.element).await?;
        let name = &profile.fields.autenti_id;
        let update = with_field(ElementUpdate::new(), names.field(name)?, id, None);
        forms
            .update(profile, record.instance.element, &update, None, Checkout::of(profile, record, now))
            .await?;
        let names = forms.with_layout(profile, names).await;
        let values = FormValues::at(now).with_value(&names, name, id, None);
        Ok(Self { told: None, fields: values.fields, rows: values.rows, missing: None })
    }

    /// Writes what the store knows.
    ///
    /// What the form has no place for any more holds up nothing else: the rest is written first. The recipients' `phones`
    /// are asked for only where a row is added that has a place for them.
    ///
    /// # Errors
    /// What WEBCON fails with.
    pub async fn news(
        forms: &Forms,
        profile: &Profile,
        record: &SigningRecord,
        phones: impl Future<Output = BTreeMap<String, String>>,
        now: Timestamp,
    ) -> Result<Self> {
        let news = News::of(profile, record);
        let lang = Lang::from_tag(&record.plan.language).unwrap_or_default();
        let names = forms.names(profile, record.instance.element).await?;
        let id_name = &profile.fields.autenti_id;
        let (mut update, mut missing) = (ElementUpdate::new(), None);
        let mut wanted = vec![(id_name, news.document_id.as_str(), None)];
        let status = news.status.as_deref().map(DocumentStatus::from);
        if let (Some(name), Some(status)) = (&profile.fields.status, &status) {
            wanted.push((name, status.as_str(), status.is_known().then(|| status.label(lang))));
        }
        let recipients = || record.document.iter().flat_map(|document| &document.recipients);
        for fixed in &profile.fixed_recipients {
            let Some(name) = &fixed.status else { continue };
            let Ok(person) = Person::in_fields(fixed, &names) else { continue };
            let is_theirs = |known: &&RecipientState| {
                known.role.as_ref() == Some(&fixed.role)
                    && known.addresses().any(|email| *email == person.email)
            };
            if let Some(known) = recipients().find(is_theirs).filter(|known| known.is_party()) {
                let (value, label) = columns::status(known, lang);
                wanted.push((name, value, label));
            }
        }
        for (name, value, label) in &wanted {
            match names.field(name) {
                Ok(field) => update = with_field(update, field, value, *label),
                Err(error) => missing = Some(Failure::from(error)),
            }
        }
        if let Some(document) = record.document.as_ref().filter(|_| is_list_written(&profile.recipients)) {
            let (columns, recipients) = (&profile.recipients, &document.recipients);
            let phones = match list::needs_phones(columns, &names, recipients) {
                Ok(true) => phones.await,
                // Why the list cannot be changed is told below.
                Ok(false) | Err(_) => BTreeMap::new(),
            };
            match list::changes(columns, &names, recipients, &phones, lang) {
                Ok(rows) if rows.is_empty() => {}
                Ok(rows) => update = update.list(rows),
                Err(failure) => missing = Some(failure),
            }
        }
        if let Some(comment) = &news.comment
            // Not left again and again, as what is missing is tried again and again; nor when the try before this
            // one may have left it, and only its answer was lost.
            && missing.is_none()
            && !(has_failed(record) && names.element.comments.iter().any(|left| left.trim() == comment))
            && last_news(record).is_none_or(|told| told.comment.as_ref() != Some(comment))
        {
            update = update.comment(comment);
        }
        forms
            .update(profile, record.instance.element, &update, None, Checkout::of(profile, record, now))
            .await?;
        let names = forms.with_layout(profile, names).await;
        let values = wanted.into_iter().fold(FormValues::at(now), |values, (name, value, label)| {
            values.with_value(&names, name, value, label)
        });
        let recipients = record.document.iter().flat_map(|document| &document.recipients);
        // facts: plugin, "Get recipients signature status": rows without a party are left alone.
        let parties = recipients.filter(|recipient| recipient.is_party());
        let values = values.with_states(&profile.recipients, &names, parties, lang);
        let told = match missing {
            Some(_) => None,
            None => Some(serde_json::to_string(&news).map_err(anyhow::Error::from)?),
        };
        Ok(Self { told, fields: values.fields, rows: values.rows, missing })
    }

    /// Writes the links of those whose turn it is, by recipient, and clears those of everybody else.
    ///
    /// # Errors
    /// What WEBCON fails with.
    pub async fn links(
        forms: &Forms,
        profile: &Profile,
        record: &SigningRecord,
        links: &BTreeMap<String, String>,
        now: Timestamp,
    ) -> Result<Self> {
        let names = forms.names(profile, record.instance.element).await?;
        let label = link_label(profile.link_text.as_deref(), &record.plan.language);
        let first = links::first(profile, record, links);
        let update = links::update(profile, record, &names, links, label)?;
        forms
            .update(profile, record.instance.element, &update, None, Checkout::of(profile, record, now))
            .await?;
        let names = forms.with_layout(profile, names).await;
        let mut values = FormValues::at(now);
        if let Some(name) = &profile.fields.link {
            values = values.with_link(&names, name, first, label);
        }
        let recipients = record.document.iter().flat_map(|document| &document.recipients);
        let values = values.with_links(&profile.recipients, &names, recipients, links, label);
        Ok(Self { told: None, fields: values.fields, rows: values.rows, missing: None })
    }
}

/// Whether the last try to tell WEBCON failed, so that its answer may have been lost.
fn has_failed(record: &SigningRecord) -> bool {
    record.job(JobKind::WriteBack).is_some_and(|job| job.attempts > 0)
}

/// The update with the field, if it says something else now.
fn with_field(update: ElementUpdate, field: &Field, value: &str, label: Option<&str>) -> ElementUpdate {
    match (field.key(), cell::new_value(cell::is_choice_field(&field.field_type), value, label)) {
        (Some(key), Some(new)) if !cell::says(&field.value, value) => update.field(key, new),
        _ => update,
    }
}
