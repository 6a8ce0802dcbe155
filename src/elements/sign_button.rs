//! `<autenti-sign-button>`: *Sign now*, for whoever acts and is not known to be done.

use autenti_model::Text;

use crate::action::Action;
use crate::dom::{Nodes, el};
use crate::view::{View, dialog, message, toolbar};

pub(super) fn view(view: &View<'_>) -> Nodes {
    let mut nodes = Nodes::default();
    if let Some(role) = view.my_turn() {
        nodes.push(toolbar::sign_button(view, &role));
        if !view.is_my_turn() {
            nodes.push(el("span").attr("class", "hint").text(view.text(Text::NotYourTurn)));
        }
        nodes.maybe(message::note(view, &Action::Sign));
    }
    if view.announces {
        nodes.maybe(message::failure(view));
    }
    nodes.maybe(dialog::open(view));
    nodes
}
