//! What `window.autentiForm` offers to scripts: look-ups and the rules.

use autenti_model::lookups::{Source, keep_only};
use autenti_model::{Lang, RecipientRow, RuleOptions, validate};
use js_sys::Reflect;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsError, JsValue};

use crate::host;

/// The rows of a fixed source.
pub(crate) fn lookup(source: &str, lang: &str, only: &str) -> Result<JsValue, JsError> {
    let lang = Lang::from_tag(lang).unwrap_or_else(host::language);
    let rows = Source::from_name(source).and_then(|source| source.rows(lang));
    let rows = rows.ok_or_else(|| JsError::new(&["no fixed look-up source is called ", source].concat()))?;
    to_js(&keep_only(rows, only))
}

/// The broken rules of the rows.
pub(crate) fn validate_recipients(rows: JsValue, options: JsValue) -> Result<JsValue, JsError> {
    let lang = Reflect::get(&options, &"lang".into()).ok().and_then(|lang| lang.as_string());
    let lang = lang.and_then(|lang| Lang::from_tag(&lang)).unwrap_or_else(host::language);
    let rows: Vec<RecipientRow> = serde_wasm_bindgen::from_value(rows)?;
    let options = if options.is_object() {
        serde_wasm_bindgen::from_value(options)?
    } else {
        RuleOptions::default()
    };
    to_js(&validate(&rows, &options, lang))
}

fn to_js(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}
