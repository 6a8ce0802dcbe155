//! `<autenti-signing>`: everything, laid out for a form column.

use autenti_model::Text;

use crate::dom::{Nodes, div, el};
use crate::view::{View, badge, dialog, history, message, people, progress, recipient, toolbar};

/// The default layout.
pub(super) fn panel(view: &View<'_>) -> Nodes {
    let lang = view.lang;
    let title = view.signing().map(|signing| signing.title.as_str()).filter(|title| !title.is_empty());
    let head = div("head")
        .child(el("h3").attr("class", "title").text(title.unwrap_or(Text::PanelName.get(lang))))
        .maybe(badge::of_document(view));
    let mut panel = el("section")
        .attr("class", "panel")
        .attr("part", "panel")
        .attr("tabindex", "-1")
        .attr("aria-label", Text::PanelName.get(lang))
        .child(head)
        .maybe(message::failure(view));
    if view.signing().is_none() && view.state.is_slow && view.state.failure.is_none() {
        panel = panel.child(message::skeleton(view));
    }
    if view.signing().is_some() {
        panel = panel
            .maybe(message::stale(view))
            .maybe(message::waiting(view))
            .maybe(message::outdated(view))
            .maybe(progress::summary(view))
            .maybe(progress::sending(view))
            .maybe(progress::correction(view))
            .children(progress::my_turn(view))
            .maybe(message::violations(view))
            .maybe(people::list(view, false))
            .children(recipient::files(view))
            .children(toolbar::bar(view))
            .maybe(history::collapsed(view))
            .child(toolbar::foot(view));
    }
    let mut nodes = Nodes::from(panel);
    nodes.maybe(dialog::open(view));
    nodes
}

/// The page's own layout: only what concerns all of its elements is drawn here.
pub(super) fn around_children(view: &View<'_>) -> Nodes {
    let mut nodes = Nodes::from(div("panel plain").attr("tabindex", "-1").maybe(message::failure(view)));
    nodes.push(el("slot"));
    nodes.maybe(dialog::open(view));
    nodes
}
