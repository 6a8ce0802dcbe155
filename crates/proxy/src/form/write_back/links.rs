//! Links for signing on the form: Field and List mode of the plugin. Anybody who may read the form can open them, so
//! they are there only where a profile asks for them, and only as long as it is the person's turn.

use std::collections::{BTreeMap, BTreeSet};

use autenti_model::{Lang, Text};
use webcon::{ElementUpdate, FieldType};

use super::{cell, list};
use crate::config::{Profile, RecipientColumn};
use crate::document::RecipientState;
use crate::failure::Result;
use crate::form::Names;
use crate::store::SigningRecord;

/// Those whose links are to stand on the form now.
pub fn links_wanted<'a>(profile: &Profile, record: &'a SigningRecord) -> Vec<&'a RecipientState> {
    let asks = profile.fields.link.is_some() || profile.recipients.name(RecipientColumn::Link).is_some();
    let document = record.document.as_ref().filter(|document| asks && !document.status.is_final());
    let recipients = document.into_iter().flat_map(|document| &document.recipients);
    recipients.filter(|recipient| recipient.may_act() && !recipient.email.is_empty()).collect()
}

/// Whether the links on the form are not those that are to stand there.
pub fn links_are_due(profile: &Profile, record: &SigningRecord) -> bool {
    let wanted: BTreeSet<&str> =
        links_wanted(profile, record).iter().map(|recipient| recipient.id.as_str()).collect();
    !record.links.iter().map(String::as_str).eq(wanted)
}

/// What a link is called: as the profile says, or in our words.
pub fn link_label<'a>(link_text: Option<&'a str>, language: &str) -> &'a str {
    link_text.unwrap_or_else(|| Text::SignNow.get(Lang::from_tag(language).unwrap_or_default()))
}

/// The link for Field mode, which has room for one: of whoever comes first in the list.
pub(super) fn first<'a>(
    profile: &Profile,
    record: &'a SigningRecord,
    links: &'a BTreeMap<String, String>,
) -> Option<(&'a str, &'a str)> {
    links_wanted(profile, record).into_iter().find_map(|recipient| {
        let id = recipient.id.as_str();
        links.get(id).map(|url| (id, url.as_str()))
    })
}

/// What has to be written for the form to hold these links and no others.
pub(super) fn update(
    profile: &Profile,
    record: &SigningRecord,
    names: &Names,
    links: &BTreeMap<String, String>,
    label: &str,
) -> Result<ElementUpdate> {
    let mut update = ElementUpdate::new();
    if let Some(name) = &profile.fields.link {
        let field = names.field(name)?;
        let value = first(profile, record, links).map_or("", |(_, url)| url);
        if let Some(key) = field.key().filter(|_| !cell::says(&field.value, value)) {
            let is_link = field.field_type == FieldType::HyperLink;
            update = update.field(key, cell::new_link(is_link, value, label));
        }
    }
    if profile.recipients.name(RecipientColumn::Link).is_some() {
        let recipients = record.document.iter().flat_map(|document| &document.recipients);
        let rows = list::link_changes(&profile.recipients, names, recipients, links, label)?;
        if !rows.is_empty() {
            update = update.list(rows);
        }
    }
    Ok(update)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_called_as_the_profile_says_or_in_the_documents_language() {
        assert_eq!(link_label(Some("Do podpisu"), "pl"), "Do podpisu");
        assert_eq!(link_label(None, "pl"), "Podpisz teraz");
        assert_eq!(link_label(None, "cs"), "Sign now");
    }
}
