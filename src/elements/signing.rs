//! `<autenti-signing>`: everything, laid out for a form column.

use autenti_model::Text;

use crate::dom::{Node, div, el};
use crate::view::{View, badge, dialog, message, progress, recipient, toolbar};

/// The default layout.
pub(super) fn panel(view: &View<'_>) -> Vec<Node> {
    let lang = view.lang;
    let title = view.signing().map(|signing| signing.title.as_str()).filter(|title| !title.is_empty());
    let head = div("head")
        .child(el("h3").attr("class", "title").text(title.unwrap_or(Text::PanelName.get(lang))))
        .children(badge::of_document(view));
    let mut panel = el("section")
        .attr("class", "panel")
        .attr("part", "panel")
        .attr("tabindex", "-1")
        .attr("aria-label", Text::PanelName.get(lang))
        .child(head)
        .children(message::trouble(view));
    if view.signing().is_none() && view.state.is_slow && view.state.trouble.is_none() {
        panel = panel.child(message::skeleton(view));
    }
    if view.signing().is_some() {
        panel = panel
            .children(message::stale(view))
            .children(progress::summary(view))
            .children(progress::sending(view))
            .children(progress::my_turn(view))
            .children(message::violations(view))
            .children(recipient::list(view, false))
            .children(recipient::files(view))
            .children(toolbar::bar(view))
            .child(toolbar::foot(view));
    }
    [Some(panel), dialog::open(view)].into_iter().flatten().collect()
}

/// The page's own layout: only what concerns all of its elements is drawn here.
pub(super) fn around_children(view: &View<'_>) -> Vec<Node> {
    let mut nodes = vec![div("panel plain").attr("tabindex", "-1").children(message::trouble(view))];
    nodes.push(el("slot"));
    nodes
}
