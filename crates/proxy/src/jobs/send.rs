//! Creates the document in Autenti, uploads its files and has it sent. Each step is noted in the store before the
//! next, and before each call that changes something it is noted that its outcome is unknown: whatever happens then,
//! the next run asks Autenti what really happened. What is known after each answer stands in
//! `docs/decisions/0008-what-an-answer-proves.md`.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use autenti::{DocumentId, DocumentStatus, FileId, FilePurpose, NewFile};
use autenti_model::{Email, ErrorCode};
use futures_util::future::BoxFuture;

use super::{Handler, Outcome, profile};
use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::config::Config;
use crate::draft::new_document;
use crate::failure::{Failure, Result};
use crate::form::{self, Forms};
use crate::plan::PlannedFile;
use crate::signing::documents::document_id;
use crate::signing::left_drafts::{remove_draft, stays};
use crate::store::{Job, RecordedError, SigningRecord, Stage, Store};
use crate::timing::{Timing, passed};

/// How many drafts that turn out wrong are left in one run before the send is given up.
const WRONG_DRAFTS: usize = 3;

/// Sends documents.
pub struct Send {
    store: Store,
    forms: Forms,
    accounts: Accounts,
    config: Arc<Config>,
    clock: Clock,
    timing: Timing,
}

/// Which files a draft holds.
#[derive(Debug, PartialEq, Eq)]
enum DraftFiles {
    /// The first so many of the plan.
    First(usize),
    /// The document is no draft any more.
    AlreadySent,
    /// It held others, which were removed: the first so many of the plan are left.
    Mended(usize),
    /// The draft is gone, or holds others.
    Wrong,
    /// It holds more than planned.
    TooMany,
}

impl Handler for Send {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let Some(id) = job.signing else { return Ok(Outcome::Done) };
            let mut wrong_drafts = 0;
            loop {
                let record = self.store.signing(id).await?;
                let step = match record.stage {
                    Stage::Creating => self.create(job, &record).await,
                    Stage::Uploading { files } => self.upload(job, &record, files).await,
                    Stage::Submitting { .. } => self.submit(job, &record).await,
                    Stage::Delivered
                    | Stage::Open
                    | Stage::Ended
                    | Stage::Stopped { .. }
                    | Stage::Replaced => {
                        return Ok(Outcome::Done);
                    }
                };
                match step {
                    Ok(Next::Step) => {}
                    Ok(Next::Abandon | Next::Reupload) if wrong_drafts == WRONG_DRAFTS => {
                        let cause = anyhow::anyhow!("drafts do not hold the files that were uploaded");
                        let failure = Failure::new(ErrorCode::AutentiRefused).with_source(cause);
                        return self.failed(&record, failure).await;
                    }
                    Ok(Next::Abandon) => {
                        wrong_drafts += 1;
                        self.abandon(&record).await?;
                    }
                    Ok(Next::Reupload) => wrong_drafts += 1,
                    Ok(Next::Wait(after)) => return Ok(Outcome::Again { after, payload: None }),
                    Ok(Next::RetryAfter(failure, after)) => return Ok(Outcome::RetryAfter(failure, after)),
                    Err(failure) => return self.failed(&record, failure).await,
                }
                self.store.notify(record.instance).await;
            }
        })
    }
}

/// What follows from a step.
enum Next {
    /// The step is done.
    Step,
    /// The draft is no good: another one is begun.
    Abandon,
    /// Files of the draft were removed: what is missing goes up again.
    Reupload,
    /// It is too early: the outcome of an earlier call may still come.
    Wait(Duration),
    /// It failed, and is not to be tried again sooner.
    RetryAfter(Failure, Duration),
}

impl Send {
    /// Sends documents with these.
    pub fn new(
        store: Store,
        forms: Forms,
        accounts: Accounts,
        config: Arc<Config>,
        clock: Clock,
        timing: Timing,
    ) -> Self {
        Self { store, forms, accounts, config, clock, timing }
    }

