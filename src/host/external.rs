//! The form around a frame, which the External control reaches by messages (`www/external`).

use wasm_bindgen::prelude::*;

use super::{Answer, Host, NoAnswer};
use crate::dom::text_of;

#[wasm_bindgen]
extern "C" {
    /// The form, as the External control hands it over.
    type Form;

    #[wasm_bindgen(method, js_name = isEditing)]
    fn is_editing(this: &Form) -> bool;
    #[wasm_bindgen(method, catch)]
    async fn value(this: &Form, field: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = setValue)]
    fn set_value(this: &Form, field: &str, value: &str);
    #[wasm_bindgen(method, catch, js_name = countRows)]
    async fn count_rows(this: &Form, list: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn cell(this: &Form, list: f64, row: u32, column: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = setCell)]
    fn set_cell(this: &Form, list: f64, row: u32, column: &str, value: &str);
}

/// The form around the frame.
pub(super) struct External(Form);

impl External {
    pub(super) fn new(form: JsValue) -> Self {
        Self(form.unchecked_into())
    }
}

impl Host for External {
    fn is_form(&self) -> bool {
        true
    }

    fn is_editing(&self) -> bool {
        self.0.is_editing()
    }

    /// The frame is made for one instance, and taken away with it.
    fn instance(&self) -> Option<String> {
        None
    }

    /// Each look would be hundreds of messages.
    fn can_be_polled(&self) -> bool {
        false
    }

    /// What is hidden from the person comes empty, like what is empty.
    fn shows(&self, _field: &str) -> bool {
        false
    }

    fn shows_cell(&self, _list: i64, _row: u32, _column: &str) -> bool {
        false
    }

    fn value<'a>(&'a self, field: &'a str) -> Answer<'a, String> {
        Box::pin(async move { self.0.value(field).await.map(|value| text_of(&value)).map_err(|_| NoAnswer) })
    }

    fn set_value(&self, field: &str, value: &str) {
        self.0.set_value(field, value);
    }

    fn count_rows(&self, list: i64) -> Answer<'_, u32> {
        Box::pin(async move {
            let count = self.0.count_rows(number(list)).await.map_err(|_| NoAnswer)?;
            text_of(&count).parse().map_err(|_| NoAnswer)
        })
    }

    fn cell<'a>(&'a self, list: i64, row: u32, column: &'a str) -> Answer<'a, String> {
        Box::pin(async move {
            let value = self.0.cell(number(list), row, column).await;
            value.map(|value| text_of(&value)).map_err(|_| NoAnswer)
        })
    }

    fn set_cell(&self, list: i64, row: u32, column: &str, value: &str) {
        self.0.set_cell(number(list), row, column, value);
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of lists are far below 2^53")]
fn number(list: i64) -> f64 {
    list as f64
}
