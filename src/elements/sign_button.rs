//! `<autenti-sign-button>`: *Sign now*, when it is this user's turn.

use crate::dom::Node;
use crate::view::{View, message, toolbar};

pub(super) fn view(view: &View<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    if let Some(role) = view.my_turn() {
        nodes.push(toolbar::sign_button(view, &role));
        nodes.extend(message::note(view, "sign"));
    }
    if view.is_outermost {
        nodes.extend(message::trouble(view));
    }
    nodes
}
