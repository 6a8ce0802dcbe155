//! What a ticket says about itself. It is read, not verified: that is for the proxy.

use autenti_model::texts::number;
use wasm_bindgen::JsValue;

use crate::page::page;
use crate::shapes;

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
        let claims = page().claims(text);
        let element = shapes::whole(&claims, "element").map(number);
        Self {
            text: text.to_owned(),
            expires: shapes::some(&claims, "exp")
                .and_then(|exp| JsValue::as_f64(&exp))
                .map(|exp| exp * 1000.0),
            element: element.or_else(|| shapes::text(&claims, "element")),
        }
    }

    /// Whether it ends within the time, as far as the clock of this computer can tell.
    pub(crate) fn ends_within(&self, ms: f64) -> bool {
        self.expires.is_some_and(|expires| expires - js_sys::Date::now() < ms)
    }
}
