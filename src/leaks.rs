//! Leak counters: what the component holds at the moment. A test makes and removes hundreds of elements and looks here.

use std::cell::RefCell;

use serde::Serialize;

/// How many of each are held.
#[derive(Clone, Copy, Default, Serialize)]
pub(crate) struct Counts {
    mounts: u32,
    stores: u32,
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
    static COUNTS: RefCell<Counts> = RefCell::default();
}

impl Resource {
    fn count(self, counts: &mut Counts) -> &mut u32 {
        match self {
            Self::Element => &mut counts.mounts,
            Self::Signing => &mut counts.stores,
            Self::Stream => &mut counts.streams,
            Self::Timer => &mut counts.timers,
            Self::Listener => &mut counts.listeners,
        }
    }
}

/// Counts one resource for as long as this lives.
pub(crate) struct Counted(Resource);

impl Counted {
    pub(crate) fn new(resource: Resource) -> Self {
        COUNTS.with_borrow_mut(|counts| *resource.count(counts) += 1);
        Self(resource)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        COUNTS.with_borrow_mut(|counts| *self.0.count(counts) -= 1);
    }
}

/// All counts.
pub(crate) fn counts() -> Counts {
    COUNTS.with_borrow(|counts| *counts)
}
