//! How instances looked a moment ago, for reads that lag behind.

use jiff::{SignedDuration, Timestamp};

use super::instance::Instance;
use super::store::State;

/// Nothing lags more than this.
pub(super) const LONGEST_LAG: SignedDuration = SignedDuration::from_mins(10);

/// What instances were until they were changed, oldest first; nothing for one that was not there yet.
#[derive(Debug, Default)]
pub(super) struct History(Vec<(Timestamp, i32, Option<Instance>)>);

impl History {
    pub(super) fn keep(&mut self, id: i32, before: Option<Instance>, now: Timestamp) {
        self.0.retain(|(until, ..)| now.duration_since(*until) < LONGEST_LAG);
        self.0.push((now, id, before));
    }
}

impl State {
    /// The instance as it was so long ago.
    pub(super) fn instance_before(&self, id: i32, lag: SignedDuration, now: Timestamp) -> Option<&Instance> {
        let set = SignedDuration::from_millis(self.settings.read_lag_ms.into());
        let lag = lag.max(set).min(LONGEST_LAG);
        let when = now - lag;
        let changed_since = self.history.0.iter().find(|(until, of, _)| *until > when && *of == id);
        match changed_since {
            Some((_, _, before)) if !lag.is_zero() => before.as_ref(),
            _ => self.instances.get(&id),
        }
    }
}
