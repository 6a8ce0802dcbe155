//! What the page should look like, written down as one text.
//!
//! Views describe; `www/draw.js` compares a description with the one before and touches only what differs. One
//! text crosses to JavaScript faster and smaller than a tree of objects. A sign begins each part: see there.
//! Text goes in as text nodes and attributes, never as markup; the signs themselves are dropped from it.

const ELEMENT: char = '\u{1}';
const NAME: char = '\u{2}';
const VALUE: char = '\u{3}';
const TEXT: char = '\u{4}';
const END: char = '\u{5}';

/// An element that should be on the page.
pub(crate) struct Node(String);

/// An element that should be on the page.
#[inline(never)]
pub(crate) fn el(tag: &str) -> Node {
    let mut node = Node(String::new());
    node.part(ELEMENT, tag);
    node
}

/// An element with a class, the way most are made.
#[inline(never)]
pub(crate) fn div(class: &str) -> Node {
    el("div").attr("class", class)
}

impl Node {
    #[inline(never)]
    fn part(&mut self, sign: char, words: &str) {
        self.0.push(sign);
        if words.bytes().all(|byte| byte > 5) {
            self.0.push_str(words);
        } else {
            self.0.extend(words.chars().filter(|letter| *letter > END));
        }
    }

    #[inline(never)]
    pub(crate) fn attr(mut self, name: &str, value: &str) -> Self {
        self.part(NAME, name);
        self.part(VALUE, value);
        self
    }

    /// An attribute that is there or not.
    pub(crate) fn flag(self, name: &str, is_there: bool) -> Self {
        if is_there { self.attr(name, "true") } else { self }
    }

    /// Tells this child from its siblings of the same kind, so that it keeps its place on the page.
    pub(crate) fn key(self, name: &str) -> Self {
        self.attr("", name)
    }

    #[inline(never)]
    pub(crate) fn child(mut self, node: Node) -> Self {
        self.0.push_str(&node.0);
        self.0.push(END);
        self
    }

    pub(crate) fn children(self, nodes: impl IntoIterator<Item = Node>) -> Self {
        nodes.into_iter().fold(self, Self::child)
    }

    #[inline(never)]
    pub(crate) fn text(mut self, words: &str) -> Self {
        self.part(TEXT, words);
        self
    }
}

/// What belongs side by side, as [`crate::page::Page::draw`] takes it.
pub(crate) fn describe(nodes: Vec<Node>) -> String {
    let top = Node(String::new());
    top.children(nodes).0
}
