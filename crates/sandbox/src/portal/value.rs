//! What fields and cells hold, and how it travels.
//!
//! facts: WEBCON REST API, field values. A picker's value is a list of `{id, name}`; the short form
//! (`svalue`) is `id#name`, several joined with `;`. Names are not escaped there, so a `#` or `;` in a name
//! does not survive it.

use serde_json::{Value as Json, json};

use super::language::Language;
use super::process::{Dictionary, Kind};

/// What a field or a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Value {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Flag(bool),
    /// `YYYY-MM-DD`.
    Day(String),
    Picked(Vec<Picked>),
    Link(Link),
}

/// An address and the text that leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) url: String,
    pub(super) name: String,
}

/// One picked value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picked {
    pub(super) id: String,
    pub(super) name: String,
}

/// Why something is not a value of its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotAValue(pub(super) String);

impl Value {
    /// A text, or nothing.
    pub(super) fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// A picked value of a dictionary, under its English name.
    pub(super) fn picked(id: &str, dictionary: Dictionary) -> Self {
        let name = dictionary
            .iter()
            .find(|choice| choice.id == id)
            .map_or(id, |choice| choice.name.get(Language::English));
        Self::Picked(vec![Picked { id: id.to_owned(), name: name.to_owned() }])
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) | Self::Day(text) => text.trim().is_empty(),
            Self::Picked(picked) => picked.is_empty(),
            Self::Link(link) => link.url.trim().is_empty(),
            Self::Number(_) | Self::Flag(_) => false,
        }
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// The id of the first picked value.
    pub(super) fn picked_id(&self) -> &str {
        match self {
            Self::Picked(picked) => picked.first().map_or("", |picked| picked.id.as_str()),
            _ => "",
        }
    }

    /// The name of the first picked value.
    pub(super) fn picked_name(&self) -> &str {
        match self {
            Self::Picked(picked) => picked.first().map_or("", |picked| picked.name.as_str()),
            _ => "",
        }
    }

    /// The long form of a field of this kind.
    pub(super) fn to_json(&self, kind: Kind) -> Json {
        match self {
            Self::Empty if kind.is_picker() => json!([]),
            Self::Empty => Json::Null,
            Self::Text(text) => json!(text),
            Self::Number(number) if matches!(kind, Kind::Int) => json!(whole(*number)),
            Self::Number(number) => json!(number),
            Self::Flag(flag) => json!(flag),
            Self::Day(day) => json!(format!("{day}T00:00:00Z")),
            Self::Picked(picked) => {
                picked.iter().map(|picked| json!({ "id": picked.id, "name": picked.name })).collect()
            }
            Self::Link(link) => json!({ "url": link.url, "name": link.name }),
        }
    }

    /// The short form. That numbers and flags are written like this is inferred.
    pub(super) fn short(&self) -> Option<String> {
        match self {
            Self::Empty => None,
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Flag(flag) => Some(if *flag { "True" } else { "False" }.to_owned()),
            Self::Day(day) => Some(format!("{day}T00:00:00Z")),
            Self::Picked(picked) => Some(
                picked
                    .iter()
                    .map(|picked| format!("{}#{}", picked.id, picked.name))
                    .collect::<Vec<_>>()
                    .join(";"),
            ),
            // How the form's JavaScript writes a link (facts: WEBCON form, values by field type); that the
            // API's short form is the same is inferred.
            Self::Link(link) => Some(format!("link:{};displayname:{}", link.url, link.name)),
        }
    }

    /// Reads the long form of a field of this kind.
    pub(super) fn from_json(kind: Kind, json: &Json) -> Result<Self, NotAValue> {
        let wrong = || NotAValue(format!("{} does not take this value", kind.type_name()));
        match (kind, json) {
            (_, Json::Null) => Ok(Self::Empty),
            (Kind::SingleLine | Kind::Multiline | Kind::Email | Kind::Extension, Json::String(text)) => {
                Ok(Self::text(text))
            }
            (Kind::Decimal, Json::Number(number)) => number.as_f64().map(Self::Number).ok_or_else(wrong),
            (Kind::Int, Json::Number(number)) => {
                let number = number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() <= f64::from(i32::MAX));
                number.map(Self::Number).ok_or_else(wrong)
            }
            (Kind::Boolean, Json::Bool(flag)) => Ok(Self::Flag(*flag)),
            (Kind::Date, Json::String(text)) => day(text),
            (Kind::HyperLink, Json::Object(link)) => {
                let text = |key: &str| link.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
                Ok(link_to(text("url"), text("name")))
            }
            (Kind::ChoiceList(_) | Kind::Users | Kind::People, Json::Array(items)) => {
                let picked = items.iter().map(|item| picked(kind, item)).collect::<Result<Vec<_>, _>>()?;
                Ok(if picked.is_empty() { Self::Empty } else { Self::Picked(picked) })
            }
            _ => Err(wrong()),
        }
    }

    /// Reads the short form of a field of this kind.
    pub(super) fn from_short(kind: Kind, short: &str) -> Result<Self, NotAValue> {
        if short.is_empty() {
            return Ok(Self::Empty);
        }
        let wrong = || NotAValue(format!("`{short}` is not a value of {}", kind.type_name()));
        match kind {
            Kind::SingleLine | Kind::Multiline | Kind::Email | Kind::Extension => Ok(Self::text(short)),
            Kind::Decimal => short.parse().map(Self::Number).map_err(|_| wrong()),
            Kind::Int => short.parse::<i32>().map(|n| Self::Number(n.into())).map_err(|_| wrong()),
            Kind::Boolean => match short.to_ascii_lowercase().as_str() {
                "true" | "1" => Ok(Self::Flag(true)),
                "false" | "0" => Ok(Self::Flag(false)),
                _ => Err(wrong()),
            },
            Kind::Date => day(short),
            Kind::HyperLink => {
                let link = short.strip_prefix("link:").ok_or_else(wrong)?;
                let (url, name) = link.split_once(";displayname:").unwrap_or((link, ""));
                Ok(link_to(url.to_owned(), name.to_owned()))
            }
            Kind::ChoiceList(_) | Kind::Users | Kind::People => {
                let items = short.split(';').map(|item| {
                    let (id, name) = item.split_once('#').unwrap_or((item, ""));
                    picked(kind, &json!({ "id": id, "name": name }))
                });
                Ok(Self::Picked(items.collect::<Result<_, _>>()?))
            }
            Kind::Html
            | Kind::ExternalControl
            | Kind::ItemList
            | Kind::AttributesGroup
            | Kind::TabPanel
            | Kind::Tab => Err(wrong()),
        }
    }
}

