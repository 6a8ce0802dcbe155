//! Characters that cannot be seen. They come along when a name or an address is pasted: two texts that look the
//! same then differ, and one that looks empty is not.

/// Whether the character leaves no mark of its own: controls, and what Unicode calls *default ignorable*, such as soft
/// hyphen, word joiner, marks of direction, zero-width characters and variation selectors.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            // A cell of Braille without a dot.
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether nothing of the text can be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_blanks_and_invisible_characters_is_blank() {
        for text in [
            "",
            " ",
            "\u{a0}",
            "\u{ad}",
            "\u{2060}",
            "\u{200f} \u{200e}",
            "\u{fe0f}",
            "\u{200b}\u{feff}",
            "\u{202e}\n",
        ] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["a", "\u{ad}a", "י", "−", ".", "🖋\u{fe0f}"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
