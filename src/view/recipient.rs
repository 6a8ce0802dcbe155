//! The recipients as a list: who has acted, whose turn it is, who waits; and the files.

use autenti_model::signing::File;
use autenti_model::{Lang, Recipient, RecipientStatus, Role, Signing, Text, Violation};

use super::{View, badge, icon, message, toolbar};
use crate::action::Action;
use crate::dom::{As, Node, Nodes, WHEN, div, el, tell};

/// A recipient.
pub(super) fn row(view: &View<'_>, recipients: &[Recipient], index: usize, shows_signing: bool) -> Node {
    let recipient = &recipients[index];
    let is_sent = view.signing().is_some_and(Signing::is_sent);
    let mut name = div("name").child(el("span").text(&recipient.name()));
    if recipient.me {
        name = name.child(el("span").attr("class", "you").text(view.text(Text::You)));
    }
    let mut who = div("who").child(name).child(div("facts").text(&facts(view, recipient)));
    let address = recipient.email.as_str();
    if !address.is_empty() && address != recipient.name() {
        who = who.child(div("facts").text(address));
    }
    if let Some(name) = &recipient.handed_over_by {
        who = who.child(div("facts").text(&Text::HandedOverBy.fill(view.lang, &[("name", name)])));
    }
    if let Some(reason) = recipient.rejection_reason.as_deref().filter(|reason| !reason.is_empty()) {
        let quote = el("blockquote")
            // Somebody wrote it, in whatever language.
            .attr("translate", "yes")
            .attr("aria-label", view.text(Text::Reason))
            .text(reason);
        who = who.child(quote);
    }
    for broken in broken_rules(view).iter().filter(|broken| is_about(broken, recipients, index)) {
        let words = el("span").text(&broken.message);
        who = who.child(el("p").attr("class", "violation").child(icon::WARNING.draw()).child(words));
    }
    let said =
        |at: &str, said_as, sentence: &str| div("facts").child(tell(el("time"), said_as, at, sentence));
    if let Some(acted) = &recipient.acted_at {
        who = who.child(said(acted, As::Ago, &format!("{} {WHEN}", recipient.standing(view.lang))));
    }
    let is_pending = recipient.status == RecipientStatus::Pending;
    if let Some(reminded) = recipient.reminded_at.as_ref().filter(|_| is_pending) {
        who = who.child(said(reminded, As::Ago, &Text::RemindedAgo.fill(view.lang, &[("when", WHEN)])));
    }
    if let Some(next) = recipient.next_reminder_at.as_ref().filter(|_| is_pending) {
        who = who.child(said(next, As::Day, &Text::NextReminder.fill(view.lang, &[("when", WHEN)])));
    }
    let mut side = div("side");
    if is_sent {
        side = side.child(badge::of_recipient(view, recipient));
    }
    el("li")
        .key(&recipient.id)
        .attr("class", "row")
        .attr("part", "row")
        .attr("data-position", position(recipient))
        .flag("data-me", recipient.me)
        .child(mark(is_sent, recipient))
        .child(who)
        .child(side.children(toolbar::of_recipient(view, recipient, shows_signing)))
        .maybe(message::note(view, &Action::Remind(recipient.id.clone())))
        .maybe(message::note(view, &Action::SignFor(recipient.email.clone())))
        .maybe(message::note(view, &Action::Phone(recipient.email.clone())))
        .maybe(message::note(view, &Action::Sign).filter(|_| shows_signing && recipient.me))
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
fn mark(is_sent: bool, recipient: &Recipient) -> Node {
    let mark = el("span").attr("class", "mark").attr("aria-hidden", "true");
    match (&recipient.status, recipient.order) {
        (RecipientStatus::Completed, _) => mark.child(icon::CHECK.draw()),
        (RecipientStatus::Rejected | RecipientStatus::Failed, _) => mark.child(icon::CROSS.draw()),
        (RecipientStatus::Pending, _) if is_sent => mark.child(icon::PEN.draw()),
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

/// Whether the broken rule is about the recipient: by WEBCON's row, or by the place in the list.
pub(super) fn is_about(broken: &Violation, recipients: &[Recipient], index: usize) -> bool {
    match broken.row {
        Some(row) => recipients[index].row == Some(row),
        None => broken.position.and_then(|place| usize::try_from(place).ok()) == Some(index + 1),
    }
}

/// What is wrong with the rows that are shown: not with those of the document that would come next.
fn broken_rules<'a>(view: &'a View<'_>) -> &'a [Violation] {
    let is_of_next = view.signing().is_some_and(|signing| signing.next.is_some());
    if is_of_next { &[] } else { view.state.broken_rules() }
}

/// The files, and the signed one once it is on the form.
pub(crate) fn files(view: &View<'_>) -> Nodes {
    let mut nodes = Nodes::default();
    let Some(signing) = view.signing() else { return nodes };
    if !signing.files.is_empty() {
        nodes.push(file_list(view, &signing.files).attr("part", "files"));
    }
    if let Some(saved) = &signing.attachment {
        let words = Text::Attached.fill(view.lang, &[("name", &saved.name)]);
        let words = linked(saved.href.as_deref(), &words);
        nodes.push(el("p").key("saved").attr("class", "saved").child(icon::CHECK.draw()).child(words));
    }
    nodes
}

/// Files with their sizes, and what is wrong with them.
pub(super) fn file_list(view: &View<'_>, files: &[File]) -> Node {
    let list = el("ul").key("files").attr("class", "files").attr("role", "list");
    let mut list = list.attr("aria-label", view.text(Text::Files));
    for file in files {
        let mut item = el("li").child(icon::DOCUMENT.draw()).child(linked(file.href.as_deref(), &file.name));
        if let Some(bytes) = file.size {
            item = item.child(el("span").attr("class", "facts").text(&size(view.lang, bytes)));
        }
        if let Some(wrong) = &file.detail {
            let words = el("span").text(wrong);
            item = item.child(el("p").attr("class", "violation").child(icon::WARNING.draw()).child(words));
        }
        list = list.child(item);
    }
    list
}

/// Words that lead to the portal's own page of a file, where that is known.
fn linked(href: Option<&str>, words: &str) -> Node {
    // Anything but an address of the web would run in this page.
    match href.filter(|href| href.starts_with("https://") || href.starts_with("http://")) {
        Some(href) => el("a").attr("href", href).attr("target", "_blank").attr("rel", "noopener").text(words),
        None => el("span").text(words),
    }
}

/// “60 KB”, “1.4 MB”.
fn size(lang: Lang, bytes: u64) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    if bytes < MEGABYTE {
        return format!("{} KB", bytes.div_ceil(1024));
    }
    let point = if lang == Lang::En { '.' } else { ',' };
    format!("{}{point}{} MB", bytes / MEGABYTE, bytes % MEGABYTE * 10 / MEGABYTE)
}
