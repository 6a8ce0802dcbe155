//! Every text that people read, in English, Polish and German, with plural forms.

mod catalogue;
#[cfg(target_arch = "wasm32")]
mod loaded;
mod said;

use serde::{Deserialize, Serialize};

pub use catalogue::Text;
#[cfg(target_arch = "wasm32")]
pub use loaded::load;
pub use said::{Part, Said};

/// A language of the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Polish.
    Pl,
    /// German.
    De,
}

impl Lang {
    /// All languages.
    pub const ALL: &'static [Self] = &[Self::En, Self::Pl, Self::De];

    /// The language of a tag such as `pl`, `pl-PL` or `PL_pl`; none for a language without texts.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "pl" => Some(Self::Pl),
            "de" => Some(Self::De),
            _ => None,
        }
    }

    /// The language tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Pl => "pl",
            Self::De => "de",
        }
    }

    /// Which plural form goes with the number: an index into a text's forms.
    ///
    /// English and German have two (one, other); Polish three (one, few, many).
    pub fn plural(self, n: usize) -> usize {
        match self {
            Self::En | Self::De => usize::from(n != 1),
            Self::Pl => match (n, n % 10, n % 100) {
                (1, ..) => 0,
                (_, 2..=4, 12..=14) => 2,
                (_, 2..=4, _) => 1,
                _ => 2,
            },
        }
    }

    /// How many plural forms the language has.
    pub fn plural_forms(self) -> usize {
        match self {
            Self::En | Self::De => 2,
            Self::Pl => 3,
        }
    }
}

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
        let form = forms.split('|').nth(lang.plural(n)).unwrap_or(forms);
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

/// One pass, so that a value which itself holds braces is taken as it is.
fn fill(template: &str, args: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let value = after
            .split_once('}')
            .and_then(|(name, tail)| Some((args.iter().find(|(key, _)| *key == name)?.1, tail)));
        if let Some((value, tail)) = value {
            out.push_str(value);
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
    fn polish_counts_in_three_forms() {
        let forms: Vec<_> = [0, 1, 2, 4, 5, 11, 12, 14, 15, 21, 22, 25, 101, 102, 112]
            .map(|n| (n, Lang::Pl.plural(n)))
            .into();
        assert_eq!(
            forms,
            [
                (0, 2),
                (1, 0),
                (2, 1),
                (4, 1),
                (5, 2),
                (11, 2),
                (12, 2),
                (14, 2),
                (15, 2),
                (21, 2),
                (22, 1),
                (25, 2),
                (101, 2),
                (102, 1),
                (112, 2)
            ]
        );
    }

    #[test]
    fn a_tag_is_read_by_its_first_two_letters() {
        assert_eq!(Lang::from_tag("pl-PL"), Some(Lang::Pl));
        assert_eq!(Lang::from_tag("EN"), Some(Lang::En));
        assert_eq!(Lang::from_tag("de_AT"), Some(Lang::De));
        assert_eq!(Lang::from_tag("fr"), None);
        assert_eq!(Lang::from_tag(""), None);
        assert_eq!(Lang::from_tag("ż"), None);
    }

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
    fn every_text_stands_in_every_language_with_the_same_placeholders() {
        fn placeholders(text: &str) -> Vec<&str> {
            let mut found: Vec<_> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| name)
                .collect();
            found.sort_unstable();
            found.dedup();
            found
        }
        for text in Text::ALL {
            let english = text.get(Lang::En);
            for &lang in Lang::ALL {
                let translated = text.get(lang);
                assert!(!translated.contains('\n'), "{} has two lines, but a line is a text", text.key());
                assert!(!translated.trim().is_empty(), "{} is empty in {}", text.key(), lang.tag());
                assert_eq!(
                    placeholders(english),
                    placeholders(translated),
                    "{} in {}",
                    text.key(),
                    lang.tag()
                );
                let forms = translated.split('|').count();
                assert!(
                    forms == 1 && !english.contains('|') || forms == lang.plural_forms(),
                    "{} has {forms} forms in {}",
                    text.key(),
                    lang.tag()
                );
            }
        }
    }
}
