//! Refresh: reads the newest state from Autenti, past the proxy's memory.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::store::Store;

pub(super) fn work(store: Rc<Store>) -> Work {
    Box::pin(async move {
        store.read(true).await?;
        // After a failure the live connection waits longer and longer; now there is no reason to.
        store.nudge.now();
        Ok(Outcome { reads_again: false, ..Outcome::said(Text::RefreshDone.get(store.lang())) })
    })
}
