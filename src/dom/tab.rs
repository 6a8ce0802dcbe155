//! A tab of its own for Autenti's page.

use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, HtmlAnchorElement, Window};

use super::window;

/// A tab that waits for an address.
pub(crate) struct Tab(Window);

impl Tab {
    /// A new tab that has no way back into this page, with a line of text until its address is known; none where the
    /// browser blocks it.
    pub(crate) fn open(words: &str, lang: &str) -> Option<Self> {
        let tab = window().open_with_url_and_target("about:blank", "_blank").ok().flatten()?;
        // Where it is none of ours already, it needs no text.
        let _ = tab.set_opener(&JsValue::NULL);
        let tab = Self(tab);
        if let Some(document) = tab.document() {
            document.set_title(words);
            if let Some(root) = document.document_element() {
                // A document of our own takes any attribute.
                let _ = root.set_attribute("lang", lang);
            }
            if let Some(body) = document.body() {
                body.set_text_content(Some(words));
                let style = "font:16px system-ui,sans-serif;margin:20vh auto;text-align:center";
                body.style().set_css_text(style);
            }
        }
        Some(tab)
    }

    /// Its document; none once it shows a page of another origin.
    fn document(&self) -> Option<Document> {
        Some(Reflect::get(&self.0, &"document".into()).ok()?.unchecked_into())
    }

    /// Sends the tab on, without telling Autenti which form it comes from; answers whether it is still there.
    pub(crate) fn go(&self, url: &str) -> bool {
        if self.0.closed() != Ok(false) {
            return false;
        }
        if self.follow_link(url).is_none() {
            // The person went elsewhere in it meanwhile.
            let _ = self.0.location().set_href(url);
        }
        true
    }

    fn follow_link(&self, url: &str) -> Option<()> {
        let link: HtmlAnchorElement = self.document()?.create_element("a").ok()?.unchecked_into();
        link.set_href(url);
        link.set_rel("noreferrer");
        link.click();
        Some(())
    }

    pub(crate) fn close(&self) {
        // A tab that cannot be closed is closed by the person.
        let _ = self.0.close();
    }
}

/// Leaves this page for the address, also from a frame in it, without telling Autenti which form it comes from.
pub(crate) fn leave_for(url: &str) {
    // An element of that name can always be made.
    if let Ok(link) = super::document().create_element("a") {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(url);
        link.set_target("_top");
        link.set_rel("noreferrer");
        link.click();
    }
}
