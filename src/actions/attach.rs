//! Save on the form: the proxy puts the signed PDF among the instance's attachments.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::proxy::Call;
use crate::store::Store;

pub(super) fn work(store: Rc<Store>) -> Work {
    Box::pin(async move {
        store.request(Call::post("/v1/signing/document/attachment", "{}")).await?;
        Ok(Outcome::noted(Text::AttachDone.get(store.lang()).to_owned(), Vec::new()))
    })
}
