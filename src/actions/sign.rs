//! Sign now: opens Autenti in a new tab, with a link that is made at the click and kept nowhere.

use std::rc::Rc;

use autenti_model::Text;
use autenti_model::texts::joined;
use js_sys::JSON;

use super::{Outcome, run};
use crate::failure::Failure;
use crate::mount::Mount;
use crate::page::page;
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
    let tab = page().open_tab(Text::SignBusy.get(store.lang()));
    let email = email.to_owned();
    run(mount, deed, "sign", move |store| {
        Box::pin(async move {
            match (link(&store, &email).await, tab) {
                (Ok(url), Some(tab)) if tab.go(&url) => {
                    store.expects_signature.set(true);
                    let said = Outcome::noted(Text::SignDone.get(store.lang()).to_owned(), Vec::new());
                    Ok(Outcome { reads_again: false, ..said })
                }
                // The browser blocked the tab, or the person closed it again.
                (Ok(url), _) => {
                    store.expects_signature.set(true);
                    let said = Outcome::said(Text::TabBlocked.get(store.lang()));
                    Ok(Outcome { reads_again: false, note: Some(Note::Link(url)), ..said })
                }
                (Err(failure), tab) => {
                    if let Some(tab) = tab {
                        tab.close();
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
        joined(&[r#"{"email":"#, &email, "}"])
    };
    let response = store.request(Call::post("/v1/signing/link", &body)).await?;
    let link = shapes::link(&proxy::json(&response, store.lang()).await).map(|link| link.url);
    // Anything but an address of the web would run in this page.
    let link = link.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    link.ok_or_else(|| Failure::unexpected(response.status(), store.lang()))
}
