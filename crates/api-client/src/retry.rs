//! How often, and after which delays, a call that changes nothing is tried again.

use std::time::Duration;

use backon::{Backoff, BackoffBuilder, ExponentialBuilder};
use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::clock::Clock;
use crate::error::{Error, ServiceError};

/// How reading calls are repeated.
///
/// Only `GET`s are repeated: when no connection could be made or it was lost, on 429, and on 5xx but 501.
/// Time-outs are not: the caller has waited long enough. **Calls that change something are never
/// repeated**, except once with a new token after 401, because then nothing happened. Signing in is
/// repeated like a reading call, with a new proof for every try, unless what it uses up may be used up
/// although no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a call is tried in all; 1 turns repeating off. Default 3.
    pub tries: u32,
    /// Delay before the second try; it doubles with each further one, and half of it is random so that
    /// many callers do not come back at once. Default 200 ms.
    pub first_delay: Duration,
    /// Longest delay. When the service asks for more with `Retry-After`, the call fails at once with
    /// [`Error::RateLimited`] or [`Error::Failing`] rather than come back too early. Default 5 s.
    pub longest_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { tries: 3, first_delay: Duration::from_millis(200), longest_delay: Duration::from_secs(5) }
    }
}

impl RetryPolicy {
    /// Never repeats a call.
    pub const OFF: Self = Self { tries: 1, first_delay: Duration::ZERO, longest_delay: Duration::ZERO };

    /// Tries until it succeeds, fails with what `may_repeat` refuses to repeat, or was tried often enough.
    pub(crate) async fn run<T, S: ServiceError, Fut: Future<Output = Result<T, Error<S>>>>(
        self,
        clock: &dyn Clock,
        try_once: impl Fn() -> Fut,
        may_repeat: impl Fn(&Error<S>) -> bool,
    ) -> Result<T, Error<S>> {
        let mut delays = self.delays();
        loop {
            let error = match try_once().await {
                Err(error) if may_repeat(&error) => error,
                outcome => return outcome,
            };
            let Some(delay) = self.adjusted(delays.next(), error.retry_after()) else {
                return Err(error);
            };
            tracing::debug!(%error, ?delay, "trying again");
            clock.sleep(delay).await;
        }
    }

    /// The delays between tries. What is added at random is up to as much again, so that each delay is
    /// between half of what the policy says and the whole of it.
    fn delays(self) -> impl Backoff {
        ExponentialBuilder::new()
            .with_min_delay(self.first_delay / 2)
            .with_max_delay(self.longest_delay / 2)
            .with_max_times(self.tries.saturating_sub(1) as usize)
            .with_jitter()
            .build()
    }

    /// The delay that the service asks for, to the second, or none to give up when that is too long.
    fn adjusted(self, delay: Option<Duration>, asked: Option<Duration>) -> Option<Duration> {
        let delay = delay?;
        match asked {
            Some(asked) => (asked <= self.longest_delay).then_some(asked),
            None => Some(delay),
        }
    }
}

/// The delay that an answer asks for: seconds, or a date (RFC 9110). A date is compared with the answer's
/// own, so that a clock that is wrong here makes no difference.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = rfc2822::parse(value).ok()?.timestamp();
    let answered = headers.get(DATE).and_then(|date| rfc2822::parse(date.to_str().ok()?).ok());
    let from = answered.map_or(now, |date| date.timestamp());
    Some(Duration::try_from(until.duration_since(from)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        tries: 4,
        first_delay: Duration::from_millis(100),
        longest_delay: Duration::from_secs(2),
    };

    fn delays(policy: RetryPolicy) -> Vec<Duration> {
        policy.delays().collect()
    }

    #[test]
    fn delays_double_and_half_of_each_is_random() {
        for _ in 0..100 {
            let millis: Vec<u128> = delays(POLICY).iter().map(Duration::as_millis).collect();
            let [first, second, third] = millis[..] else { panic!("{millis:?}") };
            assert!((50..=100).contains(&first), "{millis:?}");
            assert!((100..=200).contains(&second), "{millis:?}");
            assert!((200..=400).contains(&third), "{millis:?}");
        }
        let other = delays(POLICY);
        assert!((0..100).any(|_| delays(POLICY) != other), "they are random");
    }

    #[test]
    fn no_delay_is_longer_than_the_longest() {
        let retrying = RetryPolicy { tries: 50, ..POLICY };
        let delays = delays(retrying);
        assert_eq!(delays.len(), 49);
        assert!(delays.iter().all(|delay| *delay <= Duration::from_secs(2)), "{delays:?}");
        assert!(delays[48] >= Duration::from_secs(1), "{delays:?}");
    }

    #[test]
    fn turned_off_there_is_one_try() {
        assert!(delays(RetryPolicy::OFF).is_empty());
        assert!(delays(RetryPolicy { tries: 0, ..POLICY }).is_empty());
    }

    #[test]
    fn the_delay_that_is_asked_for_is_kept_to_the_second() {
        let asked = POLICY.adjusted(Some(Duration::from_millis(70)), Some(Duration::from_secs(2)));
        assert_eq!(asked, Some(Duration::from_secs(2)));
        assert_eq!(POLICY.adjusted(None, Some(Duration::ZERO)), None, "no try is left");
    }

    #[test]
    fn a_longer_delay_than_allowed_gives_up_rather_than_come_back_early() {
        assert_eq!(POLICY.adjusted(Some(Duration::ZERO), Some(Duration::from_secs(3))), None);
    }

    #[test]
    fn retry_after_comes_as_seconds_or_as_a_date() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let asked = |value: &'static str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
            retry_after(&headers, now)
        };
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        assert_eq!(asked("Mon, 23 Nov 2026 12:00:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(asked("Mon, 23 Nov 2026 11:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(asked("soon"), None);
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    #[test]
    fn a_clock_that_is_an_hour_back_does_not_lengthen_a_delay() {
        let headers = HeaderMap::from_iter([
            (RETRY_AFTER, "Mon, 23 Nov 2026 12:00:30 GMT".parse().unwrap()),
            (DATE, "Mon, 23 Nov 2026 12:00:00 GMT".parse().unwrap()),
        ]);
        let hour_back: Timestamp = "2026-11-23T11:00:00Z".parse().unwrap();
        assert_eq!(retry_after(&headers, hour_back), Some(Duration::from_secs(30)));
    }
}
