//! Where time and ids come from, so that tests can hold both in their hands.

use std::fmt;
use std::sync::Arc;

use jiff::{Timestamp, Unit};
use uuid::Uuid;

/// A clock and a maker of ids.
#[derive(Clone)]
pub struct Sources {
    /// Tells the time.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Makes an id that was never made before.
    pub id: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

impl Default for Sources {
    /// The machine's clock and random ids.
    fn default() -> Self {
        Self { now: Arc::new(Timestamp::now), id: Arc::new(Uuid::new_v4) }
    }
}

impl Sources {
    /// The time in whole milliseconds, which is what goes out.
    pub(super) fn time(&self) -> Timestamp {
        let now = (self.now)();
        now.round(Unit::Millisecond).unwrap_or(now)
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}
