//! Signing with Autenti inside a WEBCON BPS form: custom elements in Rust and WebAssembly.
//!
//! The loader (`www/loader.ts`) registers the elements and calls in here when one appears, changes or goes. Data flows
//! one way: an element's attributes choose a signing (`state`), which talks to the proxy (`net`) and tells its observers
//! what it knows; views draw it (`view`, `dom`). Who may use whom is checked by `cargo xtask check`.
#![cfg(target_arch = "wasm32")]

use autenti_model::Lang;
use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};
use serde::Serialize as _;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

mod action;
mod actions;
mod dom;
mod elements;
mod host;
mod leaks;
mod lookups;
mod net;
mod rules;
mod state;
mod view;

#[cfg(test)]
#[path = "../tests/modules/mod.rs"]
mod tests;

pub use dom::Page;

/// Where the types of what crosses are: `cargo xtask generate` writes `www/autenti-form-wasm.d.ts`, by which the loader is
/// checked, of what is declared here.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type { LeakCounters } from "./autenti-form.js";
import type { Language, LookupRow, LookupSource, RecipientRow, RuleOptions, Violation } from "./autenti-model.js";
import type { Page } from "./page.js";"#;

/// A small allocator. The usual one is made for long-running programs with many threads and is six times as large.
#[global_allocator]
#[expect(unsafe_code, reason = "a page runs its scripts in one thread")]
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };

/// Takes what the loader brings: the page, and the address of the proxy that serves the script. It is the one
/// that is asked where no `proxy` attribute says otherwise.
#[wasm_bindgen]
pub fn start(proxy: String, page: Page) {
    net::set_default_base(proxy);
    dom::set_page(page);
}

/// Takes the texts of a language, as `autenti_model::texts::load` describes them, and draws what shows them. Where
/// they replace others, what the proxy has said is read again, to be said in the new words.
#[wasm_bindgen]
pub fn texts(#[wasm_bindgen(unchecked_param_type = "Language")] lang: &str, texts: String) {
    let are_others = autenti_model::texts::load(language(lang), texts);
    elements::texts_changed(are_others);
}

/// The language of a tag. The loader knows no others than these.
fn language(tag: &str) -> Lang {
    Lang::from_tag(tag).unwrap_or_default()
}

/// An element of ours is on the page, in a language whose texts are there. Answers the number under which it is
/// known from now on.
#[wasm_bindgen]
pub fn connected(element: HtmlElement, #[wasm_bindgen(unchecked_param_type = "Language")] lang: &str) -> u32 {
    elements::connect(element, language(lang))
}

/// The element left the page.
#[wasm_bindgen]
pub fn disconnected(element: u32) {
    elements::disconnect(element);
}

/// An attribute of the element changed, or one of the `<autenti-signing>` around it.
#[wasm_bindgen]
pub fn changed(element: u32, #[wasm_bindgen(unchecked_param_type = "Language")] lang: &str) {
    elements::change(element, language(lang));
}

/// A button of the element was pressed, or a dialog closed. `action` is the button's `data-action`; what is none is
/// passed over, because anybody may dispatch a click.
#[wasm_bindgen]
pub fn pressed(element: u32, action: &str) {
    if let Ok(action) = action.parse() {
        elements::press(element, &action);
    }
}

/// What is held at the moment, for finding leaks: elements, signings, streams, timers and listeners.
///
/// # Errors
/// Never: numbers can be written.
#[wasm_bindgen(js_name = leakCounters, unchecked_return_type = "LeakCounters")]
pub fn leak_counters() -> Result<JsValue, JsError> {
    Ok(leaks::counters().serialize(&Serializer::json_compatible())?)
}

/// Validates recipients by the rules that the proxy uses too.
///
/// # Errors
/// When the rows cannot be read.
#[wasm_bindgen(js_name = validateRecipients, unchecked_return_type = "Violation[]")]
pub fn validate_recipients(
    #[wasm_bindgen(unchecked_param_type = "RecipientRow[]")] rows: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "RuleOptions | undefined")] options: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Language")] lang: &str,
) -> Result<JsValue, JsError> {
    rules::validate_recipients(rows, options, language(lang))
}

/// The rows of a look-up source: the fixed ones without a request, the others from the proxy with the ticket. `only`
/// are ids, divided by commas, or nothing for all.
///
/// # Errors
/// When the proxy does not answer with rows; in words for people, where it said any.
#[wasm_bindgen(unchecked_return_type = "LookupRow[]")]
pub async fn lookup(
    #[wasm_bindgen(unchecked_param_type = "LookupSource")] source: String,
    #[wasm_bindgen(unchecked_param_type = "Language")] lang: String,
    only: String,
    proxy: String,
    ticket: String,
) -> Result<JsValue, JsError> {
    let query = lookups::Query { source: &source, lang: language(&lang), only: &only };
    let rows = match lookups::fixed(&query) {
        Some(rows) => rows,
        None => {
            let asked = lookups::ask(&query, &net::base(&proxy), &ticket).await;
            asked.map_err(|failure| JsError::new(&failure.0))?
        }
    };
    Ok(rows.serialize(&Serializer::json_compatible())?)
}
