//! Values of form fields and cells, as they are read.

use std::borrow::Cow;

use serde_json::Value;

/// A value as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum FieldValue {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// Yes or no.
    Boolean(bool),
    /// A number, whole or not.
    Number(f64),
    /// A date or a date and time, as WEBCON writes it: ISO 8601, mostly without a zone.
    Date(String),
    /// Chosen values or people, in order; never empty.
    Choices(Vec<Choice>),
    /// A link.
    Link {
        /// Address.
        url: String,
        /// Text; empty when there is none.
        name: String,
    },
    /// A value of a kind that this client does not read, such as a place on a map: its JSON.
    Other(Value),
}

/// A chosen value: what WEBCON writes `id#name`. For a person the id is the login.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Id; compare choices by it.
    pub id: String,
    /// What people read; may be in the reader's language.
    pub name: String,
}

impl Choice {
    /// Reads `id#name`; a text without `#` is none. The first `#` splits (facts: WEBCON form, pairs).
    pub fn parse(pair: &str) -> Option<Self> {
        let (id, name) = pair.split_once('#')?;
        Some(Self { id: id.trim().to_owned(), name: name.to_owned() })
    }
}

impl FieldValue {
    /// Whether there is nothing, or only blanks.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) | Self::Date(text) => text.trim().is_empty(),
            Self::Choices(choices) => choices.is_empty(),
            Self::Boolean(_) | Self::Number(_) | Self::Link { .. } | Self::Other(_) => false,
        }
    }

    /// The value as people read it: names of choices joined with `; `, `1` or `0` for yes or no, the
    /// address of a link; empty for nothing and for what this client does not read.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty | Self::Other(_) => Cow::Borrowed(""),
            Self::Text(text) | Self::Date(text) => Cow::Borrowed(text),
            Self::Link { url, .. } => Cow::Borrowed(url),
            Self::Boolean(yes) => Cow::Borrowed(if *yes { "1" } else { "0" }),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Choices(choices) => match &choices[..] {
                [one] => Cow::Borrowed(&one.name),
                all => {
                    Cow::Owned(all.iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>().join("; "))
                }
            },
        }
    }

    /// Yes or no: a Boolean, or what means one (`1`, `0`, `true`, `false`) as a number, as text or as id
    /// of a choice.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(yes) => Some(*yes),
            _ => truth(&self.id()?),
        }
    }

    /// A whole number: a number without a fraction, or one as text or as id of a choice. One that is too large is not
    /// lost: it is the largest that there is.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Number(number) => whole(*number),
            Self::Text(_) | Self::Choices(_) => {
                let text = self.id()?;
                text.parse().ok().or_else(|| whole(decimal(&text)?))
            }
            _ => None,
        }
    }

    /// The chosen values. Text of the form `id#name` counts as chosen values too.
    pub fn choices(&self) -> Cow<'_, [Choice]> {
        match self {
            Self::Choices(choices) => Cow::Borrowed(choices),
            Self::Text(text) => Cow::Owned(pairs(text)),
            _ => Cow::Borrowed(&[]),
        }
    }

    /// The id of the first chosen value; of other values the text, up to a `#`. What WEBCON's plugin
    /// compares roles and the like by. None for nothing.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        let id = match self {
            Self::Choices(choices) => Cow::Borrowed(choices.first()?.id.as_str()),
            other => match other.to_text() {
                Cow::Borrowed(text) => Cow::Borrowed(text.split('#').next().unwrap_or(text).trim()),
                Cow::Owned(text) => Cow::Owned(text),
            },
        };
        (!id.is_empty()).then_some(id)
    }
}

/// How a value is to be understood, from the type of its field or column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Boolean,
    Number,
    Date,
    Choice,
    Unknown,
}

impl FieldValue {
    /// Reads `value` and, when it says nothing, `svalue` (facts: WEBCON REST API, "Field values").
    pub(crate) fn read(kind: Kind, value: Value, svalue: Option<&str>) -> Self {
        match Self::from_value(kind, value) {
            Self::Empty => svalue.map_or(Self::Empty, |svalue| Self::from_text(kind, svalue)),
            value => value,
        }
    }

