//! What the proxy answers, in two parts: the signing, and what a form that is being edited needs.

use autenti_model::Signing;
use autenti_model::signing::{RecipientsList, Waiting, Written, WrittenRows};
use serde::Deserialize;
use wasm_bindgen::JsValue;

use crate::net::decode;

/// What a form that is being edited needs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub(crate) struct FormUpdate {
    /// What the proxy wrote into fields.
    pub(crate) written: Vec<Written>,
    /// What it wrote into rows of the item list of recipients.
    pub(crate) written_rows: Option<WrittenRows>,
    /// Why something could not be written yet.
    pub(crate) waiting: Option<Waiting>,
    /// The item list of recipients, while it can still be changed.
    pub(crate) list: Option<RecipientsList>,
}

impl FormUpdate {
    /// Whether the proxy wrote anything.
    pub(crate) fn has_written(&self) -> bool {
        !self.written.is_empty() || self.written_rows.is_some()
    }
}

/// Reads both parts of a body; none if it is no signing. A form that is told more than this version can read goes
/// without it, but is shown.
pub(super) fn read(body: &JsValue) -> Option<(Signing, FormUpdate)> {
    Some((decode(body)?, decode(body).unwrap_or_default()))
}
