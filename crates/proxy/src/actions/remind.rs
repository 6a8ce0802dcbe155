//! Send reminders: to those whom Autenti permits to be reminded now.

use std::sync::Arc;
use std::time::Duration;

use autenti::PartyId;
use autenti_model::signing::{Reminders, Skipped};
use autenti_model::texts::Part;
use autenti_model::{Email, ErrorCode, LocalizedMessage, RecipientStatus, Right, Text};

use super::within;
use crate::accounts::Accounts;
use crate::auth::Principal;
use crate::clock::Clock;
use crate::document::{DocumentState, RecipientState};
use crate::failure::{Failure, Result};
use crate::form::{Form, Forms};
use crate::signing::documents::{Documents, Freshness, document_id};
use crate::signing::reader::SigningReader;
use crate::store::{SigningRecord, Store};

/// Reminds recipients.
#[derive(Debug)]
pub struct Remind {
    store: Store,
    forms: Forms,
    accounts: Accounts,
    documents: Arc<Documents>,
    signings: SigningReader,
    clock: Clock,
    timeout: Duration,
}

impl Remind {
    /// Reminds with these.
    pub fn new(
        store: Store,
        forms: Forms,
        accounts: Accounts,
        documents: Arc<Documents>,
        signings: SigningReader,
        (clock, timeout): (Clock, Duration),
    ) -> Self {
        Self { store, forms, accounts, documents, signings, clock, timeout }
    }

    /// Reminds the recipients with these ids, or everybody whose turn it is.
    ///
    /// # Errors
    /// [`ErrorCode::NobodyToRemind`], [`ErrorCode::NotSentYet`], [`ErrorCode::AlreadyFinished`], and what
    /// Autenti fails with.
    pub async fn run(&self, principal: &Principal, chosen: Option<Vec<String>>) -> Result<Reminders> {
        within(self.timeout, ErrorCode::AutentiUnavailable, Box::pin(self.remind(principal, chosen))).await
    }

    async fn note(&self, record: &SigningRecord, reminded: &[String]) -> Result<()> {
        for id in reminded {
            self.store.reminded(record.id, id, self.clock.now()).await?;
        }
        self.store.notify(record.instance).await;
        Ok(())
    }

    async fn remind(&self, principal: &Principal, chosen: Option<Vec<String>>) -> Result<Reminders> {
        principal.require(Right::Remind)?;
        let record = self.signings.sent(principal).await?;
        let document_id = document_id(&record)?;
        // Party ids may still change right after sending, so they are read now.
        let record = self.documents.refresh(record, Freshness::Now).await?;
        let document = record.document.as_ref().ok_or_else(|| Failure::new(ErrorCode::NotSentYet))?;
        if document.status.is_final() {
            return Err(Failure::new(ErrorCode::AlreadyFinished));
        }
        let client = self.accounts.client(&record.account)?;
        let options = client.reminder_options(&document_id).await.map_err(nobody)?;
        let form = match &principal.profile.recipients.block_reminder {
            Some(_) => Some(Form::read(&self.forms, &principal.profile, principal.instance().element).await?),
            None => None,
        };
        let is_blocked =
            |email: &Email| form.as_ref().is_some_and(|form| form.reminders_blocked.contains(email));
        let available =
            |party: &str| options.iter().any(|option| option.id == party && option.is_available());

        let mut outcome = Reminders::default();
        let mut parties: Vec<PartyId> = Vec::new();
        let mut skip = |id: &str, reason: Text| {
            outcome.skipped.push(Skipped {
                id: id.to_owned(),
                reason: reason.get(principal.lang).to_owned(),
                localized: LocalizedMessage::from(reason).for_property("reason"),
            });
        };
        let is_chosen = |recipient: &RecipientState| match &chosen {
            Some(ids) => ids.contains(&recipient.id),
            None => recipient.may_act(),
        };
        for recipient in document.recipients.iter().filter(|recipient| is_chosen(recipient)) {
            if is_blocked(&recipient.email) {
                skip(&recipient.id, Text::SkippedBlocked);
                continue;
            }
            match recipient.party.as_deref().filter(|party| available(party)).map(str::parse) {
                Some(Ok(party)) => {
                    parties.push(party);
                    outcome.reminded.push(recipient.id.clone());
                }
                _ if recipient.status == RecipientStatus::Pending => {
                    skip(&recipient.id, Text::SkippedTooSoon);
                }
                _ => skip(&recipient.id, Text::SkippedDone),
            }
        }
        for id in chosen.iter().flatten() {
            if !document.recipients.iter().any(|recipient| recipient.id == *id) {
                skip(id, Text::SkippedUnknown);
            }
        }
        if parties.is_empty() {
            return Err(nobody_reminded(document, &outcome.skipped));
        }
        if let Err(error) = client.remind(&document_id, &parties).await {
            // They may have been reminded all the same: somebody who asks again at once would remind them twice.
            if error.outcome_unknown() {
                self.note(&record, &outcome.reminded).await?;
            }
            return Err(nobody(error));
        }
        self.note(&record, &outcome.reminded).await?;
        Ok(outcome)
    }
}

/// Nobody is left: says of each who was to be reminded why not.
fn nobody_reminded(document: &DocumentState, skipped: &[Skipped]) -> Failure {
    let failure = Failure::new(ErrorCode::NobodyToRemind);
    if skipped.is_empty() {
        return failure;
    }
    let name = |id: &str| {
        let recipient = document.recipients.iter().find(|recipient| recipient.id == id);
        recipient.map_or_else(|| id.to_owned(), RecipientState::name)
    };
    let mut reasons: Vec<Part> = Vec::new();
    for skipped in skipped {
        let between = if reasons.is_empty() { "" } else { "; " };
        reasons.push(format!("{between}{}: ", name(&skipped.id)).into());
        reasons.extend(skipped.localized.values().cloned().map(Part::from));
    }
    failure.with_message(LocalizedMessage::from(Text::NobodyRemindedBecause).with("reasons", reasons))
}

/// Autenti answers another challenge where nobody can be reminded, with its own words for people.
fn nobody(error: autenti::Error) -> Failure {
    let is_challenge = matches!(&error, autenti::Error::Service(autenti::ServiceError::Challenge { .. }));
    let failure = Failure::from(error);
    if is_challenge { failure.with_code(ErrorCode::NobodyToRemind) } else { failure }
}
