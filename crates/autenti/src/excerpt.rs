//! A short piece of an upstream's error answer that can be logged: what looks like personal data or like a
//! secret is masked.

use serde::Deserialize;

/// Characters that an excerpt has at most.
const LONGEST: usize = 300;
/// Words from this length on are taken for tokens. A GUID has 36 characters.
const LONGEST_WORD: usize = 40;
/// Numbers with so many digits are taken for phone or identity numbers.
const LONGEST_NUMBER: usize = 9;

/// What an error answer said, cut and masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt(Option<Box<str>>);

impl Excerpt {
    /// The excerpt of an answer's body; texts of `secrets` that the answer repeats are masked.
    pub(crate) fn of(body: &[u8], secrets: &[&str]) -> Self {
        let text = match said(body) {
            Some(text) => text,
            // Pages of proxies and gateways say little and may repeat the request.
            None if body.trim_ascii_start().starts_with(b"<") => {
                return Self(Some("a page of markup".into()));
            }
            None => String::from_utf8_lossy(body).into_owned(),
        };
        let text = secrets
            .iter()
            .filter(|secret| !secret.is_empty())
            .fold(text, |text, secret| text.replace(secret, "…"));
        let masked = mask(&text);
        Self((!masked.is_empty()).then(|| masked.into()))
    }

    /// The text.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// Autenti's plain error body was never seen; a challenge's errors are `{id, type, description}`, and the
/// token address speaks OAuth. (facts: Autenti API, "Errors"; the list `errors` is inferred)
#[derive(Deserialize)]
struct Said {
    error: Option<String>,
    error_description: Option<String>,
    message: Option<String>,
    description: Option<String>,
    #[serde(default)]
    errors: Vec<SaidOnce>,
}

#[derive(Deserialize)]
struct SaidOnce {
    #[serde(rename = "type")]
    kind: Option<String>,
    description: Option<String>,
}

fn said(body: &[u8]) -> Option<String> {
    let said: Said = serde_json::from_slice(body).ok()?;
    let listed = said.errors.into_iter().flat_map(|error| [error.kind, error.description]);
    let parts: Vec<String> = [said.error, said.error_description, said.message, said.description]
        .into_iter()
        .chain(listed)
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

fn mask(text: &str) -> String {
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
    use super::*;

    fn excerpt(body: &str) -> String {
        Excerpt::of(body.as_bytes(), &["s3cret"]).as_str().unwrap_or_default().to_owned()
    }

    #[test]
    fn it_says_what_the_answer_said() {
        assert_eq!(
            excerpt(r#"{"error":"invalid_grant","error_description":"expired"}"#),
            "invalid_grant: expired"
        );
        assert_eq!(
            excerpt(r#"{"errors":[{"id":"1","type":"BAD","description":"title is missing"}]}"#),
            "BAD: title is missing"
        );
        assert_eq!(excerpt("plain\n\t text"), "plain text");
        assert_eq!(excerpt(" <html>secret page</html>"), "a page of markup");
        assert_eq!(excerpt(""), "");
    }

    #[test]
    fn personal_data_and_secrets_are_masked() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc";
        let text = format!("anna@example.com, {token} s3cret DOCUMENT_PROCESS:1");
        assert_eq!(excerpt(&text), "… … … DOCUMENT_PROCESS:1");
        for phone in ["+48600100200", "+48 600 100 200", "(600)-100-200", "tel:600100200,"] {
            assert_eq!(excerpt(&format!("phone {phone} is wrong")), "phone … is wrong", "{phone}");
        }
        assert_eq!(excerpt("line 1 column 200"), "line 1 column 200");
    }

    #[test]
    fn a_guid_is_no_token() {
        let id = "DOCUMENT_PROCESS:6f1d2c3b-0000-4000-8000-000000000002";
        assert_eq!(excerpt(id), id);
    }

    #[test]
    fn it_is_short() {
        assert_eq!(excerpt(&"word ".repeat(1000)).chars().count(), LONGEST);
    }
}
