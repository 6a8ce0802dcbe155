//! A timer that is cleared when it is dropped.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::leaks::{Counted, Resource};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, ms: u32) -> f64;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: f64);
}

/// Calls once after a while, unless it is dropped before.
pub(crate) struct Timer {
    id: f64,
    _call: Closure<dyn FnMut()>,
    _count: Counted,
}

impl Timer {
    pub(crate) fn after(ms: u32, call: impl FnOnce() + 'static) -> Self {
        Self::boxed(ms, Box::new(call))
    }

    fn boxed(ms: u32, call: Box<dyn FnOnce()>) -> Self {
        let call = Closure::once(call);
        let id = set_timeout(call.as_ref().unchecked_ref(), ms);
        Self { id, _call: call, _count: Counted::new(Resource::Timer) }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(self.id);
    }
}
