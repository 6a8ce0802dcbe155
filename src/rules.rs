//! The rules for recipients, as scripts of the page may ask for them.

use autenti_model::{Lang, RecipientRow, RuleOptions, validate};
use js_sys::{Array, Object};
use serde::Serialize as _;
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::prelude::*;

/// The broken rules of the rows.
pub(crate) fn validate_recipients(rows: &JsValue, options: &JsValue, lang: Lang) -> Result<JsValue, JsError> {
    if !Array::is_array(rows) {
        return Err(JsError::new("validateRecipients takes an array of rows"));
    }
    let rows: Vec<RecipientRow> = Array::from(rows)
        .iter()
        .map(|row| Ok(from_value(without_nulls(&row))?))
        .collect::<Result<_, JsError>>()?;
    let options = if options.is_object() { without_nulls(options) } else { Object::new().into() };
    let options: RuleOptions = from_value(options)?;
    Ok(validate(&rows, &options, lang).serialize(&Serializer::json_compatible())?)
}

/// A script may say null for what it does not have.
fn without_nulls(object: &JsValue) -> JsValue {
    let Some(object) = object.dyn_ref::<Object>() else { return object.clone() };
    let is_there = |entry: &JsValue| {
        let value = Array::from(entry).get(1);
        !value.is_null() && !value.is_undefined()
    };
    let entries: Array = Object::entries(object).iter().filter(is_there).collect();
    // Pairs of an object make an object.
    Object::from_entries(&entries).map_or_else(|_| object.into(), Into::into)
}
