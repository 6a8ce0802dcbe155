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

/// Forms are large, and shared for a moment only: more of them are not held.
const VALUES: u64 = 500;

/// An instance, by way of a profile.
type Key = (String, Instance);

/// Reads of one kind. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct SharedReads<T: Clone + Send + Sync + 'static> {
    store: Store,
    /// Locked while a read is under way.
    failures: Cache<Key, Arc<Mutex<Failures>>>,
    /// With how often the instance had changed when the read was begun.
    values: Cache<Key, (u64, T)>,
}

impl<T: Clone + Send + Sync + 'static> SharedReads<T> {
    /// Reads about the instances of this store.
    pub(super) fn new(store: Store) -> Self {
        let failures = Cache::builder().max_capacity(INSTANCES).time_to_idle(REMEMBERED).build();
        let values = Cache::builder().max_capacity(VALUES).time_to_live(SHARED).build();
        Self { store, failures, values }
    }

    /// What was read a moment ago, or failed to be read; else reads.
    pub(super) async fn get(
        &self,
        principal: &Principal,
        read: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let (key, instance) = (key(principal), principal.instance());
        let failures = self.failures.get_with(key.clone(), async { Arc::default() }).await;
        let mut failures = failures.lock().await;
        if let Some(failure) = failures.answer(Instant::now()) {
            return Err(failure);
        }
        let notifier = self.store.notifier();
        let changes = notifier.changes(instance);
        if let Some((seen, value)) = self.values.get(&key).await
            && seen == changes
        {
            return Ok(value);
        }
        let read = read.await;
        match &read {
            Ok(value) => {
                self.values.insert(key, (changes, value.clone())).await;
                let had_any = failures.end();
                drop(failures);
                if had_any {
                    // The others need not wait until their own time comes.
                    notifier.instance_changed(instance);
                }
            }
            Err(failure) => failures.note(failure, Instant::now()),
        }
        read
    }

    /// Somebody who did not share has read it: open forms that wait can be told.
    pub(super) async fn succeeded(&self, principal: &Principal) {
        let Some(failures) = self.failures.get(&key(principal)).await else { return };
        // A read that is under way finds out by itself.
        let Ok(mut failures) = failures.try_lock() else { return };
        if failures.end() {
            drop(failures);
            self.store.notifier().instance_changed(principal.instance());
        }
    }
}

fn key(principal: &Principal) -> Key {
    (principal.profile.name.clone(), principal.instance())
}

/// Failures in a row.
#[derive(Debug, Default)]
struct Failures {
    count: u32,
    /// The last one, and until when it is answered.
    last: Option<(Instant, Failure)>,
}

impl Failures {
    /// What may be answered without a read.
    fn answer(&self, now: Instant) -> Option<Failure> {
        let (until, failure) = self.last.as_ref()?;
        (now < *until).then(|| failure.same())
    }

    fn note(&mut self, failure: &Failure, now: Instant) {
        let pause = PAUSES.delay(self.count).max(failure.retry_after.unwrap_or_default());
        self.count += 1;
        self.last = Some((now + pause, failure.same()));
    }

    /// Answers whether there were any.
    fn end(&mut self) -> bool {
        std::mem::take(self).count > 0
    }
}

#[cfg(test)]
mod tests {
    use autenti_model::ErrorCode;

    use super::*;

    /// How many of those who look every second for ten minutes have to read, while every read fails.
    fn reads_in_ten_minutes(failure: &Failure) -> usize {
        let (mut failures, start, mut reads) = (Failures::default(), Instant::now(), 0);
        for second in 0..600 {
            let now = start + Duration::from_secs(second);
            if failures.answer(now).is_none() {
                reads += 1;
                failures.note(failure, now);
            }
        }
        reads
    }

    #[test]
    fn a_failure_is_answered_from_memory_for_longer_and_longer() {
        // After 5, 10, 20, 40 and 80 seconds, and then every two minutes.
        assert_eq!(reads_in_ten_minutes(&Failure::new(ErrorCode::WebconUnavailable)), 9);
        let asked_to_wait =
            Failure::new(ErrorCode::RateLimited).with_retry_after(Some(Duration::from_mins(5)));
        assert_eq!(reads_in_ten_minutes(&asked_to_wait), 2);
    }

    #[test]
    fn after_a_success_the_next_failure_is_the_first_of_its_row() {
        let (mut failures, now) = (Failures::default(), Instant::now());
        let failure = Failure::new(ErrorCode::WebconUnavailable);
        assert!(!failures.end());
        failures.note(&failure, now);
        failures.note(&failure, now);
        assert!(failures.answer(now + PAUSES.delay(0)).is_some());
        assert!(failures.end());
        assert!(failures.answer(now).is_none());
        failures.note(&failure, now);
        assert!(failures.answer(now + PAUSES.delay(0)).is_none());
    }
}