    /// Creates the draft. Its id is stored before anything else happens.
    ///
    /// When the answer was lost, another draft is created: the first one was never sent and never will be. Each try
    /// may leave one behind, so the pauses grow.
    async fn create(&self, job: &Job, record: &SigningRecord) -> Result<Next> {
        let account = self.config.accounts.get(&record.account).ok_or_else(|| {
            let cause =
                anyhow::anyhow!("the account `{}` is not in the configuration any more", record.account);
            Failure::new(ErrorCode::Internal).with_source(cause)
        })?;
        let document = new_document(&record.plan, account)?;
        let client = self.accounts.client_of(record)?;
        if record.doubt_since.is_some()
            && let Some(found) = self.lost_draft(record).await?
            && self.store.draft_found(record.id, &found, self.clock.now()).await?
        {
            tracing::info!(document = found.as_str(), instance = %record.instance, "the draft was found again");
            return Ok(Next::Step);
        }
        if let Some(made) = self.document_on_form(record).await? {
            tracing::warn!(
                document = made.as_str(),
                instance = %record.instance,
                "the form names a document that was made since: the store may be a copy of an earlier one"
            );
            self.store.draft_created(record.id, &made, self.clock.now()).await?;
            // How far it came is unknown.
            self.store.call_in_doubt(record.id, self.clock.now()).await?;
            return Ok(Next::Step);
        }
        self.begin_call(job, record).await?;
        match client.create_draft(&document).await {
            Ok(created) => {
                self.store.draft_created(record.id, &created.id, self.clock.now()).await?;
                tracing::info!(document = created.id.as_str(), instance = %record.instance, "draft created");
                Ok(Next::Step)
            }
            Err(error) if error.outcome_unknown() => {
                Ok(Next::RetryAfter(error.into(), self.timing.create_pause(job.attempts)))
            }
            Err(error) => {
                self.store.call_known(record.id, None).await?;
                Err(error.into())
            }
        }
    }

