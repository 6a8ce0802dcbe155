//! Answers what the state of a signing is: from the journal where that is fresh enough, else from Autenti,
//! and from the form before anything was sent.

use std::time::{Duration, Instant};

use autenti_model::{DocumentStatus, ErrorCode, Role, SigningAnswer};
use jiff::Timestamp;

use crate::Proxy;
use crate::auth::Principal;
use crate::document::DocumentState;
use crate::failure::{Failure, Result};
use crate::form::Form;
use crate::journal::{Record, State};
use crate::plan::Plan;
use crate::signing::{self, Freshness};

/// How fresh an answer has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Whatever is known.
    Known,
    /// Read not longer ago than this; what has ended does not change any more and counts as fresh.
    Within(Duration),
    /// Read after it was asked for. Those who ask while a read is under way share the next one, so that
    /// many open forms that come back at once cause two reads and not one each.
    Now,
}

impl Wanted {
    /// Fresh enough for somebody who opens a form.
    pub const RECENT: Self = Self::Within(Duration::from_secs(10));

    fn is_met(self, record: &Record, now: Timestamp) -> bool {
        let Some(document) = &record.document else { return false };
        match self {
            Self::Known => true,
            Self::Within(oldest) => {
                let age = record.read_at.map(|read_at| age(read_at, now));
                document.status.is_final() || age.is_some_and(|age| age <= oldest)
            }
            Self::Now => false,
        }
    }
}

/// A read of a document, for those who waited for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LastRead {
    begun: Instant,
    failed: Option<ErrorCode>,
}

impl Proxy {
    /// The signing of the principal's instance, as the principal may see it.
    ///
    /// # Errors
    /// When nothing is known and neither Autenti nor WEBCON answers.
    pub async fn signing(&self, principal: &Principal, wanted: Wanted) -> Result<SigningAnswer> {
        match self.current(principal).await? {
            Current::Unsent(mut form) => {
                form.names.know_columns(self, &principal.profile).await;
                let freshness = Freshness { read_at: self.clock.now(), stale: false };
                Ok(signing::unsent(&form, principal, freshness))
            }
            Current::Record(record) if !record.is_out() => self.on_its_way(&record, principal).await,
            Current::Record(record) => {
                let id = record.id;
                match self.out(*record, principal, wanted).await {
                    Err(failure) if failure.code == ErrorCode::DocumentUnknown => {
                        self.without_document(id, principal).await?.ok_or(failure)
                    }
                    answer => answer,
                }
            }
        }
    }

    /// Autenti does not know the document. Where the form does not hold its id any more either, somebody
    /// cleared it away, and the instance counts as unsent again; otherwise the answer is none.
    async fn without_document(&self, id: i64, principal: &Principal) -> Result<Option<SigningAnswer>> {
        let record = self.journal.get(id).await?;
        let form = Form::read(self, &principal.profile, principal.element).await?;
        if form.document_id.is_some() {
            return Ok(None);
        }
        tracing::warn!(
            document = record.document_id,
            "neither Autenti nor the form knows the document any more"
        );
        self.journal.supersede(id).await?;
        let freshness = Freshness { read_at: self.clock.now(), stale: false };
        Ok(Some(signing::unsent(&form, principal, freshness)))
    }

    /// The document of the principal's instance; on the form, where the journal knows of none.
    ///
    /// # Errors
    /// What the journal and WEBCON fail with.
    pub async fn current(&self, principal: &Principal) -> Result<Current> {
        let instance = principal.instance();
        if let Some(record) = self.journal.current(&instance).await? {
            return Ok(Current::Record(Box::new(record)));
        }
        let form = Form::read(self, &principal.profile, principal.element).await?;
        let Some(document_id) = form.document_id.clone() else {
            return Ok(Current::Unsent(Box::new(form)));
        };
        // Sent by other means, such as the plugin, before the proxy came.
        let plan = found_plan(principal, &form);
        let record = self.journal.adopt(&instance, &document_id, &plan, self.clock.now()).await?;
        Ok(Current::Record(Box::new(record)))
    }

    /// The document of the principal's instance, if it reached its recipients.
    ///
    /// # Errors
    /// [`ErrorCode::NotSentYet`], and what the journal and WEBCON fail with.
    pub async fn sent(&self, principal: &Principal) -> Result<Record> {
        match self.current(principal).await? {
            Current::Record(record) if record.is_out() => Ok(*record),
            Current::Record(_) | Current::Unsent(_) => Err(Failure::new(ErrorCode::NotSentYet)),
        }
    }

