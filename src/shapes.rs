//! Reads what the proxy answers, and what scripts hand over, as the model's types.
//!
//! The model says by serde how its types travel, and the proxy uses that. Here each field is read by hand:
//! code made by serde for these few shapes would be the largest part of what the browser downloads. A test
//! writes every type by serde and reads it here, so that the two cannot drift apart.
//!
//! Reading is lenient where the contract says that lists are open: a right or an error code that this version
//! does not know is passed over, it does not make the rest unreadable.

use autenti_model::signing::{Attachment, File, Link, Reminders, Skipped};
use autenti_model::{Email, ErrorCode, Problem, Recipient, Sending, SendingStep, Signing};
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

/// A broken rule, as far as it is shown. What rule it is matters to nobody who reads the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The row's id in WEBCON.
    pub row: Option<i64>,
    /// The row's place in the list, from 1.
    pub position: Option<i64>,
    /// The address in the row, where the list was judged on the page: its rows are not those that are saved.
    pub email: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

/// A signing. Its broken rules are read by [`broken`].
pub fn signing(body: &JsValue) -> Option<Signing> {
    Some(Signing {
        autenti_id: text(body, "autentiId"),
        title: text(body, "title")?,
        status: text(body, "status").map(|status| status.as_str().into()),
        sending: some(body, "sending").map(|sending| self::sending(&sending)),
        recipients: list(body, "recipients", recipient),
        files: list(body, "files", |file| Some(File { name: text(file, "name")? })),
        violations: Vec::new(),
        can: list(body, "can", |right| right.as_string()?.parse().ok()),
        attachment: some(body, "attachment")
            .and_then(|saved| Some(Attachment { id: whole(&saved, "id")?, name: text(&saved, "name")? })),
        read_at: text(body, "readAt")?,
        stale: flag(body, "stale"),
    })
}

fn recipient(body: &JsValue) -> Option<Recipient> {
    Some(Recipient {
        id: text(body, "id")?,
        row: whole(body, "row"),
        first_name: words(body, "firstName"),
        last_name: words(body, "lastName"),
        email: Email::new(words(body, "email")),
        role: text(body, "role").map(|role| role.as_str().into()),
        signature_type: text(body, "signatureType").map(|kind| kind.as_str().into()),
        order: whole(body, "order"),
        status: words(body, "status").as_str().into(),
        rejection_reason: text(body, "rejectionReason"),
        me: flag(body, "me"),
        can_remind: flag(body, "canRemind"),
        reminded_at: text(body, "remindedAt"),
        sms_authorisation: flag(body, "smsAuthorisation"),
        sms_unlock: flag(body, "smsUnlock"),
    })
}

fn sending(body: &JsValue) -> Sending {
    use SendingStep as Step;
    let step = words(body, "step");
    let known = [Step::Draft, Step::Files, Step::Send].into_iter().find(|known| known.as_str() == step);
    Sending {
        step: known.unwrap_or(Step::WriteBack),
        done: count(body, "done"),
        of: count(body, "of"),
        code: text(body, "code").map(|code| error_code(&code)),
        detail: text(body, "detail"),
        retrying: flag(body, "retrying"),
    }
}

/// The broken rules in a signing or in a failure.
pub fn broken(body: &JsValue) -> Vec<Broken> {
    some(body, "violations").and_then(|rules| broken_rules(&rules)).unwrap_or_default()
}

/// The broken rules of an array; none if this is no array.
pub(crate) fn broken_rules(rules: &JsValue) -> Option<Vec<Broken>> {
    let rule = |rule: &JsValue| {
        let (row, position) = (whole(rule, "row"), whole(rule, "position"));
        Some(Broken { row, position, email: text(rule, "email"), message: text(rule, "message")? })
    };
    Some(items(rules.dyn_ref()?, rule))
}

/// A failure. Its broken rules are read by [`broken`].
pub fn problem(body: &JsValue) -> Option<Problem> {
    Some(Problem {
        kind: words(body, "type"),
        title: text(body, "title")?,
        status: u16::try_from(count(body, "status")).unwrap_or_default(),
        detail: words(body, "detail"),
        code: error_code(&text(body, "code")?),
        request_id: words(body, "requestId"),
        violations: Vec::new(),
    })
}

fn error_code(code: &str) -> ErrorCode {
    ErrorCode::ALL.iter().find(|known| known.as_str() == code).copied().unwrap_or(ErrorCode::Unknown)
}

/// Who was reminded.
pub fn reminders(body: &JsValue) -> Reminders {
    Reminders {
        reminded: list(body, "reminded", JsValue::as_string),
        skipped: list(body, "skipped", |skipped| {
            Some(Skipped { id: text(skipped, "id")?, reason: words(skipped, "reason") })
        }),
    }
}

/// A link for signing.
pub fn link(body: &JsValue) -> Option<Link> {
    Some(Link { url: text(body, "url")? })
}

/// A property that is there and not null.
#[inline(never)]
pub(crate) fn some(body: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(body, &JsValue::from_str(name)).ok()?;
    (!value.is_null() && !value.is_undefined()).then_some(value)
}

#[inline(never)]
pub(crate) fn text(body: &JsValue, name: &str) -> Option<String> {
    some(body, name)?.as_string()
}

#[inline(never)]
fn words(body: &JsValue, name: &str) -> String {
    text(body, name).unwrap_or_default()
}

#[inline(never)]
fn flag(body: &JsValue, name: &str) -> bool {
    some(body, name).is_some_and(|value| value.is_truthy())
}

/// A whole number.
#[inline(never)]
#[expect(clippy::cast_possible_truncation, reason = "checked to be whole; ids and places are small")]
pub(crate) fn whole(body: &JsValue, name: &str) -> Option<i64> {
    let number = some(body, name)?.as_f64()?;
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, reason = "a number that loses something is none of ours")]
    #[expect(clippy::float_cmp, reason = "the very same number is meant")]
    let is_whole = whole as f64 == number;
    is_whole.then_some(whole)
}

fn count(body: &JsValue, name: &str) -> u32 {
    whole(body, name).and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
}

fn list<T>(body: &JsValue, name: &str, item: impl Fn(&JsValue) -> Option<T>) -> Vec<T> {
    some(body, name).and_then(|array| Some(items(array.dyn_ref()?, item))).unwrap_or_default()
}

fn items<T>(array: &Array, item: impl Fn(&JsValue) -> Option<T>) -> Vec<T> {
    let mut read = Vec::new();
    for index in 0..array.length() {
        read.extend(item(&array.get(index)));
    }
    read
}

/// Gives an object of ours a property.
#[inline(never)]
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}
