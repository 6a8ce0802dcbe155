//! `<autenti-status>`: the document's status badge.

use crate::dom::Nodes;
use crate::view::{View, badge, message};

pub(super) fn view(view: &View<'_>) -> Nodes {
    let mut nodes = Nodes::default();
    nodes.maybe(badge::of_document(view));
    if view.announces {
        nodes.maybe(message::failure(view));
    }
    nodes
}
