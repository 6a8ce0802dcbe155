//! Where time comes from, so that tests can hold it.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use jiff::Timestamp;

/// Tells the time and waits. [`SystemClock`] is the real one.
pub trait Clock: Debug + Send + Sync {
    /// The time of day, for what is told to others: it can jump.
    fn now(&self) -> Timestamp;

    /// A point in time that only ever moves on, for durations: how old a token is, whether a wait is over.
    fn instant(&self) -> Instant;

    /// Waits, as between two tries.
    fn sleep(&self, wait: Duration) -> BoxFuture<'static, ()>;
}

/// The time of the machine, and Tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, wait: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(wait))
    }
}
