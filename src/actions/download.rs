//! Download: the signed PDF, fetched with the ticket and handed to the browser as a file.

use std::rc::Rc;

use autenti_model::Text;
use autenti_model::texts::joined;
use wasm_bindgen::JsValue;

use super::{Outcome, Work};
use crate::failure::Failure;
use crate::page::page;
use crate::proxy::Call;
use crate::store::Store;

pub(super) fn work(store: Rc<Store>) -> Work {
    Box::pin(async move {
        let response = store.request(Call::get("/v1/signing/document")).await?;
        let title = store.state.borrow().signing.as_ref().map(|signing| signing.title.clone());
        let name = joined(&[title.as_deref().unwrap_or("document"), ".pdf"]);
        let response: JsValue = web_sys::Response::from(response).into();
        page().save(&response, &name).await.map_err(|_| Failure::unreachable(store.lang()))?;
        Ok(Outcome { reads_again: false, ..Outcome::said(Text::DownloadDone.get(store.lang())) })
    })
}
