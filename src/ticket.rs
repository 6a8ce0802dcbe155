//! What a ticket says about itself. It is read, not verified: that is for the proxy.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;

use crate::browser::window;

/// A ticket, and what its payload says where it can be read.
#[derive(Clone, Default)]
pub(crate) struct Ticket {
    /// The ticket as it came.
    pub(crate) text: String,
    /// When it ends, in milliseconds since 1970.
    expires: Option<f64>,
    /// The instance it is for.
    pub(crate) element: Option<String>,
}

impl Ticket {
    pub(crate) fn read(text: &str) -> Self {
        let payload = payload(text).unwrap_or(JsValue::UNDEFINED);
        let claim = |name: &str| Reflect::get(&payload, &name.into()).ok();
        let element = claim("element");
        Self {
            text: text.to_owned(),
            expires: claim("exp").and_then(|exp| exp.as_f64()).map(|seconds| seconds * 1000.0),
            element: element.and_then(|id| id.as_string().or_else(|| Some(whole_number(id.as_f64()?)))),
        }
    }

    /// Whether it ends within the time, as far as the clock of this computer can tell.
    pub(crate) fn ends_within(&self, ms: f64) -> bool {
        self.expires.is_some_and(|expires| expires - js_sys::Date::now() < ms)
    }
}

/// The middle part of a JWT.
fn payload(text: &str) -> Option<JsValue> {
    let encoded = text.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    JSON::parse(&window().atob(&encoded).ok()?).ok()
}

/// The number as text, without the code that formats fractions.
#[expect(clippy::cast_possible_truncation, reason = "ids of instances are whole and fit")]
fn whole_number(number: f64) -> String {
    (number as i64).to_string()
}
