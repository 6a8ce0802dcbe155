//! Tells the page what happened, with events for its scripts.

use autenti_model::{DocumentStatus, Signing};
use serde::Serialize;
use web_sys::HtmlElement;

use crate::action::Action;
use crate::dom::emit;
use crate::net::Failure;
use crate::state::{changed_recipients, is_sending};

#[derive(Serialize)]
struct StatusDetail<'a> {
    status: Option<&'a str>,
    previous: Option<&'a str>,
}

#[derive(Serialize)]
struct RecipientDetail<'a> {
    id: &'a str,
    row: Option<i64>,
    email: &'a str,
    status: &'a str,
    previous: &'a str,
}

#[derive(Serialize)]
struct SendingDetail {
    running: bool,
}

#[derive(Serialize)]
struct ActionDetail<'a> {
    action: &'a str,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
}

#[derive(Serialize)]
struct ErrorDetail<'a> {
    code: &'a str,
    message: String,
}

/// The element shows the real state.
pub(super) fn ready(element: &HtmlElement) {
    emit(element, "autenti-ready", &());
}

/// What is new. Before the first reading there is the status that the form itself knew.
pub(super) fn read(
    element: &HtmlElement,
    before: Option<&Signing>,
    known_status: Option<&str>,
    now: &Signing,
) {
    let status = now.status.as_ref().map(DocumentStatus::as_str);
    let previous = match before {
        Some(before) => before.status.as_ref().map(DocumentStatus::as_str),
        None => known_status,
    };
    if status != previous {
        emit(element, "autenti-status", &StatusDetail { status, previous });
    }
    if is_sending(before) != is_sending(Some(now)) {
        sending(element, now);
    }
    for (recipient, previous) in changed_recipients(before, now) {
        let detail = RecipientDetail {
            id: &recipient.id,
            row: recipient.row,
            email: recipient.email.as_str(),
            status: recipient.status.as_str(),
            previous: previous.status.as_str(),
        };
        emit(element, "autenti-recipient", &detail);
    }
}

/// Whether the document is being sent.
pub(super) fn sending(element: &HtmlElement, signing: &Signing) {
    emit(element, "autenti-sending", &SendingDetail { running: is_sending(Some(signing)) });
}

/// A failure.
pub(super) fn error(element: &HtmlElement, failure: &Failure) {
    emit(element, "autenti-error", &ErrorDetail { code: failure.code, message: failure.aloud() });
}

/// What came of an action.
pub(super) fn action(element: &HtmlElement, action: &Action, outcome: Result<(), &Failure>) {
    let Some(action) = action.public_name() else { return };
    let code = outcome.err().map(|failure| failure.code);
    let outcome = if outcome.is_ok() { "done" } else { "failed" };
    emit(element, "autenti-action", &ActionDetail { action, outcome, code });
}
