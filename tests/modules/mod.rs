//! Tests of each module of the component, in a real browser.

use std::sync::Once;

use autenti_model::{Lang, Text, texts};
use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test_configure;

use crate::dom::set_page;

mod action;
mod host;
mod lookups;
mod net;
mod rules;
mod state;
mod view;

wasm_bindgen_test_configure!(run_in_browser);

/// What JavaScript makes of the code.
fn evaluate(code: &str) -> JsValue {
    Function::new_no_args(&format!("return ({code})")).call0(&JsValue::NULL).unwrap()
}

/// A page that draws into `drawn`, and English texts that say their own names.
fn prepare() {
    static PREPARED: Once = Once::new();
    PREPARED.call_once(|| {
        let page = "{ draw: (element, lang, description) => element.dataset.drawn = description, clear() {}, \
            read: (json) => JSON.parse(json), takeRead() {}, \
            takeStreamPlace: async () => () => {} }";
        set_page(evaluate(page).unchecked_into());
        let names: Vec<_> = Text::ALL.iter().map(|text| text.key()).collect();
        texts::load(Lang::En, names.join("\n"));
    });
}
