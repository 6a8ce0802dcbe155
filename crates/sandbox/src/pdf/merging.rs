//! Puts the pages of several PDFs into one.

use lopdf::{Dictionary, Document, Object, ObjectId};

/// What a page may have from the nodes above it (PDF 32000-1, table 30).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// Puts the pages of the sources, in order, before those of the document.
pub(crate) fn prepend(sources: Vec<Document>, document: &mut Document) {
    let Some(tree) = page_tree(document) else { return };
    let own: Vec<ObjectId> = document.get_pages().into_values().collect();
    let mut pages = Vec::new();
    for mut source in sources {
        source.renumber_objects_with(document.max_id + 1);
        for page in source.get_pages().into_values() {
            make_independent(&mut source, page, tree);
            pages.push(page);
        }
        document.max_id = source.max_id;
        document.objects.append(&mut source.objects);
    }
    pages.extend(own);
    let count = i64::try_from(pages.len()).unwrap_or(i64::MAX);
    if let Ok(tree) = document.get_dictionary_mut(tree) {
        tree.set("Kids", pages.into_iter().map(Object::from).collect::<Vec<_>>());
        tree.set("Count", count);
    }
    // The sources' own catalogues and page trees are no longer reached.
    document.prune_objects();
}

fn page_tree(document: &Document) -> Option<ObjectId> {
    document.catalog().ok()?.get(b"Pages").ok()?.as_reference().ok()
}

/// Copies into the page what it has from above, and hangs it under another node.
fn make_independent(document: &mut Document, page: ObjectId, parent: ObjectId) {
    let inherited: Vec<(&[u8], Object)> =
        INHERITED.into_iter().filter_map(|key| Some((key, from_above(document, page, key)?))).collect();
    if let Ok(page) = document.get_dictionary_mut(page) {
        for (key, value) in inherited {
            page.set(key, value);
        }
        page.set("Parent", parent);
    }
}

fn from_above(document: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let dictionary = |id: ObjectId| document.get_dictionary(id).ok();
    let parent = |node: &Dictionary| node.get(b"Parent").and_then(Object::as_reference).ok();
    let mut node = dictionary(page)?;
    // Real trees are a few levels deep; a broken one may be a circle.
    for _ in 0..64 {
        if let Ok(value) = node.get(key) {
            return Some(value.clone());
        }
        node = dictionary(parent(node)?)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::{Paper, Style, open, to_bytes};
    use crate::sample_pdf::contract;

    #[test]
    fn pages_come_in_order_and_keep_what_they_had_from_above() {
        let mut first = open(&contract("Pierwsza", &[])).unwrap();
        // Moves the size of all pages up into the tree.
        let tree = page_tree(&first).unwrap();
        let pages: Vec<ObjectId> = first.get_pages().into_values().collect();
        for page in &pages {
            let size = first.get_dictionary_mut(*page).unwrap().remove(b"MediaBox").unwrap();
            first.get_dictionary_mut(tree).unwrap().set("MediaBox", size);
        }
        let second = open(&contract("Druga", &[])).unwrap();
        let mut paper = Paper::new("Ostatnia", "pl");
        paper.text("Ostatnia", Style::TITLE);
        let mut merged = paper.finish(|_, _| String::new());
        prepend(vec![first, second], &mut merged);

        let merged = open(&to_bytes(merged)).unwrap();
        let pages = merged.get_pages();
        assert_eq!(pages.len(), 2 + 2 + 1);
        for page in pages.into_values() {
            let page = merged.get_dictionary(page).unwrap();
            assert!(page.has(b"MediaBox") && page.has(b"Resources"));
        }
    }
}
