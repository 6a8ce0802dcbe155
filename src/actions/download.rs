//! Download: the signed PDF or its signature card, fetched with the ticket and handed to the browser as a file.

use std::rc::Rc;

use autenti_model::Text;

use super::{Outcome, Work};
use crate::dom::save;
use crate::net::{Call, Failure};
use crate::state::SigningState;

pub(super) fn work(state: Rc<SigningState>, is_card: bool) -> Work {
    Box::pin(async move {
        let path = if is_card { "/v1/signing/document?part=card" } else { "/v1/signing/document" };
        let response = state.request(Call::get(path)).await?;
        let title = state.snapshot().signing.as_ref().map(|signing| signing.title.clone());
        let name = format!("{}.pdf", title.as_deref().unwrap_or("document"));
        save(response.into(), &name).await.map_err(|_| Failure::unreachable(state.lang()))?;
        let words = if is_card { "" } else { Text::DownloadDone.get(state.lang()) };
        Ok(Outcome::said(words).without_reading())
    })
}
