//! Send for signature. Asked for once more in a dialog before it comes here.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::net::{Call, Empty};
use crate::state::SigningState;

pub(super) fn work(state: Rc<SigningState>) -> Work {
    Box::pin(async move {
        let key = state.send_key();
        let asked_at = state.events();
        let call = Call::post("/v1/signing/send", &Empty {}).header("Idempotency-Key", &key);
        match state.request(call).await {
            Ok(response) => {
                state.forget_send_key();
                state.take_answer(&response, asked_at).await?;
                Ok(Outcome::said(Text::SendDone.get(state.lang())).without_reading())
            }
            Err(failure) => {
                if !failure.leaves_outcome_open() {
                    state.forget_send_key();
                }
                let broken = failure.violations.clone();
                state.update(|snapshot| snapshot.attempted = broken);
                Err(failure)
            }
        }
    })
}
