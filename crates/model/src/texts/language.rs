//! The languages of the form.

use serde::{Deserialize, Serialize};

/// Declares the languages: tag, English name, plural forms. The texts of each stand in `locales/`.
macro_rules! languages {
    ( $( $( #[$attribute:meta] )* $name:ident = $tag:literal, $english:literal, $plurals:expr; )+ ) => {
        /// A language of the form.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Lang {
            $(
                #[doc = concat!($english, ".")]
                $( #[$attribute] )*
                #[serde(rename = $tag)]
                $name,
            )+
        }

        impl Lang {
            /// All languages.
            pub const ALL: &'static [Self] = &[ $( Self::$name, )+ ];

            /// The language tag.
            pub fn tag(self) -> &'static str {
                match self {
                    $( Self::$name => $tag, )+
                }
            }

            /// What the language is called in English.
            pub fn english_name(self) -> &'static str {
                match self {
                    $( Self::$name => $english, )+
                }
            }

            /// The plural forms of the language.
            pub fn plurals(self) -> Plurals {
                match self {
                    $( Self::$name => $plurals, )+
                }
            }
        }
    };
}

languages! {
    #[default]
    En = "en", "English", Plurals::OneOther;
    Pl = "pl", "Polish", Plurals::Polish;
    De = "de", "German", Plurals::OneOther;
}

impl Lang {
    /// The language of a tag such as `pl`, `pl-PL` or `PL_pl`; none for a language without texts.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().get(..2)?;
        Self::ALL.iter().find(|lang| lang.tag().eq_ignore_ascii_case(tag)).copied()
    }
}

/// Which plural forms a language has, and which number takes which: the cardinal rules of Unicode's CLDR, for whole
/// numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plurals {
    /// One, other: English, German, Spanish, Italian, Dutch, the Nordic languages …
    OneOther,
    /// Zero and one together, other: French, Portuguese.
    ZeroOneOther,
    /// One, few, many: Polish.
    Polish,
    /// One, few, many: Ukrainian, Russian.
    EastSlavic,
    /// One, few, other: Czech, Slovak.
    Czech,
}

impl Plurals {
    /// How many forms there are.
    pub fn count(self) -> usize {
        match self {
            Self::OneOther | Self::ZeroOneOther => 2,
            Self::Polish | Self::EastSlavic | Self::Czech => 3,
        }
    }

    /// Which form goes with the number, from 0.
    pub fn form(self, n: usize) -> usize {
        let is_few = matches!(n % 10, 2..=4) && !matches!(n % 100, 12..=14);
        match self {
            Self::OneOther => usize::from(n != 1),
            Self::ZeroOneOther => usize::from(n > 1),
            Self::Polish if n == 1 => 0,
            Self::EastSlavic if n % 10 == 1 && n % 100 != 11 => 0,
            Self::Polish | Self::EastSlavic => 2 - usize::from(is_few),
            Self::Czech => match n {
                1 => 0,
                2..=4 => 1,
                _ => 2,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_by_its_first_two_letters() {
        assert_eq!(Lang::from_tag("pl-PL"), Some(Lang::Pl));
        assert_eq!(Lang::from_tag("EN"), Some(Lang::En));
        assert_eq!(Lang::from_tag("de_AT"), Some(Lang::De));
        assert_eq!(Lang::from_tag("xx"), None);
        assert_eq!(Lang::from_tag(""), None);
        assert_eq!(Lang::from_tag("ż"), None);
    }

    #[test]
    fn languages_count_as_unicode_says() {
        // By language: the form of each of these numbers.
        let numbers = [0, 1, 2, 4, 5, 11, 12, 14, 15, 21, 22, 25, 101, 102, 111, 112];
        for (plurals, forms) in [
            (Plurals::OneOther, "1011111111111111"),
            (Plurals::ZeroOneOther, "0011111111111111"),
            (Plurals::Polish, "2011222222122122"),
            (Plurals::EastSlavic, "2011222220120122"),
            (Plurals::Czech, "2011222222222222"),
        ] {
            let found: String = numbers.iter().map(|n| plurals.form(*n).to_string()).collect();
            assert_eq!(found, forms, "{plurals:?}");
            assert!(numbers.iter().all(|n| plurals.form(*n) < plurals.count()), "{plurals:?}");
        }
    }
}
