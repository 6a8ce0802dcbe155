//! Texts with places for the form's values: `Contract {field:Number}`.

/// A text in which `{field:Name}` stands for the value of a form field, by name or GUID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(String),
}

impl Template {
    /// Reads the text.
    ///
    /// # Errors
    /// When a brace is not closed, or holds something else than `field:` and a name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (place, tail) =
                after.split_once('}').ok_or_else(|| format!("a `{{` is not closed in `{text}`"))?;
            let field =
                place.strip_prefix("field:").map(str::trim).filter(|name| !name.is_empty()).ok_or_else(
                    || format!("`{{{place}}}` is not a place for a value; write {{field:Name}}"),
                )?;
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Field(field.to_owned()));
            rest = tail;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The text, where it stands as it is, with no place for a value.
    pub fn constant(&self) -> Option<String> {
        let text = |part: &Part| match part {
            Part::Text(text) => Some(text.clone()),
            Part::Field(_) => None,
        };
        self.parts.iter().map(text).collect()
    }

    /// The field, where it is one place for a value and nothing else.
    pub fn lone_field(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Field(name)] => Some(name),
            _ => None,
        }
    }

    /// The fields whose values it needs.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Field(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with the values in place.
    ///
    /// # Errors
    /// What `value` fails with.
    pub fn fill<E>(&self, mut value: impl FnMut(&str) -> Result<String, E>) -> Result<String, E> {
        let mut filled = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Field(name) => filled.push_str(&value(name)?),
            }
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> String {
        let template = Template::parse(text).unwrap();
        template.fill(|name| Ok::<_, ()>(format!("<{name}>"))).unwrap()
    }

    #[test]
    fn values_stand_in_their_places() {
        assert_eq!(filled("Umowa {field:Number} / {field: Year }"), "Umowa <Number> / <Year>");
        assert_eq!(filled("Umowa"), "Umowa");
        assert_eq!(filled(""), "");
    }

    #[test]
    fn a_place_for_something_else_is_a_mistake() {
        for text in ["{", "{}", "{user}", "{field:}", "a {field:x b"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
