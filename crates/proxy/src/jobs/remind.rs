//! Reminds those who are awaited, by itself, where the profile says so. What is due is noted as sent before Autenti is
//! asked: a proxy that is killed in between leaves one reminder out, and never sends one twice.

use std::sync::Arc;
use std::time::Duration;

use autenti_model::{ErrorCode, RecipientStatus};
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::{Handler, Outcome, about, profile};
use crate::clock::Clock;
use crate::config::{Config, Profile, Reminders};
use crate::document::{DocumentState, RecipientState};
use crate::failure::Result;
use crate::signing::reminding::{Chosen, Reminding, Skip};
use crate::store::{
    AuditEvent, Job, NewAuditEntry, Person, PlannedReminder, SigningId, SigningRecord, Stage, Store,
};

/// How long to wait for a document that was never read.
const NOT_READ: Duration = Duration::from_mins(1);
/// Autenti does not permit to remind somebody just now: perhaps a person has, or a party's lasting id is not there yet.
const NOT_NOW: Duration = Duration::from_hours(1);

/// Reminds by itself.
pub struct RemindByItself {
    store: Store,
    reminding: Reminding,
    config: Arc<Config>,
    clock: Clock,
}

impl Handler for RemindByItself {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let Some(id) = job.signing else { return Ok(Outcome::Done) };
            let record = self.store.signing(id).await?;
            match record.stage {
                Stage::Delivered | Stage::Open => {}
                Stage::Creating
                | Stage::Uploading { .. }
                | Stage::Submitting { .. }
                | Stage::Ended
                | Stage::Stopped { .. }
                | Stage::Replaced => return Ok(Outcome::Done),
            }
            let profile = &profile(&self.config, &record)?;
            let Some(reminders) = profile.reminders else { return Ok(Outcome::Done) };
            let Some(document) = &record.document else {
                return Ok(Outcome::Again { after: NOT_READ, payload: None });
            };
            let planned = self.plan(id, document, reminders).await?;
            let now = self.clock.now();
            let is_due = |planned: &&PlannedReminder| planned.next_at.is_some_and(|next| next <= now);
            let due: Vec<PlannedReminder> = planned.iter().filter(is_due).cloned().collect();
            if !due.is_empty() {
                Box::pin(self.remind(profile, record, reminders, &due)).await?;
            }
            let planned = self.store.planned_reminders(id).await?;
            let next = planned.iter().filter_map(|planned| planned.next_at).min();
            Ok(match next {
                Some(next) => Outcome::Again { after: until(self.clock.now(), next), payload: None },
                None => Outcome::Done,
            })
        })
    }
}

impl RemindByItself {
    /// Reminds with these.
    pub fn new(store: Store, reminding: Reminding, config: Arc<Config>, clock: Clock) -> Self {
        Self { store, reminding, config, clock }
    }

    /// Plans the first reminder of those who are awaited since now, and forgets those who are not any more.
    async fn plan(
        &self,
        id: SigningId,
        document: &DocumentState,
        reminders: Reminders,
    ) -> Result<Vec<PlannedReminder>> {
        let awaited = awaited(document);
        for known in self.store.planned_reminders(id).await? {
            if !awaited.iter().any(|recipient| recipient.id == known.recipient) {
                self.store.forget_reminder(id, &known.recipient).await?;
            }
        }
        let mut planned = self.store.planned_reminders(id).await?;
        for recipient in awaited {
            if planned.iter().any(|known| known.recipient == recipient.id) {
                continue;
            }
            let first = PlannedReminder {
                recipient: recipient.id.clone(),
                next_at: Some(self.clock.now() + reminders.after),
                sent: 0,
                is_blocked: false,
            };
            self.store.plan_reminder(id, &first).await?;
            planned.push(first);
        }
        Ok(planned)
    }

    async fn remind(
        &self,
        profile: &Profile,
        record: SigningRecord,
        reminders: Reminders,
        due: &[PlannedReminder],
    ) -> Result<()> {
        let (id, instance, now) = (record.id, record.instance, self.clock.now());
        for due in due {
            self.store.plan_reminder(id, &after_one_more(due, reminders, now)).await?;
        }
        let ids: Vec<String> = due.iter().map(|due| due.recipient.clone()).collect();
        let may_have_been =
            NewAuditEntry { about: people(&record, &ids), ..about(&record, AuditEvent::Reminded) };
        let skipped = match self.reminding.remind(profile, record, Chosen::Ids(&ids)).await {
            Ok((record, outcome)) => {
                tracing::info!(%instance, recipients = outcome.reminded.len(), "reminded by itself");
                if !outcome.reminded.is_empty() {
                    let reminded = people(&record, &outcome.reminded);
                    let entry = NewAuditEntry { about: reminded, ..about(&record, AuditEvent::Reminded) };
                    self.store.note_audit(entry, now).await?;
                }
                outcome.skipped
            }
            Err(failure) if failure.code == ErrorCode::NobodyToRemind => {
                ids.iter().map(|id| (id.clone(), Skip::NotNow)).collect()
            }
            Err(failure) if failure.code == ErrorCode::AlreadyFinished => return Ok(()),
            Err(failure) => {
                if failure.may_have_happened() {
                    let entry = NewAuditEntry { result: failure.code.as_str(), ..may_have_been };
                    self.store.note_audit(entry, now).await?;
                } else {
                    for due in due {
                        self.store.plan_reminder(id, due).await?;
                    }
                }
                return Err(failure);
            }
        };
        // Who was left out had none. Whom Autenti does not permit just now is tried again within the hour, the others when
        // the next one would have been due.
        for (recipient, skip) in skipped {
            let Some(due) = due.iter().find(|due| due.recipient == recipient) else { continue };
            let wait = if skip == Skip::NotNow { NOT_NOW.min(reminders.every) } else { reminders.every };
            let later = PlannedReminder {
                next_at: Some(now + wait),
                is_blocked: skip == Skip::Blocked,
                ..due.clone()
            };
            self.store.plan_reminder(id, &later).await?;
        }
        self.store.notify(instance).await;
        Ok(())
    }
}

/// The recipients with these ids.
fn people(record: &SigningRecord, ids: &[String]) -> Vec<Person> {
    let recipients = record.document.iter().flat_map(|document| &document.recipients);
    recipients.filter(|recipient| ids.contains(&recipient.id)).map(Person::from).collect()
}

/// Those whose turn it is. Where Autenti's statuses single nobody out, everybody who has something to do is asked for, and
/// Autenti says whom it lets be reminded (that `PENDING` means somebody's turn is inferred; facts: Autenti API, "Statuses").
fn awaited(document: &DocumentState) -> Vec<&RecipientState> {
    let acting = || document.recipients.iter().filter(|recipient| recipient.may_act());
    let has_begun = |recipient: &&RecipientState| recipient.status != RecipientStatus::None;
    if acting().any(|recipient| has_begun(&recipient)) {
        acting().filter(has_begun).collect()
    } else {
        acting().collect()
    }
}

/// The reminders of a recipient after one more.
fn after_one_more(planned: &PlannedReminder, reminders: Reminders, now: Timestamp) -> PlannedReminder {
    let sent = planned.sent.saturating_add(1);
    let next_at = (sent < reminders.at_most).then(|| now + reminders.every);
    PlannedReminder { recipient: planned.recipient.clone(), next_at, sent, is_blocked: false }
}

fn until(now: Timestamp, next: Timestamp) -> Duration {
    Duration::try_from(next.duration_since(now)).unwrap_or_default()
}
