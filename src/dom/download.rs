//! Hands a file that was fetched to the browser.

use js_sys::decode_uri_component;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::page;

/// Saves the file under the name that the answer gives it, or else under the other one.
pub(crate) async fn save(answer: Response, name: &str) -> Result<(), JsValue> {
    let disposition = answer.headers().get("content-disposition")?;
    let given = disposition.as_deref().and_then(name_in);
    JsFuture::from(page().save(&answer, given.as_deref().unwrap_or(name))).await?;
    Ok(())
}

/// The name in `Content-Disposition` (RFC 6266): the extended form first, then the plain one.
fn name_in(disposition: &str) -> Option<String> {
    let parts = || {
        disposition.split(';').filter_map(|part| part.split_once('=')).map(|(key, value)| (key.trim(), value))
    };
    let value = |wanted: &str| {
        let (_, value) = parts().find(|(key, _)| key.eq_ignore_ascii_case(wanted))?;
        Some(value.trim().trim_matches('"')).filter(|value| !value.is_empty())
    };
    let extended = value("filename*").and_then(|value| {
        let (_, rest) = value.split_once('\'')?;
        let (_, encoded) = rest.split_once('\'')?;
        // Not encoded as it should be: the plain form may be.
        decode_uri_component(encoded).ok().map(String::from)
    });
    extended.or_else(|| value("filename").map(str::to_owned))
}
