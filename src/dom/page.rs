//! What the script around the wasm does for it (`www/page.ts`): drawing, the page's own texts, what leads out of the
//! page, and what is needed before the wasm is there.

use std::cell::OnceCell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, HtmlElement, Response};

#[wasm_bindgen]
extern "C" {
    /// The page.
    #[wasm_bindgen(typescript_type = "Page")]
    pub type Page;

    /// Makes the element's shadow, in the language, look like the description ([`super::Nodes`]).
    #[wasm_bindgen(method)]
    pub(crate) fn draw(this: &Page, element: &HtmlElement, lang: &str, description: &str);
    /// Empties the element's shadow.
    #[wasm_bindgen(method)]
    pub(crate) fn clear(this: &Page, element: &HtmlElement);

    /// What a body of the proxy says, in the page's own words where it has any; undefined if it is not JSON.
    #[wasm_bindgen(method)]
    pub(crate) fn read(this: &Page, json: &str, lang: &str) -> JsValue;

    /// A place among the event streams of all tabs: a promise of a function that gives it back, or of nothing.
    #[wasm_bindgen(method, js_name = takeStreamPlace)]
    pub(crate) fn take_stream_place(this: &Page) -> Promise;

    /// A ticket from the portal, by an address or a business rule; the one that was asked for while this loaded, if it
    /// was. A promise of an object with `ticket`, if there is one, and the HTTP `status`.
    #[wasm_bindgen(method, js_name = ticketFrom)]
    pub(crate) fn ticket_from(
        this: &Page,
        url: &str,
        rule: &str,
        rule_name: &str,
        signal: &AbortSignal,
    ) -> Promise;
    /// The answer to the first read of a signing, if it was asked for while this loaded: a promise of a response. It is
    /// handed over once.
    #[wasm_bindgen(method, js_name = takeRead)]
    pub(crate) fn take_read(
        this: &Page,
        proxy: &str,
        ticket: &str,
        lang: &str,
        signal: &AbortSignal,
    ) -> Option<Promise>;

    /// A new tab with a line of text until its address is known; none where the browser blocks it. A browser blocks what
    /// is not opened inside a click.
    #[wasm_bindgen(method, js_name = openTab)]
    pub(crate) fn open_tab(this: &Page, words: &str, lang: &str) -> Option<Tab>;
    /// Leaves this page for the address, also from a frame in it.
    #[wasm_bindgen(method, js_name = leaveFor)]
    pub(crate) fn leave_for(this: &Page, url: &str);
    /// Saves the file that the answer holds, under the name: a promise of nothing.
    #[wasm_bindgen(method)]
    pub(crate) fn save(this: &Page, answer: &Response, name: &str) -> Promise;

    /// A tab that waits for an address.
    pub(crate) type Tab;

    /// Sends the tab on; answers whether it is still there.
    #[wasm_bindgen(method)]
    pub(crate) fn go(this: &Tab, url: &str) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Tab);
}

thread_local! {
    static PAGE: OnceCell<Page> = const { OnceCell::new() };
}

/// Takes the page that the loader brings.
pub(crate) fn set_page(page: Page) {
    PAGE.with(|known| {
        // It is set once, before any element is there.
        let _ = known.set(page);
    });
}

/// The page.
pub(crate) fn page() -> Page {
    // The loader brings it before any element.
    PAGE.with(|page| page.get().map(|page| page.unchecked_ref::<JsValue>().clone().unchecked_into()))
        .unwrap_throw()
}
