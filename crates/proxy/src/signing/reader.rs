//! Answers what the state of a signing is: from the store where that is fresh enough, else from Autenti, and from the
//! form before anything was sent.

use std::sync::Arc;
use std::time::Duration;

use autenti::DocumentId;
use autenti_model::signing::NextDocument;
use autenti_model::{DocumentStatus, ErrorCode, Right, SigningAnswer};
use moka::future::Cache;
use webcon::AttachmentId;

use crate::accounts::Accounts;
use crate::auth::Principal;
use crate::clock::Clock;
use crate::config::Adoption;
use crate::document::DocumentState;
use crate::failure::{Failure, Result};
use crate::form::{Form, Forms};
use crate::plan::Plan;
use crate::signing::adoption::{found_plan, recipients_match};
use crate::signing::documents::{Documents, Freshness};
use crate::signing::file_previews::FilePreviews;
use crate::signing::form_columns::FormColumns;
use crate::signing::form_reads::FormReads;
use crate::signing::shared::{SharedDocuments, WrittenAnswer};
use crate::signing::view::{self, ReadTime};
use crate::store::{SigningId, SigningRecord, Stage, Store};

/// What the proxy knows of an instance.
#[derive(Clone, Debug)]
pub enum SigningState {
    /// Nothing was sent.
    Unsent(Box<Form>),
    /// Nothing was sent from here, and the form names a document that is none of this instance's.
    Foreign(Box<Form>),
    /// Nothing was sent from here, and the form names a document of which the proxy knows nothing: it may be this
    /// instance's own, sent by other means.
    Unknown(Box<Form>, DocumentState),
    /// Something was, or is being, sent.
    Recorded(Box<SigningRecord>),
}

/// Reads signings. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SigningReader {
    store: Store,
    forms: Forms,
    accounts: Accounts,
    documents: Arc<Documents>,
    shared: SharedDocuments,
    clock: Clock,
    timeout: Duration,
    /// Documents that forms name and the store does not know, as they were read a moment ago.
    unknown: Cache<UnknownDocument, Option<Arc<autenti::Document>>>,
    previews: FilePreviews,
    columns: FormColumns,
    form_reads: FormReads,
}

/// The account, the user in whose name it is asked, and the document.
type UnknownDocument = (String, Option<String>, DocumentId);

/// How long what was read of a document that the store does not know is taken for its state.
const UNKNOWN_REMEMBERED: Duration = Duration::from_secs(10);

impl SigningReader {
    /// Reads signings; somebody who looks waits no longer than `timeout` for Autenti.
    pub fn new(
        store: Store,
        forms: Forms,
        accounts: Accounts,
        documents: Arc<Documents>,
        clock: Clock,
        timeout: Duration,
    ) -> Self {
        let unknown = Cache::builder().max_capacity(1000).time_to_live(UNKNOWN_REMEMBERED).build();
        let previews = FilePreviews::new(store.clone(), forms.clone());
        let columns = FormColumns::new(store.clone(), forms.clone());
        let shared = SharedDocuments::new(store.clone(), forms.clone());
        let form_reads = FormReads::new(&store, forms.clone(), timeout);
        Self {
            store,
            forms,
            accounts,
            documents,
            shared,
            clock,
            timeout,
            unknown,
            previews,
            columns,
            form_reads,
        }
    }

