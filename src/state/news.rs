//! What is new in a signing, compared with how it was before.

use autenti_model::signing::Sending;
use autenti_model::texts::isolated;
use autenti_model::{Lang, Recipient, SendingStep, Signing, Text};

/// What is new, in words; nothing if nothing is.
pub(crate) fn in_words(before: &Signing, now: &Signing, lang: Lang) -> String {
    let status = now.status.as_ref().filter(|status| before.status.as_ref() != Some(status));
    let status = status.map(|status| Text::StatusNow.fill(lang, &[("status", status.label(lang))]));
    let recipients = changed_recipients(Some(before), now);
    let recipients =
        recipients.iter().map(|(now, _)| format!("{}: {}", isolated(&now.name()), now.standing(lang)));
    let sending = sending_in_words(before.sending.as_ref(), now.sending.as_ref(), lang);
    status.into_iter().chain(recipients).chain(sending).collect::<Vec<_>>().join(". ")
}

/// What is new of sending: that it has stopped, that it is tried again, or that it goes on.
fn sending_in_words(before: Option<&Sending>, now: Option<&Sending>, lang: Lang) -> Option<String> {
    let now = now?;
    let trouble = |sending: &Sending| (sending.code, sending.retrying, sending.in_doubt);
    if before.map_or((None, false, false), trouble) == trouble(now) {
        return None;
    }
    let text = match now.code {
        None => Text::SendingResumed,
        Some(_) if now.in_doubt => return Some(Text::SendingInDoubtAdvice.get(lang).to_owned()),
        Some(_) if now.retrying => Text::SendingFailing,
        Some(_) => Text::SendingStopped,
    };
    let more = now.detail.as_deref().unwrap_or_default();
    Some(format!("{}. {more}", text.get(lang).trim_end_matches('.')).trim().to_owned())
}

/// The recipients whose state is another one than before, with what they were before.
pub(crate) fn changed_recipients<'a>(
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

/// Whether the document is being sent, so that the form should stay as it is. Writing the result back is no part of
/// that: it may itself wait for somebody to save the form. Nor is what has to be tried again: that may take long.
pub(crate) fn is_sending(signing: Option<&Signing>) -> bool {
    let sending = signing.and_then(|signing| signing.sending.as_ref());
    sending.is_some_and(|sending| sending.step != SendingStep::WriteBack && sending.code.is_none())
}
