//! Remind: one recipient, or all who can be reminded now.

use std::rc::Rc;

use autenti_model::texts::{joined, listed};
use autenti_model::{Recipient, Text};
use js_sys::JSON;

use super::{Outcome, Work};
use crate::proxy::{self, Call};
use crate::shapes;
use crate::store::Store;

/// Reminds the recipient, or all for an empty id.
pub(super) fn of(recipient: &str) -> impl FnOnce(Rc<Store>) -> Work + use<> {
    let recipient = recipient.to_owned();
    move |store| Box::pin(async move { remind(&store, &recipient).await })
}

async fn remind(store: &Store, recipient: &str) -> Result<Outcome, crate::failure::Failure> {
    let lang = store.lang();
    let body = if recipient.is_empty() {
        "{}".to_owned()
    } else {
        // A text is always written as JSON.
        let id = JSON::stringify(&recipient.into()).map(String::from).unwrap_or_default();
        joined(&[r#"{"recipients":["#, &id, "]}"])
    };
    let response = store.request(Call::post("/v1/signing/reminders", &body)).await?;
    let reminders = shapes::reminders(&proxy::json(&response, lang).await);
    let name = |id: &str| {
        let state = store.state.borrow();
        let known = state.signing.as_ref().and_then(|s| s.recipients.iter().find(|r| r.id == id));
        known.map_or_else(|| id.to_owned(), Recipient::name)
    };
    let reminded: Vec<String> = reminders.reminded.iter().map(|id| name(id)).collect();
    let said = if reminded.is_empty() {
        Text::RemindNobody.get(lang).to_owned()
    } else {
        Text::RemindDone.fill(lang, &[("names", &listed(&reminded, ", "))])
    };
    let skipped =
        reminders.skipped.iter().map(|skipped| joined(&[&name(&skipped.id), ": ", &skipped.reason]));
    Ok(Outcome::noted(said, skipped.collect()))
}
