//! How often, and after which waits, a call that changes nothing is tried again.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::error::Error;

/// How reading calls are repeated.
///
/// Only `GET`s are repeated: when no connection could be made or it was lost, on 429, and on 5xx but 501.
/// Time-outs are not: the caller has waited long enough. **Calls that change something are never
/// repeated**, except once with a new token after 401, because then nothing happened. Signing in is
/// repeated like a reading call, but for a refresh token, which may be used up although no answer
/// came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often a call is tried in all; 1 turns repeating off. Default 3.
    pub tries: u32,
    /// Wait before the second try; it doubles with each further one, and half of it is random so that
    /// many callers do not come back at once. Default 200 ms.
    pub first_wait: Duration,
    /// Longest wait. When Autenti asks for more with `Retry-After`, the call fails at once with
    /// [`Error::RateLimited`](crate::Error::RateLimited) or [`Error::Failing`](crate::Error::Failing)
    /// rather than come back too early. Default 5 s.
    pub longest_wait: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { tries: 3, first_wait: Duration::from_millis(200), longest_wait: Duration::from_secs(5) }
    }
}

impl Retry {
    /// Never repeats a call.
    pub const OFF: Self = Self { tries: 1, first_wait: Duration::ZERO, longest_wait: Duration::ZERO };

    /// How long to wait after the `tried`-th try, or none to give up. `dice` is in `0.0..1.0`.
    pub(crate) fn wait(&self, tried: u32, asked: Option<Duration>, dice: f64) -> Option<Duration> {
        if tried >= self.tries {
            return None;
        }
        if let Some(asked) = asked {
            return (asked <= self.longest_wait).then_some(asked);
        }
        let doubled = self.first_wait.saturating_mul(2_u32.saturating_pow(tried.saturating_sub(1)));
        Some(doubled.min(self.longest_wait).mul_f64(0.5 + dice / 2.0))
    }
}

/// Whether a call that changes nothing is worth repeating after this error.
pub(crate) fn is_worth_repeating(error: &Error) -> bool {
    match error {
        Error::Unreachable { .. } | Error::CutOff { .. } | Error::RateLimited { .. } => true,
        Error::Failing { .. } => error.is_transient(),
        _ => false,
    }
}

/// The wait that an answer asks for: seconds, or a date (RFC 9110).
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = rfc2822::parse(value).ok()?.timestamp();
    Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETRY: Retry =
        Retry { tries: 4, first_wait: Duration::from_millis(100), longest_wait: Duration::from_secs(2) };

    #[test]
    fn waits_double_and_half_of_each_is_random() {
        let millis = |tried, dice| RETRY.wait(tried, None, dice).map(|wait| wait.as_millis());
        assert_eq!(millis(1, 0.0), Some(50));
        assert_eq!(millis(1, 1.0), Some(100));
        assert_eq!(millis(2, 1.0), Some(200));
        assert_eq!(millis(3, 1.0), Some(400));
        assert_eq!(millis(4, 1.0), None);
    }

    #[test]
    fn no_wait_is_longer_than_the_longest() {
        let patient = Retry { tries: 100, ..RETRY };
        assert_eq!(patient.wait(99, None, 1.0), Some(Duration::from_secs(2)));
    }

    #[test]
    fn the_wait_that_is_asked_for_is_kept_to_the_second() {
        assert_eq!(RETRY.wait(1, Some(Duration::from_secs(2)), 0.0), Some(Duration::from_secs(2)));
    }

    #[test]
    fn a_longer_wait_than_allowed_gives_up_rather_than_come_back_early() {
        assert_eq!(RETRY.wait(1, Some(Duration::from_secs(3)), 0.0), None);
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
}
