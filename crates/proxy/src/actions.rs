//! What a person or an automation asks for, one file each. What must survive is left to a job; what somebody waits for
//! answers its result, and within a time that a person waits.

mod attach;
mod cancel;
mod download;
mod link;
mod remind;
mod send;
mod withdraw;

use std::time::Duration;

use autenti_model::signing::{Link, Reminders};
use autenti_model::{Email, ErrorCode, SigningAnswer};
use tokio::time::Instant;

pub use attach::Attach;
pub use cancel::CancelSending;
pub use download::Download;
pub use link::OpenLink;
pub use remind::Remind;
pub use send::Send;
pub use withdraw::Withdraw;

use crate::audit::{Audit, AuditedAction};
use crate::auth::Principal;
use crate::failure::{Failure, Result};
use crate::signing::signed_document::DocumentPart;
use crate::store::{Attached, AuditEvent, IdempotencyKey, Person, Store};

/// Everything that can be asked for. Whatever is asked for is noted in the audit trail, with its outcome.
#[derive(Debug)]
pub struct Actions {
    /// Send for signature.
    pub(crate) send: Send,
    /// Stop a sending that waits to be tried again.
    pub(crate) cancel: CancelSending,
    /// A link for signing.
    pub(crate) link: OpenLink,
    /// Send reminders.
    pub(crate) remind: Remind,
    /// Withdraw document.
    pub(crate) withdraw: Withdraw,
    /// Get the signed document.
    pub(crate) download: Download,
    /// Save the signed document on the instance.
    pub(crate) attach: Attach,
    pub(crate) store: Store,
    pub(crate) audit: Audit,
}

impl Actions {
    /// See [`Send::run`].
    ///
    /// # Errors
    /// The same.
    pub async fn send(
        &self,
        principal: &Principal,
        key: &IdempotencyKey,
        version: Option<i64>,
    ) -> Result<SigningAnswer> {
        let outcome = Box::pin(self.send.run(principal, key, version)).await;
        self.audit
            .note_action(principal, AuditedAction::new(AuditEvent::SendRequested), outcome.as_ref().err())
            .await;
        outcome
    }

    /// See [`CancelSending::run`].
    ///
    /// # Errors
    /// The same.
    pub async fn cancel(&self, principal: &Principal) -> Result<SigningAnswer> {
        let outcome = Box::pin(self.cancel.run(principal)).await;
        self.audit
            .note_action(principal, AuditedAction::new(AuditEvent::SendCancelled), outcome.as_ref().err())
            .await;
        outcome
    }

    /// See [`OpenLink::run`]. A link is given out once it is noted to whom.
    ///
    /// # Errors
    /// The same, and what the store fails with.
    pub async fn link(&self, principal: &Principal, email: Option<Email>, with_qr: bool) -> Result<Link> {
        let other = email.clone().filter(|email| !email.is_empty() && *email != principal.email);
        let audited = match other {
            None => AuditedAction::new(AuditEvent::LinkMade),
            Some(email) => AuditedAction::new(AuditEvent::LinkForOtherMade)
                .about([Person { email, ..Person::default() }]),
        };
        let outcome = self.link.run(principal, email, with_qr).await;
        self.given_out(principal, audited, outcome).await
    }

    /// See [`Remind::run`].
    ///
    /// # Errors
    /// The same.
    pub async fn remind(&self, principal: &Principal, chosen: Option<Vec<String>>) -> Result<Reminders> {
        let outcome = self.remind.run(principal, chosen).await;
        let about = match &outcome {
            Ok(reminders) => self.people(principal, &reminders.reminded).await,
            Err(_) => Vec::new(),
        };
        self.audit
            .note_action(
                principal,
                AuditedAction::new(AuditEvent::Reminded).about(about),
                outcome.as_ref().err(),
            )
            .await;
        outcome
    }

    /// See [`Withdraw::run`].
    ///
    /// # Errors
    /// The same.
    pub async fn withdraw(&self, principal: &Principal, comment: Option<String>) -> Result<SigningAnswer> {
        let outcome = self.withdraw.run(principal, comment).await;
        self.audit
            .note_action(principal, AuditedAction::new(AuditEvent::Withdrawn), outcome.as_ref().err())
            .await;
        outcome
    }

    /// See [`Download::run`]. The file is given out once it is noted to whom.
    ///
    /// # Errors
    /// The same, and what the store fails with.
    pub async fn download(
        &self,
        principal: &Principal,
        part: DocumentPart,
    ) -> Result<(String, autenti::Download)> {
        let outcome = self.download.run(principal, part).await;
        self.given_out(principal, AuditedAction::new(AuditEvent::Downloaded), outcome).await
    }

    /// See [`Attach::run`].
    ///
    /// # Errors
    /// The same.
    pub async fn attach(&self, principal: &Principal) -> Result<Attached> {
        let outcome = self.attach.run(principal).await;
        self.audit
            .note_action(principal, AuditedAction::new(AuditEvent::Attached), outcome.as_ref().err())
            .await;
        outcome
    }

    /// Notes an outcome before anybody gets it.
    async fn given_out<T>(
        &self,
        principal: &Principal,
        audited: AuditedAction,
        outcome: Result<T>,
    ) -> Result<T> {
        let noted = self.audit.did(principal, audited, outcome.as_ref().err()).await;
        match (&outcome, noted) {
            (Ok(_), Err(failure)) => Err(failure),
            _ => outcome,
        }
    }

    /// The recipients of the principal's document with these ids.
    async fn people(&self, principal: &Principal, ids: &[String]) -> Vec<Person> {
        let record = self.store.living(principal.instance()).await.ok().flatten();
        let document = record.and_then(|record| record.document);
        let recipients = document.iter().flat_map(|document| &document.recipients);
        recipients.filter(|recipient| ids.contains(&recipient.id)).map(Person::from).collect()
    }
}

/// The outcome of what changes nothing yet, or a failure of that code when a person has waited long enough.
async fn before<T>(deadline: Instant, code: ErrorCode, work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout_at(deadline, work).await.unwrap_or_else(|_| {
        Err(Failure::new(code).with_source(anyhow::anyhow!("a person has waited long enough")))
    })
}

/// The outcome, or a failure of that code when a person has waited long enough.
async fn within<T>(timeout: Duration, code: ErrorCode, work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(timeout, work).await.unwrap_or_else(|_| {
        let cause = anyhow::anyhow!("it took longer than {timeout:?}");
        Err(Failure::new(code).outcome_unknown(true).with_source(cause))
    })
}
