//! `<autenti-history>`: what happened to the documents of the instance.

use crate::action::Action;
use crate::dom::{Nodes, div};
use crate::view::{View, history, message};

pub(super) fn view(view: &View<'_>) -> Nodes {
    let mut panel = div("panel plain").attr("tabindex", "-1");
    if view.announces {
        panel = panel.maybe(message::failure(view));
    }
    if view.signing().is_some() {
        panel = panel.child(history::list(view)).maybe(message::note(view, &Action::History));
    }
    panel.into()
}
