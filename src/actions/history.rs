//! History: reads what happened to the documents of the instance.

use std::rc::Rc;

use super::{Outcome, Work};
use crate::state::SigningState;

pub(super) fn work(state: Rc<SigningState>) -> Work {
    Box::pin(async move {
        state.read_history().await?;
        Ok(Outcome::said("").without_reading())
    })
}
