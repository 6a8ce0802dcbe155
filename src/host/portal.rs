//! A form page of WEBCON's portal, by what it says of itself (facts: form in the browser, "Globals") and by its functions
//! (facts: form in the browser, "Global functions").

use std::future::ready;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use super::{Answer, Host};
use crate::dom::{text_of, window};

/// The portal's form page.
pub(super) struct Portal;

/// Whether this is a form page of the portal.
pub(super) fn is_here() -> bool {
    global("GetValue").is_function()
}

impl Host for Portal {
    fn is_form(&self) -> bool {
        true
    }

    fn is_editing(&self) -> bool {
        is_editing()
    }

    fn instance(&self) -> Option<String> {
        instance()
    }

    fn is_settling(&self) -> bool {
        is_settling()
    }

    fn can_be_polled(&self) -> bool {
        true
    }

    fn shows(&self, field: &str) -> bool {
        !call("GetValue", &[field.into()]).is_undefined()
    }

    fn shows_cell(&self, list: i64, row: u32, column: &str) -> bool {
        !call("GetSubValue", &[number(list), row.into(), column.into()]).is_undefined()
    }

    fn value<'a>(&'a self, field: &'a str) -> Answer<'a, String> {
        Box::pin(ready(Ok(text_of(&call("GetValue", &[field.into()])))))
    }

    fn set_value(&self, field: &str, value: &str) {
        call("SetValue", &[field.into(), value.into(), forced().into()]);
    }

    fn count_rows(&self, list: i64) -> Answer<'_, u32> {
        let count = call("SubelementCountRows", &[number(list)]);
        let count = text_of(&count).parse().unwrap_or_default();
        Box::pin(ready(Ok(count)))
    }

    fn cell<'a>(&'a self, list: i64, row: u32, column: &'a str) -> Answer<'a, String> {
        Box::pin(ready(Ok(text_of(&call("GetSubValue", &[number(list), row.into(), column.into()])))))
    }

    fn set_cell(&self, list: i64, row: u32, column: &str, value: &str) {
        call("SetSubValue", &[number(list), row.into(), column.into(), value.into(), true.into()]);
    }
}

/// Whether the form is open for editing. Older portals say so with a number or a word.
pub(super) fn is_editing() -> bool {
    let view = text_of(&global("G_EDITVIEW"));
    view == "1" || view.eq_ignore_ascii_case("true")
}

/// The number of the instance, where the page says so. A new one has none: `"0#"` before 2024, null since.
pub(super) fn instance() -> Option<String> {
    let instance = text_of(&global("G_WFELEM"));
    let id = instance.split('#').next().unwrap_or_default().trim();
    (!id.is_empty() && id != "0").then(|| id.to_owned())
}

/// Whether this is a portal that has not yet said which instance it shows.
pub(super) fn is_settling() -> bool {
    !global("initModel").is_undefined() && global("G_WFELEM").is_undefined()
}

/// Also fields that people may not change.
fn forced() -> Object {
    let options = Object::new();
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(&options, &"forceOnReadonly".into(), &JsValue::TRUE);
    options
}

#[expect(clippy::cast_precision_loss, reason = "numbers of lists are far below 2^53")]
fn number(list: i64) -> JsValue {
    JsValue::from_f64(list as f64)
}

fn global(name: &str) -> JsValue {
    // The window answers for every name.
    Reflect::get(&window(), &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Calls a function of the portal, if there is one. What it refuses is refused; it logs that itself.
fn call(name: &str, values: &[JsValue]) -> JsValue {
    let call = |function: Function| function.apply(&window(), &values.iter().collect::<Array>()).ok();
    global(name).dyn_into().ok().and_then(call).unwrap_or(JsValue::UNDEFINED)
}
