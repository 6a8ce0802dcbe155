//! What the panel has to say: failures, outcomes, what is wrong with the list, and that it is reading.

use autenti_model::{AUTENTI_SITE, Text};

use super::icon::{self, Icon};
use super::{View, toolbar};
use crate::action::Action;
use crate::dom::{As, Node, Nodes, WHEN, div, el, tell};
use crate::net::{Failure, Recovery};
use crate::state::Note;

/// Says aloud, politely, what is new. It stays on the page, because a region that appears together with its
/// words is often not read.
pub(crate) fn live_region(view: &View<'_>) -> Node {
    let (words, count) = &view.state.announcement;
    let region = div("unseen").key("live").attr("role", "status").attr("aria-live", "polite");
    if !view.speaks || words.is_empty() {
        return region;
    }
    // The same words again are a change only if something about them differs.
    region.text(words).text(if count % 2 == 0 { "" } else { "\u{a0}" })
}

/// Shapes where the recipients will be.
pub(crate) fn skeleton(view: &View<'_>) -> Node {
    let mut lines = Nodes::default();
    for _ in 0..3 {
        lines.push(el("span").attr("class", "bone"));
    }
    div("skeleton")
        .key("skeleton")
        .child(el("span").attr("class", "unseen").text(view.text(Text::Loading)))
        .children(lines)
}

/// Why the newest state could not be read.
pub(crate) fn failure(view: &View<'_>) -> Option<Node> {
    let failure = view.state.failure.as_ref()?;
    let is_calm = matches!(failure.code, "offline" | "ticket_missing" | "ticket_expired");
    let mut shown = what_happened(failure);
    if let Some(signing) = view.signing() {
        let as_of = Text::ShownAsOf.fill(view.lang, &[("time", WHEN)]);
        shown.push(tell(el("p"), As::Clock, &signing.read_at, &as_of));
    }
    shown.maybe(request(view, failure));
    if matches!(failure.code, "proxy_unreachable" | "timeout") {
        // Signing goes on without this panel: the invitation by e-mail leads to the same place.
        shown.push(link(view, AUTENTI_SITE, "button"));
    }
    match failure.recovery {
        Recovery::Retry => {
            shown.push(toolbar::button(view, &Action::Refresh, Text::TryAgain, Text::RefreshBusy, ""));
        }
        // Reloading a form that is being edited would lose what was typed.
        Recovery::Reload if !view.is_editing => {
            shown.push(toolbar::button(view, &Action::Reload, Text::ReloadForm, Text::ReloadForm, ""));
        }
        Recovery::Reload | Recovery::Nothing => {}
    }
    let tone = if is_calm { "neutral" } else { "warning" };
    Some(boxed(tone, if is_calm { &icon::INFO } else { &icon::WARNING }, shown).key("failure"))
}

/// That this is the last state known, because Autenti does not answer.
pub(crate) fn stale(view: &View<'_>) -> Option<Node> {
    let signing = view.signing().filter(|signing| signing.stale && view.state.failure.is_none())?;
    let as_of = Text::StaleAsOf.fill(view.lang, &[("time", WHEN)]);
    let words = tell(el("p"), As::Clock, &signing.read_at, &as_of);
    Some(boxed("warning", &icon::WARNING, words.into()).key("stale"))
}

/// That the form does not know everything yet, because somebody is editing it.
pub(crate) fn waiting(view: &View<'_>) -> Option<Node> {
    let words = view.state.waiting()?;
    Some(boxed("neutral", &icon::INFO, el("p").text(words).into()).key("waiting"))
}

/// What keeps the list from being sent: how much, and what belongs to no row.
pub(crate) fn violations(view: &View<'_>) -> Option<Node> {
    let all_broken = view.state.broken_rules();
    if all_broken.is_empty() {
        return None;
    }
    let count = Text::CorrectFirst.count(view.lang, all_broken.len(), &[]);
    let signing = view.signing();
    let mut shown = Nodes::from(el("p").child(el("strong").text(&count)));
    for broken in all_broken {
        let is_in_row = signing
            .is_some_and(|s| (0..s.recipients.len()).any(|i| super::recipient::is_about(broken, s, i)));
        if !is_in_row {
            shown.push(el("p").text(&broken.violation.message));
        }
    }
    Some(boxed("danger", &icon::WARNING, shown).key("violations").attr("id", "violations"))
}

/// What came of the last press of a button.
pub(crate) fn note(view: &View<'_>, action: &Action) -> Option<Node> {
    let note = match view.state.note(action)? {
        Note::Done(words, lines) => {
            let mut shown = Nodes::from(el("p").text(words));
            for line in lines {
                shown.push(el("p").text(line));
            }
            boxed("success", &icon::CHECK, shown).child(dismiss(view, action))
        }
        Note::Failed(failure) => {
            let mut shown = what_happened(failure);
            shown.maybe(request(view, failure));
            if failure.recovery == Recovery::Retry {
                shown.push(toolbar::button(view, action, Text::TryAgain, Text::TryAgain, ""));
            }
            boxed("danger", &icon::WARNING, shown).child(dismiss(view, action))
        }
        Note::Link(url) => {
            let mut shown = Nodes::from(el("p").text(view.text(Text::TabBlocked)));
            shown.push(link(view, url, "button primary"));
            boxed("neutral", &icon::INFO, shown)
        }
    };
    Some(note.key(&action.to_string()))
}

/// A link to Autenti, which opens in a tab of its own.
fn link(view: &View<'_>, url: &str, class: &str) -> Node {
    el("a")
        .attr("class", class)
        .attr("part", "button")
        .attr("href", url)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .text(view.text(Text::OpenAutenti))
}

fn dismiss(view: &View<'_>, action: &Action) -> Node {
    let button = el("button").attr("type", "button").attr("class", "button subtle small");
    toolbar::asks_for(button, &Action::Dismiss(Box::new(action.clone())))
        .attr("aria-label", view.text(Text::Dismiss))
        .attr("title", view.text(Text::Dismiss))
        .child(icon::CROSS.draw())
}

/// A failure in words: what happened, and what to do.
fn what_happened(failure: &Failure) -> Nodes {
    let mut shown = Nodes::from(el("p").child(el("strong").text(&failure.title)));
    shown.push(el("p").text(&failure.detail));
    shown
}

/// The number under which the proxy's log has the failure.
fn request(view: &View<'_>, failure: &Failure) -> Option<Node> {
    let id = Some(&failure.request).filter(|id| !id.is_empty())?;
    let words = Text::RequestNumber.fill(view.lang, &[("id", id)]);
    Some(el("p").attr("class", "small-print").text(&words))
}

/// A box with a picture and what it has to say.
pub(super) fn boxed(tone: &str, icon: &Icon, shown: Nodes) -> Node {
    div("note")
        .attr("part", "note")
        .attr("data-tone", tone)
        .child(icon.draw())
        .child(div("note-body").children(shown))
}
