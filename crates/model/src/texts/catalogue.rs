//! The catalogue: every text by name. `build.rs` makes it of `locales/`.

#[cfg(not(target_arch = "wasm32"))]
use super::Lang;

// `enum Text`, the texts of each part, their names, and what they are in each language.
include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Text {
    /// The name of the text.
    pub fn key(self) -> &'static str {
        NAMES[self as usize]
    }

    /// The text in the language. (A browser is given those of one language instead, so they are not part of the wasm.)
    #[cfg(not(target_arch = "wasm32"))]
    pub fn get(self, lang: Lang) -> &'static str {
        table(lang)[self as usize]
    }
}
