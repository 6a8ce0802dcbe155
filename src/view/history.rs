//! What happened to the documents of the instance, the newest first.

use autenti_model::Text;
use autenti_model::history::{HistoryEntry, HistoryKind};

use super::{View, message};
use crate::action::Action;
use crate::dom::{As, Node, Nodes, WHEN, div, el, tell};

/// Behind a line that opens it.
pub(crate) fn collapsed(view: &View<'_>) -> Option<Node> {
    view.signing().filter(|signing| signing.is_sent() || signing.next.is_some())?;
    let summary =
        el("summary").attr("data-action", &Action::History.to_string()).text(view.text(Text::History));
    let mut details = el("details").key("history").attr("class", "history").child(summary);
    for node in [Some(list(view)), message::note(view, &Action::History)] {
        details = details.maybe(node);
    }
    Some(details)
}

/// All of it.
pub(crate) fn list(view: &View<'_>) -> Node {
    let Some(entries) = &view.state.history else {
        let words = if view.state.is_running(&Action::History) { view.text(Text::Loading) } else { "" };
        return el("p").key("events").attr("class", "hint").text(words);
    };
    if entries.is_empty() {
        return el("p").key("events").attr("class", "hint").text(view.text(Text::HistoryEmpty));
    }
    let now = view.signing().and_then(|signing| signing.autenti_id.as_deref());
    let mut list = Nodes::default();
    for entry in entries.iter() {
        let is_earlier = now.is_some() && entry.document.is_some() && entry.document.as_deref() != now;
        list.push(event(view, entry, is_earlier));
    }
    el("ol")
        .key("events")
        .attr("class", "events")
        .attr("part", "history")
        .attr("role", "list")
        .attr("aria-label", view.text(Text::History))
        .children(list)
}

fn event(view: &View<'_>, entry: &HistoryEntry, is_earlier: bool) -> Node {
    let what = match &entry.what {
        HistoryKind::Sent => Text::HistorySent,
        HistoryKind::Signed => Text::PersonSigned,
        HistoryKind::Approved => Text::PersonApproved,
        HistoryKind::Reviewed => Text::PersonReviewed,
        HistoryKind::Acted => Text::HistoryActed,
        HistoryKind::Rejected => Text::HistoryRejected,
        HistoryKind::Reminded => Text::HistoryReminded,
        HistoryKind::Withdrawn => Text::HistoryWithdrawn,
        HistoryKind::Completed => Text::HistoryCompleted,
        HistoryKind::Expired => Text::HistoryExpired,
        HistoryKind::Failed => Text::HistoryFailed,
        HistoryKind::Attached => Text::HistoryAttached,
        HistoryKind::Unknown(_) => return unknown(view, entry),
    };
    let mut head = el("strong").text(view.text(what));
    for (index, whom) in entry.whom.iter().enumerate() {
        head = head.text(if index == 0 { ": " } else { ", " }).child(isolated(whom));
    }
    finish(view, entry, head, is_earlier)
}

/// What only a newer proxy knows is called as it came.
fn unknown(view: &View<'_>, entry: &HistoryEntry) -> Node {
    finish(view, entry, el("strong").text(entry.what.as_str()), false)
}

fn finish(view: &View<'_>, entry: &HistoryEntry, head: Node, is_earlier: bool) -> Node {
    let mut facts = div("facts").child(tell(el("time"), As::Clock, &entry.at, WHEN));
    if let Some(who) = &entry.who {
        facts = facts.child(el("span").text(" · ").child(isolated(who)));
    }
    if is_earlier {
        facts = facts.child(el("span").text(" · ").text(view.text(Text::HistoryEarlier)));
    }
    let mut item = el("li").child(head).child(facts);
    if let Some(reason) = entry.reason.as_deref().filter(|reason| !reason.is_empty()) {
        // Somebody wrote it, in whatever language.
        item = item.child(el("blockquote").attr("translate", "yes").attr("dir", "auto").text(reason));
    }
    item
}

/// Somebody's name or address: written from right to left, it does not turn round what stands beside it.
fn isolated(who: &str) -> Node {
    el("bdi").text(who)
}
