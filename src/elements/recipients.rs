//! `<autenti-recipients>`: each recipient with a status; *Sign now* on the user's own row.

use crate::dom::{Node, div};
use crate::view::{View, message, recipient};

pub(super) fn view(view: &View<'_>) -> Vec<Node> {
    let mut panel = div("panel plain").attr("tabindex", "-1");
    if view.is_outermost {
        panel = panel.children(message::trouble(view));
    }
    if view.signing().is_none() && view.state.is_slow {
        panel = panel.child(message::skeleton(view));
    }
    vec![panel.children(message::violations(view)).children(recipient::list(view, true))]
}
