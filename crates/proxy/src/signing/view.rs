//! A signing as one principal may see it, made from what the store and the form say.

use std::collections::BTreeMap;

use autenti_model::pairs::Pairs;
use autenti_model::signing::{
    Attachment, File, NextDocument, Sending, Waiting, Written, WrittenRow, WrittenRows,
};
use autenti_model::{
    DocumentStatus, Lang, LocalizedMessage, Recipient, Right, Signing, SigningAnswer, Violation, validate,
};
use jiff::Timestamp;

use crate::auth::Principal;
use crate::config::RecipientColumn;
use crate::document::{DocumentState, FileState, RecipientState};
use crate::failure::FailureMessage;
use crate::form::{self, Form, Forms, SelectedFile};
use crate::store::{FormValue, JobKind, JobState, PlannedReminder, RecordedError, SigningRecord, Stage};

/// When recipients were reminded, and will be.
#[derive(Clone, Debug, Default)]
pub struct Reminders {
    /// When each was last reminded.
    pub last: Vec<(String, Timestamp)>,
    /// What the proxy will do by itself.
    pub planned: Vec<PlannedReminder>,
}

impl Reminders {
    /// When the proxy reminds the recipient by itself.
    fn next(&self, recipient: &RecipientState) -> Option<Timestamp> {
        let planned = self.planned.iter().find(|planned| planned.recipient == recipient.id)?;
        planned.next_at.filter(|_| !planned.is_blocked)
    }
}

/// When a signing was read.
#[derive(Clone, Copy, Debug)]
pub struct ReadTime {
    /// When it was read.
    pub read_at: Timestamp,
    /// Whether a newer state could not be read.
    pub stale: bool,
}

/// The signing of an instance from which nothing was sent.
pub fn unsent(forms: &Forms, form: &Form, principal: &Principal, read: ReadTime) -> SigningAnswer {
    let mut signing = shown(forms, &planned(form), principal, &Reminders::default(), read);
    signing.status = None;
    signing.files = form.files.iter().map(|file| selected(forms, file, principal)).collect();
    signing.violations = violations(form, principal);
    signing.can = rights(principal, |right| right == Right::Send);
    let list = form.recipients_list(&principal.profile);
    SigningAnswer { signing, written: Vec::new(), written_rows: None, waiting: None, list }
}

/// What a document that is sent from the form now would be.
fn planned(form: &Form) -> DocumentState {
    DocumentState {
        title: form.title.clone(),
        status: DocumentStatus::Draft,
        recipients: form.rows.iter().map(RecipientState::planned).collect(),
        files: Vec::new(),
        sent_at: None,
        ended_at: None,
        has_card: false,
    }
}

/// What would go out in the place of the document that is there.
pub fn next(forms: &Forms, form: &Form, principal: &Principal) -> NextDocument {
    let planned = planned(form);
    NextDocument {
        recipients: recipients(&planned, principal, &Reminders::default()),
        files: form.files.iter().map(|file| selected(forms, file, principal)).collect(),
        violations: violations(form, principal),
        title: planned.title,
    }
}

/// A file that would go out now.
fn selected(forms: &Forms, file: &SelectedFile, principal: &Principal) -> File {
    let refusal = form::refusal(&principal.profile, file);
    File {
        name: file.name.clone(),
        size: file.known.as_ref().map(|known| known.size),
        href: forms.href(principal.instance().database, file.id),
        code: refusal.as_ref().map(|(code, _)| *code),
        detail: refusal.as_ref().map(|(_, message)| message.render(principal.lang)),
        localized: refusal.map(|(_, message)| message.for_property("detail")).unwrap_or_default(),
    }
}

/// A file that went out.
fn sent_file(forms: &Forms, file: &FileState, principal: &Principal) -> File {
    let database = principal.instance().database;
    File {
        name: file.name.clone(),
        size: file.size,
        href: file.attachment.and_then(|attachment| forms.href(database, attachment)),
        code: None,
        detail: None,
        localized: BTreeMap::new(),
    }
}

