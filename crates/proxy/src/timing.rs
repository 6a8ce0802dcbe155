//! How long things may take, and how fast failed work is tried again.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// How fast failed work is tried again: each wait is twice the one before, and a part of it is left to chance, so
/// that what failed together is not tried again together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The first wait.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
}

impl RetryPolicy {
    /// How long to wait after so many failures in a row.
    pub fn delay(&self, attempts: u32) -> Duration {
        self.first.saturating_mul(1 << attempts.min(16)).min(self.longest)
    }

    /// The same, up to a fifth longer or shorter.
    pub fn jittered(&self, attempts: u32) -> Duration {
        jittered(self.delay(attempts))
    }
}

/// Up to a fifth longer or shorter.
pub fn jittered(delay: Duration) -> Duration {
    delay.mul_f64(0.8 + 0.4 * fastrand::f64())
}

/// How long ago something was. What lies ahead was noted before the clock was put back: nothing has passed since.
pub fn passed(since: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since)).unwrap_or_default()
}

/// A smaller difference between two clocks is none.
const SMALLEST_JUMP: Duration = Duration::from_secs(2);

/// Notices when the clock on the wall is put back, by one that only goes forward: what is to be done at a time would
/// wait for as long as that time is away again.
#[derive(Debug)]
pub struct JumpDetector {
    wall: Timestamp,
    monotonic: Instant,
}

impl JumpDetector {
    /// With what both clocks say now.
    pub fn new(wall: Timestamp, monotonic: Instant) -> Self {
        Self { wall, monotonic }
    }

    /// How far the clock was put back since the last look; none when it was not.
    pub fn back(&mut self, wall: Timestamp, monotonic: Instant) -> Option<Duration> {
        let expected = self.wall + monotonic.duration_since(self.monotonic);
        (self.wall, self.monotonic) = (wall, monotonic);
        let back = expected.duration_since(wall);
        Duration::try_from(back).ok().filter(|back| *back >= SMALLEST_JUMP)
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How long somebody who looks at a form, or has pressed a button, waits for Autenti and WEBCON.
    pub person_waits: Duration,
    /// How fast failed jobs are tried again.
    pub retry: RetryPolicy,
    /// The longest pause before creating a draft is tried again once an answer to that was lost: each try may
    /// leave a draft behind.
    pub longest_create: Duration,
    /// How long a job waits that waiting alone does not mend: WEBCON refuses a write, until an administrator
    /// changes a right.
    pub needs_attention: Duration,
    /// How long Autenti may be unavailable before sending is given up.
    pub give_up_after: Duration,
    /// How long a call whose answer was lost may still land, and how long reads may lag behind it.
    pub may_still_land: Duration,
    /// How long a worker may be silent before others take its jobs over.
    pub lease: Duration,
    /// When a document is read again after news of it, counted from one read to the next: what is read may lag
    /// behind what happened, and the signed file behind the status (facts: Autenti API, "Webhooks").
    pub after_news: [Duration; 3],
}

impl Timing {
    /// How long to wait before a draft is created again, after so many answers in a row that were lost.
    pub fn create_pause(&self, attempts: u32) -> Duration {
        self.retry.first.saturating_mul(1 << attempts.min(16)).min(self.longest_create)
    }
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            person_waits: Duration::from_secs(8),
            retry: RetryPolicy { first: Duration::from_secs(2), longest: Duration::from_mins(1) },
            longest_create: Duration::from_hours(1),
            needs_attention: Duration::from_mins(10),
            give_up_after: Duration::from_hours(24),
            may_still_land: Duration::from_secs(12),
            lease: Duration::from_secs(8),
            after_news: [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(15)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_the_longest() {
        let policy = Timing::default().retry;
        let waits: Vec<u64> = (0..7).map(|attempts| policy.delay(attempts).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(policy.delay(u32::MAX).as_secs(), 60);
    }

    #[test]
    fn a_day_of_lost_answers_leaves_few_drafts() {
        let timing = Timing::default();
        let (mut passed, mut drafts) = (Duration::ZERO, 0);
        while passed < timing.give_up_after {
            passed += timing.create_pause(drafts);
            drafts += 1;
        }
        assert_eq!(drafts, 34);
        assert_eq!(timing.create_pause(u32::MAX), Duration::from_hours(1));
    }

    #[test]
    fn nothing_has_passed_since_a_time_that_lies_ahead() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        assert_eq!(passed(now - Duration::from_secs(3), now), Duration::from_secs(3));
        assert_eq!(passed(now + Duration::from_hours(25), now), Duration::ZERO);
    }

    #[test]
    fn a_clock_that_is_put_back_is_noticed_and_one_that_goes_or_is_put_forward_is_not() {
        let (wall, monotonic) = (Timestamp::from_second(1_800_000_000).unwrap(), Instant::now());
        let at = |seconds| Duration::from_secs(seconds);
        let mut detector = JumpDetector::new(wall, monotonic);
        assert_eq!(detector.back(wall + at(5), monotonic + at(5)), None);
        assert_eq!(detector.back(wall + at(3606), monotonic + at(6)), None);
        assert_eq!(detector.back(wall + at(3487), monotonic + at(7)), Some(at(120)));
        assert_eq!(detector.back(wall + at(3488), monotonic + at(8)), None);
    }

    #[test]
    fn a_jittered_wait_stays_near_the_wait() {
        let policy = Timing::default().retry;
        for _ in 0..100 {
            let wait = policy.jittered(2);
            assert!(
                (Duration::from_millis(6_400)..=Duration::from_millis(9_600)).contains(&wait),
                "{wait:?}"
            );
        }
    }
}
