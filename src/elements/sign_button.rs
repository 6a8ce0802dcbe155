//! `<autenti-sign-button>`: *Sign now*, when it is this user's turn.

use crate::action::Action;
use crate::dom::Nodes;
use crate::view::{View, message, toolbar};

pub(super) fn view(view: &View<'_>) -> Nodes {
    let mut nodes = Nodes::default();
    if let Some(role) = view.my_turn() {
        nodes.push(toolbar::sign_button(view, &role));
        nodes.maybe(message::note(view, &Action::Sign));
    }
    if view.speaks {
        nodes.maybe(message::failure(view));
    }
    nodes
}
