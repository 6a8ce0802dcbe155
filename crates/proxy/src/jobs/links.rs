//! Writes links for those whose turn it is into the form, and clears those of others, where a profile asks for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use autenti::PartyRef;
use futures_util::future::BoxFuture;
use futures_util::{StreamExt, stream};

use super::{Handler, Outcome, note_checkout, profile};
use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::config::Config;
use crate::document::RecipientState;
use crate::failure::{Failure, Result};
use crate::form::{Forms, WriteBack, links_are_due, links_wanted};
use crate::signing::documents::document_id;
use crate::store::{AuditEvent, Job, NewAuditEntry, Person, SigningRecord, Store};

/// How many links are asked for at once.
const AT_ONCE: usize = 4;

/// Writes links.
pub struct Links {
    store: Store,
    forms: Forms,
    accounts: Accounts,
    config: Arc<Config>,
    clock: Clock,
}

impl Handler for Links {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let Some(id) = job.signing else { return Ok(Outcome::Done) };
            let record = self.store.signing(id).await?;
            let profile = &profile(&self.config, &record)?;
            if !record.stage.is_sent() || !links_are_due(profile, &record) {
                return Ok(Outcome::Done);
            }
            let links = self.links_of(&record, &links_wanted(profile, &record)).await?;
            let now = self.clock.now();
            let written = WriteBack::links(&self.forms, profile, &record, &links, now).await;
            note_checkout(&self.store, (profile, &record), &written, now).await?;
            let written = written?;
            self.store.form_written(id, written.fields, written.rows).await?;
            if !links.is_empty() {
                self.note(&record, &links).await?;
            }
            // Who gets no link now is asked for again when the document changes.
            self.store.links(id, &links.into_keys().collect()).await?;
            Ok(Outcome::Done)
        })
    }
}

impl Links {
    /// Writes links with these.
    pub fn new(store: Store, forms: Forms, accounts: Accounts, config: Arc<Config>, clock: Clock) -> Self {
        Self { store, forms, accounts, config, clock }
    }

    /// Notes for whom there are links on the form now, where whoever may read it finds them.
    async fn note(&self, record: &SigningRecord, links: &BTreeMap<String, String>) -> Result<()> {
        let recipients = record.document.iter().flat_map(|document| &document.recipients);
        let about = recipients.filter(|recipient| links.contains_key(&recipient.id)).map(Person::from);
        let entry = NewAuditEntry {
            about: about.collect(),
            profile: Some(record.profile.clone()),
            instance: Some(record.instance),
            document: record.document_id.clone().map(String::from),
            ..NewAuditEntry::new(AuditEvent::LinksWritten)
        };
        Ok(self.store.note_audit(entry, self.clock.now()).await?)
    }

    /// A link for each, asked for a few at a time. Who gets none, because a code sent by SMS is needed to open the
    /// document or it is not their turn, is left out.
    async fn links_of(
        &self,
        record: &SigningRecord,
        recipients: &[&RecipientState],
    ) -> Result<BTreeMap<String, String>> {
        let document = document_id(record)?;
        let client = self.accounts.client_of(record)?;
        let client = &client;
        let ask = |recipient: &RecipientState| {
            let (id, email, document) = (recipient.id.clone(), recipient.email.clone(), document.clone());
            async move {
                let links = client.action_links(&document, PartyRef::Email(email.as_str())).await;
                (id, links.map(|links| links.into_iter().next()))
            }
        };
        let asked: Vec<_> = recipients.iter().map(|recipient| ask(recipient)).collect();
        let mut answers = stream::iter(asked).buffer_unordered(AT_ONCE);
        let mut links = BTreeMap::new();
        while let Some((id, answer)) = answers.next().await {
            match answer {
                Ok(Some(link)) => match self.accounts.permitted(&record.account, link) {
                    Ok(url) => {
                        links.insert(id, url.to_string());
                    }
                    Err(failure) => tracing::warn!(%failure, recipient = id, "no link for the form"),
                },
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
