//! Words with what they are made of: whoever has another text in place of ours can say the same in their own words.

#[cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeMap;

#[cfg(not(target_arch = "wasm32"))]
use serde::{Deserialize, Serialize};

use super::{Lang, Text, fill};

/// Words: a text of the catalogue, and the values in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize, Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct LocalizedMessage {
    /// Name of the text in the catalogue.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[cfg_attr(feature = "typescript", tsify(type = "string"))]
    pub text: Text,
    /// What stands in its places, by their names.
    #[cfg_attr(
        not(target_arch = "wasm32"),
        serde(default, skip_serializing_if = "Vec::is_empty", with = "values")
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Part>))]
    #[cfg_attr(feature = "typescript", tsify(type = "Record<string, Part>"))]
    pub values: Vec<(String, Part)>,
}

/// What stands in a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize, Deserialize), serde(untagged))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(no_recursion))]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Part {
    /// The same in every language: a name, a number, what somebody typed.
    Plain(String),
    /// Another text.
    Message(LocalizedMessage),
    /// Several, one after another.
    List(Vec<Part>),
}

impl LocalizedMessage {
    /// The text, with a value in a place of it.
    #[must_use]
    pub fn with(mut self, place: &str, value: impl Into<Part>) -> Self {
        self.values.push((place.to_owned(), value.into()));
        self
    }

    /// The words in the language.
    pub fn render(&self, lang: Lang) -> String {
        let values: Vec<_> =
            self.values.iter().map(|(place, part)| (place.as_str(), part.render(lang))).collect();
        let values: Vec<_> = values.iter().map(|(place, words)| (*place, words.as_str())).collect();
        fill(self.text.get(lang), &values)
    }

    /// This by the name of the property that holds the words, such as `detail`: as bodies tell it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn for_property(self, property: &str) -> BTreeMap<String, Self> {
        [(property.to_owned(), self)].into()
    }
}

impl Part {
    fn render(&self, lang: Lang) -> String {
        match self {
            Self::Plain(words) => words.clone(),
            Self::Message(message) => message.render(lang),
            Self::List(parts) => parts.iter().map(|part| part.render(lang)).collect(),
        }
    }
}

impl From<Text> for LocalizedMessage {
    fn from(text: Text) -> Self {
        Self { text, values: Vec::new() }
    }
}

impl From<&str> for Part {
    fn from(words: &str) -> Self {
        Self::Plain(words.to_owned())
    }
}

impl From<String> for Part {
    fn from(words: String) -> Self {
        Self::Plain(words)
    }
}

impl From<LocalizedMessage> for Part {
    fn from(message: LocalizedMessage) -> Self {
        Self::Message(message)
    }
}

impl From<Text> for Part {
    fn from(text: Text) -> Self {
        Self::Message(text.into())
    }
}

impl From<Vec<Self>> for Part {
    fn from(parts: Vec<Self>) -> Self {
        Self::List(parts)
    }
}

/// Values travel as an object.
#[cfg(not(target_arch = "wasm32"))]
mod values {
    use super::{BTreeMap, Deserialize, Part};

    pub(super) fn serialize<S: serde::Serializer>(
        values: &[(String, Part)],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_map(values.iter().map(|(place, part)| (place, part)).collect::<BTreeMap<_, _>>())
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<(String, Part)>, D::Error> {
        Ok(BTreeMap::deserialize(from)?.into_iter().collect())
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        let known = Self::ALL.iter().find(|text| text.key() == key).copied();
        known.ok_or_else(|| serde::de::Error::custom(format!("there is no text `{key}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_made_in_the_language_of_whoever_reads_them_down_to_the_smallest_part() {
        let what = LocalizedMessage::from(Text::RuleRoleNotAllowed).with("role", Text::RoleApprover);
        let message = LocalizedMessage::from(Text::RuleInRow)
            .with("row", "2")
            .with("who", " (Anna Nowak)")
            .with("what", what);
        let json = serde_json::to_value(&message).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "text": "RuleInRow",
                "values": {
                    "row": "2",
                    "who": " (Anna Nowak)",
                    "what": { "text": "RuleRoleNotAllowed", "values": { "role": { "text": "RoleApprover" } } },
                },
            })
        );
        let message: LocalizedMessage = serde_json::from_value(json).unwrap();
        assert!(message.render(Lang::En).contains("Approver"), "{}", message.render(Lang::En));
        assert!(
            message.render(Lang::Pl).starts_with("Wiersz 2 (Anna Nowak)"),
            "{}",
            message.render(Lang::Pl)
        );
        let row = Part::from(vec!["Anna: ".into(), Text::SkippedDone.into()]);
        assert_eq!(row.render(Lang::Pl), "Anna: nie musi teraz nic robić");
    }

    #[test]
    fn a_text_that_is_not_known_any_more_cannot_be_read() {
        assert!(serde_json::from_str::<LocalizedMessage>(r#"{"text":"Gone"}"#).is_err());
    }
}
