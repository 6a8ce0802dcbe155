//! Send reminders: to those whom Autenti permits to be reminded now.

use autenti::PartyId;
use autenti_model::signing::{Reminders, Skipped};
use autenti_model::texts::Part;
use autenti_model::{Email, ErrorCode, RecipientStatus, Right, Said, Text};

use crate::Proxy;
use crate::auth::Principal;
use crate::document::{DocumentState, RecipientState};
use crate::failure::{Failure, Result};
use crate::form::Form;
use crate::keeper::document_id;
use crate::reading::Wanted;

/// Reminds the recipients with these ids, or everybody whose turn it is.
///
/// # Errors
/// [`ErrorCode::NobodyToRemind`], [`ErrorCode::NotSentYet`], [`ErrorCode::AlreadyFinished`], and what
/// Autenti fails with.
pub async fn remind(proxy: &Proxy, principal: &Principal, chosen: Option<Vec<String>>) -> Result<Reminders> {
    principal.require(Right::Remind)?;
    let record = proxy.sent(principal).await?;
    let document_id = document_id(&record)?;
    // Party ids may still change right after sending, so they are read now.
    let record = proxy.read_document(record, Wanted::Now).await?;
    let document = record.document.as_ref().ok_or_else(|| Failure::new(ErrorCode::NotSentYet))?;
    if document.status.is_final() {
        return Err(Failure::new(ErrorCode::AlreadyFinished));
    }
    let options = proxy.autenti.reminder_options(&document_id).await.map_err(nobody)?;
    let form = match &principal.profile.recipients.block_reminder {
        Some(_) => Some(Form::read(proxy, &principal.profile, principal.element).await?),
        None => None,
    };
    let is_blocked = |email: &Email| form.as_ref().is_some_and(|form| form.reminders_blocked.contains(email));
    let available = |party: &str| options.iter().any(|option| option.id == party && option.is_available());

    let mut outcome = Reminders::default();
    let mut parties: Vec<PartyId> = Vec::new();
    let mut skip = |id: &str, reason: Text| {
        outcome.skipped.push(Skipped {
            id: id.to_owned(),
            reason: reason.get(principal.lang).to_owned(),
            said: Said::from(reason).as_of("reason"),
        });
    };
    let is_chosen = |recipient: &RecipientState| match &chosen {
        Some(ids) => ids.contains(&recipient.id),
        None => recipient.status == RecipientStatus::Pending,
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
            _ if recipient.status == RecipientStatus::Pending => skip(&recipient.id, Text::SkippedTooSoon),
            _ => skip(&recipient.id, Text::SkippedDone),
        }
    }
    for id in chosen.iter().flatten() {
        if !document.recipients.iter().any(|recipient| recipient.id == *id) {
            skip(id, Text::SkippedUnknown);
        }
    }
    if parties.is_empty() {
        return Err(nobody_because(document, &outcome.skipped));
    }
    proxy.autenti.remind(&document_id, &parties).await.map_err(nobody)?;
    for id in &outcome.reminded {
        proxy.journal.reminded(record.id, id, proxy.clock.now()).await?;
    }
    proxy.hub.changed(&record.instance);
    Ok(outcome)
}

/// Nobody is left: says of each who was to be reminded why not.
fn nobody_because(document: &DocumentState, skipped: &[Skipped]) -> Failure {
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
        reasons.extend(skipped.said.values().cloned().map(Part::from));
    }
    failure.said(Said::from(Text::NobodyRemindedBecause).with("reasons", reasons))
}

/// Autenti answers another challenge where nobody can be reminded, with its own words for people.
fn nobody(error: autenti::Error) -> Failure {
    let is_challenge = matches!(&error, autenti::Error::Service(autenti::ServiceError::Challenge { .. }));
    let failure = Failure::from(error);
    if is_challenge { failure.with_code(ErrorCode::NobodyToRemind) } else { failure }
}
