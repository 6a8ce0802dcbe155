//! Send for signature: looks at everything first, notes what is to be sent, and leaves the rest to a job.

use std::sync::Arc;
use std::time::Duration;

use autenti_model::{DocumentStatus, ErrorCode, LocalizedMessage, Right, SigningAnswer, Text};
use tokio::time::Instant;

use super::before;
use crate::accounts::Accounts;
use crate::auth::Principal;
use crate::clock::Clock;
use crate::document::DocumentState;
use crate::failure::{Failure, Result};
use crate::form::{self, Form, Forms};
use crate::keyed_mutex::KeyedMutex;
use crate::signing::documents::{Documents, Freshness};
use crate::signing::reader::{SigningReader, SigningState};
use crate::signing::view;
use crate::store::{IdempotencyKey, Instance, Outcome, SigningId, SigningRecord, Stage, Store};

/// Sends documents.
#[derive(Debug)]
pub struct Send {
    store: Store,
    forms: Forms,
    accounts: Accounts,
    documents: Arc<Documents>,
    signings: SigningReader,
    clock: Clock,
    timeout: Duration,
    /// Files of an instance are looked at once at a time, and those of all instances a few at a time.
    inspections: KeyedMutex<Instance, ()>,
    inspecting: tokio::sync::Semaphore,
}

/// How often it is looked whether a job that writes to the form has ended meanwhile, and how long to wait in between.
const LOOKS: usize = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// How many instances have their files looked at at the same time.
const INSPECTED_AT_ONCE: usize = 2;

impl Send {
    /// Sends with these; somebody who sends waits no longer than `timeout` for Autenti and WEBCON.
    pub fn new(
        store: Store,
        forms: Forms,
        accounts: Accounts,
        documents: Arc<Documents>,
        signings: SigningReader,
        clock: Clock,
        timeout: Duration,
    ) -> Self {
        let inspecting = tokio::sync::Semaphore::new(INSPECTED_AT_ONCE);
        let inspections = KeyedMutex::default();
        Self { store, forms, accounts, documents, signings, clock, timeout, inspections, inspecting }
    }

    /// Sends the instance's files to the recipients of its list.
    ///
    /// A second request with the same key is the same request: it answers what became of the first. With `version`,
    /// an instance that WEBCON holds in another version is not sent.
    ///
    /// # Errors
    /// [`ErrorCode::AlreadySent`]; [`ErrorCode::FormChanged`]; [`ErrorCode::RecipientsInvalid`],
    /// [`ErrorCode::NoAttachments`], [`ErrorCode::NotPdf`] and [`ErrorCode::TooLarge`] when the form is not ready; what
    /// WEBCON fails with, and that it or Autenti is silent. Nothing has left in any of these cases.
    pub async fn run(
        &self,
        principal: &Principal,
        key: &IdempotencyKey,
        version: Option<i64>,
    ) -> Result<SigningAnswer> {
        principal.require(Right::Send)?;
        let instance = principal.instance();
        if self.store.requested(instance, key).await?.is_some() {
            return self.signings.answer(principal, Freshness::Known).await;
        }
        let deadline = Instant::now() + self.timeout;
        let turn = async { Ok(self.inspections.lock(instance).await) };
        let _one_at_a_time = before(deadline, ErrorCode::WebconUnavailable, turn).await?;
        // A double click: the first of the two may have been quicker.
        if self.store.requested(instance, key).await?.is_some() {
            return self.signings.answer(principal, Freshness::Known).await;
        }
        let replaces = Box::pin(self.replaceable(principal, deadline)).await?;
        let form = Form::read(&self.forms, &principal.profile, instance.element);
        let form = before(deadline, ErrorCode::WebconUnavailable, form).await?;
        let held = form.names.element.version.map(i64::from);
        if version.is_some() && held.is_some() && version != held {
            return Err(Failure::new(ErrorCode::FormChanged));
        }
        let violations = view::violations(&form, principal);
        if !violations.is_empty() {
            return Err(Failure::new(ErrorCode::RecipientsInvalid).with_violations(violations));
        }
        if form.files.is_empty()
            && let Some((category, known)) = form::category_by_number(&principal.profile, &form.names.element)
        {
            let known = Vec::from_iter(known).join(", ");
            let message =
                LocalizedMessage::from(Text::CategoryByName).with("category", category).with("known", known);
            return Err(Failure::new(ErrorCode::NoAttachments).with_message(message));
        }
        let files = {
            let queued = Instant::now();
            let _a_few_at_a_time = self.inspecting.acquire().await.map_err(anyhow::Error::from)?;
            // Where many send at once, they do not wait for WEBCON.
            let deadline = deadline + queued.elapsed();
            let files = form::fetch(&self.forms, &principal.profile, instance.element, &form.files);
            before(deadline, ErrorCode::WebconUnavailable, files).await?
        };
        let account = self.accounts.name_for(&principal.profile).to_owned();
        let plan = form.plan(&principal.profile, files);
        let now = self.clock.now();
        let names = (principal.profile.name.as_str(), account.as_str());
        match self.store.begin(instance, names, (key, &principal.requester()), &plan, replaces, now).await? {
            Outcome::Created(_) => {
                tracing::info!(%instance, "sending");
                self.store.notify(instance).await;
            }
            Outcome::Replayed(_) => {}
            Outcome::Conflict(record) => return Err(already_sent(&record)),
        }
        self.signings.answer(principal, Freshness::Known).await
    }

