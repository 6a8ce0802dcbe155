//! A place among the few event streams that all tabs of a browser may hold together.

use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::page;

/// The right to hold a stream; given back when it is dropped.
pub(crate) struct StreamPlace(Function);

impl StreamPlace {
    /// A place, or none while other tabs have them all.
    pub(crate) async fn take() -> Option<Self> {
        let place = JsFuture::from(page().take_stream_place()).await.ok()?;
        place.dyn_into().ok().map(Self)
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        // Giving it back cannot fail.
        let _ = self.0.call0(&JsValue::NULL);
    }
}
