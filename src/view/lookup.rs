//! A look-up's choices, as the browser's own select.

use autenti_model::lookups::{LookupRow, id_of};
use autenti_model::{Lang, Text};

use crate::dom::{Node, Nodes, el};

/// What a look-up offers, and what is chosen.
pub(crate) struct Choices<'a> {
    pub(crate) lang: Lang,
    pub(crate) rows: &'a [LookupRow],
    /// What the field holds.
    pub(crate) value: &'a str,
    pub(crate) can_be_changed: bool,
    /// What the choice is called; none for the words of nothing chosen.
    pub(crate) label: Option<&'a str>,
    /// Why there are no rows; empty if nothing is wrong.
    pub(crate) note: &'a str,
}

impl Choices<'_> {
    pub(crate) fn draw(&self) -> Nodes {
        let empty = Text::Choose.get(self.lang);
        let id = id_of(self.value);
        let mut select = el("select")
            .attr("part", "select")
            .attr("aria-label", self.label.unwrap_or(empty))
            .flag("disabled", !self.can_be_changed)
            .child(option("", empty));
        if !self.value.is_empty() && self.rows.iter().all(|row| row.id != id) {
            select = select.child(option(self.value, name_of(self.value)));
        }
        for row in self.rows {
            // The value that is there already stays as it was written, so that nothing changes by looking.
            let value = if row.id == id { self.value } else { &row.value };
            select = select.child(option(value, row.name(self.lang)));
        }
        let mut nodes = Nodes::from(select);
        nodes.push(el("p").attr("role", "status").text(self.note));
        nodes
    }
}

fn option(value: &str, name: &str) -> Node {
    el("option").key(value).attr("value", value).text(name)
}

/// What a person reads of a pair: its name, in whatever language it was written.
fn name_of(pair: &str) -> &str {
    match pair.split_once('#') {
        Some((_, name)) if !name.is_empty() => name,
        Some((id, _)) => id.trim(),
        None => pair,
    }
}
