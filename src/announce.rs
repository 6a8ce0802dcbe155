//! Tells the page what changed: events for scripts, words for assistive technology.

use std::rc::Rc;

use autenti_model::texts::{joined, listed};
use autenti_model::{Recipient, SendingStep, Signing, Text};
use js_sys::Object;
use wasm_bindgen::JsValue;

use crate::failure::Failure;
use crate::mount::Mount;
use crate::page::page;
use crate::shapes::set;
use crate::store::Store;

/// Says in words what is new: the document's state and those of recipients.
pub(crate) fn words(store: &Store, before: Option<&Signing>, now: &Signing) {
    let lang = store.lang();
    let Some(before) = before else { return };
    let mut said = Vec::new();
    if let Some(status) = now.status.as_ref().filter(|status| before.status.as_ref() != Some(status)) {
        said.push(Text::StatusNow.fill(lang, &[("status", status.label(lang))]));
    }
    for (recipient, _) in changed_recipients(Some(before), now) {
        said.push(joined(&[&recipient.name(), ": ", recipient.status.label(lang)]));
    }
    if !said.is_empty() {
        store.state.borrow_mut().say(listed(&said, ". "));
    }
}

/// Dispatches what is new to the outermost elements; the events bubble from there.
pub(crate) fn events(store: &Store, before: Option<&Signing>, now: &Signing) {
    for mount in outermost(store) {
        let status = now.status.as_ref().map(|status| status.as_str().to_owned());
        let previous = match before {
            Some(before) => before.status.as_ref().map(|status| status.as_str().to_owned()),
            None => mount.known_status(),
        };
        if status != previous {
            let detail = detail(&[("status", &text_or_null(status)), ("previous", &text_or_null(previous))]);
            dispatch(&mount, "autenti-status", &detail);
        }
        if is_sending(before) != is_sending(Some(now)) {
            sending(&mount, now);
        }
        for (recipient, previous) in changed_recipients(before, now) {
            let detail = detail(&[
                ("id", &recipient.id.as_str().into()),
                ("row", &row(recipient)),
                ("email", &recipient.email.as_str().into()),
                ("status", &recipient.status.as_str().into()),
                ("previous", &previous.status.as_str().into()),
            ]);
            dispatch(&mount, "autenti-recipient", &detail);
        }
    }
    for mount in store.mounts() {
        mount.tell_ready();
    }
}

/// Tells whether the document is on its way.
pub(crate) fn sending(mount: &Mount, signing: &Signing) {
    let detail = detail(&[("running", &is_sending(Some(signing)).into())]);
    dispatch(mount, "autenti-sending", &detail);
}

/// Whether the document is on its way, so that the form should stay as it is. Writing the result back is no part of
/// that: it may itself wait for somebody to save the form. Nor is what has to be tried again: that may take long.
fn is_sending(signing: Option<&Signing>) -> bool {
    let sending = signing.and_then(|signing| signing.sending.as_ref());
    sending.is_some_and(|sending| sending.step != SendingStep::WriteBack && sending.code.is_none())
}

/// Tells that reading failed.
pub(crate) fn trouble(store: &Store, failure: &Failure) {
    for mount in outermost(store) {
        error(&mount, failure);
    }
}

/// Tells of a failure.
pub(crate) fn error(mount: &Mount, failure: &Failure) {
    let message = joined(&[&failure.title, ". ", &failure.detail]);
    let detail = detail(&[("code", &failure.code.into()), ("message", &message.into())]);
    dispatch(mount, "autenti-error", &detail);
}

/// Tells what came of an action.
pub(crate) fn action(mount: &Mount, action: &str, failure: Option<&Failure>) {
    let outcome = if failure.is_some() { "failed" } else { "done" };
    let told = detail(&[("action", &action.into()), ("outcome", &outcome.into())]);
    if let Some(failure) = failure {
        set(&told, "code", &failure.code.into());
    }
    dispatch(mount, "autenti-action", &told);
}

/// Dispatches an event that bubbles and crosses shadow roots.
pub(crate) fn dispatch(mount: &Mount, name: &str, detail: &JsValue) {
    page().emit(mount.host(), name, detail);
}

fn outermost(store: &Store) -> Vec<Rc<Mount>> {
    store.mounts().into_iter().filter(|mount| mount.is_outermost()).collect()
}

/// The recipients whose state is another one than before, with what they were before.
fn changed_recipients<'a>(
    before: Option<&'a Signing>,
    now: &'a Signing,
) -> Vec<(&'a Recipient, &'a Recipient)> {
    let before = before.map_or(&[][..], |before| &before.recipients);
    let pairs = now.recipients.iter().filter_map(|recipient| {
        let same = |other: &&Recipient| other.id == recipient.id || is_same_person(other, recipient);
        Some((recipient, before.iter().find(same)?))
    });
    pairs.filter(|(now, before)| now.status != before.status).collect()
}

/// Sending gives a recipient a new id, but not another address or role.
fn is_same_person(one: &Recipient, other: &Recipient) -> bool {
    !one.email.is_empty() && one.email == other.email && one.role == other.role
}

#[expect(clippy::cast_precision_loss, reason = "row ids are far below 2^53")]
fn row(recipient: &Recipient) -> JsValue {
    recipient.row.map_or(JsValue::NULL, |row| JsValue::from_f64(row as f64))
}

fn text_or_null(text: Option<String>) -> JsValue {
    text.map_or(JsValue::NULL, JsValue::from)
}

fn detail(entries: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        set(&object, name, value);
    }
    object.into()
}
