//! Tells every open form of an instance that something changed. What changed is for each to read, because
//! each user sees a signing in a way of their own.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::journal::Instance;

/// Where changes are announced.
#[derive(Debug, Default)]
pub struct Hub {
    rooms: Mutex<HashMap<Instance, watch::Sender<()>>>,
}

impl Hub {
    /// Listens to changes of an instance until the receiver is dropped.
    pub fn listen(&self, instance: &Instance) -> watch::Receiver<()> {
        let mut rooms = self.rooms();
        // Rooms that everybody has left make room when somebody comes.
        rooms.retain(|_, room| room.receiver_count() > 0);
        rooms.entry(instance.clone()).or_insert_with(|| watch::Sender::new(())).subscribe()
    }

    /// Announces a change.
    pub fn changed(&self, instance: &Instance) {
        if let Some(room) = self.rooms().get(instance) {
            room.send_replace(());
        }
    }

    /// The instances that somebody looks at now.
    pub fn watched(&self) -> Vec<Instance> {
        let rooms = self.rooms();
        rooms
            .iter()
            .filter(|(_, room)| room.receiver_count() > 0)
            .map(|(instance, _)| instance.clone())
            .collect()
    }

    /// How many forms are open.
    pub fn open_forms(&self) -> usize {
        self.rooms().values().map(watch::Sender::receiver_count).sum()
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<Instance, watch::Sender<()>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(element: i32) -> Instance {
        Instance { profile: "contracts".into(), element }
    }

    #[tokio::test]
    async fn a_change_reaches_every_form_of_its_instance_and_no_other() {
        let hub = Hub::default();
        let mut first = hub.listen(&instance(1));
        let mut second = hub.listen(&instance(1));
        let other = hub.listen(&instance(2));
        hub.changed(&instance(1));
        first.changed().await.unwrap();
        second.changed().await.unwrap();
        assert!(!other.has_changed().unwrap());
    }

    #[test]
    fn nobody_watches_once_the_last_form_is_closed() {
        let hub = Hub::default();
        let form = hub.listen(&instance(1));
        assert_eq!(hub.watched(), [instance(1)]);
        assert_eq!(hub.open_forms(), 1);
        drop(form);
        assert_eq!(hub.watched(), []);
        hub.changed(&instance(1));
        let _other = hub.listen(&instance(2));
        assert_eq!(hub.open_forms(), 1);
    }
}
