//! Forgets once a day what is not needed any more.

use std::time::Duration;

use futures_util::future::BoxFuture;

use super::{Handler, Outcome};
use crate::clock::Clock;
use crate::failure::Result;
use crate::store::{Job, Store};

/// How often it is looked for.
const DAILY: Duration = Duration::from_hours(24);

/// Erases.
pub struct Erase {
    store: Store,
    clock: Clock,
}

impl Handler for Erase {
    fn run<'a>(&'a self, _: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            self.store.forget_webhook_events(self.clock.now()).await?;
            self.store.forget_revocations(self.clock.now()).await?;
            Ok(Outcome::Again { after: DAILY, payload: None })
        })
    }
}

impl Erase {
    /// Erases from this store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }
}
