//! Notes a ticket that comes from many places: it may have been taken from the page that it was made for.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::Claims;

/// A person with a laptop and a telephone changes networks; more than so many in one ticket's time is odd.
const MOST: usize = 3;

/// After so many tickets, those that have ended are forgotten.
const TICKETS_BETWEEN_CLEANING: usize = 1024;

/// Where each ticket was used from.
#[derive(Debug, Default)]
pub struct TicketAddresses {
    seen: Mutex<HashMap<String, Seen>>,
}

#[derive(Debug)]
struct Seen {
    until: i64,
    from: HashSet<IpAddr>,
}

impl TicketAddresses {
    /// Takes note of a use; writes to the log when the ticket has come from too many addresses. Says whether it did.
    pub fn note(&self, claims: &Claims, from: IpAddr, now: Timestamp) -> bool {
        let mut tickets = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if tickets.len() % TICKETS_BETWEEN_CLEANING == TICKETS_BETWEEN_CLEANING - 1 {
            tickets.retain(|_, seen| seen.until > now.as_second());
        }
        let seen = tickets
            .entry(claims.jti.clone())
            .or_insert_with(|| Seen { until: claims.exp, from: HashSet::new() });
        // What comes after the first too many is not worth the memory.
        if seen.from.len() > MOST || !seen.from.insert(from) || seen.from.len() <= MOST {
            return false;
        }
        tracing::warn!(
            ticket = claims.jti,
            element = claims.element.0,
            profile = claims.profile,
            addresses = seen.from.len(),
            "a ticket is used from many addresses; `tickets revoke` ends it"
        );
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::ticket::tests::claims;
    use super::*;

    #[test]
    fn a_ticket_that_comes_from_many_places_is_noted_once() {
        let addresses = TicketAddresses::default();
        let claims = claims();
        let now = Timestamp::from_second(claims.iat).unwrap();
        let note = |last: u8| addresses.note(&claims, IpAddr::from([192, 0, 2, last]), now);
        let noted: Vec<bool> = [1, 2, 1, 3, 2, 4, 5, 1].into_iter().map(note).collect();
        assert_eq!(noted, [false, false, false, false, false, true, false, false]);
    }
}
