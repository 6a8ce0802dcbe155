//! What the component holds at the moment. A test makes and removes hundreds of elements and looks here.

use std::cell::Cell;

use js_sys::{Object, Reflect};

/// Something that is taken and must be given back.
#[derive(Clone, Copy)]
pub(crate) enum Held {
    Mounts,
    Stores,
    Streams,
    Timers,
    Listeners,
}

const NAMES: [&str; 5] = ["mounts", "stores", "streams", "timers", "listeners"];

thread_local! {
    static COUNTS: [Cell<u32>; 5] = const { [const { Cell::new(0) }; 5] };
}

/// Counts one thing for as long as this lives.
pub(crate) struct Counted(Held);

impl Counted {
    pub(crate) fn new(held: Held) -> Self {
        COUNTS.with(|counts| counts[held as usize].set(counts[held as usize].get() + 1));
        Self(held)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        COUNTS.with(|counts| counts[self.0 as usize].set(counts[self.0 as usize].get() - 1));
    }
}

/// All counts by name.
pub(crate) fn all() -> Object {
    let all = Object::new();
    COUNTS.with(|counts| {
        for (name, count) in NAMES.iter().zip(counts) {
            // Setting a property of a fresh plain object cannot fail.
            let _ = Reflect::set(&all, &(*name).into(), &count.get().into());
        }
    });
    all
}
