//! Leak counters: what the component holds at the moment. A test makes and removes hundreds of elements and looks here.

use std::cell::RefCell;

use serde::Serialize;

/// How many of each are held.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Counters {
    elements: u32,
    signings: u32,
    streams: u32,
    timers: u32,
    listeners: u32,
}

/// Something that is taken and must be given back.
#[derive(Clone, Copy)]
pub(crate) enum Resource {
    Element,
    Signing,
    Stream,
    Timer,
    Listener,
}

thread_local! {
    static COUNTERS: RefCell<Counters> =
        const { RefCell::new(Counters { elements: 0, signings: 0, streams: 0, timers: 0, listeners: 0 }) };
}

impl Resource {
    fn count(self, counters: &mut Counters) -> &mut u32 {
        match self {
            Self::Element => &mut counters.elements,
            Self::Signing => &mut counters.signings,
            Self::Stream => &mut counters.streams,
            Self::Timer => &mut counters.timers,
            Self::Listener => &mut counters.listeners,
        }
    }
}

/// Counts one resource for as long as this lives.
pub(crate) struct Counted(Resource);

impl Counted {
    pub(crate) fn new(resource: Resource) -> Self {
        COUNTERS.with_borrow_mut(|counters| *resource.count(counters) += 1);
        Self(resource)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        COUNTERS.with_borrow_mut(|counters| *self.0.count(counters) -= 1);
    }
}

/// All of them.
pub(crate) fn counters() -> Counters {
    COUNTERS.with_borrow(|counters| *counters)
}
