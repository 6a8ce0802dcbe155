//! Withdraw: takes the document back. Asked for once more in a dialog before it comes here.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::net::{Call, Empty};
use crate::state::SigningState;

pub(super) fn work(state: Rc<SigningState>) -> Work {
    Box::pin(async move {
        state.request(Call::post("/v1/signing/withdrawal", &Empty {})).await?;
        Ok(Outcome::said(Text::WithdrawDone.get(state.lang())))
    })
}
