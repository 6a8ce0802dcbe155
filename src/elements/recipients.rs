//! `<autenti-recipients>`: each recipient with a status; *Sign now* on the user's own row.

use crate::dom::{Nodes, div};
use crate::view::{View, dialog, message, people};

pub(super) fn view(view: &View<'_>) -> Nodes {
    let mut panel = div("panel plain").attr("tabindex", "-1");
    if view.announces {
        panel = panel.maybe(message::failure(view));
    }
    if view.signing().is_none() && view.state.is_slow {
        panel = panel.child(message::skeleton(view));
    }
    let mut nodes = Nodes::from(panel.maybe(message::violations(view)).maybe(people::list(view, true)));
    nodes.maybe(dialog::open(view));
    nodes
}
