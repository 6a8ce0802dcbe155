//! What `window.autentiForm` offers to scripts: the rules.

use autenti_model::{Lang, RecipientRow, RuleOptions, validate};
use serde::{Deserialize, Serialize as _};
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::{JsError, JsValue};

/// What a script asks for besides.
#[derive(Deserialize)]
#[serde(default)]
struct Wishes {
    lang: String,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { lang: Lang::default().tag().to_owned() }
    }
}

/// The broken rules of the rows.
pub(crate) fn validate_recipients(rows: JsValue, options: JsValue) -> Result<JsValue, JsError> {
    let wishes: Wishes = from_value(options.clone())?;
    let options: RuleOptions = from_value(options)?;
    let rows: Vec<RecipientRow> = from_value(rows)?;
    let broken = validate(&rows, &options, Lang::from_tag(&wishes.lang).unwrap_or_default());
    Ok(broken.serialize(&Serializer::json_compatible())?)
}