    /// The document in whose place another may be sent, if there is one.
    async fn replaceable(&self, principal: &Principal, deadline: Instant) -> Result<Option<SigningId>> {
        let record = match self.signings.state(principal).await? {
            SigningState::Unsent(_) | SigningState::Foreign(_) => return Ok(None),
            SigningState::Unknown(_, document) if view::may_be_replaced(&document) => return Ok(None),
            // The form names a document that is out: the store may be one of yesterday.
            SigningState::Unknown(..) => {
                return Err(Failure::new(ErrorCode::AlreadySent).with_message(Text::FormNamesDocument));
            }
            SigningState::Recorded(record) => *record,
        };
        match &record.stage {
            Stage::Creating | Stage::Uploading { .. } | Stage::Submitting { .. } | Stage::Delivered => {
                Err(already_sent(&record))
            }
            Stage::Stopped { .. } if record.is_in_doubt() => Err(Failure::new(ErrorCode::SendingInDoubt)),
            Stage::Stopped { .. } => {
                // It was given up before it was sent, as far as the proxy knows. Autenti knows better.
                if before(deadline, ErrorCode::AutentiUnavailable, self.is_sent(&record)).await? {
                    self.store.delivered(record.id, self.clock.now()).await?;
                    return Err(already_sent(&record));
                }
                Ok(Some(record.id))
            }
            Stage::Open | Stage::Ended => {
                let id = record.id;
                let read = Box::pin(self.documents.refresh(record.clone(), Freshness::Now));
                match before(deadline, ErrorCode::AutentiUnavailable, read).await {
                    Ok(record) if record.document.as_ref().is_some_and(view::may_be_replaced) => Ok(Some(id)),
                    Ok(_) if self.is_done_with(id, principal).await? => Ok(Some(id)),
                    Ok(_) => Err(already_sent(&record)),
                    Err(failure) if failure.code == ErrorCode::DocumentUnknown => {
                        // Looks at the form: where its field is empty too, the instance counts as unsent again.
                        let answer = Box::pin(self.signings.answer(principal, Freshness::Now));
                        before(deadline, ErrorCode::WebconUnavailable, answer).await.map(|_| None)
                    }
                    Err(failure) => Err(failure),
                }
            }
            Stage::Replaced => Ok(None),
        }
    }

    /// Whether everything about a completed document is on the instance. Reading it may just have asked for a job that
    /// writes there once more: it is done in a moment.
    async fn is_done_with(&self, id: SigningId, principal: &Principal) -> Result<bool> {
        for look in 0..LOOKS {
            if look > 0 {
                tokio::time::sleep(PAUSE).await;
            }
            let record = self.store.signing(id).await?;
            let is_done = |document: &DocumentState| view::is_done_with(&record, document, principal);
            if record.document.as_ref().is_some_and(is_done) {
                return Ok(true);
            }
            if !principal.profile.again_after_completed || record.jobs.is_empty() {
                return Ok(false);
            }
        }
        Ok(false)
    }

    async fn is_sent(&self, record: &SigningRecord) -> Result<bool> {
        let Some(id) = &record.document_id else { return Ok(false) };
        match self.accounts.client_of(record)?.document(id).await {
            Ok(document) => Ok(DocumentStatus::from(document.status.as_str()) != DocumentStatus::Draft),
            Err(autenti::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

fn already_sent(record: &SigningRecord) -> Failure {
    let failure = Failure::new(ErrorCode::AlreadySent);
    if record.stage.is_sent() { failure } else { failure.with_message(Text::SendingInProgress) }
}
