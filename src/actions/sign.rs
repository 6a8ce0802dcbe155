//! Sign now: opens Autenti with a link that is made at the click and kept nowhere; in a new tab, or in this one.

use std::rc::Rc;

use autenti_model::signing::Link;
use autenti_model::{Email, Text};
use serde::Serialize;

use super::{Around, Outcome, Work};
use crate::dom::page;
use crate::net::{Call, Failure, body, decode};
use crate::state::{Note, SigningState};

/// Whose link is asked for; that of the person who asks if nobody is named.
#[derive(Serialize)]
struct Wish {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
    /// Whether it is wanted as a code for the camera of a phone, too.
    qr: bool,
}

/// Opens the signing page for this person, or for the one with the address.
///
/// The tab is opened at once, inside the click: a browser blocks tabs that open later. It waits with a calm
/// line until the link is there.
pub(super) fn work(state: Rc<SigningState>, email: Option<Email>, around: Around) -> Work {
    let lang = state.lang();
    let tab = if around.in_same_tab { None } else { page().open_tab(Text::SignBusy.get(lang), lang.tag()) };
    Box::pin(async move {
        let url = match link(&state, email, false).await {
            Ok(link) => link.url,
            Err(failure) => {
                if let Some(tab) = tab {
                    tab.close();
                }
                return Err(failure);
            }
        };
        state.expect_signature();
        if around.in_same_tab {
            page().leave_for(&url);
            return Ok(Outcome::said(Text::SignBusy.get(lang)).without_reading());
        }
        let outcome = if tab.is_some_and(|tab| tab.go(&url)) {
            Outcome::noted(Text::SignDone.get(lang), Vec::new())
        } else {
            // The browser blocked the tab, or the person closed it again.
            let said = Outcome::said(Text::TabBlocked.get(lang));
            Outcome { note: Some(Note::Link(url)), ..said }
        };
        Ok(outcome.without_reading())
    })
}

/// A link for signing; with `qr`, as a code too.
pub(super) async fn link(state: &SigningState, email: Option<Email>, qr: bool) -> Result<Link, Failure> {
    let response = state.request(Call::post("/v1/signing/link", &Wish { email, qr })).await?;
    let link = decode::<Link>(&body(&response, state.lang()).await);
    // Anything but an address of the web would run in this page.
    let link = link.filter(|link| link.url.starts_with("https://") || link.url.starts_with("http://"));
    link.ok_or_else(|| Failure::unexpected(response.status(), state.lang()))
}
