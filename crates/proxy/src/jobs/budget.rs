//! How much Autenti is asked of an account while nobody waits for it.

use std::time::Duration;

use super::poll::RARER_WITH_WEBHOOKS;

/// How many documents of an account may be read a minute while nobody waits for it, and how often those that somebody
/// looks at.
#[derive(Clone, Debug)]
pub struct Budget {
    /// The account.
    pub account: String,
    /// Reads a minute, by all proxies together.
    pub reads_per_minute: u32,
    /// How often a document is read that somebody looks at.
    pub poll_open: Duration,
}

impl Budget {
    /// How often a document is read that somebody looks at, of so many. Where webhooks tell, that is only the safety
    /// net: it takes no more than a small part of the budget, however many documents are looked at.
    pub(super) fn every(&self, watched: usize, webhooks_work: bool) -> Duration {
        if !webhooks_work {
            return self.poll_open;
        }
        let watched = u32::try_from(watched).unwrap_or(u32::MAX);
        let whole_budget = Duration::from_mins(1).saturating_mul(watched) / self.reads_per_minute.max(1);
        self.poll_open.max(whole_budget).saturating_mul(RARER_WITH_WEBHOOKS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_are_looked_at_are_read_rarely_where_webhooks_tell() {
        let budget =
            Budget { account: "default".into(), reads_per_minute: 60, poll_open: Duration::from_secs(5) };
        assert_eq!(budget.every(1, false), Duration::from_secs(5));
        assert_eq!(budget.every(1, true), Duration::from_mins(1));
        // Five a minute.
        assert_eq!(budget.every(100, true), Duration::from_mins(20));
    }
}
