//! Masks what looks like personal data or like a secret in texts that are logged.

/// Characters that a masked text has at most.
const LONGEST: usize = 300;
/// Words from this length on are taken for tokens. A GUID has 36 characters.
const LONGEST_WORD: usize = 40;
/// Numbers with so many digits are taken for phone or identity numbers.
const LONGEST_NUMBER: usize = 9;

/// The text in one line, cut and masked; texts of `secrets` are masked too.
pub(crate) fn mask(text: &str, secrets: &[&str]) -> String {
    let text = secrets
        .iter()
        .filter(|secret| !secret.is_empty())
        .fold(text.to_owned(), |text, secret| text.replace(secret, "…"));
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let mut masked: Vec<&str> = Vec::with_capacity(words.len());
    // A phone number may be written in several words.
    for group in words.chunk_by(|one, next| is_number(one) && is_number(next)) {
        let digits = group.iter().flat_map(|word| word.bytes()).filter(u8::is_ascii_digit).count();
        if is_number(group[0]) && digits >= LONGEST_NUMBER {
            masked.push("…");
        } else {
            masked.extend(group.iter().map(|word| if is_sensitive(word) { "…" } else { word }));
        }
    }
    let mut masked = masked.join(" ");
    if masked.chars().count() > LONGEST {
        masked = masked.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    masked
}

fn is_sensitive(word: &str) -> bool {
    let in_token = |c: char| c.is_ascii_alphanumeric() || "-_.+/=~".contains(c);
    word.contains('@') || word.split(|c| !in_token(c)).any(|part| part.len() >= LONGEST_WORD)
}

/// Whether a word is a number, or a piece of one, perhaps after a colon: `tel:+48600100200,`.
fn is_number(word: &str) -> bool {
    let number = word.rsplit([':', '=']).find(|part| !part.is_empty()).unwrap_or(word);
    number.bytes().any(|b| b.is_ascii_digit()) && !number.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn personal_data_and_secrets_are_masked() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc";
        let text = format!("anna@example.com, {token} s3cret 1024");
        assert_eq!(mask(&text, &["s3cret", ""]), "… … … 1024");
        for phone in ["+48600100200", "+48 600 100 200", "(600)-100-200", "tel:600100200,"] {
            assert_eq!(mask(&format!("phone {phone} is wrong"), &[]), "phone … is wrong", "{phone}");
        }
    }

    #[test]
    fn guids_and_small_numbers_stay() {
        let text = "field 6f1d2c3b-0000-4000-8000-000000000002 line 1 column 200";
        assert_eq!(mask(text, &[]), text);
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(mask(&"word ".repeat(1000), &[]).chars().count(), 300);
    }
}