/// What the rules say of the list.
pub fn violations(form: &Form, principal: &Principal) -> Vec<Violation> {
    validate(&form.rows, &principal.profile.rules, principal.lang)
}

/// The signing of a document that is being sent, or was given up.
pub fn sending(
    forms: &Forms,
    record: &SigningRecord,
    principal: &Principal,
    now: Timestamp,
) -> SigningAnswer {
    let planned = DocumentState::planned(&record.plan, DocumentStatus::Draft);
    let mut signing =
        shown(forms, &planned, principal, &Reminders::default(), ReadTime { read_at: now, stale: false });
    signing.autenti_id = record.document_id.clone().map(String::from);
    signing.status = record.document_id.as_ref().map(|_| DocumentStatus::Draft);
    signing.sending = progress(record, principal);
    if may_send_again(record) {
        signing.can = rights(principal, |right| right == Right::Send);
    }
    SigningAnswer {
        signing,
        written: written(record, principal),
        written_rows: written_rows(record, principal),
        waiting: waiting(record, principal.lang),
        list: None,
    }
}

/// The signing of a document that reached its recipients.
pub fn sent(
    forms: &Forms,
    record: &SigningRecord,
    document: &DocumentState,
    principal: &Principal,
    reminders: &Reminders,
    read: ReadTime,
) -> SigningAnswer {
    let mut signing = shown(forms, document, principal, reminders, read);
    signing.autenti_id = record.document_id.clone().map(String::from);
    signing.sending = progress(record, principal);
    signing.can_correct = !document.status.is_final()
        && document.status != DocumentStatus::Draft
        && principal.may(Right::Send)
        && principal.may(Right::Withdraw);
    signing.has_card = document.has_card;
    signing.attachment = record.attached.as_ref().map(|file| Attachment {
        id: i64::from(file.id.0),
        name: file.name.clone(),
        href: forms.href(record.instance.database, file.id),
    });
    let processing = is_under_way(document);
    let pending = || document.recipients.iter().filter(|recipient| recipient.may_act());
    signing.can = rights(principal, |right| match right {
        Right::Read => false,
        Right::Sign => processing && pending().any(|recipient| is_me(recipient, principal)),
        Right::SignForOthers => processing && pending().any(|recipient| !is_me(recipient, principal)),
        Right::Send => {
            (may_be_replaced(document) && record.stage != Stage::Delivered)
                || is_done_with(record, document, principal)
        }
        Right::Remind => processing && pending().next().is_some(),
        Right::Withdraw => processing,
        Right::Download | Right::Attach => document.status == DocumentStatus::Completed,
    });
    SigningAnswer {
        signing,
        written: written(record, principal),
        written_rows: written_rows(record, principal),
        waiting: waiting(record, principal.lang),
        list: None,
    }
}

/// What the proxy wrote into fields of the form, as far as this principal may know it.
fn written(record: &SigningRecord, principal: &Principal) -> Vec<Written> {
    let fields = &principal.profile.fields;
    let names = [Some(&fields.autenti_id), fields.status.as_ref(), fields.link.as_ref()];
    let known = names.into_iter().flatten().filter_map(|name| record.form_values.get(name));
    let known = known.filter(|on_form| may_know(&on_form.value, record, principal));
    known.filter_map(|on_form| Some(told(on_form.column.as_deref()?, &on_form.value))).collect()
}

