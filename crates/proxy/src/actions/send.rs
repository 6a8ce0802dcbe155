//! Send for signature: looks at everything first, notes what is to be sent, and leaves the rest to the
//! keeper.

use autenti_model::{DocumentStatus, ErrorCode, Right, Said, SigningAnswer, Text};
use bytes::Bytes;

use crate::Proxy;
use crate::auth::Principal;
use crate::failure::{Failure, Result};
use crate::files;
use crate::form::{self, Form};
use crate::journal::{Begun, Record, State};
use crate::plan::{Plan, PlannedFile};
use crate::reading::{Current, Wanted};
use crate::signing;

/// Sends the instance's files to the recipients of its list.
///
/// A second request with the same key is the same request: it answers what became of the first.
///
/// # Errors
/// [`ErrorCode::AlreadySent`]; [`ErrorCode::RecipientsInvalid`], [`ErrorCode::NoAttachments`],
/// [`ErrorCode::NotPdf`] and [`ErrorCode::TooLarge`] when the form is not ready; what WEBCON fails with.
/// Nothing has left in any of these cases.
pub async fn send(proxy: &Proxy, principal: &Principal, key: &str) -> Result<SigningAnswer> {
    principal.require(Right::Send)?;
    let instance = principal.instance();
    if proxy.journal.requested(&instance, key).await?.is_some() {
        return proxy.signing(principal, Wanted::Known).await;
    }
    let replaces = replaceable(proxy, principal).await?;
    let form = Form::read(proxy, &principal.profile, principal.element).await?;
    let violations = signing::violations(&form, principal);
    if !violations.is_empty() {
        return Err(Failure::new(ErrorCode::RecipientsInvalid).violations(violations));
    }
    if form.files.is_empty()
        && let Some((category, known)) = form::category_by_number(&principal.profile, &form.names.element)
    {
        let known = Vec::from_iter(known).join(", ");
        let said = Said::from(Text::CategoryByName).with("category", category).with("known", known);
        return Err(Failure::new(ErrorCode::NoAttachments).said(said));
    }
    let files = files::fetch(proxy, &principal.profile, principal.element, &form.files).await?;
    let (files, contents): (Vec<PlannedFile>, Vec<Bytes>) = files.into_iter().unzip();
    let plan = plan(principal, form, files);
    let now = proxy.clock.now();
    match proxy.journal.begin(&instance, key, &principal.login, &plan, replaces, now).await? {
        Begun::New(record) => {
            tracing::info!(element = principal.element, by = principal.login, "sending");
            proxy.keep_with(record.id, contents);
            proxy.hub.changed(&instance);
        }
        Begun::Same(_) => {}
        Begun::Taken(record) => return Err(already_sent(&record)),
    }
    proxy.signing(principal, Wanted::Known).await
}

/// The document in whose place another may be sent, if there is one.
async fn replaceable(proxy: &Proxy, principal: &Principal) -> Result<Option<i64>> {
    let record = match proxy.current(principal).await? {
        Current::Unsent(_) => return Ok(None),
        Current::Record(record) => *record,
    };
    match &record.state {
        State::Sending { .. } => Err(already_sent(&record)),
        State::Stopped { .. } => {
            // It was given up before it was sent, as far as the proxy knows. Autenti knows better.
            if is_out(proxy, &record).await? {
                proxy.journal.is_out_after_all(record.id).await?;
                proxy.keep(record.id);
                return Err(already_sent(&record));
            }
            Ok(Some(record.id))
        }
        State::Sent => {
            let id = record.id;
            match proxy.read_document(record, Wanted::Now).await {
                Ok(record) if record.document.as_ref().is_some_and(signing::may_be_replaced) => Ok(Some(id)),
                Ok(record) => Err(already_sent(&record)),
                Err(failure) if failure.code == ErrorCode::DocumentUnknown => {
                    // Looks at the form: where its field is empty too, the instance counts as unsent again.
                    proxy.signing(principal, Wanted::Now).await.map(|_| None)
                }
                Err(failure) => Err(failure),
            }
        }
    }
}

async fn is_out(proxy: &Proxy, record: &Record) -> Result<bool> {
    let Some(id) = record.document_id.as_deref().and_then(|id| id.parse().ok()) else { return Ok(false) };
    match proxy.autenti.document(&id).await {
        Ok(document) => Ok(DocumentStatus::from(document.status.as_str()) != DocumentStatus::Draft),
        Err(autenti::Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn already_sent(record: &Record) -> Failure {
    let failure = Failure::new(ErrorCode::AlreadySent);
    if record.is_out() { failure } else { failure.said(Text::SendingInProgress) }
}

fn plan(principal: &Principal, form: Form, files: Vec<PlannedFile>) -> Plan {
    let profile = &principal.profile;
    Plan {
        title: form.title,
        message: form.message,
        language: form.language,
        as_organisation: profile.send_as_organisation,
        visualisation: form.visualisation,
        labels: form.labels,
        signing_order: profile.rules.signing_order,
        recipients: form.rows,
        files,
    }
}
