//! How many streams of events are open at once with one ticket.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use autenti_model::ErrorCode;

use crate::failure::{Failure, Result};

/// A stream whose reader is gone is noticed when the next heartbeat cannot be sent.
const RETRY_AFTER: Duration = Duration::from_secs(15);

/// Streams that are open, by ticket.
pub(super) struct StreamSlots {
    most: usize,
    open: Mutex<HashMap<String, usize>>,
}

impl StreamSlots {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, open: Mutex::default() })
    }

    /// Takes a slot of the ticket; dropping the answer gives it back.
    pub(super) fn take(self: &Arc<Self>, ticket: &str) -> Result<StreamSlot> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(ticket.to_owned()).or_default();
        if *count >= self.most {
            return Err(Failure::new(ErrorCode::RateLimited).with_retry_after(Some(RETRY_AFTER)));
        }
        *count += 1;
        Ok(StreamSlot { slots: Arc::clone(self), ticket: ticket.to_owned() })
    }
}

/// A stream that is open.
pub(super) struct StreamSlot {
    slots: Arc<StreamSlots>,
    ticket: String,
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        let mut open = self.slots.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.ticket) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.ticket);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_that_was_given_back_can_be_taken_again() {
        let slots = StreamSlots::new(2);
        let first = slots.take("a").unwrap();
        let _second = slots.take("a").unwrap();
        assert!(slots.take("a").is_err());
        assert!(slots.take("b").is_ok());
        drop(first);
        assert!(slots.take("a").is_ok());
        assert_eq!(slots.open.lock().unwrap().len(), 1);
    }
}
