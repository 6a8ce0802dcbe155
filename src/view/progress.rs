//! Where the signing stands, in a sentence; how far sending has come; and that it is this person's turn.

use autenti_model::{DocumentStatus, RecipientStatus, Right, Role, SendingStep, Signing, Text};

use super::{View, icon, message, toolbar};
use crate::action::Action;
use crate::dom::{Node, Nodes, div, el};

/// So many names are written out where people are waited for.
const MOST_NAMES: usize = 4;

/// Where the signing stands.
pub(crate) fn summary(view: &View<'_>) -> Option<Node> {
    let signing = view.signing().filter(|signing| signing.sending.is_none())?;
    let words = match &signing.status {
        None => view.text(Text::NotSentText).to_owned(),
        Some(DocumentStatus::Draft) => view.text(Text::DraftText).to_owned(),
        Some(DocumentStatus::Completed) => view.text(Text::AllSigned).to_owned(),
        Some(DocumentStatus::Rejected) => rejected(view, signing),
        Some(DocumentStatus::Withdrawn) => view.text(Text::WithdrawnText).to_owned(),
        Some(DocumentStatus::Expired) => view.text(Text::ExpiredText).to_owned(),
        Some(DocumentStatus::Error) => view.text(Text::ErrorText).to_owned(),
        Some(DocumentStatus::Processing | DocumentStatus::Unknown(_)) => in_progress(view, signing),
    };
    (!words.is_empty()).then(|| el("p").key("summary").attr("class", "summary").text(&words))
}

fn rejected(view: &View<'_>, signing: &Signing) -> String {
    let who = signing.recipients.iter().find(|recipient| recipient.status == RecipientStatus::Rejected);
    match who {
        Some(who) => Text::RejectedBy.fill(view.lang, &[("name", &who.name())]),
        None => view.text(Text::RejectedText).to_owned(),
    }
}

/// “1 of 2 signed · Waiting for Jan Kowalski”.
fn in_progress(view: &View<'_>, signing: &Signing) -> String {
    let (signed, of) = signing.progress();
    let mut parts = Vec::new();
    if of > 0 {
        let numbers = [signed, of].map(|count| count.to_string());
        parts.push(Text::SignedCount.fill(view.lang, &[("n", &numbers[0]), ("of", &numbers[1])]));
    }
    let waits_for: Vec<String> = signing
        .recipients
        .iter()
        .filter(|r| r.status == RecipientStatus::Pending && r.role != Some(Role::Viewer) && !r.me)
        .map(autenti_model::Recipient::name)
        .collect();
    if !waits_for.is_empty() {
        parts.push(Text::WaitingFor.fill(view.lang, &[("names", &some_of(view, &waits_for))]));
    }
    parts.join(" · ")
}

/// A few names; of many only the first, because the list below has them all.
fn some_of(view: &View<'_>, names: &[String]) -> String {
    if names.len() <= MOST_NAMES {
        return names.join(", ");
    }
    let (first, more) = names.split_at(MOST_NAMES - 1);
    let more = Text::AndMore.count(view.lang, more.len(), &[]);
    format!("{} {more}", first.join(", "))
}

/// How far sending has come. It goes on without the form, so nothing is blocked.
pub(crate) fn sending(view: &View<'_>) -> Option<Node> {
    let sending = view.signing()?.sending.as_ref()?;
    let numbers = [sending.done.to_string(), sending.of.to_string()];
    let step = match sending.step {
        SendingStep::Draft => view.text(Text::SendingDraft).to_owned(),
        SendingStep::Files => Text::SendingFiles.fill(view.lang, &[("n", &numbers[0]), ("of", &numbers[1])]),
        SendingStep::Send => view.text(Text::SendingInvites).to_owned(),
        SendingStep::WriteBack => view.text(Text::SendingWriteBack).to_owned(),
    };
    // Each step counts as much as one file.
    let done = match sending.step {
        SendingStep::Draft => 0,
        SendingStep::Files => 1 + sending.done,
        SendingStep::Send => 1 + sending.of,
        SendingStep::WriteBack => 2 + sending.of,
    };
    let has_stopped = sending.code.is_some() && !sending.retrying;
    let title = if has_stopped { Text::SendingStopped } else { Text::SendingTitle };
    let bar = el("progress")
        .attr("value", &done.to_string())
        .attr("max", &(sending.of + 3).to_string())
        .attr("aria-label", view.text(Text::SendingTitle));
    let mut shown = Nodes::from(el("p").child(el("strong").text(view.text(title))));
    if let Some(detail) = sending.detail.as_deref() {
        shown.push(el("p").text(detail));
    }
    if has_stopped {
        return Some(message::boxed("danger", &icon::WARNING, shown).key("sending"));
    }
    shown.push(el("p").text(&step));
    shown.push(bar);
    let hint = if sending.retrying { Text::SendingRetries } else { Text::SendingGoesOn };
    shown.push(el("p").attr("class", "hint").text(view.text(hint)));
    let tone = if sending.retrying { "warning" } else { "brand" };
    Some(message::boxed(tone, &icon::DOCUMENT, shown).key("sending"))
}

/// That it is this person's turn, with the one button that matters.
pub(crate) fn my_turn(view: &View<'_>) -> Nodes {
    let Some(role) = view.my_turn().filter(|_| view.can(Right::Sign)) else { return Nodes::default() };
    let words = match role {
        Role::Approver => Text::ApproveTurn,
        Role::Reviewer => Text::ReviewTurn,
        _ => Text::SignTurn,
    };
    let turn = div("turn")
        .key("turn")
        .attr("part", "turn")
        .child(icon::PEN.draw())
        .child(el("strong").text(view.text(words)))
        .child(toolbar::sign_button(view, &role));
    let mut nodes = Nodes::from(turn);
    nodes.maybe(message::note(view, &Action::Sign));
    nodes
}
