//! How things get onto the page, and what a browser does for us: drawing, time, tabs, files, events.

mod download;
mod event;
mod listener;
mod node;
mod page;
mod stream_place;
mod text;
mod time;
mod timer;
mod wakeup;

use std::future::Future;
use std::pin::Pin;

use wasm_bindgen::prelude::*;
use web_sys::{Document, Window};

pub(crate) use download::save;
pub(crate) use event::emit;
pub(crate) use listener::Listener;
pub(crate) use node::{Node, Nodes, div, el};
pub(crate) use page::{page, set_page};
pub(crate) use stream_place::StreamPlace;
pub(crate) use text::{contains_ignoring_case, text_of};
pub(crate) use time::{As, WHEN, an_hour_after, tell, was_within_the_last_hour};
pub(crate) use timer::Timer;
pub(crate) use wakeup::Wakeup;

pub use page::Page;

/// Something that is waited for. Boxed where many wait for the same: else each would hold a copy of the code.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The window. The component runs in no other place.
pub(crate) fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// The document of the window.
pub(crate) fn document() -> Document {
    // A window that runs scripts has a document.
    window().document().unwrap_throw()
}

/// Whether the browser believes to be online.
pub(crate) fn is_online() -> bool {
    window().navigator().on_line()
}

/// Loads the form anew: this page, or the one around it where that is what has to be loaded.
pub(crate) fn reload() {
    let wish = web_sys::CustomEventInit::new();
    wish.set_cancelable(true);
    let is_ours = web_sys::CustomEvent::new_with_event_init_dict("autenti-reload", &wish)
        .and_then(|event| window().dispatch_event(&event));
    if is_ours == Ok(true) {
        // Where the browser refuses, the person can still do it.
        let _ = window().location().reload();
    }
}

/// Does the work while the page goes on.
pub(crate) fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Boxed<'static, ()> = Box::pin(work);
    wasm_bindgen_futures::spawn_local(work);
}