    /// The signing of the principal's instance as far as it is known, for an open form that follows it: all of them share
    /// what is read of WEBCON, and what fails there.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn followed(&self, principal: &Principal) -> Result<Arc<WrittenAnswer>> {
        let reader = Self { form_reads: self.form_reads.shared(), ..self.clone() };
        reader.written(principal, Freshness::Known).await
    }

    /// The signing of the principal's instance as it goes out: made once for everybody who sees the same.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn written(&self, principal: &Principal, wanted: Freshness) -> Result<Arc<WrittenAnswer>> {
        if wanted != Freshness::Now
            && let Some(document) = self.shared.get(principal.instance()).await?
            && wanted.is_met(&document.record, self.clock.now())
            && let Some(answer) = document.answer(principal)?
        {
            self.columns.begin(principal, &document.record);
            return Ok(answer);
        }
        // Made for this one only. It is large, and waits for others: whoever waits for it should not hold its place
        // when it is done.
        let answer = Box::pin(self.answer(principal, wanted)).await?;
        Ok(Arc::new(WrittenAnswer::of(&answer)?))
    }

    /// The signing of the principal's instance, as the principal may see it.
    ///
    /// # Errors
    /// When nothing is known and neither Autenti nor WEBCON answers.
    pub async fn answer(&self, principal: &Principal, wanted: Freshness) -> Result<SigningAnswer> {
        match self.state(principal).await? {
            SigningState::Unsent(form) | SigningState::Foreign(form) => {
                Ok(self.unsent(*form, principal).await)
            }
            SigningState::Unknown(form, document) => {
                let mut answer = self.unsent(*form, principal).await;
                // It may be this instance's own: another one beside it would be one too many.
                if !view::may_be_replaced(&document) {
                    answer.signing.can.clear();
                }
                Ok(answer)
            }
            SigningState::Recorded(record) if !record.stage.is_sent() => {
                self.sending(&record, principal).await
            }
            SigningState::Recorded(record) => {
                let id = record.id;
                match self.sent_answer(*record, principal, wanted).await {
                    Err(failure) if failure.code == ErrorCode::DocumentUnknown => {
                        self.without_document(id, principal).await?.ok_or(failure)
                    }
                    answer => answer,
                }
            }
        }
    }

    async fn unsent(&self, mut form: Form, principal: &Principal) -> SigningAnswer {
        form.names = self.forms.with_layout(&principal.profile, form.names).await;
        self.previews.begin(principal, &form.files);
        view::unsent(&self.forms, &form, principal, self.read_now())
    }

    fn read_now(&self) -> ReadTime {
        ReadTime { read_at: self.clock.now(), stale: false }
    }

    /// Autenti does not know the document. Where the form does not hold its id any more either, somebody cleared it
    /// away, and the instance counts as unsent again; otherwise the answer is none.
    async fn without_document(&self, id: SigningId, principal: &Principal) -> Result<Option<SigningAnswer>> {
        let record = self.store.signing(id).await?;
        let form = self.form_reads.form(principal).await?;
        if form.document_id.is_some() {
            return Ok(None);
        }
        tracing::warn!(
            document = record.document_id.as_ref().map(DocumentId::as_str),
            "neither Autenti nor the form knows the document any more"
        );
        self.store.replace(id, self.clock.now()).await?;
        self.store.notify(record.instance).await;
        Ok(Some(view::unsent(&self.forms, &form, principal, self.read_now())))
    }

    /// What the proxy knows of the principal's instance; what the form says, where the store knows of nothing.
    ///
    /// # Errors
    /// What the store, WEBCON and Autenti fail with.
    pub async fn state(&self, principal: &Principal) -> Result<SigningState> {
        let instance = principal.instance();
        if let Some(record) = self.store.living(instance).await? {
            // Sent by way of another profile: whether this one is for the instance at all is seen from the form.
            if record.profile != principal.profile.name && principal.profile.process.is_some() {
                self.form_reads.check_process(principal).await?;
            }
            return Ok(SigningState::Recorded(Box::new(record)));
        }
        let form = self.form_reads.form(principal).await?;
        let Some(document_id) = form.document_id.as_deref().and_then(|id| id.parse().ok()) else {
            return Ok(SigningState::Unsent(Box::new(form)));
        };
        // What a form field says is a claim: nobody is asked about what is none of Autenti's documents, and a document
        // belongs to the instance that it was sent from.
        if !DocumentId::is_usual(&document_id) {
            return Ok(SigningState::Foreign(Box::new(form)));
        }
        match self.store.owner_of(&document_id).await? {
            Some(owner) if owner != instance => {
                tracing::warn!(%instance, %owner, "the form names a document of another instance");
                return Ok(SigningState::Foreign(Box::new(form)));
            }
            // This instance's own, whose place is free again.
            Some(_) => return Ok(SigningState::Unsent(Box::new(form))),
            None => {}
        }
        self.unrecorded(principal, form, &document_id).await
    }

    /// A document that the store knows nothing of: sent by other means, such as the plugin, before the proxy came; or
    /// sent by the proxy after the backup that the store was restored from; or named by whoever may write the field.
    async fn unrecorded(&self, principal: &Principal, form: Form, id: &DocumentId) -> Result<SigningState> {
        let account = self.accounts.name_for(&principal.profile);
        let plan = found_plan(&principal.profile, &form);
        let read = self.unknown_document(account, &plan, id);
        let Some(document) = self.form_reads.document(principal, read).await? else {
            return Ok(SigningState::Foreign(Box::new(form)));
        };
        let state = DocumentState::of(&document, &plan, None);
        let adopts = match principal.profile.adopt {
            Adoption::Never => false,
            Adoption::WhenRecipientsMatch => recipients_match(&document, &plan),
        };
        if !adopts {
            return Ok(SigningState::Unknown(Box::new(form), state));
        }
        tracing::info!(document = id.as_str(), instance = %principal.instance(), "adopted");
        let record = self
            .store
            .adopt(principal.instance(), (&principal.profile.name, account), id, &plan, self.clock.now())
            .await?;
        let Some(record) = record else { return Ok(SigningState::Foreign(Box::new(form))) };
        // Somebody may have begun another document of the instance meanwhile: then that one is answered.
        if record.document_id.as_ref() == Some(id) {
            self.store.document_read(record.id, &state, self.clock.now()).await?;
        }
        Ok(SigningState::Recorded(Box::new(self.store.signing(record.id).await?)))
    }

    /// A document that the store knows nothing of; none where the account may not see it. Whoever may write the field can
    /// name any, so it is read once in a while, however many look.
    async fn unknown_document(
        &self,
        account: &str,
        plan: &Plan,
        id: &DocumentId,
    ) -> Result<Option<Arc<autenti::Document>>> {
        let client = self.accounts.client_for(account, plan.act_as.as_deref())?;
        let read = async {
            match client.document(id).await {
                Ok(document) => Ok(Some(Arc::new(document))),
                Err(autenti::Error::NotFound { .. } | autenti::Error::Forbidden { .. }) => Ok(None),
                Err(error) => Err(Failure::from(error)),
            }
        };
        let key = (account.to_owned(), plan.act_as.clone(), id.clone());
        let read = self.unknown.try_get_with(key, read);
        match tokio::time::timeout(self.timeout, read).await {
            Ok(read) => read.map_err(|failure| failure.same()),
            Err(_) => Err(Failure::new(ErrorCode::AutentiUnavailable)),
        }
    }

    /// The signing of the principal's instance, if its document reached its recipients.
    ///
    /// # Errors
    /// [`ErrorCode::NotSentYet`], [`ErrorCode::ForeignDocument`], and what the store and WEBCON fail with.
    pub async fn sent(&self, principal: &Principal) -> Result<SigningRecord> {
        match self.state(principal).await? {
            SigningState::Recorded(record) if record.stage.is_sent() => Ok(*record),
            SigningState::Recorded(_) | SigningState::Unsent(_) => Err(Failure::new(ErrorCode::NotSentYet)),
            SigningState::Foreign(_) | SigningState::Unknown(..) => {
                Err(Failure::new(ErrorCode::ForeignDocument))
            }
        }
    }

    /// While sending goes on the plan is shown; once it was given up, the form with what can be corrected.
    async fn sending(&self, record: &SigningRecord, principal: &Principal) -> Result<SigningAnswer> {
        let mut answer = view::sending(&self.forms, record, principal, self.clock.now());
        if !matches!(record.stage, Stage::Stopped { .. }) || record.is_in_doubt() {
            return Ok(answer);
        }
        match self.form_reads.form(principal).await {
            Ok(form) => {
                let next = view::next(&self.forms, &form, principal);
                let mut now = self.unsent(form, principal).await;
                now.signing.next = Some(next).filter(|_| now.signing.can(Right::Send));
                now.signing.autenti_id = answer.signing.autenti_id;
                now.signing.status = answer.signing.status;
                now.signing.sending = answer.signing.sending;
                now.written = answer.written;
                Ok(now)
            }
            Err(failure) => {
                tracing::info!(%failure, "the form cannot be read; the plan is shown");
                answer.signing.stale = true;
                Ok(answer)
            }
        }
    }

    async fn sent_answer(
        &self,
        record: SigningRecord,
        principal: &Principal,
        wanted: Freshness,
    ) -> Result<SigningAnswer> {
        let id = record.id;
        let read = tokio::time::timeout(self.timeout, self.documents.refresh(record, wanted)).await;
        let read = read.unwrap_or_else(|_| Err(Failure::new(ErrorCode::AutentiUnavailable)));
        let (record, stale) = match read {
            Ok(record) => (record, false),
            Err(failure) => {
                let record = self.store.signing(id).await?;
                // What Autenti refuses to tell now is no reason to hide what it told before; but a document that it
                // does not know any more may have been cleared away.
                if record.document.is_none() || failure.code == ErrorCode::DocumentUnknown {
                    return Err(failure);
                }
                tracing::info!(%failure, "the last state known is shown");
                (record, true)
            }
        };
        self.columns.begin(principal, &record);
        let reminders = view::Reminders {
            last: self.store.reminders(id).await?,
            planned: match principal.profile.reminders {
                Some(_) => self.store.planned_reminders(id).await?,
                None => Vec::new(),
            },
        };
        let read_at = record.read_at.unwrap_or_else(|| self.clock.now());
        let planned;
        let document = match &record.document {
            Some(document) => document,
            // Sent this instant and not read yet.
            None => {
                planned = DocumentState::planned(&record.plan, DocumentStatus::Processing);
                &planned
            }
        };
        let read = ReadTime { read_at, stale };
        let mut answer = view::sent(&self.forms, &record, document, principal, &reminders, read);
        if answer.signing.can(Right::Send) {
            answer.signing.next = self.next(principal).await;
        }
        Ok(answer)
    }

    /// What would go out in the place of a document that ended; none while the form cannot be read.
    async fn next(&self, principal: &Principal) -> Option<NextDocument> {
        match self.form_reads.form(principal).await {
            Ok(form) => {
                self.previews.begin(principal, &form.files);
                Some(view::next(&self.forms, &form, principal))
            }
            Err(failure) => {
                tracing::info!(%failure, "what would go out next cannot be told");
                None
            }
        }
    }

    /// Where the portal shows an attachment of the principal's instance, if that is known.
    pub fn href(&self, principal: &Principal, attachment: AttachmentId) -> Option<String> {
        self.forms.href(principal.instance().database, attachment)
    }
}
