//! Remind: one recipient, or all who can be reminded now.

use std::rc::Rc;

use autenti_model::signing::Reminders;
use autenti_model::texts::isolated;
use autenti_model::{Recipient, Text};
use serde::Serialize;

use super::{Outcome, Work};
use crate::dom::{WHEN, an_hour_after};
use crate::net::{Call, body, decode};
use crate::state::{NoteLine, SigningState, ids_to_remind};

/// Who is to be reminded; everybody who can be if nobody is named.
#[derive(Serialize)]
struct Wish {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipients: Vec<String>,
}

/// Reminds the recipient, or all who were not reminded a moment ago.
pub(super) fn work(state: Rc<SigningState>, recipient: Option<String>) -> Work {
    let recipients = match recipient {
        Some(recipient) => vec![recipient],
        None => state.snapshot().signing.iter().flat_map(|signing| ids_to_remind(signing)).collect(),
    };
    let wish = Wish { recipients };
    Box::pin(async move {
        let lang = state.lang();
        let response = state.request(Call::post("/v1/signing/reminders", &wish)).await?;
        let reminders: Reminders = decode(&body(&response, lang).await).unwrap_or_default();
        let name = |id: &String| {
            let snapshot = state.snapshot();
            let known = snapshot.signing.as_ref().and_then(|s| s.recipients.iter().find(|r| r.id == *id));
            // Several stand beside each other, and a reason behind one.
            isolated(&known.map_or_else(|| id.clone(), Recipient::name)).into_owned()
        };
        let reminded: Vec<String> = reminders.reminded.iter().map(name).collect();
        let words = if reminded.is_empty() {
            Text::RemindNobody.get(lang).to_owned()
        } else {
            Text::RemindDone.fill(lang, &[("names", &reminded.join(", "))])
        };
        let mut lines = Vec::new();
        if !reminded.is_empty() {
            let sentence = Text::RemindAllAgain.fill(lang, &[("when", WHEN)]);
            lines.push(NoteLine { words: String::new(), again: Some((an_hour_after(None), sentence)) });
        }
        lines.extend(reminders.skipped.into_iter().map(|skipped| {
            let sentence = || Text::RemindAgain.fill(lang, &[("when", WHEN)]);
            NoteLine {
                words: format!("{}: {}", name(&skipped.id), skipped.reason),
                again: skipped.again.map(|at| (at, sentence())),
            }
        }));
        Ok(Outcome::noted(&words, lines))
    })
}
