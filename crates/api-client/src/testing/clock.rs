//! Time that tests hold.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;

/// Time that moves only when somebody waits or a test says so.
#[derive(Debug)]
pub struct FakeClock {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    now: Timestamp,
    instant: Instant,
    waits: Vec<Duration>,
}

impl FakeClock {
    /// A clock that shows noon.
    pub fn new() -> Arc<Self> {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        Arc::new(Self { state: Mutex::new(State { now, instant: Instant::now(), waits: Vec::new() }) })
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        state.now += by;
        state.instant += by;
    }

    /// Sets the clock on the wall to another time, while no time passes.
    pub fn jump(&self, by: SignedDuration) {
        self.state().now += by;
    }

    /// The waits that were asked for.
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        self.state().now
    }

    fn instant(&self) -> Instant {
        self.state().instant
    }

    fn sleep(&self, wait: Duration) -> BoxFuture<'static, ()> {
        self.state().waits.push(wait);
        self.advance(wait);
        Box::pin(std::future::ready(()))
    }
}
