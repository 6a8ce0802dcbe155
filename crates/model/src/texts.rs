//! Every text that people read, in every language of the form, with plural forms. The texts stand in `locales/`.

mod bidi;
mod catalogue;
mod language;
#[cfg(target_arch = "wasm32")]
mod loaded;
mod said;

pub(crate) use bidi::isolated;
pub use catalogue::Text;
pub use language::{Lang, Plurals};
#[cfg(target_arch = "wasm32")]
pub use loaded::load;
pub use said::{Part, Said};

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
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        fill(&fill(form, &[("n", &number(n))]), args)
    }
}

/// The parts as one text. (The library's `concat` and `join` come in a copy for each kind of part; in a browser
/// these three save kilobytes.)
#[inline(never)]
pub fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// The words with something between them.
#[inline(never)]
pub fn listed(words: &[String], between: &str) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push_str(between);
        }
        text.push_str(word);
    }
    text
}

/// The number in digits.
#[inline(never)]
pub fn number(number: i64) -> String {
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    let mut place = 1;
    while number.unsigned_abs() / place >= 10 {
        place *= 10;
    }
    while place > 0 {
        // A digit is below ten.
        text.push(char::from(b'0' + (number.unsigned_abs() / place % 10) as u8));
        place /= 10;
    }
    text
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
    fn numbers_and_lists_are_written_as_the_library_writes_them() {
        for n in [0, 1, 9, 10, 99, 100, 12_345, -1, -10, i64::MAX, i64::MIN] {
            assert_eq!(number(n), n.to_string());
        }
        assert_eq!(joined(&["a", "", "ż"]), "aż");
        assert_eq!(listed(&["a".into(), "b".into()], ", "), "a, b");
        assert_eq!(listed(&[], ", "), "");
    }

    #[test]
    fn a_value_with_braces_is_taken_as_it_is() {
        assert_eq!(fill("{a}{b}{c}", &[("a", "{b}"), ("b", "2")]), "{b}2{c}");
        assert_eq!(fill("open {", &[]), "open {");
    }

    #[test]
    fn a_value_does_not_turn_its_sentence_round() {
        let said = Text::LinkNoRecipient.fill(Lang::En, &[("email", "a\u{202e}")]);
        assert_eq!(said, "\u{2068}a\u{202e}\u{2069} is not among the recipients of this document.");
        let said = Said::from(Text::RuleInRow)
            .with("row", "1")
            .with("who", " (דוד)")
            .with("what", Said::from(Text::RuleEmailMalformed).with("email", "x"));
        assert_eq!(said.words(Lang::En), "Row 1\u{2068} (דוד)\u{2069}: “x” is not an e-mail address.");
    }
}
