//! A form of WEBCON as its profile sees it: title, recipients, files. Everything that is sent is read from
//! here, never from the browser.

mod checkout;
mod columns;
mod files;
mod forms;
mod names;
mod person;
mod processes;
mod write_back;

use std::collections::BTreeSet;

use autenti_model::signing::RecipientsList;
use autenti_model::{Email, ErrorCode, LocalizedMessage, RecipientRow, Text, Visualisation, lookups};
use webcon::{AttachmentId, Element, ElementId, FieldValue, ItemList, LookupError};

use crate::config::{
    DEFAULT_LANGUAGE, FixedRecipient, Profile, RecipientColumn, RecipientColumns, Select, Template,
    is_language, visualisation_of,
};
use crate::failure::{Failure, Result};
use crate::plan::{Plan, PlannedFile};
pub use checkout::Checkout;
use columns::Columns;
pub use files::{LARGEST_TOTAL, fetch, fetch_planned, is_to_be_looked_at, look_at, refusal};
pub use forms::{Forms, KnownFile};
pub use names::Names;
use person::Person;
pub use write_back::{
    WriteBack, has_news, is_choice_column, is_choice_field, link_label, links_are_due, links_wanted,
};

/// What a profile takes from a form.
#[derive(Clone, Debug)]
pub struct Form {
    /// What the document will be called.
    pub title: String,
    /// Message to the recipients.
    pub message: String,
    /// Language of Autenti's messages.
    pub language: String,
    /// Address of the user in whose name it is sent; none for the account's own.
    pub act_as: Option<String>,
    /// Where signatures are shown.
    pub visualisation: Visualisation,
    /// Ids of labels.
    pub labels: Vec<String>,
    /// The id that the form holds, if it holds one.
    pub document_id: Option<String>,
    /// The recipients.
    pub rows: Vec<RecipientRow>,
    /// Addresses of those who are not to be reminded.
    pub reminders_blocked: Vec<Email>,
    /// The files that would be sent.
    pub files: Vec<SelectedFile>,
    /// The instance as WEBCON answered it, with the names of its parts.
    pub names: Names,
}

/// A file that a profile selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedFile {
    /// WEBCON's id.
    pub id: AttachmentId,
    /// File name.
    pub name: String,
    /// Version; grows with each replacement.
    pub version: Option<i32>,
    /// What was seen in it, if somebody has looked at it.
    pub known: Option<KnownFile>,
}

impl From<&webcon::Attachment> for SelectedFile {
    fn from(attachment: &webcon::Attachment) -> Self {
        Self { id: attachment.id, name: attachment.name.clone(), version: attachment.version, known: None }
    }
}

impl Form {
    /// The recipients list as the form's JavaScript finds it; none when its columns in the database are not known.
    pub fn recipients_list(&self, profile: &Profile) -> Option<RecipientsList> {
        // A page validates a list whose rows say all: not people in one cell, nor in fields of the form.
        if !profile.fixed_recipients.is_empty() {
            return None;
        }
        let list = self.names.list(&profile.recipients.list).ok()?;
        let column = |(property, name): (&str, &str)| {
            Some((property.to_owned(), self.names.database_column_in(list, name)?))
        };
        Some(RecipientsList {
            id: list.id?.into(),
            columns: profile.recipients.validated()?.map(column).collect::<Option<_>>()?,
            options: profile.rules.clone(),
        })
    }

    /// Reads the form of an instance.
    ///
    /// # Errors
    /// What WEBCON fails with, and a name in the profile that the form does not have.
    pub async fn read(forms: &Forms, profile: &Profile, element: ElementId) -> Result<Self> {
        let names = forms.names(profile, element).await?;
        let mut form = Self::interpret(profile, names)?;
        if let Select::Query(path) = &profile.attachments.select {
            form.files = queried(forms, profile, path, &form.names.element).await?;
        }
        for file in &mut form.files {
            file.known = forms.known_file(profile, file).await;
        }
        Ok(form)
    }