    fn from_value(kind: Kind, value: Value) -> Self {
        match value {
            Value::Null => Self::Empty,
            Value::Bool(yes) => Self::Boolean(yes),
            Value::Number(number) if kind == Kind::Boolean => Self::Boolean(number.as_f64() != Some(0.0)),
            Value::Number(number) => Self::Number(number.as_f64().unwrap_or_default()),
            Value::String(text) => Self::from_text(kind, &text),
            Value::Array(values) if values.is_empty() => Self::Empty,
            Value::Array(values) if kind == Kind::Choice || kind == Kind::Unknown => {
                let choices: Option<Vec<Choice>> = values.iter().map(chosen).collect();
                choices.map_or(Self::Other(Value::Array(values)), Self::Choices)
            }
            Value::Object(ref members) => {
                match members.get("url").map(|url| url.as_str().unwrap_or_default()) {
                    Some("") => Self::Empty,
                    Some(url) => Self::Link { url: url.to_owned(), name: text_of(members.get("name")) },
                    None => Self::Other(value),
                }
            }
            other @ Value::Array(_) => Self::Other(other),
        }
    }

    fn from_text(kind: Kind, text: &str) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        let as_text = || Self::Text(text.to_owned());
        match kind {
            Kind::Text | Kind::Unknown => as_text(),
            Kind::Boolean => truth(text.trim()).map_or_else(as_text, Self::Boolean),
            Kind::Number => decimal(text).map_or_else(as_text, Self::Number),
            Kind::Date => Self::Date(text.to_owned()),
            Kind::Choice => match pairs(text) {
                choices if choices.is_empty() => as_text(),
                choices => Self::Choices(choices),
            },
        }
    }
}

