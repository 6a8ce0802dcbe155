//! Tickets: what one says about itself, and where a fresh one comes from.

use std::cell::RefCell;

use autenti_model::Lang;
use js_sys::{Date, JSON};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::Failure;
use super::call::{decode, within_time_limit};
use crate::dom::{page, text_of, window};

/// So many tickets are remembered for what they told of the proxy's clock.
const MOST_CLOCKS: usize = 16;

thread_local! {
    /// By ticket, how much the proxy's clock was ahead of ours when it came.
    static CLOCKS: RefCell<Vec<(String, f64)>> = const { RefCell::new(Vec::new()) };
}

/// A ticket, and what its payload says where it can be read. It is read, not verified: that is for the proxy.
#[derive(Clone, Default)]
pub(crate) struct Ticket {
    text: String,
    /// When it ends, in milliseconds since 1970.
    expires: Option<f64>,
    element: Option<String>,
    clock_ahead_ms: f64,
}

/// What a payload may say.
#[derive(Default, Deserialize)]
struct Claims {
    exp: Option<f64>,
    iat: Option<f64>,
    /// The number of the instance, however it is written.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    element: JsValue,
}

impl Ticket {
    pub(crate) fn read(text: &str) -> Self {
        let claims = claims(text).unwrap_or_default();
        let element = Some(text_of(&claims.element)).filter(|element| !element.is_empty());
        let clock_ahead_ms = clock_ahead_ms(text, claims.iat);
        Self { text: text.to_owned(), expires: claims.exp.map(milliseconds), element, clock_ahead_ms }
    }

    /// The ticket as it came.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The instance it is for.
    pub(crate) fn element(&self) -> Option<&str> {
        self.element.as_deref()
    }

    /// Whether it ends within the time, as far as the clock of this computer can tell.
    pub(crate) fn ends_within(&self, ms: f64) -> bool {
        self.expires.is_some_and(|expires| expires - Date::now() < ms)
    }

    /// How much the proxy's clock is ahead of this computer's: a ticket comes as soon as it is made.
    pub(crate) fn clock_ahead_ms(&self) -> f64 {
        self.clock_ahead_ms
    }
}

fn milliseconds(seconds: f64) -> f64 {
    seconds * 1000.0
}

/// The payload of the ticket.
fn claims(ticket: &str) -> Option<Claims> {
    let payload = ticket.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    decode(&JSON::parse(&window().atob(&payload).ok()?).ok()?)
}

/// A ticket that is seen again was made earlier than now: what it told the first time counts.
fn clock_ahead_ms(ticket: &str, issued: Option<f64>) -> f64 {
    let Some(issued) = issued else { return 0.0 };
    CLOCKS.with_borrow_mut(|clocks| {
        if let Some((_, ahead)) = clocks.iter().find(|(known, _)| known == ticket) {
            return *ahead;
        }
        let ahead = milliseconds(issued) - Date::now();
        if clocks.len() == MOST_CLOCKS {
            clocks.remove(0);
        }
        clocks.push((ticket.to_owned(), ahead));
        ahead
    })
}

/// Where a fresh ticket comes from; empty where the page says nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct TicketSource {
    /// An address of the portal.
    pub(crate) url: String,
    /// Number of a business rule, and what the portal calls it.
    pub(crate) rule: String,
    pub(crate) rule_name: String,
}

/// What the portal answered.
#[derive(Deserialize)]
struct TicketAnswer {
    #[serde(default)]
    status: u16,
    ticket: Option<String>,
}

impl TicketSource {
    /// Whether a fresh ticket can be had.
    pub(crate) fn is_there(&self) -> bool {
        !(self.url.is_empty() && self.rule.is_empty())
    }

    /// Asks the portal for a fresh ticket, as the person who is signed in there.
    pub(crate) async fn read(&self, lang: Lang) -> Result<Ticket, Failure> {
        let Self { url, rule, rule_name } = self;
        let asked =
            |signal| async move { JsFuture::from(page().ticket_from(url, rule, rule_name, &signal)).await };
        let answer = within_time_limit(None, lang, asked).await?;
        let answer = decode::<TicketAnswer>(&answer).ok_or_else(|| Failure::no_ticket(lang))?;
        if matches!(answer.status, 408 | 429 | 500..) {
            // The portal has no time now; that is no reason to give up.
            return Err(Failure::unexpected(answer.status, lang));
        }
        Ok(Ticket::read(&answer.ticket.ok_or_else(|| Failure::no_ticket(lang))?))
    }
}
