//! Texts in a browser: of each language only what the page asked for, loaded as one file.

use std::cell::RefCell;

use super::{Lang, Text};

/// The texts of a language, in the order of the catalogue.
type Texts = &'static [&'static str];

thread_local! {
    static LOADED: RefCell<Vec<(Lang, Texts)>> = const { RefCell::new(Vec::new()) };
}

/// Takes the texts of a language: one a line, in the order of the catalogue.
///
/// They are kept for as long as the page lives. Loading a language again replaces its texts, which is answered;
/// those before stay in memory, because something may still show them.
pub fn load(lang: Lang, texts: String) -> bool {
    let texts: &'static str = texts.leak();
    let texts = texts.split('\n').collect::<Vec<_>>().leak();
    LOADED.with_borrow_mut(|loaded| {
        if let Some(before) = loaded.iter_mut().find(|(known, _)| *known == lang) {
            before.1 = texts;
            return true;
        }
        loaded.push((lang, texts));
        false
    })
}

impl Text {
    /// The text in the language; empty if the language is not loaded.
    pub fn get(self, lang: Lang) -> &'static str {
        LOADED
            .with_borrow(|loaded| {
                let (_, texts) = loaded.iter().find(|(known, _)| *known == lang)?;
                texts.get(self as usize).copied()
            })
            .unwrap_or_default()
    }
}
