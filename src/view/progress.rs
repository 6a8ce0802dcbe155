//! Where the signing stands, in a sentence; how far sending has come; and that it is this person's turn.

use autenti_model::texts::isolated;
use autenti_model::{
    DocumentStatus, Email, ErrorCode, Recipient, RecipientStatus, Right, Role, SendingStep, Signing, Text,
};

use super::{View, icon, message, toolbar};
use crate::action::Action;
use crate::dom::{As, Node, Nodes, WHEN, div, el, tell};

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
    let mut summary = el("p").key("summary").attr("class", "summary");
    if let Some(done) = my_part(view, signing) {
        summary = summary.child(el("strong").text(view.text(done))).text(" ");
    }
    (!words.is_empty()).then(|| summary.text(&words))
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
    let is_awaited = |r: &&Recipient| r.status == RecipientStatus::Pending && r.role != Some(Role::Viewer);
    let awaited = || signing.recipients.iter().filter(is_awaited);
    let others: Vec<String> = awaited().filter(|r| !r.me).map(|r| isolated(&r.name()).into_owned()).collect();
    let names = some_of(view, &others);
    match (awaited().any(|r| r.me), others.is_empty()) {
        (true, true) => parts.push(view.text(Text::WaitingForYou).to_owned()),
        (true, false) => parts.push(Text::WaitingForYouAnd.fill(view.lang, &[("names", &names)])),
        (false, false) => parts.push(Text::WaitingFor.fill(view.lang, &[("names", &names)])),
        (false, true) => {}
    }
    parts.join(" · ")
}

/// That this person has done their part, while others still have to.
fn my_part(view: &View<'_>, signing: &Signing) -> Option<Text> {
    let has_acted = |r: &&Recipient| r.me && r.status == RecipientStatus::Completed;
    let mine = signing.recipients.iter().find(has_acted)?;
    if view.my_turn().is_some() || signing.status.as_ref().is_some_and(DocumentStatus::is_final) {
        return None;
    }
    match mine.role {
        Some(Role::Signer) | None => Some(Text::YouSigned),
        Some(Role::Approver) => Some(Text::YouApproved),
        Some(Role::Reviewer) => Some(Text::YouReviewed),
        Some(Role::Viewer | Role::Unknown(_)) => None,
    }
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
    let code = sending.code.map(ErrorCode::as_str).unwrap_or_default();
    let theirs = message::upstream(view, code, sending.upstream.as_deref());
    let number = message::request(view, sending.request_id.as_deref().unwrap_or_default());
    let detail = sending.detail.as_deref().unwrap_or_default();
    if has_stopped && !sending.in_doubt {
        shown.push(el("p").text(detail));
        shown.maybe(theirs);
        shown.maybe(number);
        return Some(message::boxed("danger", &icon::WARNING, shown).key("sending"));
    }
    if sending.code.is_none() {
        shown.push(el("p").text(&step));
        shown.push(bar);
        shown.push(el("p").attr("class", "hint").text(view.text(Text::SendingGoesOn)));
        return Some(message::boxed("brand", &icon::DOCUMENT, shown).key("sending"));
    }
    let why = if sending.in_doubt { view.text(Text::SendingInDoubtAdvice) } else { detail };
    let why = why.trim_end_matches('.');
    let sentence = Text::NextTry.fill(view.lang, &[("why", why), ("when", WHEN)]);
    shown.push(match &sending.next_try_at {
        Some(at) => tell(el("p"), As::Clock, at, &sentence),
        None if sending.in_doubt => el("p").text(why).text("."),
        None => el("p").text(&format!("{why}. {}", view.text(Text::SendingRetries))),
    });
    shown.maybe(theirs);
    shown.maybe(number);
    if sending.can_cancel {
        let (label, busy) = (Text::CancelSending, Text::CancelSendingBusy);
        shown.push(toolbar::button(view, &Action::CancelSending, label, busy, ""));
    }
    Some(message::boxed("warning", &icon::DOCUMENT, shown).key("sending"))
}

/// That it is this person's turn, with the one button that matters.
pub(crate) fn my_turn(view: &View<'_>) -> Nodes {
    let Some(role) = view.my_turn().filter(|_| view.can(Right::Sign)) else { return Nodes::default() };
    let words = match role {
        Role::Approver => Text::ApproveTurn,
        Role::Reviewer => Text::ReviewTurn,
        _ => Text::SignTurn,
    };
    let words = if view.is_my_turn() { words } else { Text::NotYourTurn };
    let turn = div("turn")
        .key("turn")
        .attr("part", "turn")
        .child(icon::PEN.draw())
        .child(div("turn-words").child(el("strong").text(view.text(words))).maybe(acts_as(view)))
        .child(toolbar::sign_button(view, &role))
        .child(toolbar::phone_button(view, None));
    let mut nodes = Nodes::from(turn);
    nodes.maybe(message::note(view, &Action::Sign));
    nodes.maybe(message::note(view, &Action::Phone(Email::default())));
    nodes
}

/// For whom this person acts: whose access the form was given may be a deputy's decision.
fn acts_as(view: &View<'_>) -> Option<Node> {
    let mine = view.signing()?.recipients.iter().find(|recipient| recipient.me)?;
    Some(div("facts").text(&Text::ActsAs.fill(view.lang, &[("name", &mine.name())])))
}

/// The way to a corrected document, where this one was taken back and another can be sent.
pub(crate) fn correction(view: &View<'_>) -> Option<Node> {
    let signing = view.signing().filter(|signing| signing.status == Some(DocumentStatus::Withdrawn))?;
    let next = signing.next.as_ref().filter(|_| view.can(Right::Send) && signing.sending.is_none())?;
    let is_same = |one: &Recipient, other: &Recipient| {
        one.email == other.email && one.role == other.role && one.name() == other.name()
    };
    let (before, now) = (&signing.recipients, &next.recipients);
    let is_corrected =
        before.len() != now.len() || !now.iter().all(|who| before.iter().any(|other| is_same(who, other)));
    let mut shown = Nodes::from(el("p").child(el("strong").text(view.text(Text::CorrectNext))));
    shown.push(steps(view, if is_corrected { 2 } else { 1 }));
    Some(message::boxed("neutral", &icon::INFO, shown).key("correction"))
}

/// The steps that put a wrong recipient right; the first ones are done.
pub(super) fn steps(view: &View<'_>, done: usize) -> Node {
    let mut list = el("ol").attr("class", "steps").attr("role", "list");
    for (index, text) in [Text::StepWithdraw, Text::StepCorrect, Text::StepSend].into_iter().enumerate() {
        let step = el("li").flag("data-done", index < done);
        let number = el("span").attr("class", "mark").attr("aria-hidden", "true");
        let number = if index < done {
            number.child(icon::CHECK.draw())
        } else {
            number.text(&(index + 1).to_string())
        };
        let mut words = el("span");
        if index < done {
            let told = format!("{}: ", view.text(Text::StepDone));
            words = words.child(el("span").attr("class", "unseen").text(&told));
        }
        list = list.child(step.child(number).child(words.text(view.text(text))));
    }
    list
}
