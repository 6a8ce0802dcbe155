//! Values of form fields and cells, as they are written.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value, json};

use crate::key::Key;

/// A value to write.
///
/// The vendor's importer writes numbers as `value` and everything else as `svalue`; so does this client
/// (facts: WEBCON REST API, "Field values").
#[derive(Clone, Debug, PartialEq)]
pub struct NewValue {
    value: Option<Value>,
    svalue: Option<String>,
}

impl NewValue {
    /// Text; also for e-mail addresses.
    pub fn text(text: impl Into<String>) -> Self {
        Self { value: None, svalue: Some(text.into()) }
    }

    /// One chosen value. WEBCON refuses one that the field does not offer.
    ///
    /// Nothing escapes a `;` or `#` in `id#name`, so a name with one travels as JSON.
    pub fn choice(id: impl Into<String>, name: impl Into<String>) -> Self {
        let (id, name) = (id.into(), name.into());
        if name.contains([';', '#']) || id.contains([';', '#']) {
            Self { value: Some(json!([{ "id": id, "name": name }])), svalue: None }
        } else {
            Self { value: None, svalue: Some(format!("{id}#{name}")) }
        }
    }

    /// Yes or no.
    pub fn boolean(yes: bool) -> Self {
        Self { value: Some(Value::Bool(yes)), svalue: None }
    }

    /// A number, such as `NewValue::number(7)`.
    pub fn number(number: impl Into<Number>) -> Self {
        Self { value: Some(Value::Number(number.into())), svalue: None }
    }

    /// An address under a name, for link fields.
    pub fn link(url: impl Into<String>, name: impl Into<String>) -> Self {
        Self { value: Some(json!({ "url": url.into(), "name": name.into() })), svalue: None }
    }

    /// Nothing: empties the field.
    pub fn empty() -> Self {
        Self { value: Some(Value::Null), svalue: Some(String::new()) }
    }
}

/// A value with the field or column that it is for.
pub(crate) struct Written<'a>(pub(crate) &'a Key, pub(crate) &'a NewValue);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(key, new) = self;
        let mut map = serializer.serialize_map(None)?;
        key.write(&mut map)?;
        if let Some(value) = &new.value {
            map.serialize_entry("value", value)?;
        }
        if let Some(svalue) = &new.svalue {
            map.serialize_entry("svalue", svalue)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_vendor_writes_them() {
        let guid = Key::Guid("g".to_owned());
        let written = |new: &NewValue| serde_json::to_value(Written(&guid, new)).unwrap();
        assert_eq!(written(&NewValue::text("Umowa")), json!({ "guid": "g", "svalue": "Umowa" }));
        assert_eq!(
            written(&NewValue::link("https://example.com", "Podpisz")),
            json!({ "guid": "g", "value": { "url": "https://example.com", "name": "Podpisz" } })
        );
        assert_eq!(written(&NewValue::choice("7", "Anna")), json!({ "guid": "g", "svalue": "7#Anna" }));
        assert_eq!(
            written(&NewValue::choice("7", "A; B")),
            json!({ "guid": "g", "value": [{ "id": "7", "name": "A; B" }] })
        );
        assert_eq!(written(&NewValue::boolean(false)), json!({ "guid": "g", "value": false }));
        assert_eq!(written(&NewValue::number(7)), json!({ "guid": "g", "value": 7 }));
        assert_eq!(written(&NewValue::empty()), json!({ "guid": "g", "value": null, "svalue": "" }));
        let by_id = serde_json::to_value(Written(&Key::Id(3), &NewValue::text(""))).unwrap();
        assert_eq!(by_id, json!({ "id": 3, "svalue": "" }));
    }
}
