//! Cancel sending: stops a sending that waits to be tried again.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::net::Call;
use crate::state::SigningState;

pub(super) fn work(state: Rc<SigningState>) -> Work {
    Box::pin(async move {
        let asked_at = state.events();
        let response = state.request(Call::delete("/v1/signing/send")).await?;
        state.take_answer(&response, asked_at).await?;
        Ok(Outcome::noted(Text::CancelSendingDone.get(state.lang()), Vec::new()).without_reading())
    })
}
