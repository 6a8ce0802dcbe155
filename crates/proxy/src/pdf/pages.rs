//! The pages of a document.

use std::collections::HashSet;

use super::file::{File, TooComplex};
use super::object::{Dictionary, Object};

/// What was found on the way through the page tree.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// How many pages can be read.
    pub(super) count: usize,
    /// What lies on them, form fields too.
    pub(super) annotations: Vec<Object>,
}

/// Goes through the page tree. Each node is looked at once, however the tree is tied.
pub(super) fn read(file: &mut File<'_>, catalog: &Dictionary) -> Result<Pages, TooComplex> {
    let mut pages = Pages::default();
    let mut seen = HashSet::new();
    let mut open = Vec::from_iter(catalog.get("Pages").cloned());
    while let Some(node) = open.pop() {
        if let Object::Reference(reference) = &node
            && !seen.insert(*reference)
        {
            continue;
        }
        let Some(node) = file.dictionary(&node)? else { continue };
        if let Some(kids) = node.get("Kids") {
            file.enqueue(kids, &mut open, |kid| kid)?;
        } else if node.is("Type", "Page") || node.get("Contents").is_some() {
            pages.count += 1;
            if let Some(annotations) = node.get("Annots") {
                file.enqueue(annotations, &mut pages.annotations, |annotation| annotation)?;
            }
        }
    }
    Ok(pages)
}
