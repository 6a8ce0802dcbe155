//! Refresh: reads the newest state from Autenti, past the proxy's memory.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::state::SigningState;

pub(super) fn work(state: Rc<SigningState>) -> Work {
    Box::pin(async move {
        state.read(true).await?;
        // After a failure the next reading waits longer and longer; now there is no reason to.
        state.wake();
        let is_stale = state.snapshot().signing.as_ref().is_some_and(|signing| signing.stale);
        let words = if is_stale { Text::RefreshStale } else { Text::RefreshDone };
        Ok(Outcome::said(words.get(state.lang())).without_reading())
    })
}
