//! A form page of WEBCON's portal (facts: form in the browser, "Globals about form, user, language").

use autenti_model::Lang;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::browser::global;

/// Two letters of the portal's language, then of what the portal takes for the browser's.
pub(super) fn language() -> Option<Lang> {
    let session = global("initModel");
    let of_session = Reflect::get(&session, &"userLang".into()).unwrap_or(JsValue::UNDEFINED);
    [of_session, global("G_BROWSER_LANGUAGE")]
        .iter()
        .find_map(|tag| tag.as_string().and_then(|tag| Lang::from_tag(&tag)))
}

/// The number of the instance. A new one has none: `"0#"` before 2024, null since.
pub(super) fn instance() -> Option<String> {
    let pair = global("G_WFELEM").as_string()?;
    let id = autenti_model::lookups::id_of(&pair);
    (!id.is_empty() && id != "0").then(|| id.to_owned())
}

/// Whether the form is open for editing. Older portals say so with a number or a word.
pub(super) fn is_editing() -> bool {
    let editing = global("G_EDITVIEW");
    match editing.as_string() {
        Some(word) => matches!(word.as_str(), "1" | "true" | "True"),
        None => editing.is_truthy(),
    }
}

/// Whether this is a portal that has not yet said which instance it shows.
pub(super) fn is_unsettled() -> bool {
    !global("initModel").is_undefined() && global("G_WFELEM").is_undefined()
}
