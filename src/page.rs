//! What the component asks of the page it is on: to draw, to tell, and what only a browser knows. The loader brings
//! it along (`www/page.js`).
//!
//! It is one object and not a hundred imports, because each crossing between wasm and JavaScript costs bytes on
//! both sides. What is decided, is decided here; what is done over there is what a browser does anyway.

use std::cell::OnceCell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, HtmlElement};

#[wasm_bindgen]
extern "C" {
    /// The page.
    pub type Page;

    /// Makes the element's shadow, which speaks the language, look like the description ([`crate::dom`]).
    #[wasm_bindgen(method)]
    pub(crate) fn draw(this: &Page, host: &HtmlElement, lang: &str, description: &str);
    /// Empties the element's shadow.
    #[wasm_bindgen(method)]
    pub(crate) fn clear(this: &Page, host: &HtmlElement);
    /// Dispatches an event that bubbles and crosses shadow roots.
    #[wasm_bindgen(method)]
    pub(crate) fn emit(this: &Page, host: &HtmlElement, name: &str, detail: &JsValue);

    /// The element's own attribute, or that of the `<autenti-signing>` around it; empty if neither has it.
    #[wasm_bindgen(method)]
    pub(crate) fn setting(this: &Page, host: &HtmlElement, name: &str) -> String;
    /// Whether nothing says yet where a ticket comes from: neither the element nor the one around it.
    #[wasm_bindgen(method, js_name = awaitsTicket)]
    pub(crate) fn awaits_ticket(this: &Page, host: &HtmlElement) -> bool;
    /// Whether no `<autenti-signing>` speaks for the element.
    #[wasm_bindgen(method, js_name = isOutermost)]
    pub(crate) fn is_outermost(this: &Page, host: &HtmlElement) -> bool;
    /// Whether the element has children of the page's own.
    #[wasm_bindgen(method, js_name = hasLayout)]
    pub(crate) fn has_layout(this: &Page, host: &HtmlElement) -> bool;

    /// Keeps a form that is being edited in step with what the proxy says of it: `written` and `list` of its answer
    /// to the ticket.
    #[wasm_bindgen(method)]
    pub(crate) fn edit(this: &Page, host: &HtmlElement, body: &JsValue, ticket: &str);

    /// What a body of the proxy says, in the page's own words where it has any; undefined if it is not JSON.
    #[wasm_bindgen(method)]
    pub(crate) fn read(this: &Page, json: &str, lang: &str) -> JsValue;

    /// Whether the browser believes to be online.
    #[wasm_bindgen(method, js_name = isOnline)]
    pub(crate) fn is_online(this: &Page) -> bool;
    /// Loads the page anew.
    #[wasm_bindgen(method)]
    pub(crate) fn reload(this: &Page);
    /// The instance that the form shows, where the page says so.
    #[wasm_bindgen(method)]
    pub(crate) fn instance(this: &Page) -> Option<String>;
    /// Whether the form is open for editing.
    #[wasm_bindgen(method, js_name = isEditing)]
    pub(crate) fn is_editing(this: &Page) -> bool;
    /// Whether the page has not yet said which instance it shows.
    #[wasm_bindgen(method, js_name = isUnsettled)]
    pub(crate) fn is_unsettled(this: &Page) -> bool;

    /// Opens a tab that shows these words; none where the browser blocks it.
    #[wasm_bindgen(method, js_name = openTab)]
    pub(crate) fn open_tab(this: &Page, words: &str) -> Option<Tab>;
    /// Hands an answer of the proxy to the browser as a file; the name is used if the answer has none.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn save(this: &Page, response: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    /// The key of the sending that is meant now.
    #[wasm_bindgen(method, js_name = sendKey)]
    pub(crate) fn send_key(this: &Page, name: &str) -> String;
    /// The sending has an outcome: the next one is another.
    #[wasm_bindgen(method, js_name = forgetSendKey)]
    pub(crate) fn forget_send_key(this: &Page, name: &str);
    /// What a ticket says about itself, as an object.
    #[wasm_bindgen(method)]
    pub(crate) fn claims(this: &Page, ticket: &str) -> JsValue;
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

    /// A tab that waits for an address.
    pub(crate) type Tab;
    /// Goes to the address; answers whether the tab is still there.
    #[wasm_bindgen(method)]
    pub(crate) fn go(this: &Tab, url: &str) -> bool;
    /// Closes the tab.
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Tab);
}

thread_local! {
    static PAGE: OnceCell<Page> = const { OnceCell::new() };
}

/// Takes the page that the loader brings.
pub(crate) fn set(page: Page) {
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