    /// What is sent, with these files.
    pub fn plan(self, profile: &Profile, files: Vec<PlannedFile>) -> Plan {
        Plan {
            title: self.title,
            message: self.message,
            act_as: self.act_as,
            language: self.language,
            as_organisation: profile.send_as_organisation,
            visualisation: self.visualisation,
            labels: self.labels,
            signing_order: profile.rules.signing_order,
            extra: profile.extra.clone(),
            recipients: self.rows,
            files,
        }
    }

    fn interpret(profile: &Profile, names: Names) -> Result<Self, LookupError> {
        let columns = &profile.recipients;
        let list = match columns.list.as_str() {
            "" => None,
            list => Some(names.list(list)?),
        };
        let mut recipients =
            list.map(|list| columns::rows(list, columns, &names)).transpose()?.unwrap_or_default();
        for fixed in &profile.fixed_recipients {
            recipients.extend(fixed_row(fixed, &names)?);
        }
        let fill = |template: &Template| {
            template.fill(|name| names.field(name).map(|field| field.value.to_text().into_owned()))
        };
        let title = one_line(&fill(&profile.title)?);
        let document_id = names.field(&profile.fields.autenti_id)?.value.to_text().trim().to_owned();
        let message = fill(&profile.message)?;
        // A choice field holds the language as `pl#Polish`: what counts is the id.
        let id = |template: &Template| {
            let text = match template.lone_field() {
                Some(name) => columns::choice(&names.field(name)?.value).unwrap_or_default(),
                None => fill(template)?,
            };
            Ok::<_, LookupError>(lookups::id_of(&text).to_lowercase())
        };
        let language = id(&profile.language)?;
        // A field that holds a person has the login, which is an address, for its id.
        let act_as = id(&profile.act_as)?;
        let visualisation = visualisation_of(&id(&profile.visualisation)?).unwrap_or_default();
        let mut labels = Vec::new();
        for label in &profile.labels {
            match label.lone_field() {
                Some(name) => labels.extend(ids(&names.field(name)?.value)),
                None => labels.push(fill(label)?),
            }
        }
        Ok(Self {
            title: if title.is_empty() { names.element.instance_number.clone() } else { title },
            message: message.trim().to_owned(),
            act_as: Some(act_as).filter(|address| !address.is_empty()),
            language: if is_language(&language) { language } else { DEFAULT_LANGUAGE.to_owned() },
            labels,
            reminders_blocked: list
                .map(|list| reminders_blocked(list, columns, &names))
                .transpose()?
                .unwrap_or_default(),
            document_id: Some(document_id).filter(|id| !id.is_empty()),
            visualisation,
            rows: recipients,
            files: by_category(profile, &names.element),
            names,
        })
    }
}

/// Line breaks and runs of blanks become one blank.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The ids that a choice field holds; a text may hold several, divided by `;` (facts: plugin, labels).
fn ids(value: &FieldValue) -> Vec<String> {
    let ids: Vec<String> = match value {
        FieldValue::Text(text) => text.split(';').map(|id| lookups::id_of(id).to_owned()).collect(),
        value => value.choices().iter().map(|choice| choice.id.trim().to_owned()).collect(),
    };
    ids.into_iter().filter(|id| !id.is_empty()).collect()
}

fn reminders_blocked(
    list: &ItemList,
    columns: &RecipientColumns,
    names: &Names,
) -> Result<Vec<Email>, LookupError> {
    let Some(block) = columns.name(RecipientColumn::BlockReminder) else { return Ok(Vec::new()) };
    let block = names.column(list, block)?;
    let who = Columns::telling_who(columns, list, names)?;
    let is_blocked = |row: &&webcon::Row| row.value(block).as_bool().unwrap_or_default();
    Ok(list.rows.iter().filter(is_blocked).map(|row| Person::in_row(&who, row).email).collect())
}

