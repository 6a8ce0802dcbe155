//! Send reminders: to those whom Autenti permits to be reminded now.

use std::time::Duration;

use autenti_model::signing::{Reminders, Skipped};
use autenti_model::texts::Part;
use autenti_model::{ErrorCode, Lang, LocalizedMessage, Right, Text};

use super::within;
use crate::auth::Principal;
use crate::document::{DocumentState, RecipientState};
use crate::failure::{Failure, Result};
use crate::signing::reader::SigningReader;
use crate::signing::reminding::{Chosen, Reminding, Skip};

/// Reminds recipients.
#[derive(Debug)]
pub struct Remind {
    reminding: Reminding,
    signings: SigningReader,
    timeout: Duration,
}

impl Remind {
    /// Reminds with these.
    pub fn new(reminding: Reminding, signings: SigningReader, timeout: Duration) -> Self {
        Self { reminding, signings, timeout }
    }

    /// Reminds the recipients with these ids, or everybody whose turn it is and who was not reminded a moment ago.
    ///
    /// # Errors
    /// [`ErrorCode::NobodyToRemind`], [`ErrorCode::NotSentYet`], [`ErrorCode::AlreadyFinished`], and what
    /// Autenti fails with.
    pub async fn run(&self, principal: &Principal, chosen: Option<Vec<String>>) -> Result<Reminders> {
        let remind = Box::pin(self.remind(principal, chosen));
        within(self.timeout, ErrorCode::AutentiUnavailable, remind).await.map_err(|failure| {
            // Given up waiting for, it goes on.
            if failure.may_have_happened() { failure.with_message(Text::ReminderInDoubt) } else { failure }
        })
    }

    async fn remind(&self, principal: &Principal, chosen: Option<Vec<String>>) -> Result<Reminders> {
        principal.require(Right::Remind)?;
        let record = self.signings.sent(principal).await?;
        let chosen = chosen.as_deref().map_or(Chosen::All, Chosen::Ids);
        let (record, outcome) = self.reminding.remind(&principal.profile, record, chosen).await?;
        let skipped: Vec<Skipped> =
            outcome.skipped.into_iter().map(|(id, skip)| skipped(id, skip, principal.lang)).collect();
        // Who was reminded a moment ago got what was asked for; whoever asks is told when there can be more.
        if outcome.reminded.is_empty() && skipped.iter().all(|skipped| skipped.again.is_none()) {
            return Err(nobody_because(record.document.as_ref(), &skipped));
        }
        Ok(Reminders { reminded: outcome.reminded, skipped })
    }
}

fn skipped(id: String, skip: Skip, lang: Lang) -> Skipped {
    let (reason, again) = match skip {
        Skip::Blocked => (Text::SkippedBlocked, None),
        Skip::Done => (Text::SkippedDone, None),
        Skip::NotNow => (Text::SkippedTooSoon, None),
        Skip::JustReminded(again) => (Text::SkippedJustReminded, Some(again)),
        Skip::Unknown => (Text::SkippedUnknown, None),
    };
    Skipped {
        id,
        reason: reason.get(lang).to_owned(),
        again: again.map(|again| again.to_string()),
        localized: LocalizedMessage::from(reason).for_property("reason"),
    }
}

/// Nobody is left: says of each who was to be reminded why not.
fn nobody_because(document: Option<&DocumentState>, skipped: &[Skipped]) -> Failure {
    let failure = Failure::new(ErrorCode::NobodyToRemind);
    if skipped.is_empty() {
        return failure;
    }
    let name = |id: &str| {
        let recipients = document.into_iter().flat_map(|document| &document.recipients);
        let recipient = recipients.into_iter().find(|recipient| recipient.id == id);
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
