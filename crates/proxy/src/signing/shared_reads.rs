//! Reads of other systems that the open forms of an instance share.
//!
//! An open form that could not be told of a change looks again by itself. However many there are of an instance, they
//! are one reader: they share the read that is under way, and a failure is answered from memory for a pause that grows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::future::Cache;
use tokio::sync::Mutex;

use crate::auth::Principal;
use crate::failure::{Failure, Result};
use crate::store::{Instance, Store};
use crate::timing::RetryPolicy;

/// How long what was read may be shared, unless a change ends it before: those who were told of one change ask at
/// the same moment.
const SHARED: Duration = Duration::from_millis(250);

/// How long nobody reads again after so many failures in a row.
const PAUSES: RetryPolicy = RetryPolicy { first: Duration::from_secs(5), longest: Duration::from_mins(2) };

/// How long failures are counted after anybody asked last, and of how many instances at most.
const REMEMBERED: Duration = Duration::from_mins(10);
const INSTANCES: u64 = 10_000;

/// The last read of an instance by way of a profile, locked while the next one is under way.
type LastRead<T> = Arc<Mutex<SharedRead<T>>>;

/// Reads of one kind. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct SharedReads<T: Send + 'static> {
    store: Store,
    reads: Cache<(String, Instance), LastRead<T>>,
}

impl<T: Clone + Send + Sync + 'static> SharedReads<T> {
    /// Reads about the instances of this store.
    pub(super) fn new(store: Store) -> Self {
        let reads = Cache::builder().max_capacity(INSTANCES).time_to_idle(REMEMBERED).build();
        Self { store, reads }
    }

    /// What was read a moment ago, or failed to be read; else reads.
    pub(super) async fn get(
        &self,
        principal: &Principal,
        read: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let last = self.reads.get_with(key(principal), async { Arc::default() }).await;
        let mut last = last.lock().await;
        let (instance, notifier) = (principal.instance(), self.store.notifier());
        let changes = notifier.changes(instance);
        if let Some(known) = last.known(changes, Instant::now()) {
            return known;
        }
        let was_failing = last.failures > 0;
        let read = read.await;
        last.note(changes, &read, Instant::now());
        drop(last);
        if was_failing && read.is_ok() {
            // The others need not wait until their own time comes.
            notifier.instance_changed(instance);
        }
        read
    }

    /// Somebody who did not share has read it: open forms that wait can be told.
    pub(super) async fn succeeded(&self, principal: &Principal) {
        let Some(last) = self.reads.get(&key(principal)).await else { return };
        // A read that is under way finds out by itself.
        let Ok(mut last) = last.try_lock() else { return };
        if last.failures > 0 {
            *last = SharedRead::default();
            drop(last);
            self.store.notifier().instance_changed(principal.instance());
        }
    }
}

fn key(principal: &Principal) -> (String, Instance) {
    (principal.profile.name.clone(), principal.instance())
}

/// What the last read came to.
#[derive(Debug)]
struct SharedRead<T> {
    /// With how often the instance had changed when it was begun, and when it was done.
    read: Option<(u64, Instant, T)>,
    failures: u32,
    /// The last failure, and until when it is answered.
    failed: Option<(Instant, Failure)>,
}

impl<T> Default for SharedRead<T> {
    fn default() -> Self {
        Self { read: None, failures: 0, failed: None }
    }
}

impl<T: Clone> SharedRead<T> {
    /// What may be answered without a read.
    fn known(&self, changes: u64, now: Instant) -> Option<Result<T>> {
        if let Some((until, failure)) = &self.failed {
            return (now < *until).then(|| Err(failure.same()));
        }
        let (seen, at, value) = self.read.as_ref()?;
        (*seen == changes && now.duration_since(*at) < SHARED).then(|| Ok(value.clone()))
    }

    fn note(&mut self, changes: u64, read: &Result<T>, now: Instant) {
        match read {
            Ok(value) => *self = Self { read: Some((changes, now, value.clone())), ..Self::default() },
            Err(failure) => {
                let pause = PAUSES.delay(self.failures).max(failure.retry_after.unwrap_or_default());
                self.failures += 1;
                self.read = None;
                self.failed = Some((now + pause, failure.same()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use autenti_model::ErrorCode;

    use super::*;

    /// How many of those who look every second for ten minutes have to read, while every read fails.
    fn reads_in_ten_minutes(failure: impl Fn() -> Failure) -> usize {
        let (mut read, start, mut reads) = (SharedRead::<()>::default(), Instant::now(), 0);
        for second in 0..600 {
            let now = start + Duration::from_secs(second);
            match read.known(second, now) {
                Some(known) => assert!(known.is_err()),
                None => {
                    reads += 1;
                    read.note(second, &Err(failure()), now);
                }
            }
        }
        reads
    }

    #[test]
    fn a_failure_is_answered_from_memory_for_longer_and_longer_whatever_changes_meanwhile() {
        // After 5, 10, 20, 40 and 80 seconds, and then every two minutes.
        assert_eq!(reads_in_ten_minutes(|| Failure::new(ErrorCode::WebconUnavailable)), 9);
        let wait = Some(Duration::from_mins(5));
        let asked_to_wait = || Failure::new(ErrorCode::RateLimited).with_retry_after(wait);
        assert_eq!(reads_in_ten_minutes(asked_to_wait), 2);
    }

    #[test]
    fn what_was_read_is_shared_for_a_moment_and_until_something_changes() {
        let now = Instant::now();
        let mut read = SharedRead::default();
        assert!(read.known(7, now).is_none());
        read.note(7, &Err(Failure::new(ErrorCode::WebconUnavailable)), now);
        read.note(7, &Ok("form"), now);
        assert_eq!(read.known(7, now).unwrap().unwrap(), "form");
        assert!(read.known(8, now).is_none());
        assert!(read.known(7, now + SHARED).is_none());
        // The next failure is the first of its row.
        read.note(8, &Err(Failure::new(ErrorCode::WebconUnavailable)), now);
        assert!(read.known(8, now + PAUSES.delay(0)).is_none());
    }
}
