//! What `window.autentiForm` offers to scripts: the rules.

use autenti_model::{Lang, Violation, validate};
use js_sys::{Array, Object};
use wasm_bindgen::{JsError, JsValue};

use crate::shapes::{self, set};

/// The broken rules of the rows.
pub(crate) fn validate_recipients(rows: &JsValue, options: &JsValue) -> Result<Array, JsError> {
    let rows = shapes::rows(rows).ok_or_else(|| JsError::new("the recipient rows are no array"))?;
    let lang = shapes::text(options, "lang").and_then(|lang| Lang::from_tag(&lang));
    let broken = validate(&rows, &shapes::rule_options(options), lang.unwrap_or_default());
    Ok(broken.iter().map(violation).collect())
}

/// A broken rule, as the proxy writes it.
#[expect(clippy::cast_precision_loss, reason = "row ids are far below 2^53")]
fn violation(broken: &Violation) -> Object {
    let object = Object::new();
    set(&object, "row", &broken.row.map_or(JsValue::NULL, |row| JsValue::from_f64(row as f64)));
    set(&object, "position", &broken.position.map_or(JsValue::NULL, JsValue::from));
    set(&object, "field", &broken.field.map_or(JsValue::NULL, |field| field.as_str().into()));
    set(&object, "rule", &broken.rule.as_str().into());
    set(&object, "message", &broken.message.as_str().into());
    object
}
