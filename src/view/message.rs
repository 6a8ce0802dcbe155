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
pub(crate) fn live_region(view: &View<'_>, speaks: bool) -> Node {
    let (words, count) = &view.state.announcement;
    let region = div("unseen").key("live").attr("role", "status").attr("aria-live", "polite");
    if !speaks || words.is_empty() {
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
    let loses_typing = view.is_editing && failure.recovery == Recovery::Reload;
    let mut shown = if loses_typing {
        // Reloading a form that is being edited would lose what was typed.
        titled(&failure.title, view.text(Text::SaveToContinue))
    } else {
        what_happened(failure)
    };
    if let Some(signing) = view.signing() {
        let as_of = Text::ShownAsOf.fill(view.lang, &[("time", WHEN)]);
        shown.push(tell(el("p"), As::Clock, &signing.read_at, &as_of));
    }
    shown.maybe(upstream(view, failure.code, failure.upstream.as_deref()));
    shown.maybe(request(view, &failure.request));
    if matches!(failure.code, "proxy_unreachable" | "timeout") {
        // Signing goes on without this panel: the invitation by e-mail leads to the same place.
        shown.push(link(view, AUTENTI_SITE, "button"));
    }
    match failure.recovery {
        Recovery::Retry => {
            shown.push(toolbar::button(view, &Action::Refresh, Text::TryAgain, Text::RefreshBusy, ""));
        }
        Recovery::Reload if !loses_typing => {
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
    let waiting = view.state.waiting()?;
    let mut shown = Nodes::from(el("p").text(&waiting.detail));
    shown.maybe(upstream(view, waiting.code.as_str(), waiting.upstream.as_deref()));
    Some(boxed("neutral", &icon::INFO, shown).key("waiting"))
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
    let shown_rows =
        if signing.is_some_and(|signing| signing.next.is_some()) { &[] } else { view.recipients() };
    for broken in all_broken {
        let is_in_row = (0..shown_rows.len()).any(|i| super::recipient::is_about(broken, shown_rows, i));
        if !is_in_row {
            shown.push(el("p").text(&broken.message));
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
                let mut said = el("p").text(&line.words);
                if let Some((at, sentence)) = &line.again {
                    said = said.text(" ").child(tell(el("span"), As::Clock, at, sentence));
                }
                shown.push(said);
            }
            boxed("success", &icon::CHECK, shown).child(dismiss(view, action))
        }
        Note::Failed(failure) => {
            let mut shown = what_happened(failure);
            shown.maybe(upstream(view, failure.code, failure.upstream.as_deref()));
            shown.maybe(request(view, &failure.request));
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
        // It has a dialog of its own.
        Note::Phone(_) => return None,
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
    titled(&failure.title, &failure.detail)
}

fn titled(title: &str, detail: &str) -> Nodes {
    let mut shown = Nodes::from(el("p").child(el("strong").text(title)));
    shown.push(el("p").text(detail));
    shown
}

/// What Autenti or WEBCON said, in its own words and whatever language.
pub(super) fn upstream(view: &View<'_>, code: &str, words: Option<&str>) -> Option<Node> {
    let who = if code.starts_with("webcon") || code.starts_with("form") { "WEBCON" } else { "Autenti" };
    let words = words.filter(|words| !words.is_empty())?;
    let quote = el("blockquote").attr("lang", "").attr("translate", "yes").attr("dir", "auto").text(words);
    let head = Text::UpstreamSaid.fill(view.lang, &[("who", who)]);
    Some(div("theirs").child(el("span").attr("class", "small-print").text(&head)).child(quote))
}

/// That fields of the page still say what was true before.
pub(crate) fn outdated(view: &View<'_>) -> Option<Node> {
    if !view.state.is_page_outdated || view.is_editing || view.is_sending() {
        return None;
    }
    let mut shown = Nodes::from(el("p").text(view.text(Text::FormOutdated)));
    shown.push(toolbar::button(view, &Action::Reload, Text::ReloadForm, Text::ReloadForm, "small"));
    Some(boxed("neutral", &icon::INFO, shown).key("outdated"))
}

/// The number under which the proxy's log has the failure.
pub(super) fn request(view: &View<'_>, id: &str) -> Option<Node> {
    let id = Some(id).filter(|id| !id.is_empty())?;
    let words = Text::RequestNumber.fill(view.lang, &[("id", id)]);
    let copy = toolbar::plain_button("subtle small")
        .attr("data-copy", id)
        .attr("aria-label", view.text(Text::CopyNumber))
        .text(view.text(Text::Copy));
    Some(el("p").attr("class", "small-print").text(&words).text(" ").child(copy))
}

/// A box with a picture and what it has to say.
pub(super) fn boxed(tone: &str, icon: &Icon, shown: Nodes) -> Node {
    div("note")
        .attr("part", "note")
        .attr("data-tone", tone)
        .child(icon.draw())
        .child(div("note-body").children(shown))
}
