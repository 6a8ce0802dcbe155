//! Texts, as the browser knows them.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String)]
    fn to_text(value: &JsValue) -> String;
}

/// A value of a script as text; what is not there is empty.
pub(crate) fn text_of(value: &JsValue) -> String {
    if value.is_null() || value.is_undefined() { String::new() } else { to_text(value) }
}

/// Whether the text contains the letters, be they small or capital. (The browser knows about letters what would cost the
/// component kilobytes.)
pub(crate) fn contains_ignoring_case(text: &str, letters: &str) -> bool {
    let lower = |text: &str| js_sys::JsString::from(text).to_lower_case();
    lower(text).includes(&String::from(lower(letters)), 0)
}
