//! The REST data source that answers a ticket, as a designer enters it in Designer Studio: a connection's base address,
//! and the boxes of the source. The rule takes the column `ticket` of its first row.

use std::collections::BTreeMap;

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value as JsonValue;

/// What stands in the boxes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DataSource {
    /// Base address of the connection.
    base_address: String,
    method: String,
    url_suffix: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// With names in braces, such as `{WFD_ID}`, where the designer picks the current value of something.
    body: String,
}

impl DataSource {
    /// The request with these values. They are put in as they are (facts: WEBCON form, corrections: whether WEBCON
    /// escapes is unknown).
    pub(super) fn request(
        &self,
        http: &reqwest::Client,
        values: &[(&str, &str)],
    ) -> Option<reqwest::RequestBuilder> {
        let fill = |body: String, (name, value): &(&str, &str)| body.replace(&format!("{{{name}}}"), value);
        let body = values.iter().fold(self.body.clone(), fill);
        let method = Method::from_bytes(self.method.as_bytes()).ok()?;
        let address = format!("{}{}", self.base_address.trim_end_matches('/'), self.url_suffix);
        let request = http.request(method, address).header("content-type", "application/json").body(body);
        Some(self.headers.iter().fold(request, |request, (name, value)| request.header(name, value)))
    }

    /// The first row of an answer whose root is the collection.
    pub(super) fn first_row(answer: JsonValue) -> Option<JsonValue> {
        match answer {
            JsonValue::Array(rows) => rows.into_iter().next(),
            _ => None,
        }
    }
}
