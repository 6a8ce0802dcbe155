//! Reminds recipients: those whom Autenti permits to be reminded now, and the list does not protect from it.

use std::sync::Arc;
use std::time::Duration;

use autenti::PartyId;
use autenti_model::{Email, ErrorCode, Text};
use jiff::Timestamp;

use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::config::{Profile, Reminders};
use crate::document::RecipientState;
use crate::failure::{Failure, Result};
use crate::form::{Form, Forms};
use crate::keyed_mutex::KeyedMutex;
use crate::signing::documents::{Documents, Freshness, document_id};
use crate::store::{Instance, SigningId, SigningRecord, Store};

/// Who is to be reminded.
#[derive(Clone, Copy, Debug)]
pub enum Chosen<'a> {
    /// Everybody who has something to do.
    All,
    /// These.
    Ids(&'a [String]),
}

/// Why somebody is not reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// The list says so.
    Blocked,
    /// There is nothing to do.
    Done,
    /// Autenti does not permit it now.
    NotNow,
    /// It was done a moment ago; when it can be done again.
    JustReminded(Timestamp),
    /// There is no such recipient.
    Unknown,
}

/// What became of it.
#[derive(Debug, Default)]
pub struct Reminded {
    /// Ids of those who were reminded.
    pub reminded: Vec<String>,
    /// Ids of those who were not, and why.
    pub skipped: Vec<(String, Skip)>,
}

/// Reminds recipients. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Reminding {
    store: Store,
    forms: Forms,
    accounts: Accounts,
    documents: Arc<Documents>,
    clock: Clock,
    /// Whoever was reminded within this is left out.
    pause: Duration,
    /// Whoever comes second finds what the first has noted.
    under_way: Arc<KeyedMutex<SigningId, ()>>,
}

impl Reminding {
    /// Reminds with these.
    pub fn new(
        store: Store,
        forms: Forms,
        accounts: Accounts,
        documents: Arc<Documents>,
        clock: Clock,
        pause: Duration,
    ) -> Self {
        Self { store, forms, accounts, documents, clock, pause, under_way: Arc::default() }
    }

