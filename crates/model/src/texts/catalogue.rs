//! The catalogue: every text by name. `build.rs` makes it of `locales/`.

use super::Lang;

// `enum Text`, the texts of each part, their names, and what they are in each language.
include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Text {
    /// The name of the text.
    pub fn key(self) -> &'static str {
        NAMES[self as usize]
    }

    /// What a choice of a look-up is called in the language, also where a page calls it something else; none for a
    /// text that is no choice. It is known in every language everywhere.
    pub fn as_choice(self, lang: Lang) -> Option<&'static str> {
        choices(lang).get(self as usize).copied()
    }

    /// The text in the language. (A browser is given those of one language instead, so they are not part of the wasm.)
    #[cfg(not(target_arch = "wasm32"))]
    pub fn get(self, lang: Lang) -> &'static str {
        table(lang)[self as usize]
    }
}