/// The category that a profile asks for by its number alone, and the names of those that the instance's files
/// are in, where WEBCON tells no numbers: then nothing can be selected, and that is not the user's mistake.
pub fn category_by_number<'a>(
    profile: &'a Profile,
    element: &'a Element,
) -> Option<(&'a str, BTreeSet<&'a str>)> {
    let Select::Category(category) = &profile.attachments.select else { return None };
    category.trim().parse::<i64>().ok()?;
    let groups: BTreeSet<&str> = element
        .attachments
        .iter()
        .map(|known| known.group.trim())
        .filter(|group| !group.is_empty())
        .collect();
    let are_names = !groups.is_empty()
        && groups.iter().all(|group| !group.contains('#') && group.parse::<i64>().is_err());
    are_names.then_some((category.as_str(), groups))
}

fn by_category(profile: &Profile, element: &Element) -> Vec<SelectedFile> {
    let selection = &profile.attachments;
    element
        .attachments
        .iter()
        .filter(|attachment| match &selection.select {
            Select::All => true,
            Select::WithoutCategory => attachment.group.trim().is_empty(),
            Select::Category(category) => attachment.category_is(category),
            Select::Query(_) => false,
        })
        .filter(|attachment| {
            selection.name_matches.as_ref().is_none_or(|pattern| pattern.is_match(&attachment.name))
        })
        .map(SelectedFile::from)
        .collect()
}

/// The attachments of the instance that a query answers, in the query's order.
async fn queried(
    forms: &Forms,
    profile: &Profile,
    path: &str,
    element: &Element,
) -> Result<Vec<SelectedFile>> {
    let path = path.replace("{element}", &element.id.to_string());
    let ids = forms.webcon().uda_rows(profile.database, &path, &[]).await;
    let ids = ids.map_err(|error| match &error {
        // It answers something else, or there is no such query: not that WEBCON is away or the instance gone.
        webcon::Error::Unreadable { .. } | webcon::Error::NotFound { .. } => {
            let message = LocalizedMessage::from(Text::QueryUnreadable).with("query", path.as_str());
            Failure::new(ErrorCode::WebconRefused).with_message(message).with_source(error)
        }
        _ => error.into(),
    })?;
    let pattern = profile.attachments.name_matches.as_ref();
    let mut seen = BTreeSet::new();
    Ok(ids
        .into_iter()
        .filter(|id| seen.insert(*id))
        // An id of another instance is left out: a query can say anything, a profile signs its own files.
        .filter_map(|id| element.attachments.iter().find(|attachment| i64::from(attachment.id.0) == id))
        .filter(|attachment| pattern.is_none_or(|pattern| pattern.is_match(&attachment.name)))
        .map(SelectedFile::from)
        .collect())
}

impl Profile {
    /// Every text with places for values.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        [&self.title, &self.message, &self.act_as, &self.language, &self.visualisation]
            .into_iter()
            .chain(&self.labels)
            .chain(&self.signed_document.file_name)
    }
}

/// The recipient in fields of the form; none where nobody stands there.
fn fixed_row(fixed: &FixedRecipient, names: &Names) -> Result<Option<RecipientRow>, LookupError> {
    let person = Person::in_fields(fixed, names)?;
    if person.is_nobody() {
        return Ok(None);
    }
    let phone = match fixed.phone.as_deref() {
        Some(name) => names.field(name)?.value.to_text().trim().to_owned(),
        None => String::new(),
    };
    Ok(Some(RecipientRow {
        first_name: person.first_name,
        last_name: person.last_name,
        email: person.email,
        role: Some(fixed.role.clone()),
        signature_type: Some(fixed.signature_type.clone()),
        phone,
        sms_authorisation: fixed.sms_authorisation,
        sms_unlock: fixed.sms_unlock,
        order: fixed.order,
        ..RecipientRow::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_labels_stand_in_a_choice_or_in_a_text() {
        let text = |text: &str| ids(&FieldValue::Text(text.into()));
        assert_eq!(text("TAG:1; TAG:2#Umowy;;"), ["TAG:1", "TAG:2"]);
        assert!(text(" ").is_empty());
        let choice = |id: &str| webcon::Choice { id: id.into(), name: "Umowy".into() };
        assert_eq!(ids(&FieldValue::Choices(vec![choice("TAG:1"), choice("TAG:2")])), ["TAG:1", "TAG:2"]);
    }
}
