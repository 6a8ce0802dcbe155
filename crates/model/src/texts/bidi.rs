//! Values in sentences. A name may be written from right to left, or hold marks that say so; without a fence around
//! it, it would turn round the sentence in which it stands.

use std::borrow::Cow;

/// The direction inside is that of the first letter, and nothing of it is felt outside.
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// Ends what is isolated.
const POP_ISOLATE: char = '\u{2069}';

/// The value as it stands in a sentence: isolated if anything in it has a direction other than from left to right.
/// (The others are left as they are, so that texts can be searched and compared.)
pub fn isolated(value: &str) -> Cow<'_, str> {
    if !value.chars().any(changes_direction) {
        return Cow::Borrowed(value);
    }
    let mut isolated = String::from(FIRST_STRONG_ISOLATE);
    let mut open = 0_usize;
    for c in value.chars() {
        match c {
            '\u{2066}'..='\u{2068}' => open += 1,
            // One that ends nothing would end the isolation itself.
            POP_ISOLATE if open == 0 => continue,
            POP_ISOLATE => open -= 1,
            _ => {}
        }
        isolated.push(c);
    }
    for _ in 0..=open {
        isolated.push(POP_ISOLATE);
    }
    Cow::Owned(isolated)
}

/// Letters that are written from right to left, and marks that set a direction.
fn changes_direction(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}'
            | '\u{200e}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_another_direction_is_isolated() {
        assert_eq!(isolated("Anna Żółć-Nowak 🖋"), "Anna Żółć-Nowak 🖋");
        assert_eq!(isolated("דוד"), "\u{2068}דוד\u{2069}");
        assert_eq!(isolated("Anna\u{202e}"), "\u{2068}Anna\u{202e}\u{2069}");
    }

    #[test]
    fn what_is_isolated_ends_where_it_should_whatever_is_in_it() {
        assert_eq!(isolated("a\u{2069}b"), "\u{2068}ab\u{2069}");
        assert_eq!(isolated("a\u{2067}b"), "\u{2068}a\u{2067}b\u{2069}\u{2069}");
        let once = isolated("דוד").into_owned();
        assert_eq!(isolated(&once), format!("\u{2068}{once}\u{2069}"));
    }
}
