//! A page described as plain values, and the work of making the page look like the description.
//!
//! Views answer descriptions. [`update`] compares one with the one before and touches only what differs, so
//! nothing flickers and the focus stays. Text goes in as text nodes and attributes, never as markup.

use wasm_bindgen::JsCast as _;
use web_sys::Element;

use crate::browser::document;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element or a text that should be on the page. It is boxed because descriptions are handed on and on:
/// moving a pointer takes less code than moving what it points to.
pub(crate) struct Node(Box<Description>);

struct Description {
    kind: Kind,
    /// What is on the page for it, once it is.
    made: Option<web_sys::Node>,
}

enum Kind {
    Text(String),
    Element { tag: &'static str, key: String, attributes: Vec<(&'static str, String)>, children: Vec<Node> },
}

/// An element that should be on the page.
#[inline(never)]
pub(crate) fn el(tag: &'static str) -> Node {
    Node::new(Kind::Element { tag, key: String::new(), attributes: Vec::new(), children: Vec::new() })
}

/// An element with a class, the way most are made.
#[inline(never)]
pub(crate) fn div(class: &'static str) -> Node {
    el("div").attr("class", class)
}

/// A text that should be on the page.
#[inline(never)]
pub(crate) fn text(text: &str) -> Node {
    Node::new(Kind::Text(text.to_owned()))
}

impl Node {
    fn new(kind: Kind) -> Self {
        Self(Box::new(Description { kind, made: None }))
    }

    #[inline(never)]
    pub(crate) fn attr(mut self, name: &'static str, value: &str) -> Self {
        if let Kind::Element { attributes, .. } = &mut self.0.kind {
            attributes.push((name, value.to_owned()));
        }
        self
    }

    /// An attribute that is there or not.
    pub(crate) fn flag(self, name: &'static str, is_there: bool) -> Self {
        if is_there { self.attr(name, "true") } else { self }
    }

    /// Tells this child from its siblings of the same kind, so that it keeps its place on the page.
    #[inline(never)]
    pub(crate) fn key(mut self, name: &str) -> Self {
        if let Kind::Element { key, .. } = &mut self.0.kind {
            name.clone_into(key);
        }
        self
    }

    #[inline(never)]
    pub(crate) fn child(mut self, node: Node) -> Self {
        if let Kind::Element { children, .. } = &mut self.0.kind {
            children.push(node);
        }
        self
    }

    pub(crate) fn children(self, nodes: impl IntoIterator<Item = Node>) -> Self {
        nodes.into_iter().fold(self, Self::child)
    }

    #[inline(never)]
    pub(crate) fn text(self, words: &str) -> Self {
        self.child(text(words))
    }

    fn is_like(&self, other: &Self) -> bool {
        match (&self.0.kind, &other.0.kind) {
            (Kind::Text(_), Kind::Text(_)) => true,
            (Kind::Element { tag, key, .. }, Kind::Element { tag: other_tag, key: other_key, .. }) => {
                tag == other_tag && key == other_key
            }
            _ => false,
        }
    }

    /// Puts the node on the page, over what stood there for it before.
    fn make(&mut self, before: Option<Node>) {
        let Description { kind, made } = &mut *self.0;
        let before = *before.unwrap_or_else(|| text("")).0;
        match kind {
            Kind::Text(words) => match (before.made, before.kind) {
                (Some(old_made), Kind::Text(old)) => {
                    if old != *words {
                        old_made.set_node_value(Some(words));
                    }
                    *made = Some(old_made);
                }
                _ => *made = Some(document().create_text_node(words).into()),
            },
            Kind::Element { tag, attributes, children, .. } => {
                let (element, old_attributes, mut old_children) = match (before.made, before.kind) {
                    (Some(old_made), Kind::Element { attributes, children, .. }) => {
                        (old_made.unchecked_into(), attributes, children)
                    }
                    _ => (create(tag), Vec::new(), Vec::new()),
                };
                for (name, _) in &old_attributes {
                    if attributes.iter().all(|(kept, _)| kept != name) {
                        // Removing an attribute cannot fail.
                        let _ = element.remove_attribute(name);
                    }
                }
                for attribute in attributes.iter() {
                    if !old_attributes.contains(attribute) {
                        // The names are ours, and valid.
                        let _ = element.set_attribute(attribute.0, &attribute.1);
                    }
                }
                update(&element, &mut old_children, std::mem::take(children));
                *children = old_children;
                *made = Some(element.into());
            }
        }
    }
}

fn create(tag: &str) -> Element {
    let namespace = matches!(tag, "svg" | "path").then_some(SVG);
    let made = match namespace {
        Some(_) => document().create_element_ns(namespace, tag),
        None => document().create_element(tag),
    };
    // The names are ours, and valid.
    wasm_bindgen::UnwrapThrowExt::unwrap_throw(made)
}

/// Makes the children of `parent`, which look like `shown`, look like `wanted`.
pub(crate) fn update(parent: &web_sys::Node, shown: &mut Vec<Node>, wanted: Vec<Node>) {
    let mut left = std::mem::take(shown);
    for mut node in wanted {
        let before = left.iter().position(|old| old.is_like(&node)).map(|index| left.remove(index));
        node.make(before);
        shown.push(node);
    }
    for gone in left.into_iter().filter_map(|node| node.0.made) {
        // It is a child, so it can be removed.
        let _ = parent.remove_child(&gone);
    }
    let mut place = parent.first_child();
    for node in shown.iter().filter_map(|node| node.0.made.as_ref()) {
        if place.as_ref() == Some(node) {
            place = node.next_sibling();
        } else {
            // The place is a child of the same parent.
            let _ = parent.insert_before(node, place.as_ref());
        }
    }
}
