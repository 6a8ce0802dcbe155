//! A listener that is removed when it is dropped.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

use crate::leaks::{Counted, Resource};

/// Listens until it is dropped.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    call: Closure<dyn FnMut(Event)>,
    _count: Counted,
}

impl Listener {
    pub(crate) fn on(target: &EventTarget, event: &'static str, call: impl FnMut(Event) + 'static) -> Self {
        Self::boxed(target, event, Box::new(call))
    }

    fn boxed(target: &EventTarget, event: &'static str, call: Box<dyn FnMut(Event)>) -> Self {
        let call = Closure::wrap(call);
        // Adding a listener to a live target cannot fail.
        let _ = target.add_event_listener_with_callback(event, call.as_ref().unchecked_ref());
        Self { target: target.clone(), event, call, _count: Counted::new(Resource::Listener) }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Removing one from a live target cannot fail either.
        let _ =
            self.target.remove_event_listener_with_callback(self.event, self.call.as_ref().unchecked_ref());
    }
}
