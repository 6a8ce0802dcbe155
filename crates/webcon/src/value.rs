//! Values of form fields and cells, as they are read and as they are written.

use std::borrow::Cow;

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
    /// A value of a kind that this client does not read, such as a picture: its JSON.
    Other(serde_json::Value),
}

/// A chosen value: what WEBCON writes `id#name`. For a person the id is the login.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Id; compare choices by it.
    pub id: String,
    /// What people read; may be in the reader's language.
    pub name: String,
}

impl FieldValue {
    /// Whether there is nothing, or only blanks.
    pub fn is_empty(&self) -> bool {
        todo!()
    }

    /// The value as people read it: names of choices joined with `; `, `1` or `0` for yes or no; empty for
    /// nothing.
    pub fn to_text(&self) -> Cow<'_, str> {
        todo!()
    }

    /// Yes or no: a Boolean, or what means one (`1`, `0`, `true`, `false`) as a number, text or id of a
    /// choice.
    pub fn as_bool(&self) -> Option<bool> {
        todo!()
    }

    /// A whole number: a number without a fraction, or one as text or as id of a choice.
    pub fn as_integer(&self) -> Option<i64> {
        todo!()
    }

    /// The chosen values. Text of the form `id#name` counts as one.
    pub fn choices(&self) -> Cow<'_, [Choice]> {
        todo!()
    }

    /// The id of the first chosen value, or the text before `#`: what WEBCON's plugin compares roles and
    /// the like by.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        todo!()
    }
}

/// A value to write.
#[derive(Clone, Debug, PartialEq)]
pub struct NewValue {
    pub(crate) value: Option<serde_json::Value>,
    pub(crate) svalue: Option<String>,
}

impl NewValue {
    /// Text; also for e-mail addresses.
    pub fn text(text: impl Into<String>) -> Self {
        todo!()
    }

    /// One chosen value. WEBCON refuses one that the field does not offer.
    pub fn choice(id: impl Into<String>, name: impl Into<String>) -> Self {
        todo!()
    }

    /// Yes or no.
    pub fn boolean(yes: bool) -> Self {
        todo!()
    }

    /// A number; for whole numbers `number(7)`.
    pub fn number(number: impl Into<serde_json::Number>) -> Self {
        todo!()
    }

    /// Nothing: empties the field.
    pub fn empty() -> Self {
        todo!()
    }
}