/// One chosen value of a list; its id may come as a number.
fn chosen(value: &Value) -> Option<Choice> {
    let id = match value.get("id")? {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    Some(Choice { id, name: text_of(value.get("name")) })
}

fn text_of(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// `id#name;id#name`, in surveys with `|;` between. A piece without `#` belongs to the name before it:
/// nothing is escaped, so a name may hold a semicolon (inferred).
fn pairs(text: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for piece in text.split(';') {
        match (Choice::parse(piece), choices.last_mut()) {
            (Some(choice), _) => choices.push(choice),
            (None, Some(last)) if !piece.is_empty() => {
                last.name.push(';');
                last.name.push_str(piece);
            }
            (None, _) => {}
        }
    }
    for choice in &mut choices {
        if let Some(name) = choice.name.strip_suffix('|') {
            choice.name = name.to_owned();
        }
    }
    choices
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A number in text. WEBCON writes some with the decimal comma of a culture, and with blanks between
/// thousands.
fn decimal(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    plain.parse().or_else(|_| plain.replace(',', ".").parse()).ok().filter(|number: &f64| number.is_finite())
}

fn whole(number: f64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole; one that is too large becomes the largest there is"
    )]
    (number.fract() == 0.0).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(kind: Kind, value: &Value, svalue: &str) -> FieldValue {
        FieldValue::read(kind, value.clone(), Some(svalue))
    }

    fn choices(pairs: &[(&str, &str)]) -> FieldValue {
        let choice = |(id, name): &(&str, &str)| Choice { id: (*id).to_owned(), name: (*name).to_owned() };
        FieldValue::Choices(pairs.iter().map(choice).collect())
    }

    #[test]
    fn a_value_is_read_by_the_type_of_its_field() {
        let text = |text: &str| FieldValue::Text(text.to_owned());
        for (kind, value, svalue, expected) in [
            (Kind::Text, json!("Umowa"), "", text("Umowa")),
            (Kind::Text, json!("5#x"), "", text("5#x")),
            (Kind::Text, json!(null), "Umowa", text("Umowa")),
            (Kind::Text, json!(""), "", FieldValue::Empty),
            (Kind::Boolean, json!(true), "1", FieldValue::Boolean(true)),
            (Kind::Boolean, json!(null), "0", FieldValue::Boolean(false)),
            (Kind::Boolean, json!(1), "", FieldValue::Boolean(true)),
            (Kind::Boolean, json!("perhaps"), "", text("perhaps")),
            (Kind::Number, json!(12.5), "12,5", FieldValue::Number(12.5)),
            (Kind::Number, json!(null), "1 234,5", FieldValue::Number(1234.5)),
            (Kind::Number, json!(null), "many", text("many")),
            (
                Kind::Date,
                json!("2026-11-23T00:00:00"),
                "",
                FieldValue::Date("2026-11-23T00:00:00".to_owned()),
            ),
            (Kind::Choice, json!([{ "id": "7", "name": "Anna" }]), "7#Anna", choices(&[("7", "Anna")])),
            (Kind::Choice, json!([{ "id": 7, "name": null }]), "", choices(&[("7", "")])),
            (Kind::Choice, json!([]), "7#Anna;8#Jan;", choices(&[("7", "Anna"), ("8", "Jan")])),
            (Kind::Choice, json!(null), "1#A; B;2#C#D", choices(&[("1", "A; B"), ("2", "C#D")])),
            (Kind::Choice, json!(null), "1#A|;2#B", choices(&[("1", "A"), ("2", "B")])),
            (Kind::Choice, json!(null), "typed in", text("typed in")),
            (Kind::Unknown, json!([{ "id": "7", "name": "Anna" }]), "", choices(&[("7", "Anna")])),
            (
                Kind::Unknown,
                json!({ "url": "https://a.example.com", "name": null }),
                "",
                FieldValue::Link { url: "https://a.example.com".to_owned(), name: String::new() },
            ),
            (Kind::Unknown, json!({ "url": null }), "", FieldValue::Empty),
            (Kind::Unknown, json!({ "longitude": 1 }), "", FieldValue::Other(json!({ "longitude": 1 }))),
            (Kind::Text, json!([1]), "", FieldValue::Other(json!([1]))),
            (Kind::Choice, json!([1]), "", FieldValue::Other(json!([1]))),
            (Kind::Unknown, json!(null), "", FieldValue::Empty),
        ] {
            assert_eq!(read(kind, &value, svalue), expected, "{kind:?} {value} {svalue:?}");
        }
        assert_eq!(FieldValue::read(Kind::Text, Value::Null, None), FieldValue::Empty);
    }

    #[test]
    fn a_value_can_be_asked_for_what_it_means() {
        let text = |text: &str| FieldValue::Text(text.to_owned());
        let role = choices(&[("SIGNER", "Podpisujący")]);
        assert_eq!(role.id().as_deref(), Some("SIGNER"));
        assert_eq!(role.to_text(), "Podpisujący");
        assert_eq!(text("SIGNER#Podpisujący").id().as_deref(), Some("SIGNER"));
        assert_eq!(text("SIGNER#Podpisujący").choices()[0].name, "Podpisujący");
        assert_eq!(choices(&[("1", "A"), ("2", "B")]).to_text(), "A; B");
        assert_eq!(text(" ").id(), None);
        assert!(text(" ").is_empty());
        assert!(FieldValue::Empty.is_empty());

        for yes in
            [FieldValue::Boolean(true), FieldValue::Number(1.0), text("True"), choices(&[("1", "Tak")])]
        {
            assert_eq!(yes.as_bool(), Some(true), "{yes:?}");
        }
        for no in [FieldValue::Boolean(false), FieldValue::Number(0.0), text("0"), choices(&[("0", "Nie")])] {
            assert_eq!(no.as_bool(), Some(false), "{no:?}");
        }
        assert_eq!(text("tak").as_bool(), None);
        assert_eq!(FieldValue::Empty.as_bool(), None);

        for three in [FieldValue::Number(3.0), text(" 3 "), text("3,00"), choices(&[("3", "trzeci")])] {
            assert_eq!(three.as_integer(), Some(3), "{three:?}");
        }
        for many in [FieldValue::Number(1e30), text("99999999999999999999"), text("1e30")] {
            assert_eq!(many.as_integer(), Some(i64::MAX), "{many:?}");
        }
        for none in [
            FieldValue::Number(3.5),
            FieldValue::Number(f64::INFINITY),
            text("3.5"),
            text(""),
            FieldValue::Boolean(true),
            text("NaN"),
        ] {
            assert_eq!(none.as_integer(), None, "{none:?}");
        }
    }
}
