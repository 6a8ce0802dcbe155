//! Links for signing on the form: Field and List mode of the plugin. Anybody who may read the form can open
//! them, so they are there only where a profile asks for them, and only as long as it is the person's turn.

use std::collections::{BTreeMap, BTreeSet};

use autenti::PartyRef;
use autenti_model::{Lang, Text};
use futures_util::{StreamExt, stream};
use webcon::{ElementUpdate, FieldType};

use super::page::Page;
use super::{cell, list};
use crate::Proxy;
use crate::config::Profile;
use crate::document::RecipientState;
use crate::failure::{Failure, Result};
use crate::form::Names;
use crate::journal::Record;
use crate::keeper::document_id;
use crate::signing::acts_now;

/// How many links are asked for at once.
const AT_ONCE: usize = 4;

/// Those whose links are to stand on the form now.
fn wanted<'a>(profile: &Profile, record: &'a Record) -> Vec<&'a RecipientState> {
    let asks = profile.fields.link.is_some() || profile.recipients.link.is_some();
    let document = record.document.as_ref().filter(|document| asks && !document.status.is_final());
    let recipients = document.into_iter().flat_map(|document| &document.recipients);
    recipients.filter(|recipient| acts_now(recipient) && !recipient.email.is_empty()).collect()
}

/// Whether the links on the form are not those that are to stand there.
pub(crate) fn links_are_due(profile: &Profile, record: &Record) -> bool {
    let wanted: BTreeSet<&str> =
        wanted(profile, record).iter().map(|recipient| recipient.id.as_str()).collect();
    !record.links.iter().map(String::as_str).eq(wanted)
}

/// What a link is called: as the profile says, or in our words.
fn label<'a>(link_text: Option<&'a str>, language: &str) -> &'a str {
    link_text.unwrap_or_else(|| Text::SignNow.get(Lang::from_tag(language).unwrap_or_default()))
}

impl Proxy {
    /// Writes the links of those whose turn it is, and clears those of everybody else.
    pub(crate) async fn write_links(&self, profile: &Profile, record: &Record) -> Result<()> {
        let wanted = wanted(profile, record);
        let links = self.links_of(record, &wanted).await?;
        let mut names = Names::read(self, profile, record.instance.element).await?;
        let label = label(profile.link_text.as_deref(), &record.plan.language);
        // Field mode has room for one: whoever comes first in the list.
        let first = wanted.iter().find_map(|recipient| {
            let id = recipient.id.as_str();
            links.get(id).map(|url| (id, url.as_str()))
        });
        let mut update = ElementUpdate::new();
        if let Some(name) = &profile.fields.link {
            let field = names.field(name)?;
            let value = first.map_or("", |(_, url)| url);
            if let Some(key) = field.key().filter(|_| !cell::says(&field.value, value)) {
                let is_link = field.field_type == FieldType::HyperLink;
                update = update.field(key, cell::new_link(is_link, value, label));
            }
        }
        if profile.recipients.link.is_some() {
            let recipients = record.document.iter().flat_map(|document| &document.recipients);
            let rows = list::link_changes(&profile.recipients, &names, recipients, &links, label)?;
            if !rows.is_empty() {
                update = update.list(rows);
            }
        }
        self.update(profile, record.instance.element, &update, None).await?;
        names.know_columns(self, profile).await;
        let mut page = Page::at(self.clock.now());
        if let Some(name) = &profile.fields.link {
            page = page.with_link(&names, name, first, label);
        }
        let recipients = record.document.iter().flat_map(|document| &document.recipients);
        let page = page.with_links(&profile.recipients, &names, recipients, &links, label);
        self.journal.on_page(record.id, &page.fields, page.rows.as_ref()).await?;
        let written = wanted.iter().map(|recipient| recipient.id.clone()).collect();
        Ok(self.journal.links(record.id, &written).await?)
    }

    /// A link for each, asked for a few at a time. Who gets none, because a code sent by SMS is needed to
    /// open the document or the turn has passed meanwhile, is left out.
    async fn links_of(
        &self,
        record: &Record,
        recipients: &[&RecipientState],
    ) -> Result<BTreeMap<String, String>> {
        let document = document_id(record)?;
        let ask = |recipient: &RecipientState| {
            let (id, email, document) = (recipient.id.clone(), recipient.email.clone(), document.clone());
            async move {
                let links = self.autenti.action_links(&document, PartyRef::Email(email.as_str())).await;
                (id, links.map(|links| links.into_iter().next()))
            }
        };
        let asked: Vec<_> = recipients.iter().map(|recipient| ask(recipient)).collect();
        let mut answers = stream::iter(asked).buffer_unordered(AT_ONCE);
        let mut links = BTreeMap::new();
        while let Some((id, answer)) = answers.next().await {
            match answer {
                Ok(Some(link)) => {
                    links.insert(id, link.url.to_string());
                }
                Ok(None) => {}
                Err(error) if error.is_transient() => return Err(error.into()),
                Err(error) => {
                    let failure = Failure::from(error);
                    tracing::info!(%failure, recipient = id, "no link for the form");
                }
            }
        }
        Ok(links)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_called_as_the_profile_says_or_in_the_documents_language() {
        assert_eq!(label(Some("Do podpisu"), "pl"), "Do podpisu");
        assert_eq!(label(None, "pl"), "Podpisz teraz");
        assert_eq!(label(None, "cs"), "Sign now");
    }
}
