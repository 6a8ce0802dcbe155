//! A status as a badge: picture and word, coloured by what it means.

use autenti_model::{Recipient, Text};

use super::{View, icon};
use crate::dom::{Node, el};

/// The document's badge; none while nothing is known.
pub(crate) fn of_document(view: &View<'_>) -> Option<Node> {
    if let Some(status) = view.status() {
        return Some(badge(status.as_str(), &icon::of_document(status), status.label(view.lang)));
    }
    // An unsent document has no status yet, but people ask for one.
    view.signing()?;
    Some(badge("DRAFT", &icon::of_document(&"DRAFT".into()), view.text(Text::StatusDraft)))
}

/// A recipient's badge.
pub(crate) fn of_recipient(view: &View<'_>, recipient: &Recipient) -> Node {
    let status = &recipient.status;
    badge(status.as_str(), &icon::of_recipient(status), recipient.standing(view.lang))
}

fn badge(status: &str, icon: &icon::Icon, label: &str) -> Node {
    el("span")
        .attr("class", "badge")
        .attr("part", "badge")
        .attr("data-status", status)
        .child(icon.draw())
        .text(label)
}
