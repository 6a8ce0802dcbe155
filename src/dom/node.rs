//! What the page should look like, written down as one text.
//!
//! Views describe; `www/draw.ts` compares a description with the one before and touches only what differs. One
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

#[expect(clippy::needless_pass_by_value, reason = "a part belongs to one whole")]
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

    /// A child that is there or not.
    #[inline(never)]
    pub(crate) fn maybe(self, node: Option<Node>) -> Self {
        match node {
            Some(node) => self.child(node),
            None => self,
        }
    }

    #[inline(never)]
    pub(crate) fn children(mut self, nodes: Nodes) -> Self {
        self.0.push_str(&nodes.0);
        self
    }

    #[inline(never)]
    pub(crate) fn text(mut self, words: &str) -> Self {
        self.part(TEXT, words);
        self
    }
}

/// What stands side by side.
#[derive(Default)]
pub(crate) struct Nodes(String);

#[expect(clippy::needless_pass_by_value, reason = "a part belongs to one whole")]
impl Nodes {
    #[inline(never)]
    pub(crate) fn push(&mut self, node: Node) {
        self.0.push_str(&node.0);
        self.0.push(END);
    }

    /// Adds what is there or not.
    #[inline(never)]
    pub(crate) fn maybe(&mut self, node: Option<Node>) {
        if let Some(node) = node {
            self.push(node);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The description, as the page takes it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Node> for Nodes {
    fn from(node: Node) -> Self {
        let mut nodes = Self::default();
        nodes.push(node);
        nodes
    }
}