/// What the proxy wrote into rows of the item list, as far as this principal may know it.
fn written_rows(record: &SigningRecord, principal: &Principal) -> Option<WrittenRows> {
    let on_form = record.form_rows.as_ref()?;
    let profile = &principal.profile.recipients;
    let database_column = |name: &str| on_form.columns.get(name).cloned();
    let column = |column: RecipientColumn| database_column(profile.name(column)?);
    // What a page finds the row of a recipient by.
    let (email, person) = (column(RecipientColumn::Email), column(RecipientColumn::Person));
    if email.is_none() && person.is_none() {
        return None;
    }
    let role = column(RecipientColumn::Role)?;
    let id = column(RecipientColumn::AutentiId);
    let columns = [("email", email), ("person", person), ("role", Some(role)), ("autentiId", id)];
    let columns: Pairs =
        columns.into_iter().filter_map(|(name, column)| Some((name.to_owned(), column?))).collect();
    let written: Vec<&str> =
        profile.named().filter(|(column, _)| column.is_kept_up_to_date()).map(|(_, name)| name).collect();
    let row = |recipient: &RecipientState| {
        let cells = on_form.cells.get(&recipient.id)?;
        let known = written.iter().filter_map(|name| Some((database_column(name)?, cells.get(*name)?)));
        let known = known.filter(|(_, value)| may_know(value, record, principal));
        Some(WrittenRow {
            email: recipient.listed_as.as_ref().unwrap_or(&recipient.email).clone(),
            role: recipient.role.clone(),
            autenti_id: recipient.party.clone().filter(|_| columns.get("autentiId").is_some()),
            cells: known.map(|(column, value)| told(&column, value)).collect(),
        })
    };
    let recipients = record.document.iter().flat_map(|document| &document.recipients);
    let rows = recipients.filter_map(row).collect();
    Some(WrittenRows { list: i64::from(on_form.lists.get(&profile.list)?.0), columns, rows })
}

fn told(column: &str, on_form: &FormValue) -> Written {
    Written { field: column.to_owned(), value: on_form.value.clone(), at: on_form.at.to_string() }
}

/// A link for signing is told to the one it is for, and to whoever may open it for others; all else to everybody.
fn may_know(on_form: &FormValue, record: &SigningRecord, principal: &Principal) -> bool {
    let Some(id) = &on_form.link_of else { return true };
    let mut recipients = record.document.iter().flat_map(|document| &document.recipients);
    principal.may(Right::SignForOthers)
        || recipients.any(|recipient| recipient.id == *id && is_me(recipient, principal))
}

/// Whether another document may be sent in its place: it ended unsigned, or never left.
pub fn may_be_replaced(document: &DocumentState) -> bool {
    document.status.ended_unsigned() || document.status == DocumentStatus::Draft
}

/// Whether another document may follow a completed one: the profile says so, and everything about this one is on the
/// instance.
pub fn is_done_with(record: &SigningRecord, document: &DocumentState, principal: &Principal) -> bool {
    let profile = &principal.profile;
    profile.again_after_completed
        && document.status == DocumentStatus::Completed
        && record.stage == Stage::Ended
        && (record.attached.is_some() || !profile.signed_document.attach_when_completed)
        && !record.jobs.iter().any(|job| job.kind.writes_to_form())
}

fn rights(principal: &Principal, possible: impl Fn(Right) -> bool) -> Vec<Right> {
    Right::ALL.iter().copied().filter(|right| principal.may(*right) && possible(*right)).collect()
}

/// Whether sending was given up and may be asked for again: not while nobody knows whether the document is out.
fn may_send_again(record: &SigningRecord) -> bool {
    matches!(record.stage, Stage::Stopped { .. }) && !record.is_in_doubt()
}

/// How far sending has come; none when nothing is being sent.
fn progress(record: &SigningRecord, principal: &Principal) -> Option<Sending> {
    let step = record.stage.step()?;
    let (error, job) = match &record.stage {
        Stage::Stopped { error, .. } => (Some(error), None),
        Stage::Delivered => failing(record, JobKind::WriteBack),
        Stage::Creating | Stage::Uploading { .. } | Stage::Submitting { .. } => {
            failing(record, JobKind::Send)
        }
        Stage::Open | Stage::Ended | Stage::Replaced => return None,
    };
    // What is tried again says only what is in the way: that somebody should try again would be the opposite.
    let is_stopped = matches!(record.stage, Stage::Stopped { .. });
    let message = error.map(|error| match &error.message {
        FailureMessage::OfCode if !is_stopped => {
            (error.code, FailureMessage::Localized(LocalizedMessage::from(error.code.title())))
        }
        message => (error.code, message.clone()),
    });
    let may_still_be_stopped =
        matches!(record.stage, Stage::Creating | Stage::Uploading { .. } | Stage::Submitting { .. });
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Some(Sending {
        step,
        done: count(record.stage.files()),
        of: count(record.plan.files.len()),
        code: error.map(|error| error.code),
        detail: message.as_ref().map(|(code, message)| message.detail(*code, principal.lang)),
        localized: message.map(|(code, message)| message.localized_detail(code)).unwrap_or_default(),
        retrying: error.is_some() && !is_stopped,
        next_try_at: job.and_then(|job| job.run_at).map(|at| at.to_string()),
        in_doubt: record.is_in_doubt(),
        can_cancel: error.is_some()
            && may_still_be_stopped
            && !record.is_in_doubt()
            && principal.may(Right::Send),
        upstream: error.and_then(|error| error.upstream.clone()),
        request_id: error.map(|_| format!("S{}", record.id)),
    })
}