/// A link without a text shows its address.
fn link_to(url: String, name: String) -> Value {
    if url.is_empty() {
        return Value::Empty;
    }
    let name = if name.is_empty() { url.clone() } else { name };
    Value::Link(Link { url, name })
}

/// A number of a whole-number field. Only whole numbers get into one.
#[expect(clippy::cast_possible_truncation, reason = "only numbers that fit are let in")]
fn whole(number: f64) -> i64 {
    number as i64
}

fn day(text: &str) -> Result<Value, NotAValue> {
    let day = text.get(..10).unwrap_or(text);
    match day.parse::<jiff::civil::Date>() {
        Ok(_) => Ok(Value::Day(day.to_owned())),
        Err(_) => Err(NotAValue(format!("`{text}` is not a date"))),
    }
}

/// One picked value. An id that the field does not offer is refused (facts: WEBCON form, data shapes: since
/// 2026 R1 the server refuses choice values that it cannot confirm; that this holds for the API is
/// inferred). A value sent without its name gets the name from the dictionary.
fn picked(kind: Kind, json: &Json) -> Result<Picked, NotAValue> {
    let id = json["id"].as_str().unwrap_or_default();
    let name = json["name"].as_str().unwrap_or_default();
    if id.is_empty() {
        return Err(NotAValue(format!("a value of {} needs an id", kind.type_name())));
    }
    let known_name = match kind {
        Kind::ChoiceList(dictionary) => dictionary
            .iter()
            .find(|choice| choice.id == id)
            .map(|choice| choice.name.get(Language::English).to_owned())
            .ok_or_else(|| NotAValue(format!("`{id}` is not among the available values")))?,
        _ => super::people::by_login(id)
            .map(|user| user.name)
            .ok_or_else(|| NotAValue(format!("`{id}` is not a user")))?,
    };
    Ok(Picked { id: id.to_owned(), name: if name.is_empty() { known_name } else { name.to_owned() } })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHOICE: Kind = Kind::ChoiceList(&[super::super::process::Choice {
        id: "A",
        name: super::super::language::label("First", "Pierwszy"),
    }]);

    #[test]
    fn every_kind_reads_its_own_long_form() {
        for (kind, json, value) in [
            (Kind::SingleLine, json!("x"), Value::Text("x".into())),
            (Kind::SingleLine, json!(""), Value::Empty),
            (Kind::Decimal, json!(1.5), Value::Number(1.5)),
            (Kind::Int, json!(3), Value::Number(3.0)),
            (Kind::Boolean, json!(false), Value::Flag(false)),
            (Kind::Date, json!("2026-11-23T12:00:00Z"), Value::Day("2026-11-23".into())),
            (CHOICE, json!([]), Value::Empty),
            (Kind::HyperLink, json!({ "url": "", "name": "x" }), Value::Empty),
            (
                Kind::HyperLink,
                json!({ "url": "https://example.com/1" }),
                Value::Link(Link {
                    url: "https://example.com/1".into(),
                    name: "https://example.com/1".into(),
                }),
            ),
            (
                CHOICE,
                json!([{ "id": "A" }]),
                Value::Picked(vec![Picked { id: "A".into(), name: "First".into() }]),
            ),
        ] {
            assert_eq!(Value::from_json(kind, &json), Ok(value), "{json}");
        }
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        for (kind, json) in [
            (Kind::SingleLine, json!(1)),
            (Kind::Int, json!(1.5)),
            (Kind::Boolean, json!("true")),
            (Kind::Date, json!("soon")),
            (CHOICE, json!([{ "id": "B", "name": "Second" }])),
            (CHOICE, json!("A#First")),
            (Kind::Users, json!([{ "id": "nobody@example.com" }])),
            (Kind::HyperLink, json!("https://example.com")),
        ] {
            assert!(Value::from_json(kind, &json).is_err(), "{json}");
        }
    }

    #[test]
    fn the_short_form_reads_back_as_the_same_value() {
        for (kind, short) in [
            (Kind::SingleLine, "Umowa 1/2026"),
            (Kind::Decimal, "12.5"),
            (Kind::Boolean, "True"),
            (CHOICE, "A#First"),
            (Kind::Users, "anna.nowak@example.com#Anna Nowak"),
            (Kind::HyperLink, "link:https://example.com/a;b;displayname:Akta; tom 1"),
        ] {
            let value = Value::from_short(kind, short).unwrap();
            assert_eq!(value.short().as_deref(), Some(short));
        }
        assert_eq!(Value::from_short(CHOICE, "").unwrap(), Value::Empty);
    }
}