    /// While sending goes on the plan is shown; once it has stopped, the form with what can be corrected.
    async fn on_its_way(&self, record: &Record, principal: &Principal) -> Result<SigningAnswer> {
        let mut answer = signing::on_its_way(record, principal, self.clock.now());
        if !matches!(record.state, State::Stopped { .. }) {
            return Ok(answer);
        }
        match self.unsent_form(principal).await {
            Ok(form) => {
                let freshness = Freshness { read_at: self.clock.now(), stale: false };
                let mut now = signing::unsent(&form, principal, freshness);
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

    /// The form of an instance from which something may still be sent, with the names of its list's columns.
    async fn unsent_form(&self, principal: &Principal) -> Result<Form> {
        let mut form = Form::read(self, &principal.profile, principal.element).await?;
        form.names.know_columns(self, &principal.profile).await;
        Ok(form)
    }

    async fn out(&self, record: Record, principal: &Principal, wanted: Wanted) -> Result<SigningAnswer> {
        let id = record.id;
        let read = tokio::time::timeout(self.pace.look, self.read_document(record, wanted)).await;
        let read = read.unwrap_or_else(|_| Err(Failure::new(ErrorCode::AutentiUnavailable)));
        let (record, stale) = match read {
            Ok(record) => (record, false),
            Err(failure) => {
                let record = self.journal.get(id).await?;
                let passes = matches!(
                    failure.code,
                    ErrorCode::AutentiUnavailable | ErrorCode::RateLimited | ErrorCode::DocumentLocked
                );
                if record.document.is_none() || !passes {
                    return Err(failure);
                }
                tracing::info!(%failure, "the last state known is shown");
                (record, true)
            }
        };
        let reminders = self.journal.reminders(id).await?;
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
        Ok(signing::out(&record, document, principal, &reminders, Freshness { read_at, stale }))
    }

    /// The entry with a state of its document that is as fresh as wanted.
    ///
    /// # Errors
    /// What Autenti fails with.
    pub async fn read_document(&self, record: Record, wanted: Wanted) -> Result<Record> {
        if wanted.is_met(&record, self.clock.now()) {
            return Ok(record);
        }
        let asked = Instant::now();
        let mut last = self.reads.take(record.id).await;
        // Somebody else may have read it while this one waited.
        let record = self.journal.get(record.id).await?;
        if wanted.is_met(&record, self.clock.now()) {
            return Ok(record);
        }
        match *last {
            // A failure is shared too: nobody gets a better answer by asking a silent Autenti once more.
            Some(read) if read.begun >= asked => {
                return match read.failed {
                    None => Ok(record),
                    Some(code) => Err(Failure::new(code)),
                };
            }
            _ => {}
        }
        let begun = Instant::now();
        let read = self.read_from_autenti(record).await;
        *last = Some(LastRead { begun, failed: read.as_ref().err().map(|failure| failure.code) });
        read
    }

    async fn read_from_autenti(&self, record: Record) -> Result<Record> {
        let Some(document_id) = record.document_id.as_deref() else { return Ok(record) };
        let document_id: autenti::DocumentId = document_id
            .parse()
            .map_err(|error: autenti::InvalidId| Failure::new(ErrorCode::DocumentUnknown).because(error))?;
        let read = self.autenti.document(&document_id).await?;
        let state = DocumentState::of(&read, &record.plan);
        let changed = record.document.as_ref() != Some(&state);
        self.journal.read(record.id, &state, self.clock.now()).await?;
        if changed {
            tracing::info!(document = document_id.as_str(), status = %state.status, "the document changed");
            self.hub.changed(&record.instance);
            self.keep(record.id);
        }
        Ok(self.journal.get(record.id).await?)
    }
}

/// What the proxy knows of an instance.
#[derive(Clone, Debug)]
pub enum Current {
    /// Nothing was sent.
    Unsent(Box<Form>),
    /// Something was, or is being, sent.
    Record(Box<Record>),
}

/// What must have been sent, as far as the form still says.
fn found_plan(principal: &Principal, form: &Form) -> Plan {
    let mut rows = form.rows.clone();
    // A list that has changed since may hold anything; what cannot be a recipient is left out.
    rows.retain(|row| !row.email.is_empty() && !matches!(row.role, Some(Role::Unknown(_))));
    Plan {
        title: form.title.clone(),
        message: form.message.clone(),
        language: form.language.clone(),
        as_organisation: principal.profile.send_as_organisation,
        visualisation: form.visualisation,
        labels: form.labels.clone(),
        signing_order: principal.profile.rules.signing_order,
        recipients: rows,
        files: Vec::new(),
    }
}

fn age(then: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(then)).unwrap_or_default()
}