    /// Reminds those who are chosen, and notes it. The answer has the document as it was read for it: ids of parties
    /// may still change right after sending.
    ///
    /// # Errors
    /// [`ErrorCode::NotSentYet`], [`ErrorCode::AlreadyFinished`], [`ErrorCode::NobodyToRemind`] where Autenti says so, and
    /// what Autenti and WEBCON fail with.
    pub async fn remind(
        &self,
        profile: &Profile,
        record: SigningRecord,
        chosen: Chosen<'_>,
    ) -> Result<(SigningRecord, Reminded)> {
        let under_way = self.under_way.lock(record.id).await;
        let document_id = document_id(&record)?;
        let client = self.accounts.client_of(&record)?;
        let is_chosen = |recipient: &RecipientState| match chosen {
            Chosen::All => recipient.may_act(),
            Chosen::Ids(ids) => recipient.may_act() && ids.contains(&recipient.id),
        };
        let (mut record, mut options) = self.ask(&client, record).await?;
        let is_unlisted = |recipient: &RecipientState| {
            let party = recipient.party.as_deref().unwrap_or_default();
            is_chosen(recipient) && !options.iter().any(|option| option.id == party)
        };
        // The lasting ids of parties may have come between the two answers (facts: Autenti API, "Known bugs and traps").
        if record.document.iter().flat_map(|document| &document.recipients).any(is_unlisted) {
            (record, options) = self.ask(&client, record).await?;
        }
        let document = record.document.as_ref().ok_or_else(|| Failure::new(ErrorCode::NotSentYet))?;
        let blocked = self.blocked(profile, &record).await?;
        let last = self.store.reminders(record.id).await?;
        let now = self.clock.now();
        let again_at = |recipient: &RecipientState| {
            let (_, at) = last.iter().find(|(id, _)| *id == recipient.id)?;
            Some(*at + self.pause).filter(|again| *again > now)
        };
        let permits = |party: &str| options.iter().any(|option| option.id == party && option.is_available());
        let is_chosen = |recipient: &RecipientState| match chosen {
            Chosen::All => recipient.may_act(),
            Chosen::Ids(ids) => ids.contains(&recipient.id),
        };

        let (mut outcome, mut parties) = (Reminded::default(), Vec::<PartyId>::new());
        for recipient in document.recipients.iter().filter(|recipient| is_chosen(recipient)) {
            let party = recipient.party.as_deref().filter(|party| permits(party)).map(str::parse);
            let skip = match party {
                _ if recipient.addresses().any(|address| blocked.contains(address)) => Skip::Blocked,
                Some(Ok(party)) => match again_at(recipient) {
                    Some(again) => Skip::JustReminded(again),
                    None => {
                        parties.push(party);
                        outcome.reminded.push(recipient.id.clone());
                        continue;
                    }
                },
                Some(Err(_)) | None if recipient.may_act() => Skip::NotNow,
                Some(Err(_)) | None => Skip::Done,
            };
            outcome.skipped.push((recipient.id.clone(), skip));
        }
        if let Chosen::Ids(ids) = chosen {
            let is_unknown = |id: &&String| !document.recipients.iter().any(|known| known.id == **id);
            let unknown = ids.iter().filter(is_unknown).map(|id| (id.clone(), Skip::Unknown));
            outcome.skipped.extend(unknown);
        }
        if parties.is_empty() {
            return Ok((record, outcome));
        }
        let (this, reminders) = (self.clone(), profile.reminders);
        let (signing, reminded) = ((record.id, record.instance), outcome.reminded.clone());
        // It goes on when the person has given up waiting: who was reminded has to be noted all the same.
        let remind = tokio::spawn(async move {
            let answer = client.remind(&document_id, &parties).await;
            // They may have been reminded: somebody who asks again at once would remind them twice.
            if answer.as_ref().map_or_else(autenti::Error::outcome_unknown, |_| true) {
                this.note(signing, reminders, &reminded).await?;
            }
            drop(under_way);
            answer.map_err(|error| {
                if error.outcome_unknown() {
                    Failure::from(error).with_message(Text::ReminderInDoubt)
                } else {
                    nobody(error)
                }
            })
        });
        remind.await.map_err(anyhow::Error::from)??;
        Ok((record, outcome))
    }

    /// Reads the document, and asks Autenti who can be reminded.
    async fn ask(
        &self,
        client: &autenti::Client,
        record: SigningRecord,
    ) -> Result<(SigningRecord, Vec<autenti::ChallengeOption>)> {
        let document_id = document_id(&record)?;
        let record = self.documents.refresh(record, Freshness::Now).await?;
        let document = record.document.as_ref().ok_or_else(|| Failure::new(ErrorCode::NotSentYet))?;
        if document.status.is_final() {
            return Err(Failure::new(ErrorCode::AlreadyFinished));
        }
        let options = client.reminder_options(&document_id).await.map_err(nobody)?;
        Ok((record, options))
    }

    /// Addresses of those whom the list protects from reminders.
    async fn blocked(&self, profile: &Profile, record: &SigningRecord) -> Result<Vec<Email>> {
        if !profile.recipients.may_block_reminders() {
            return Ok(Vec::new());
        }
        Ok(Form::read(&self.forms, profile, record.instance.element).await?.reminders_blocked)
    }

    async fn note(
        &self,
        (signing, instance): (SigningId, Instance),
        reminders: Option<Reminders>,
        reminded: &[String],
    ) -> Result<()> {
        let now = self.clock.now();
        for id in reminded {
            self.store.reminded(signing, id, now).await?;
            if let Some(reminders) = reminders {
                self.store.postpone_reminder(signing, id, now + reminders.every).await?;
            }
        }
        self.store.notify(instance).await;
        Ok(())
    }
}

/// Autenti answers another challenge where nobody can be reminded, with its own words for people.
fn nobody(error: autenti::Error) -> Failure {
    let is_challenge = matches!(&error, autenti::Error::Service(autenti::ServiceError::Challenge { .. }));
    let failure = Failure::from(error);
    if is_challenge { failure.with_code(ErrorCode::NobodyToRemind) } else { failure }
}
