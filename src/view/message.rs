//! What the panel has to say: failures, outcomes, what is wrong with the list, and that it is reading.

use autenti_model::Text;
use autenti_model::texts::joined;

use super::icon::{self, Icon};
use super::{View, toolbar};
use crate::dom::{Node, div, el};
use crate::failure::{Cure, Failure};
use crate::state::Note;
use crate::time;

/// Says aloud, politely, what is new. It stays on the page, because a region that appears together with its
/// words is often not read.
pub(crate) fn live_region(view: &View<'_>) -> Node {
    let (words, count) = &view.state.said;
    let region = div("unseen").key("live").attr("role", "status").attr("aria-live", "polite");
    if !view.speaks || words.is_empty() {
        return region;
    }
    // The same words again are a change only if something about them differs.
    region.text(words).text(if count % 2 == 0 { "" } else { "\u{a0}" })
}

/// Shapes where the recipients will be.
pub(crate) fn skeleton(view: &View<'_>) -> Node {
    let line = || el("span").attr("class", "bone");
    div("skeleton")
        .key("skeleton")
        .child(el("span").attr("class", "unseen").text(view.text(Text::Loading)))
        .children([line(), line(), line()])
}

/// Why the newest state could not be read.
pub(crate) fn trouble(view: &View<'_>) -> Option<Node> {
    let failure = view.state.trouble.as_ref()?;
    let is_calm = matches!(failure.code, "offline" | "ticket_missing" | "ticket_expired");
    let mut shown = said(failure);
    if let Some(signing) = view.signing() {
        let time = time::clock(view.lang, &signing.read_at);
        let as_of = Text::ShownAsOf.fill(view.lang, &[("time", &time)]);
        shown.insert(shown.len().min(2), el("p").text(&as_of));
    }
    match failure.cure {
        Cure::Retry => shown.push(toolbar::button(view, "refresh", Text::TryAgain, Text::RefreshBusy, "")),
        // Reloading a form that is being edited would lose what was typed.
        Cure::Reload if !view.is_editing => {
            shown.push(toolbar::button(view, "reload", Text::ReloadForm, Text::ReloadForm, ""));
        }
        Cure::Reload | Cure::Nothing => {}
    }
    let tone = if is_calm { "neutral" } else { "warning" };
    Some(boxed(tone, if is_calm { &icon::INFO } else { &icon::WARNING }, shown).key("trouble"))
}

/// That this is the last state known, because Autenti does not answer.
pub(crate) fn stale(view: &View<'_>) -> Option<Node> {
    let signing = view.signing().filter(|signing| signing.stale && view.state.trouble.is_none())?;
    let time = time::clock(view.lang, &signing.read_at);
    let words = Text::StaleAsOf.fill(view.lang, &[("time", &time)]);
    Some(boxed("warning", &icon::WARNING, vec![el("p").text(&words)]).key("stale"))
}

/// What keeps the list from being sent: how much, and what belongs to no row.
pub(crate) fn violations(view: &View<'_>) -> Option<Node> {
    let violations = view.state.violations();
    if violations.is_empty() {
        return None;
    }
    let count = Text::CorrectFirst.count(view.lang, violations.len(), &[]);
    let signing = view.signing();
    let of_no_row = violations.iter().filter(|violation| {
        !signing.is_some_and(|s| (0..s.recipients.len()).any(|i| super::recipient::is_about(violation, s, i)))
    });
    let shown = [el("p").child(el("strong").text(&count))].into_iter();
    let shown = shown.chain(of_no_row.map(|violation| el("p").text(&violation.message)));
    Some(boxed("danger", &icon::WARNING, shown.collect()).key("violations").attr("id", "violations"))
}

/// What came of the last press of a button.
pub(crate) fn note(view: &View<'_>, deed: &str) -> Option<Node> {
    let note = match view.state.note(deed)? {
        Note::Done(words, lines) => {
            let shown = std::iter::once(words).chain(lines).map(|line| el("p").text(line)).collect();
            boxed("success", &icon::CHECK, shown).child(dismiss(view, deed))
        }
        Note::Failed(failure) => {
            let mut shown = said(failure);
            if failure.cure == Cure::Retry {
                shown.push(toolbar::button(view, deed, Text::TryAgain, Text::TryAgain, ""));
            }
            boxed("danger", &icon::WARNING, shown).child(dismiss(view, deed))
        }
        Note::Link(url) => {
            let link = el("a")
                .attr("class", "button primary")
                .attr("part", "button")
                .attr("href", url)
                .attr("target", "_blank")
                .attr("rel", "noopener noreferrer")
                .text(view.text(Text::OpenAutenti));
            boxed("neutral", &icon::INFO, vec![el("p").text(view.text(Text::TabBlocked)), link])
        }
    };
    Some(note.key(deed))
}

fn dismiss(view: &View<'_>, deed: &str) -> Node {
    el("button")
        .attr("type", "button")
        .attr("class", "button subtle small")
        .attr("data-do", &joined(&["dismiss:", deed]))
        .attr("aria-label", view.text(Text::Dismiss))
        .attr("title", view.text(Text::Dismiss))
        .child(icon::CROSS.draw())
}

/// A failure in words: what happened, what to do, and the number under which the proxy's log has it.
fn said(failure: &Failure) -> Vec<Node> {
    let mut shown = vec![el("p").child(el("strong").text(&failure.title)), el("p").text(&failure.detail)];
    if !failure.request.is_empty() {
        let id = el("code").text(&failure.request);
        shown.push(el("p").attr("class", "small-print").child(id));
    }
    shown
}

/// A box with a picture and what it has to say.
pub(super) fn boxed(tone: &str, icon: &Icon, shown: Vec<Node>) -> Node {
    div("note")
        .attr("part", "note")
        .attr("data-tone", tone)
        .child(icon.draw())
        .child(div("note-body").children(shown))
}
