//! Download: the signed PDF, fetched with the ticket and handed to the browser as a file.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::dom::save;
use crate::net::{Call, Failure};
use crate::state::SigningState;

pub(super) fn work(state: Rc<SigningState>) -> Work {
    Box::pin(async move {
        let response = state.request(Call::get("/v1/signing/document")).await?;
        let title = state.snapshot().signing.as_ref().map(|signing| signing.title.clone());
        let name = format!("{}.pdf", title.as_deref().unwrap_or("document"));
        save(response.into(), &name).await.map_err(|_| Failure::unreachable(state.lang()))?;
        Ok(Outcome::said(Text::DownloadDone.get(state.lang())).without_reading())
    })
}
