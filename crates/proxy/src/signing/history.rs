//! What happened to the documents of an instance: who acted is known from the documents as they were last read, who sent,
//! reminded and withdrew from the audit trail.

use autenti::DocumentId;
use autenti_model::history::{HistoryEntry, HistoryKind};
use autenti_model::{DocumentStatus, RecipientStatus, Role};
use jiff::Timestamp;

use crate::document::{DocumentState, RecipientState};
use crate::failure::Result;
use crate::store::{AuditEntry, AuditEvent, Instance, KnownPerson, SigningRecord, Stage, Store};

/// What of the trail belongs to the history of a document.
const OF_HISTORY: &[AuditEvent] =
    &[AuditEvent::SigningSent, AuditEvent::Reminded, AuditEvent::Withdrawn, AuditEvent::Attached];

/// Tells histories.
#[derive(Clone, Debug)]
pub struct History {
    store: Store,
}

impl History {
    /// Histories of the documents in this store.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// What happened, the newest first.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn of(&self, instance: Instance) -> Result<Vec<HistoryEntry>> {
        let records = self.store.all_of(instance).await?;
        let trail = self.store.audit_of(instance, OF_HISTORY).await?;
        let mut happened: Vec<(Timestamp, HistoryEntry)> = Vec::new();
        for record in records.iter().filter(|record| was_sent(record)) {
            happened.extend(of_document(record, &trail));
        }
        // What happened at one time stays in the order in which it can only have happened.
        happened.sort_by_key(|(at, _)| *at);
        Ok(happened.into_iter().rev().map(|(_, entry)| entry).collect())
    }
}

/// Whether the document reached its recipients, whatever became of it.
fn was_sent(record: &SigningRecord) -> bool {
    let is_out = || record.document.as_ref().is_some_and(|document| document.status != DocumentStatus::Draft);
    record.document_id.is_some() && (record.stage.is_sent() || record.stage == Stage::Replaced && is_out())
}

/// What happened to one document, in the order in which it can only have happened.
fn of_document(record: &SigningRecord, trail: &[AuditEntry]) -> Vec<(Timestamp, HistoryEntry)> {
    let noted = |what: AuditEvent| {
        trail.iter().filter(move |entry| {
            entry.what == what.as_str()
                && entry.document.as_deref() == record.document_id.as_ref().map(DocumentId::as_str)
        })
    };
    let entry = |at: Timestamp, what: HistoryKind| {
        let entry = HistoryEntry {
            at: at.to_string(),
            what,
            who: None,
            whom: Vec::new(),
            reason: None,
            document: record.document_id.clone().map(String::from),
        };
        (at, entry)
    };
    let document = record.document.as_ref();
    let mut happened = Vec::new();
    let sent = noted(AuditEvent::SigningSent).next();
    let sent_at = document
        .and_then(|document| document.sent_at)
        .or(sent.map(|entry| entry.at))
        .or((!record.plan.was_found()).then_some(record.created_at));
    if let Some(at) = sent_at {
        let (at, mut entry) = entry(at, HistoryKind::Sent);
        entry.who = sent.and_then(actor);
        happened.push((at, entry));
    }
    for reminded in noted(AuditEvent::Reminded) {
        let (at, mut entry) = entry(reminded.at, HistoryKind::Reminded);
        entry.who = actor(reminded);
        entry.whom = reminded.about.iter().filter_map(name).collect();
        happened.push((at, entry));
    }
    for recipient in document.into_iter().flat_map(|document| &document.recipients) {
        let Some((at, kind)) = recipient.acted_at.zip(act(recipient)) else { continue };
        let (at, mut entry) = entry(at, kind);
        entry.who = Some(recipient.name()).filter(|name| !name.is_empty());
        entry.reason.clone_from(&recipient.rejection_reason);
        happened.push((at, entry));
    }
    let withdrawn = noted(AuditEvent::Withdrawn).next_back();
    let ended_at = document.and_then(|document| document.ended_at).or(withdrawn.map(|entry| entry.at));
    if let Some((at, kind)) = ended_at.zip(document.and_then(end)) {
        let (at, mut entry) = entry(at, kind);
        if entry.what == HistoryKind::Withdrawn {
            entry.who = withdrawn.and_then(actor);
            entry.reason.clone_from(&record.comment);
        }
        happened.push((at, entry));
    }
    for attached in noted(AuditEvent::Attached) {
        let (at, mut entry) = entry(attached.at, HistoryKind::Attached);
        entry.who = actor(attached);
        happened.push((at, entry));
    }
    happened
}

/// What a recipient did.
fn act(recipient: &RecipientState) -> Option<HistoryKind> {
    match &recipient.status {
        RecipientStatus::Rejected | RecipientStatus::Failed => Some(HistoryKind::Rejected),
        RecipientStatus::Completed => Some(match &recipient.role {
            Some(Role::Signer) => HistoryKind::Signed,
            Some(Role::Approver) => HistoryKind::Approved,
            Some(Role::Reviewer) => HistoryKind::Reviewed,
            Some(Role::Viewer | Role::Unknown(_)) | None => HistoryKind::Acted,
        }),
        RecipientStatus::None
        | RecipientStatus::Pending
        | RecipientStatus::Obsolete
        | RecipientStatus::Unknown(_) => None,
    }
}

/// How the document ended; none where a recipient's refusal tells it.
fn end(document: &DocumentState) -> Option<HistoryKind> {
    let has_refusal =
        || document.recipients.iter().any(|recipient| act(recipient) == Some(HistoryKind::Rejected));
    match &document.status {
        DocumentStatus::Completed => Some(HistoryKind::Completed),
        DocumentStatus::Withdrawn => Some(HistoryKind::Withdrawn),
        DocumentStatus::Expired => Some(HistoryKind::Expired),
        DocumentStatus::Error => Some(HistoryKind::Failed),
        DocumentStatus::Rejected if !has_refusal() => Some(HistoryKind::Rejected),
        DocumentStatus::Rejected
        | DocumentStatus::Draft
        | DocumentStatus::Processing
        | DocumentStatus::Unknown(_) => None,
    }
}

/// Who did it: a person, or the name of a key.
fn actor(entry: &AuditEntry) -> Option<String> {
    entry.who.as_ref().and_then(name).or_else(|| entry.key.clone())
}

/// What somebody is called; none for somebody who was erased.
fn name(person: &KnownPerson) -> Option<String> {
    [&person.name, &person.email, &person.login].into_iter().find(|name| !name.is_empty()).cloned()
}
