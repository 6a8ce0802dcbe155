//! How much anybody may ask. What goes over a limit is refused at once, with the time to wait.

use std::hash::Hash;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use autenti_model::ErrorCode;
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::config::{Limits, Rate};
use crate::failure::{Failure, Result};
use crate::store::Instance;

/// After so many checks, what has not been heard of for a while is forgotten.
const CHECKS_BETWEEN_CLEANING: u32 = 1024;

/// The limits of `[limits]` that count requests.
pub(super) struct Limiter {
    tickets: Limit<String>,
    keys: Limit<String>,
    failures: Limit<IpAddr>,
    forced_reads: Limit<Instance>,
}

impl Limiter {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            tickets: Limit::new(limits.requests_per_ticket),
            keys: Limit::new(limits.requests_per_key),
            failures: Limit::new(limits.failed_credentials),
            forced_reads: Limit::new(limits.forced_reads),
        }
    }

    /// Counts a request with the ticket of that id.
    pub(super) fn ticket(&self, id: &str) -> Result<()> {
        self.tickets.check(&id.to_owned())
    }

    /// Counts a request with the integration key of that name.
    pub(super) fn key(&self, name: &str) -> Result<()> {
        self.keys.check(&name.to_owned())
    }

    /// Counts a read that somebody forces of an instance's document. The answer is whether it may be made.
    pub(super) fn may_force_read(&self, instance: Instance) -> bool {
        self.forced_reads.check(&instance).is_ok()
    }

    /// Counts a request with wrong credentials. Right ones are never held up by it: an office has one address.
    pub(super) fn failure(&self, address: IpAddr) -> Result<()> {
        self.failures.check(&network_of(address))
    }
}

/// A customer of an IPv6 network has a /64 at least, so addresses in it count as one.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
    }
}

/// One limit, counted for each key.
struct Limit<K: Clone + Hash + Eq> {
    limiter: RateLimiter<K, HashMapStateStore<K>, DefaultClock>,
    clock: DefaultClock,
    checks: AtomicU32,
}

impl<K: Clone + Hash + Eq> Limit<K> {
    fn new(rate: Rate) -> Self {
        // A rate of `300/m` lets 300 come at once, and then one every 200 ms.
        let quota = Quota::with_period(rate.per / rate.count.get()).unwrap_or(Quota::per_second(rate.count));
        let clock = DefaultClock::default();
        Self {
            limiter: RateLimiter::hashmap_with_clock(quota.allow_burst(rate.count), clock.clone()),
            clock,
            checks: AtomicU32::new(0),
        }
    }

    fn check(&self, key: &K) -> Result<()> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN_CLEANING
            == CHECKS_BETWEEN_CLEANING - 1
        {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            Failure::new(ErrorCode::RateLimited).with_retry_after(Some(rounded_up(wait)))
        })
    }
}

/// `Retry-After` knows whole seconds.
fn rounded_up(wait: Duration) -> Duration {
    Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_counted_for_each_key_and_says_how_long_to_wait() {
        let limit = Limit::new("3/m".parse().unwrap());
        for _ in 0..3 {
            assert!(limit.check(&"a").is_ok());
        }
        let failure = limit.check(&"a").unwrap_err();
        assert_eq!(
            (failure.code, failure.retry_after),
            (ErrorCode::RateLimited, Some(Duration::from_secs(20)))
        );
        assert!(limit.check(&"b").is_ok());
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("2001:db8:0:1:aaaa::1"), network("2001:db8:0:1:bbbb::2"));
        assert_ne!(network("2001:db8:0:1::1"), network("2001:db8:0:2::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
