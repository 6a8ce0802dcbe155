//! Sign now: opens Autenti in a new tab, with a link that is made at the click and kept nowhere.

use std::rc::Rc;

use autenti_model::Text;
use js_sys::JSON;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlAnchorElement, Window};

use super::{Outcome, run};
use crate::browser::window;
use crate::failure::Failure;
use crate::mount::Mount;
use crate::proxy::{self, Call};
use crate::shapes;
use crate::state::Note;
use crate::store::Store;

/// Opens the signing page for this person, or for the one with the address.
///
/// The tab is opened at once, inside the click: a browser blocks tabs that open later. It waits with a calm
/// line until the link is there.
pub(super) fn press(mount: &Rc<Mount>, deed: &str, email: &str) {
    let Some(store) = mount.store() else { return };
    if store.state.borrow().is_running(deed) {
        return;
    }
    let tab = open_tab(&store);
    let email = email.to_owned();
    run(mount, deed, "sign", move |store| {
        Box::pin(async move {
            match (link(&store, &email).await, tab) {
                (Ok(url), Some(tab)) => {
                    go(&tab, &url);
                    store.expects_signature.set(true);
                    let said = Outcome::noted(Text::SignDone.get(store.lang()).to_owned(), Vec::new());
                    Ok(Outcome { reads_again: false, ..said })
                }
                (Ok(url), None) => {
                    store.expects_signature.set(true);
                    let said = Outcome::said(Text::TabBlocked.get(store.lang()));
                    Ok(Outcome { reads_again: false, note: Some(Note::Link(url)), ..said })
                }
                (Err(failure), tab) => {
                    if let Some(tab) = tab {
                        // A tab that the person closed already is closed.
                        let _ = tab.close();
                    }
                    Err(failure)
                }
            }
        })
    });
}

async fn link(store: &Store, email: &str) -> Result<String, Failure> {
    let body = if email.is_empty() {
        "{}".to_owned()
    } else {
        // A text is always written as JSON.
        let email = JSON::stringify(&email.into()).map(String::from).unwrap_or_default();
        [r#"{"email":"#, &email, "}"].concat()
    };
    let response = store.request(Call::post("/v1/signing/link", &body)).await?;
    let link = shapes::link(&proxy::json(&response).await).map(|link| link.url);
    // Anything but an address of the web would run in this page.
    let link = link.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    link.ok_or_else(|| Failure::unexpected(response.status(), store.lang()))
}

/// A new tab that has no way back into this page; none where the browser blocks it.
fn open_tab(store: &Store) -> Option<Window> {
    let tab = window().open_with_url_and_target("about:blank", "_blank").ok()??;
    // These fail where the tab is none of ours already; then it needs no text.
    let _ = tab.set_opener(&JsValue::NULL);
    if let Some(document) = tab.document() {
        let words = Text::SignBusy.get(store.lang());
        document.set_title(words);
        if let Some(body) = document.body() {
            body.set_text_content(Some(words));
            let style = body.style();
            for (name, value) in
                [("font", "16px system-ui, sans-serif"), ("margin", "20vh auto"), ("text-align", "center")]
            {
                let _ = style.set_property(name, value);
            }
        }
    }
    Some(tab)
}

/// Sends the waiting tab on, without telling Autenti which form it comes from.
fn go(tab: &Window, url: &str) {
    let link = tab.document().and_then(|document| document.create_element("a").ok());
    match link {
        Some(link) => {
            let link: HtmlAnchorElement = link.unchecked_into();
            link.set_href(url);
            link.set_rel("noreferrer");
            link.click();
        }
        None => {
            // Setting the address of a window of ours cannot fail.
            let _ = tab.location().set_href(url);
        }
    }
}