/// What failed the last time that a job of this kind ran, and how the job stands.
fn failing(record: &SigningRecord, kind: JobKind) -> (Option<&RecordedError>, Option<&JobState>) {
    let job = record.job(kind).filter(|job| job.last_error.is_some());
    (job.and_then(|job| job.last_error.as_ref()), job)
}

/// Why something cannot be written to the form yet; none when nothing waits.
fn waiting(record: &SigningRecord, lang: Lang) -> Option<Waiting> {
    if !matches!(record.stage, Stage::Open | Stage::Ended) {
        return None;
    }
    let error =
        record.jobs.iter().filter(|job| job.kind.writes_to_form()).find_map(|job| job.last_error.as_ref())?;
    Some(Waiting {
        code: error.code,
        detail: error.message.detail(error.code, lang),
        localized: error.message.localized_detail(error.code),
        upstream: error.upstream.clone(),
        request_id: format!("S{}", record.id),
    })
}

/// Whether the recipient is the one who asks.
pub fn is_me(recipient: &RecipientState, principal: &Principal) -> bool {
    !principal.email.is_empty() && recipient.email == principal.email
}

/// Whether people may still act, as far as is known: a status never seen before takes nothing away.
fn is_under_way(document: &DocumentState) -> bool {
    !document.status.is_final() && document.status != DocumentStatus::Draft
}

fn recipients(document: &DocumentState, principal: &Principal, reminders: &Reminders) -> Vec<Recipient> {
    let processing = is_under_way(document);
    document
        .recipients
        .iter()
        .map(|recipient| Recipient {
            id: recipient.id.clone(),
            row: recipient.row,
            first_name: recipient.first_name.clone(),
            last_name: recipient.last_name.clone(),
            email: recipient.email.clone(),
            role: recipient.role.clone(),
            signature_type: recipient.signature_type.clone(),
            order: recipient.order,
            status: recipient.status.clone(),
            rejection_reason: recipient.rejection_reason.clone(),
            acted_at: recipient.acted_at.map(|at| at.to_string()),
            me: is_me(recipient, principal),
            can_remind: processing && recipient.may_act() && principal.may(Right::Remind),
            reminded_at: reminders
                .last
                .iter()
                .find(|(id, _)| *id == recipient.id)
                .map(|(_, at)| at.to_string()),
            next_reminder_at: reminders
                .next(recipient)
                .filter(|_| processing && recipient.may_act() && principal.profile.reminders.is_some())
                .map(|at| at.to_string()),
            handed_over_by: recipient.handed_over_by.clone(),
            sms_authorisation: recipient.sms_authorisation,
            sms_unlock: recipient.sms_unlock,
        })
        .collect()
}

fn shown(
    forms: &Forms,
    document: &DocumentState,
    principal: &Principal,
    reminders: &Reminders,
    read: ReadTime,
) -> Signing {
    Signing {
        autenti_id: None,
        title: document.title.clone(),
        status: Some(document.status.clone()),
        sending: None,
        recipients: recipients(document, principal, reminders),
        files: document.files.iter().map(|file| sent_file(forms, file, principal)).collect(),
        sent_at: document.sent_at.map(|at| at.to_string()),
        violations: Vec::new(),
        can: Vec::new(),
        next: None,
        can_correct: false,
        has_card: false,
        attachment: None,
        read_at: read.read_at.to_string(),
        stale: read.stale,
    }
}
