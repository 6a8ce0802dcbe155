//! Signing with Autenti inside a WEBCON BPS form: custom elements in Rust and WebAssembly.
//!
//! The loader (`www/loader.js`) registers the elements and calls in here when one appears, changes or goes.
//! Data flows one way: the form's attributes choose a [`store`], the store talks to the proxy and keeps the
//! state, the views draw it.
#![cfg(target_arch = "wasm32")]

use autenti_model::Lang;
use js_sys::Object;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

mod actions;
mod announce;
mod browser;
mod counts;
mod dom;
mod elements;
mod events;
mod failure;
mod functions;
mod live;
mod mount;
mod page;
mod proxy;
pub mod shapes;
mod state;
mod store;
mod ticket;
mod time;
mod view;

pub use events::{Event, Parser};
pub use page::Page;

/// Takes what the loader brings: the page, and the address of the proxy that serves the script. It is the one
/// that is asked where no `proxy` attribute says otherwise.
#[wasm_bindgen]
pub fn start(proxy: String, page: Page) {
    proxy::set_default_base(proxy);
    page::set(page);
}

/// Takes the texts of a language, as `autenti_model::texts::load` describes them, and draws what shows them. Where
/// they replace others, what the proxy has said is read again, to be said in the new words.
#[wasm_bindgen]
pub fn texts(lang: &str, texts: String) {
    let are_others = autenti_model::texts::load(language(lang), texts);
    mount::speak(are_others);
}

/// The language of a tag. The loader knows no others than these.
fn language(tag: &str) -> Lang {
    Lang::from_tag(tag).unwrap_or_default()
}

/// An element of ours is on the page, in a language whose texts are there. Answers the number under which it is
/// known from now on.
#[wasm_bindgen]
pub fn connected(host: HtmlElement, lang: &str) -> u32 {
    mount::connect(host, language(lang))
}

/// The element left the page.
#[wasm_bindgen]
pub fn disconnected(mount: u32) {
    mount::disconnect(mount);
}

/// An attribute of the element changed, or one of the `<autenti-signing>` around it.
#[wasm_bindgen]
pub fn changed(mount: u32, lang: &str) {
    mount::change(mount, language(lang));
}

/// A button of the element was pressed, or a dialog closed. `deed` is the button's `data-do`.
#[wasm_bindgen]
pub fn pressed(mount: u32, deed: &str) {
    mount::press(mount, deed);
}

/// The rows of the recipients list as they stand on the page break these rules; undefined when the list is not
/// being edited any more.
#[wasm_bindgen]
pub fn judged(mount: u32, broken: &JsValue) {
    mount::judged(mount, broken);
}

/// What is held at the moment, for finding leaks: mounts, stores, streams, timers and listeners.
#[wasm_bindgen]
pub fn counts() -> Object {
    counts::all()
}

/// Judges recipients by the rules that the proxy uses too.
///
/// # Errors
/// When the rows cannot be read.
#[wasm_bindgen(js_name = validateRecipients)]
pub fn validate_recipients(rows: JsValue, options: JsValue) -> Result<JsValue, JsError> {
    functions::validate_recipients(rows, options)
}
