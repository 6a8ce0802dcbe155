//! Every text that people read, in every language of the form, with plural forms. The texts stand in `locales/`.

mod bidi;
mod catalogue;
mod language;
#[cfg(target_arch = "wasm32")]
mod loaded;
mod localized_message;

pub use bidi::isolated;
pub use catalogue::Text;
pub use language::{Lang, Plurals};
#[cfg(target_arch = "wasm32")]
pub use loaded::load;
pub use localized_message::{LocalizedMessage, Part};

/// Texts as a browser loads them: one a line.
#[cfg(not(target_arch = "wasm32"))]
pub fn file(texts: &[Text], lang: Lang) -> String {
    texts.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join("\n")
}

impl Text {
    /// The text with `{name}` replaced by the value of that name.
    pub fn fill(self, lang: Lang, args: &[(&str, &str)]) -> String {
        fill(self.get(lang), args)
    }

    /// The form of the text that goes with the number, with `{n}` replaced by it.
    ///
    /// The forms of a text stand side by side, divided by `|`.
    pub fn count(self, lang: Lang, n: usize, args: &[(&str, &str)]) -> String {
        let forms = self.get(lang);
        let form = forms.split('|').nth(lang.plurals().form(n)).unwrap_or(forms);
        fill(&fill(form, &[("n", &n.to_string())]), args)
    }
}

/// One pass, so that a value which itself holds braces is taken as it is. Values keep their direction to themselves.
fn fill(template: &str, args: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let value = after
            .split_once('}')
            .and_then(|(name, tail)| Some((args.iter().find(|(key, _)| *key == name)?.1, tail)));
        if let Some((value, tail)) = value {
            out.push_str(&isolated(value));
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_with_braces_is_taken_as_it_is() {
        assert_eq!(fill("{a}{b}{c}", &[("a", "{b}"), ("b", "2")]), "{b}2{c}");
        assert_eq!(fill("open {", &[]), "open {");
    }

    #[test]
    fn a_value_does_not_turn_its_sentence_round() {
        let message = Text::LinkNoRecipient.fill(Lang::En, &[("email", "a\u{202e}")]);
        assert_eq!(message, "\u{2068}a\u{202e}\u{2069} is not among the recipients of this document.");
        let message = LocalizedMessage::from(Text::RuleInRow)
            .with("row", "1")
            .with("who", " (דוד)")
            .with("what", LocalizedMessage::from(Text::RuleEmailMalformed).with("email", "x"));
        assert_eq!(message.render(Lang::En), "Row 1\u{2068} (דוד)\u{2069}: “x” is not an e-mail address.");
    }
}
