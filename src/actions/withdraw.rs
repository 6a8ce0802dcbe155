//! Withdraw: takes the document back. Asked for once more in a dialog before it comes here.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::proxy::Call;
use crate::store::Store;

pub(super) fn work(store: Rc<Store>) -> Work {
    Box::pin(async move {
        store.request(Call::post("/v1/signing/withdrawal", "{}")).await?;
        Ok(Outcome::said(Text::WithdrawDone.get(store.lang())))
    })
}
