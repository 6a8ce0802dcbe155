//! Sign now: opens Autenti in a new tab, with a link that is made at the click and kept nowhere.

use std::rc::Rc;

use autenti_model::signing::Link;
use autenti_model::{Email, Text};
use serde::Serialize;

use super::{Outcome, Work};
use crate::dom::Tab;
use crate::net::{Call, Failure, body, decode};
use crate::state::{Note, SigningState};

/// Whose link is asked for; that of the person who asks if nobody is named.
#[derive(Serialize)]
struct Wish {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
}

/// Opens the signing page for this person, or for the one with the address.
///
/// The tab is opened at once, inside the click: a browser blocks tabs that open later. It waits with a calm
/// line until the link is there.
pub(super) fn work(state: Rc<SigningState>, email: Option<Email>) -> Work {
    let tab = Tab::open(Text::SignBusy.get(state.lang()));
    Box::pin(async move {
        let url = match link(&state, email).await {
            Ok(url) => url,
            Err(failure) => {
                if let Some(tab) = tab {
                    tab.close();
                }
                return Err(failure);
            }
        };
        state.expect_signature();
        let outcome = if tab.is_some_and(|tab| tab.go(&url)) {
            Outcome::noted(Text::SignDone.get(state.lang()), Vec::new())
        } else {
            // The browser blocked the tab, or the person closed it again.
            let said = Outcome::said(Text::TabBlocked.get(state.lang()));
            Outcome { note: Some(Note::Link(url)), ..said }
        };
        Ok(outcome.without_reading())
    })
}

async fn link(state: &SigningState, email: Option<Email>) -> Result<String, Failure> {
    let response = state.request(Call::post("/v1/signing/link", &Wish { email })).await?;
    let link = decode::<Link>(&body(&response, state.lang()).await).map(|link| link.url);
    // Anything but an address of the web would run in this page.
    let link = link.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    link.ok_or_else(|| Failure::unexpected(response.status(), state.lang()))
}
