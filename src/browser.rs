//! Timers and listeners that undo themselves when they are dropped, and a pause that can be cut short.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, Window};

use crate::counts::{Counted, Held};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, ms: u32) -> f64;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: f64);
}

/// The window. The component runs in no other place.
pub(crate) fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// The document of the window.
pub(crate) fn document() -> web_sys::Document {
    // A window that runs scripts has a document.
    window().document().unwrap_throw()
}

/// Calls once after a while, unless it is dropped before.
pub(crate) struct Timer {
    id: f64,
    _call: Closure<dyn FnMut()>,
    _count: Counted,
}

impl Timer {
    pub(crate) fn after(ms: u32, call: impl FnOnce() + 'static) -> Self {
        let call = Closure::once(call);
        let id = set_timeout(call.as_ref().unchecked_ref(), ms);
        Self { id, _call: call, _count: Counted::new(Held::Timers) }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(self.id);
    }
}

/// Listens until it is dropped.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    call: Closure<dyn FnMut(Event)>,
    _count: Counted,
}

impl Listener {
    /// Listens in the capturing phase: it also hears events that do not bubble, such as a dialog's.
    pub(crate) fn on(target: &EventTarget, event: &'static str, call: impl FnMut(Event) + 'static) -> Self {
        let call = Closure::<dyn FnMut(Event)>::new(call);
        // Adding a listener to a live target cannot fail.
        let _ = target.add_event_listener_with_callback_and_bool(event, call.as_ref().unchecked_ref(), true);
        Self { target: target.clone(), event, call, _count: Counted::new(Held::Listeners) }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.event,
            self.call.as_ref().unchecked_ref(),
            true,
        );
    }
}

/// Cuts short the pause that somebody makes.
#[derive(Clone, Default)]
pub(crate) struct Nudge(Rc<RefCell<Nudged>>);

#[derive(Default)]
struct Nudged {
    is_over: bool,
    waker: Option<Waker>,
}

impl Nudge {
    /// Ends the pause that is being made, or the next one at once.
    pub(crate) fn now(&self) {
        let mut nudged = self.0.borrow_mut();
        nudged.is_over = true;
        let waker = nudged.waker.take();
        drop(nudged);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Waits for so many milliseconds, or for a nudge; without a number, for a nudge only.
    pub(crate) fn pause(&self, ms: Option<u32>) -> impl Future<Output = ()> + use<> {
        let nudge = self.clone();
        let timer = ms.map(|ms| Timer::after(ms, move || nudge.now()));
        Pause { nudge: self.clone(), _timer: timer }
    }
}

struct Pause {
    nudge: Nudge,
    _timer: Option<Timer>,
}

impl Future for Pause {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut nudged = self.nudge.0.borrow_mut();
        if std::mem::take(&mut nudged.is_over) {
            return Poll::Ready(());
        }
        nudged.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
