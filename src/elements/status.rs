//! `<autenti-status>`: the document's status badge.

use crate::dom::Node;
use crate::view::{View, badge, message};

pub(super) fn view(view: &View<'_>) -> Vec<Node> {
    let trouble = message::trouble(view).filter(|_| view.is_outermost);
    badge::of_document(view).into_iter().chain(trouble).collect()
}
