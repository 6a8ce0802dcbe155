//! The recipients as a list: who has acted, whose turn it is, who waits; and the files.

use autenti_model::{Recipient, RecipientStatus, Role, Signing, Text};

use super::{View, badge, icon, message, toolbar};
use crate::action::Action;
use crate::dom::{As, Node, Nodes, WHEN, div, el, tell};
use crate::state::BrokenRule;

/// The list of recipients. `stands_alone` says that nothing else on the page shows notes about signing.
pub(crate) fn list(view: &View<'_>, stands_alone: bool) -> Option<Node> {
    let signing = view.signing().filter(|signing| !signing.recipients.is_empty())?;
    let is_ordered = signing.recipients.iter().any(|recipient| recipient.order.is_some());
    let mut rows = Nodes::default();
    for index in positions(&signing.recipients) {
        rows.push(row(view, signing, index, stands_alone));
    }
    Some(
        el(if is_ordered { "ol" } else { "ul" })
            .key("recipients")
            .attr("class", if is_ordered { "recipients ordered" } else { "recipients" })
            .attr("part", "recipients")
            // Without it, some browsers do not take a list without bullets for a list.
            .attr("role", "list")
            .attr("aria-label", view.text(Text::Recipients))
            .children(rows),
    )
}

/// Where the recipients stand among all, in their order; those without a place, such as viewers, come last.
fn positions(recipients: &[Recipient]) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..recipients.len()).collect();
    positions.sort_by_key(|&index| recipients[index].order.unwrap_or(i64::MAX));
    positions
}

fn row(view: &View<'_>, signing: &Signing, index: usize, stands_alone: bool) -> Node {
    let recipient = &signing.recipients[index];
    let mut name = div("name").child(el("span").text(&recipient.name()));
    if recipient.me {
        name = name.child(el("span").attr("class", "you").text(view.text(Text::You)));
    }
    let mut who = div("who").child(name).child(div("facts").text(&facts(view, recipient)));
    let address = recipient.email.as_str();
    if !address.is_empty() && address != recipient.name() {
        who = who.child(div("facts").text(address));
    }
    if let Some(reason) = recipient.rejection_reason.as_deref().filter(|reason| !reason.is_empty()) {
        let quote = el("blockquote")
            // Somebody wrote it, in whatever language.
            .attr("translate", "yes")
            .attr("aria-label", view.text(Text::Reason))
            .text(reason);
        who = who.child(quote);
    }
    for broken in view.state.broken_rules().iter().filter(|broken| is_about(broken, signing, index)) {
        let words = el("span").text(&broken.violation.message);
        who = who.child(el("p").attr("class", "violation").child(icon::WARNING.draw()).child(words));
    }
    if let Some(reminded) = &recipient.reminded_at {
        let sentence = Text::RemindedAgo.fill(view.lang, &[("when", WHEN)]);
        who = who.child(div("facts").child(tell(el("time"), As::Ago, reminded, &sentence)));
    }
    let mut side = div("side");
    if signing.is_sent() {
        side = side.child(badge::of_recipient(view, &recipient.status));
    }
    el("li")
        .key(&recipient.id)
        .attr("class", "row")
        .attr("part", "row")
        .attr("data-position", position(recipient))
        .flag("data-me", recipient.me)
        .child(mark(signing, recipient))
        .child(who)
        .child(side.children(toolbar::of_recipient(view, recipient)))
        .maybe(message::note(view, &Action::Remind(recipient.id.clone())))
        .maybe(message::note(view, &Action::SignFor(recipient.email.clone())))
        .maybe(message::note(view, &Action::Sign).filter(|_| stands_alone && recipient.me))
}

/// Where the recipient stands, in the picture of the order.
fn position(recipient: &Recipient) -> &'static str {
    match recipient.status {
        RecipientStatus::Completed => "done",
        RecipientStatus::Pending => "now",
        RecipientStatus::Rejected | RecipientStatus::Failed => "failed",
        RecipientStatus::None | RecipientStatus::Obsolete | RecipientStatus::Unknown(_) => "waits",
    }
}

/// The recipient's point in the picture of the order: done, now, waits. The badge says it in words.
fn mark(signing: &Signing, recipient: &Recipient) -> Node {
    let mark = el("span").attr("class", "mark").attr("aria-hidden", "true");
    match (&recipient.status, recipient.order) {
        (RecipientStatus::Completed, _) => mark.child(icon::CHECK.draw()),
        (RecipientStatus::Rejected | RecipientStatus::Failed, _) => mark.child(icon::CROSS.draw()),
        (RecipientStatus::Pending, _) if signing.is_sent() => mark.child(icon::PEN.draw()),
        (_, Some(place)) => mark.text(&place.to_string()),
        _ => mark,
    }
}

/// “Signer · Qualified signature · Order: 1”.
pub(super) fn facts(view: &View<'_>, recipient: &Recipient) -> String {
    let lang = view.lang;
    let mut facts = Vec::new();
    facts.extend(recipient.role.as_ref().map(|role| role.label(lang).to_owned()));
    if recipient.role.as_ref().is_none_or(|role| *role == Role::Signer) {
        facts.extend(recipient.signature_type.as_ref().map(|kind| kind.label(lang).to_owned()));
    }
    if let Some(place) = recipient.order {
        facts.push(Text::PlaceInOrder.fill(lang, &[("n", &place.to_string())]));
    }
    if recipient.sms_authorisation {
        facts.push(view.text(Text::SmsToSign).to_owned());
    }
    if recipient.sms_unlock {
        facts.push(view.text(Text::SmsToOpen).to_owned());
    }
    facts.join(" · ")
}

/// Whether the broken rule is about the recipient: by WEBCON's row, by address, or by the place in the list.
pub(super) fn is_about(broken: &BrokenRule, signing: &Signing, index: usize) -> bool {
    let recipient = &signing.recipients[index];
    if let Some(email) = &broken.email {
        return !email.is_empty() && *email == recipient.email;
    }
    match broken.violation.row {
        Some(row) => recipient.row == Some(row),
        None => broken.violation.position.and_then(|place| usize::try_from(place).ok()) == Some(index + 1),
    }
}

/// The files, and the signed one once it is on the form.
pub(crate) fn files(view: &View<'_>) -> Nodes {
    let mut nodes = Nodes::default();
    let Some(signing) = view.signing() else { return nodes };
    if !signing.files.is_empty() {
        let mut list = el("ul").attr("role", "list").attr("aria-label", view.text(Text::Files));
        for file in &signing.files {
            list = list.child(el("li").child(icon::DOCUMENT.draw()).child(el("span").text(&file.name)));
        }
        nodes.push(list.key("files").attr("class", "files").attr("part", "files"));
    }
    if let Some(saved) = &signing.attachment {
        let words = Text::Attached.fill(view.lang, &[("name", &saved.name)]);
        nodes.push(
            el("p")
                .key("saved")
                .attr("class", "saved")
                .child(icon::CHECK.draw())
                .child(el("span").text(&words)),
        );
    }
    nodes
}
