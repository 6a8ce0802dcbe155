//! Download: the signed PDF, fetched with the ticket and handed to the browser as a file.

use std::rc::Rc;

use autenti_model::Text;
use gloo_net::http::Response;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::{Outcome, Work};
use crate::browser::document;
use crate::failure::Failure;
use crate::proxy::Call;
use crate::store::Store;

/// The address of a file in memory. The browser keeps the file until this is dropped.
pub(crate) struct FileAddress(String);

impl Drop for FileAddress {
    fn drop(&mut self) {
        // It was made by the same browser, so it can be taken back.
        let _ = Url::revoke_object_url(&self.0);
    }
}

pub(super) fn work(store: Rc<Store>) -> Work {
    Box::pin(async move {
        let lang = store.lang();
        let response = store.request(Call::get("/v1/signing/document")).await?;
        let name = file_name(&response).unwrap_or_else(|| {
            let state = store.state.borrow();
            let title = state.signing.as_ref().map(|signing| signing.title.replace(['/', '\\', ':'], "-"));
            [title.as_deref().unwrap_or("document"), ".pdf"].concat()
        });
        let file = blob(response).await.ok_or_else(|| Failure::unreachable(lang))?;
        let address = Url::create_object_url_with_blob(&file).map_err(|_| Failure::unreachable(lang))?;
        let address = FileAddress(address);
        save(&address, &name);
        // Some browsers read the file only after the click, so the address stays good until the next one.
        store.download.replace(Some(address));
        Ok(Outcome { reads_again: false, ..Outcome::said(Text::DownloadDone.get(lang)) })
    })
}

async fn blob(response: Response) -> Option<Blob> {
    let response: web_sys::Response = response.into();
    JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok()
}

fn save(address: &FileAddress, name: &str) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address.0);
        link.set_download(name);
        link.click();
    }
}

/// The name in `Content-Disposition` (RFC 6266): the extended form first, then the plain one.
fn file_name(response: &Response) -> Option<String> {
    let header = response.headers().get("content-disposition")?;
    let parameter = |name: &str| {
        let parameters = header.split(';').map(str::trim);
        parameters.into_iter().find_map(|parameter| parameter.strip_prefix(name)).map(|v| v.trim_matches('"'))
    };
    let extended = parameter("filename*=")
        .and_then(|value| value.rsplit_once('\''))
        .and_then(|(_, encoded)| js_sys::decode_uri_component(encoded).ok().map(String::from));
    let name = extended.or_else(|| parameter("filename=").map(str::to_owned))?;
    (!name.is_empty()).then_some(name)
}
