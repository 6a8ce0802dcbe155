//! Save on the form: the proxy puts the signed PDF among the instance's attachments.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::net::{Call, Empty};
use crate::state::SigningState;

pub(super) fn work(state: Rc<SigningState>) -> Work {
    Box::pin(async move {
        state.request(Call::post("/v1/signing/document/attachment", &Empty {})).await?;
        Ok(Outcome::noted(Text::AttachDone.get(state.lang()), Vec::new()))
    })
}
