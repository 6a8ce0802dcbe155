//! Masks what looks like a secret or like personal data in what a service says.

/// What stands in place of what is masked.
const MASK: &str = "…";
/// Words from this length on are taken for tokens. A GUID has 36 characters.
const LONGEST_WORD: usize = 40;
/// Numbers with so many digits are taken for phone or identity numbers.
const LONGEST_NUMBER: usize = 9;

/// Whether e-mail addresses are masked too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Addresses {
    Keep,
    Mask,
}

/// The text in one line of at most `longest` characters: texts of `secrets`, tokens, long numbers and,
/// where asked for, e-mail addresses masked.
pub(crate) fn mask(text: &str, secrets: &[&str], addresses: Addresses, longest: usize) -> String {
    let text = secrets
        .iter()
        .filter(|secret| !secret.is_empty())
        .fold(text.to_owned(), |text, secret| text.replace(secret, MASK));
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let mut masked: Vec<&str> = Vec::with_capacity(words.len());
    // A phone number may be written in several words.
    for group in words.chunk_by(|one, next| is_number(one) && is_number(next)) {
        let digits = group.iter().flat_map(|word| word.bytes()).filter(u8::is_ascii_digit).count();
        if is_number(group[0]) && digits >= LONGEST_NUMBER {
            masked.push(MASK);
        } else {
            masked.extend(group.iter().map(|word| if is_sensitive(word, addresses) { MASK } else { word }));
        }
    }
    let mut masked = masked.join(" ");
    if masked.chars().count() > longest {
        masked = masked.chars().take(longest - 1).chain(['…']).collect();
    }
    masked
}

fn is_sensitive(word: &str, addresses: Addresses) -> bool {
    let in_token = |c: char| c.is_ascii_alphanumeric() || "-_.+/=~".contains(c);
    let is_address = word.contains('@');
    is_address && addresses == Addresses::Mask
        || word.split(|c| !in_token(c)).any(|part| part.len() >= LONGEST_WORD)
}

/// Whether a word is a number, or a piece of one, perhaps after a colon: `tel:+48600100200,`.
fn is_number(word: &str) -> bool {
    let number = word.rsplit([':', '=']).find(|part| !part.is_empty()).unwrap_or(word);
    number.bytes().any(|b| b.is_ascii_digit()) && !number.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn for_logs(text: &str, secrets: &[&str]) -> String {
        mask(text, secrets, Addresses::Mask, 300)
    }

    #[test]
    fn personal_data_and_secrets_are_masked() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc";
        let text = format!("anna@example.com, {token} s3cret DOCUMENT_PROCESS:1 1024");
        assert_eq!(for_logs(&text, &["s3cret", ""]), "… … … DOCUMENT_PROCESS:1 1024");
        for phone in ["+48600100200", "+48 600 100 200", "(600)-100-200", "tel:600100200,"] {
            assert_eq!(for_logs(&format!("phone {phone} is wrong"), &[]), "phone … is wrong", "{phone}");
        }
    }

    #[test]
    fn people_see_whose_address_is_meant_and_no_secret_or_phone_number() {
        let text = "anna@example.com with +48600100200 and s3cret";
        assert_eq!(mask(text, &["s3cret"], Addresses::Keep, 300), "anna@example.com with … and …");
    }

    #[test]
    fn guids_and_small_numbers_stay() {
        for text in [
            "field 6f1d2c3b-0000-4000-8000-000000000002 line 1 column 200",
            "DOCUMENT_PROCESS:6f1d2c3b-0000-4000-8000-000000000002",
        ] {
            assert_eq!(for_logs(text, &[]), text);
        }
    }

    #[test]
    fn it_is_one_line_and_short() {
        assert_eq!(for_logs("plain\n\t text", &[]), "plain text");
        assert_eq!(for_logs(&"word ".repeat(1000), &[]).chars().count(), 300);
    }
}
