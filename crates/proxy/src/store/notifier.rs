//! Tells the open forms of an instance, and whoever runs jobs, that something changed. What changed is for each to
//! read, because each user sees a signing in a way of their own.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use super::Instance;

/// Changes are counted in so many places. Instances that share one only count a few too many.
const COUNTERS: usize = 1024;

/// Where changes are announced.
#[derive(Debug)]
pub struct Notifier {
    instances: Mutex<HashMap<Instance, watch::Sender<()>>>,
    jobs: Notify,
    changes: [AtomicU64; COUNTERS],
}

impl Default for Notifier {
    fn default() -> Self {
        Self {
            instances: Mutex::default(),
            jobs: Notify::default(),
            changes: [const { AtomicU64::new(0) }; COUNTERS],
        }
    }
}

/// Wakes whoever watches an instance.
pub type Wakeup = watch::Receiver<()>;

impl Notifier {
    /// Watches an instance until the receiver is dropped.
    pub fn watch(&self, instance: Instance) -> Wakeup {
        let mut instances = self.instances();
        // Instances that nobody watches any more make room when somebody comes.
        instances.retain(|_, sender| sender.receiver_count() > 0);
        instances.entry(instance).or_insert_with(|| watch::Sender::new(())).subscribe()
    }

    /// Announces a change of an instance to this process.
    pub fn instance_changed(&self, instance: Instance) {
        self.outdate(instance);
        if let Some(sender) = self.instances().get(&instance) {
            sender.send_replace(());
        }
    }

    /// What was read of an instance before is not the newest any more. No open form needs to hear of it.
    pub fn outdate(&self, instance: Instance) {
        self.counter(instance).fetch_add(1, Ordering::Release);
    }

    /// How often an instance has changed, at least: whatever was read while this was another number may be outdated.
    pub fn changes(&self, instance: Instance) -> u64 {
        self.counter(instance).load(Ordering::Acquire)
    }

    fn counter(&self, instance: Instance) -> &AtomicU64 {
        let mut hasher = DefaultHasher::new();
        instance.hash(&mut hasher);
        let index = usize::try_from(hasher.finish() % COUNTERS as u64).unwrap_or_default();
        &self.changes[index]
    }

    /// Announces that there may be jobs to run.
    pub fn jobs_changed(&self) {
        self.jobs.notify_one();
    }

    /// Announces that anything may have changed.
    pub fn everything_changed(&self) {
        for counter in &self.changes {
            counter.fetch_add(1, Ordering::Release);
        }
        for sender in self.instances().values() {
            sender.send_replace(());
        }
        self.jobs_changed();
    }

    /// Waits until there may be jobs to run.
    pub async fn jobs(&self) {
        self.jobs.notified().await;
    }

    /// The instances that somebody watches now.
    pub fn watched(&self) -> Vec<Instance> {
        let instances = self.instances();
        let watched = instances.iter().filter(|(_, sender)| sender.receiver_count() > 0);
        watched.map(|(instance, _)| *instance).collect()
    }

    /// How many forms are open.
    pub fn open_forms(&self) -> usize {
        self.instances().values().map(watch::Sender::receiver_count).sum()
    }

    fn instances(&self) -> MutexGuard<'_, HashMap<Instance, watch::Sender<()>>> {
        self.instances.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use webcon::{DatabaseId, ElementId};

    use super::*;

    fn instance(element: i32) -> Instance {
        Instance { database: DatabaseId(1), element: ElementId(element) }
    }

    #[tokio::test]
    async fn a_change_reaches_every_form_of_its_instance_and_no_other() {
        let notifier = Notifier::default();
        let mut first = notifier.watch(instance(1));
        let mut second = notifier.watch(instance(1));
        let other = notifier.watch(instance(2));
        notifier.instance_changed(instance(1));
        first.changed().await.unwrap();
        second.changed().await.unwrap();
        assert!(!other.has_changed().unwrap());
    }

    #[test]
    fn what_was_read_is_outdated_by_a_change_whether_somebody_watches_or_not() {
        let notifier = Notifier::default();
        let seen = notifier.changes(instance(1));
        assert_eq!(notifier.changes(instance(1)), seen);
        let everything: fn(&Notifier, Instance) = |notifier, _| notifier.everything_changed();
        for change in [Notifier::instance_changed, Notifier::outdate, everything] {
            let seen = notifier.changes(instance(1));
            change(&notifier, instance(1));
            assert_ne!(notifier.changes(instance(1)), seen);
        }
    }

    #[test]
    fn nobody_watches_once_the_last_form_is_closed() {
        let notifier = Notifier::default();
        let form = notifier.watch(instance(1));
        assert_eq!(notifier.watched(), [instance(1)]);
        assert_eq!(notifier.open_forms(), 1);
        drop(form);
        assert_eq!(notifier.watched(), []);
        notifier.instance_changed(instance(1));
        let _other = notifier.watch(instance(2));
        assert_eq!(notifier.open_forms(), 1);
    }
}