    /// A document that the form names, that the store knows nothing of, and that was made since this send was asked for:
    /// a store that was restored from a copy knows less than the form. A send that was asked for just now has read the
    /// form already.
    async fn document_on_form(&self, record: &SigningRecord) -> Result<Option<DocumentId>> {
        if !self.may_still_land(record.created_at).is_zero() {
            return Ok(None);
        }
        let profile = profile(&self.config, record)?;
        let names = self.forms.names(&profile, record.instance.element).await?;
        let field = names.field(&profile.fields.autenti_id)?.value.to_text().into_owned();
        let Ok(id) = field.parse::<DocumentId>() else { return Ok(None) };
        if self.store.owner_of(&id).await?.is_some() {
            return Ok(None);
        }
        match self.accounts.client_of(record)?.document(&id).await {
            // What is older is the document whose place this one takes, and a draft is one that was left.
            Ok(document) => {
                let is_newer = document.created_at.is_some_and(|created| created >= record.created_at);
                Ok((is_newer && document.status != DocumentStatus::Draft).then_some(id))
            }
            Err(autenti::Error::NotFound { .. } | autenti::Error::Forbidden { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A draft that was created for this signing and whose id never came: of the same title and recipients, not older
    /// than the request, empty, and nobody else's. None where the account may not list documents.
    async fn lost_draft(&self, record: &SigningRecord) -> Result<Option<DocumentId>> {
        let documents = match self.accounts.client_of(record)?.documents().await {
            Ok(documents) => documents,
            Err(error) => {
                tracing::info!(%error, "documents cannot be listed");
                return Ok(None);
            }
        };
        let recipients = |emails: &mut dyn Iterator<Item = String>| emails.collect::<BTreeSet<String>>();
        let planned = recipients(&mut record.plan.recipients.iter().map(|row| row.email.key()));
        // What was given up is removed one day, whoever has taken it up again.
        let left: BTreeSet<String> = self
            .store
            .left_drafts()
            .await?
            .into_iter()
            .map(|draft| draft.document.as_str().to_owned())
            .collect();
        for document in documents {
            let parties = document.parties.iter().filter(|party| party.role != autenti::Role::Sender);
            let emails = parties.map(|party| Email::new(party.email.as_deref().unwrap_or_default()).key());
            let is_ours = document.status == DocumentStatus::Draft
                && !left.contains(document.id.as_str())
                && document.title == record.plan.title
                && document.files.is_empty()
                && document.created_at.is_some_and(|created| created >= record.created_at)
                && recipients(&mut emails.into_iter()) == planned;
            if is_ours && self.store.owner_of(&document.id).await?.is_none() {
                return Ok(Some(document.id));
            }
        }
        Ok(None)
    }

    /// Uploads the files that are missing, in their order, each fetched when its turn comes.
    async fn upload(&self, job: &Job, record: &SigningRecord, files: usize) -> Result<Next> {
        let profile = &profile(&self.config, record)?;
        let (document, client) = (document_id(record)?, self.accounts.client_of(record)?);
        let mut done = files;
        if record.doubt_since.is_some() {
            match self.draft_files(record, &document, true).await? {
                DraftFiles::First(there) | DraftFiles::Mended(there) => done = there,
                DraftFiles::AlreadySent => return self.delivered(record, &document).await,
                DraftFiles::Wrong | DraftFiles::TooMany => return Ok(Next::Abandon),
            }
        }
        for (index, file) in record.plan.files.iter().enumerate().skip(done) {
            let content = form::fetch_planned(&self.forms, profile, record.instance.element, file).await?;
            let upload = NewFile {
                name: uploaded_name(&file.name),
                media_type: "application/pdf".to_owned(),
                content,
            };
            self.begin_call(job, record).await?;
            if let Err(error) = client.add_file(&document, upload).await {
                if !may_have_happened(&error) {
                    self.store.call_known(record.id, record.last_doubt).await?;
                    // A document that is out takes no files.
                    if !error.is_transient() && matches!(self.is_sent(record, &document).await, Ok(true)) {
                        return self.delivered(record, &document).await;
                    }
                } else if !error.outcome_unknown() {
                    // It was answered, so nothing can land any more; what it did is looked at all the same.
                    let past = self.clock.now() - self.timing.may_still_land;
                    self.store.call_in_doubt(record.id, past).await?;
                }
                return Err(error.into());
            }
            self.store.files_uploaded(record.id, index + 1, record.last_doubt).await?;
            self.store.notify(record.instance).await;
        }
        self.store.files_complete(record.id).await?;
        Ok(Next::Step)
    }

    /// Asks Autenti to send. Neither a success nor a refusal is taken for granted: the document's state tells.
    async fn submit(&self, job: &Job, record: &SigningRecord) -> Result<Next> {
        let (document, client) = (document_id(record)?, self.accounts.client_of(record)?);
        let is_in_doubt = record.doubt_since.is_some();
        if let Some(doubt) = record.last_doubt {
            // An upload whose answer was lost may still land: what goes out is what was planned.
            let rest = self.may_still_land(doubt);
            if !is_in_doubt && !rest.is_zero() {
                return Ok(Next::Wait(rest));
            }
            // What may be out is left as it is.
            match self.draft_files(record, &document, !is_in_doubt).await? {
                DraftFiles::First(there) if there == record.plan.files.len() => {}
                DraftFiles::AlreadySent => return self.delivered(record, &document).await,
                DraftFiles::Mended(there) => {
                    self.store.files_uploaded(record.id, there, record.last_doubt).await?;
                    return Ok(Next::Reupload);
                }
                // It may be out, whatever is read now.
                DraftFiles::First(_) | DraftFiles::Wrong | DraftFiles::TooMany if is_in_doubt => {
                    let cause = anyhow::anyhow!("the draft is not as it was when it was to be sent");
                    return Err(Failure::new(ErrorCode::DocumentUnknown).with_source(cause));
                }
                DraftFiles::First(_) | DraftFiles::Wrong | DraftFiles::TooMany => return Ok(Next::Abandon),
            }
        } else {
            // An upload may have been carried out twice. That files are missing is no sign: what is read may lag.
            match self.draft_files(record, &document, true).await {
                Ok(DraftFiles::AlreadySent) => return self.delivered(record, &document).await,
                Ok(DraftFiles::Mended(there)) if there == record.plan.files.len() => {}
                Ok(DraftFiles::Mended(there)) => {
                    self.store.files_uploaded(record.id, there, record.last_doubt).await?;
                    return Ok(Next::Step);
                }
                Ok(DraftFiles::TooMany) => return Ok(Next::Abandon),
                Ok(DraftFiles::First(_) | DraftFiles::Wrong) | Err(_) => {}
            }
        }
        self.begin_call(job, record).await?;
        let answer = client.send(&document).await;
        let sent = self.is_sent(record, &document).await;
        match (answer, sent) {
            (_, Ok(true)) => self.delivered(record, &document).await,
            // What was answered with success and is still a draft is to be sent once more.
            (Ok(_), Ok(false)) => {
                let cause = anyhow::anyhow!("Autenti answered with success and did not send the document");
                Err(Failure::new(ErrorCode::AutentiUnavailable).with_source(cause))
            }
            // Locked with a code is what is out (facts: Autenti API, challenge `DOCUMENT_ACCESS_UNLOCK`).
            (Ok(_), Err(failure)) if failure.code == ErrorCode::DocumentLocked => {
                self.delivered(record, &document).await
            }
            (Ok(_), Err(failure)) => Err(failure),
            (Err(error), _) if error.is_transient() || may_have_happened(&error) => {
                if !is_in_doubt && !may_have_happened(&error) {
                    self.store.call_known(record.id, record.last_doubt).await?;
                }
                Err(error.into())
            }
            // Refused, after a try whose answer was lost: what is read may lag behind what that one did.
            (Err(error), sent)
                if record.doubt_since.is_some_and(|since| !self.may_still_land(since).is_zero())
                    || (is_in_doubt && sent.is_err()) =>
            {
                Ok(Next::RetryAfter(error.into(), self.timing.retry.jittered(job.attempts)))
            }
            (Err(error), _) => {
                self.store.call_known(record.id, record.last_doubt).await?;
                Err(error.into())
            }
        }
    }

    /// Notes that the outcome of a call is unknown from now on, and makes sure that nobody else makes it too.
    async fn begin_call(&self, job: &Job, record: &SigningRecord) -> Result<()> {
        Ok(self.store.begin_call(job, record.id, self.timing.lease, self.clock.now()).await?)
    }

    /// For how long something that began then may still have an effect.
    fn may_still_land(&self, since: jiff::Timestamp) -> Duration {
        self.timing.may_still_land.saturating_sub(passed(since, self.clock.now()))
    }

    async fn delivered(&self, record: &SigningRecord, document: &DocumentId) -> Result<Next> {
        tracing::info!(document = document.as_str(), instance = %record.instance, "sent");
        self.store.delivered(record.id, self.clock.now()).await?;
        Ok(Next::Step)
    }

    /// Leaves a draft that is no good, and has Autenti remove it where it does that.
    async fn abandon(&self, record: &SigningRecord) -> Result<()> {
        tracing::warn!(
            document = record.document_id.as_ref().map(DocumentId::as_str),
            "the draft cannot be used; another one is begun"
        );
        self.store.draft_abandoned(record.id, self.clock.now()).await?;
        let document = document_id(record)?;
        if let Err(failure) = remove_draft(&self.store, &self.accounts, record, &document).await {
            stays(&document, &failure);
        }
        Ok(())
    }

    /// Compares the files of a draft with the plan: number, order, size and names.
    /// Files that should not be there are removed where that `may` be, and Autenti does it.
    async fn draft_files(
        &self,
        record: &SigningRecord,
        document: &DocumentId,
        may_remove: bool,
    ) -> Result<DraftFiles> {
        let files = self.read_draft_files(record, document).await?;
        let (DraftFiles::Wrong | DraftFiles::TooMany, Some(wrong)) =
            (&files.0, files.1.filter(|_| may_remove))
        else {
            return Ok(files.0);
        };
        let client = self.accounts.client_of(record)?;
        // The last ones first, so that what is left is always the beginning of the plan.
        for file in wrong.iter().rev() {
            if let Err(error) = client.remove_file(document, file).await {
                tracing::info!(%error, document = document.as_str(), "a file of a draft cannot be removed");
                return Ok(files.0);
            }
        }
        Ok(match self.read_draft_files(record, document).await?.0 {
            DraftFiles::First(there) => DraftFiles::Mended(there),
            other @ (DraftFiles::AlreadySent
            | DraftFiles::Mended(_)
            | DraftFiles::Wrong
            | DraftFiles::TooMany) => other,
        })
    }

    /// What a draft holds, and the ids of the files from the first one that should not be there.
    async fn read_draft_files(
        &self,
        record: &SigningRecord,
        document: &DocumentId,
    ) -> Result<(DraftFiles, Option<Vec<FileId>>)> {
        let document = match self.accounts.client_of(record)?.document(document).await {
            Ok(document) => document,
            Err(autenti::Error::NotFound { .. }) => return Ok((DraftFiles::Wrong, None)),
            Err(error) => return Err(error.into()),
        };
        if document.status != DocumentStatus::Draft {
            return Ok((DraftFiles::AlreadySent, None));
        }
        let theirs: Vec<_> =
            document.files.iter().filter(|file| file.purpose == FilePurpose::Source).collect();
        let right = theirs.iter().zip(&record.plan.files).take_while(|pair| is_same(*pair)).count();
        let wrong = theirs.iter().skip(right).map(|file| file.id.clone()).collect();
        Ok((compare(&theirs, &record.plan.files), Some(wrong)))
    }

    async fn is_sent(&self, record: &SigningRecord, document: &DocumentId) -> Result<bool> {
        let client = self.accounts.client_of(record)?;
        Ok(client.document(document).await?.status != DocumentStatus::Draft)
    }

    /// What follows from a failure: it is tried again, or the send is given up. It is never given up while nobody knows
    /// whether the document is out, nor because of credentials, which hold up everything of the account.
    async fn failed(&self, record: &SigningRecord, failure: Failure) -> Result<Outcome> {
        let record = self.store.signing(record.id).await?;
        let is_over = passed(record.created_at, self.clock.now()) > self.timing.give_up_after;
        if record.is_in_doubt() {
            let pause = failure.retry_after.unwrap_or_default().max(self.timing.retry.longest);
            return Ok(Outcome::RetryAfter(failure, pause));
        }
        if (failure.is_transient() || failure.is_about_account() || failure.code == ErrorCode::Internal)
            && !is_over
        {
            return Err(failure);
        }
        tracing::warn!(%failure, stage = record.stage.name(), instance = %record.instance, "sending stopped");
        if !self.store.stopped(&record, &RecordedError::from(&failure)).await? {
            // It came to be in doubt, or out, since it was read: the next run sees which.
            return Ok(Outcome::Again { after: self.timing.retry.first, payload: None });
        }
        Ok(Outcome::Failed(failure))
    }
}

/// Whether a call that failed may have had its effect all the same.
fn may_have_happened(error: &autenti::Error) -> bool {
    error.outcome_unknown() || matches!(error, autenti::Error::Failing { .. })
}

/// The name under which a file goes up. What stands before a slash would be taken for a folder and be lost.
fn uploaded_name(name: &str) -> String {
    name.replace(['/', '\\'], "_")
}

fn is_same((theirs, ours): (&&autenti::File, &PlannedFile)) -> bool {
    theirs.size.is_none_or(|size| size == ours.size)
        && theirs.filename.to_lowercase() == uploaded_name(&ours.name).to_lowercase()
}

fn compare(theirs: &[&autenti::File], ours: &[PlannedFile]) -> DraftFiles {
    if theirs.len() > ours.len() {
        DraftFiles::TooMany
    } else if theirs.iter().zip(ours).all(is_same) {
        DraftFiles::First(theirs.len())
    } else {
        DraftFiles::Wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(name: &str, size: u64) -> PlannedFile {
        let attachment = webcon::AttachmentId(1);
        PlannedFile { attachment, name: name.to_owned(), size, sha256: String::new() }
    }

    fn held(name: &str, size: impl Into<Option<u64>>) -> autenti::File {
        autenti::File {
            id: "FILE-SOURCE_FILE:1".parse().unwrap(),
            filename: name.to_owned(),
            purpose: FilePurpose::Source,
            size: size.into(),
            media_type: None,
        }
    }

    #[test]
    fn a_draft_holds_the_files_of_the_plan_in_their_order_with_their_sizes_and_names() {
        let plan = [planned("a.pdf", 1), planned("b/c.pdf", 2)];
        let (a, b) = (held("A.PDF", 1), held("b_c.pdf", None));
        for (files, what) in [
            (vec![], DraftFiles::First(0)),
            (vec![&a], DraftFiles::First(1)),
            (vec![&a, &b], DraftFiles::First(2)),
            (vec![&b, &a], DraftFiles::Wrong),
            (vec![&b], DraftFiles::Wrong),
            (vec![&held("a.pdf", 2)], DraftFiles::Wrong),
            (vec![&held("x.pdf", 1), &b], DraftFiles::Wrong),
            (vec![&a, &b, &b], DraftFiles::TooMany),
        ] {
            assert_eq!(compare(&files, &plan), what, "{files:?}");
        }
    }
}
