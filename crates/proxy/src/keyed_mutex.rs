//! A mutex for each key.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

/// One holder at a time for each key; those who wait for the same key find what the one before left.
#[derive(Debug)]
pub struct KeyedMutex<K, V>(Mutex<HashMap<K, Arc<tokio::sync::Mutex<V>>>>);

impl<K, V> Default for KeyedMutex<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Default> KeyedMutex<K, V> {
    /// Waits for the key's mutex and locks it; dropping the answer unlocks it.
    pub async fn lock(&self, key: K) -> OwnedMutexGuard<V> {
        let mutex = {
            let mut mutexes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            mutexes.retain(|_, mutex| Arc::strong_count(mutex) > 1);
            mutexes.entry(key).or_default().clone()
        };
        mutex.lock_owned().await
    }
}
