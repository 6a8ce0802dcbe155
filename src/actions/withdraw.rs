//! Withdraw: takes the document back. Asked for once more in a dialog before it comes here.

use std::rc::Rc;

use autenti_model::Text;
use serde::Serialize;

use super::{Outcome, Work};
use crate::net::Call;
use crate::state::SigningState;

#[derive(Serialize)]
struct Wish {
    /// Left on the instance.
    #[serde(skip_serializing_if = "String::is_empty")]
    comment: String,
}

pub(super) fn work(state: Rc<SigningState>, comment: String) -> Work {
    Box::pin(async move {
        state.request(Call::post("/v1/signing/withdrawal", &Wish { comment })).await?;
        Ok(Outcome::said(Text::WithdrawDone.get(state.lang())))
    })
}
