//! Which of its two meanings a 409 has: the one place that decides it.
//!
//! WEBCON answers 409 when a form does not accept a change and when somebody is editing the instance. Only
//! `type` and `description` can tell, in the language of whoever is signed in, and what they say while somebody
//! edits was never recorded, so the rule is **inferred** (facts: WEBCON REST API, pitfalls and open questions).

use crate::named_field::named_field;
use api_client::ErrorAnswer;

/// What a 409 means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    CheckedOut,
    /// With the field that it names.
    Validation(Option<String>),
    /// It may be either: what it says is in words that are not known here.
    Unclear,
}

/// Words for a checkout in descriptions. Those that may as well tell of a read-only field ("cannot be
/// edited") are not among them.
const CHECKOUT: &[&str] = &[
    "checkout",
    "check out",
    "check-out",
    "checked out",
    "checked-out",
    "another user",
    "being edited",
    "is editing",
    "edited by",
    "locked by",
    "wyewidencjonowan",
    "jest edytowan",
    "edytowany przez",
    "ausgecheckt",
    "bearbeitet von",
];

/// Words for what a form does not accept.
const VALIDATION: &[&str] = &[
    "required",
    "mandatory",
    "invalid",
    "value",
    "field",
    "wymagan",
    "obowiązkow",
    "niepoprawn",
    "nieprawidłow",
    "wartoś",
    "pole",
    "pola",
    "erforderlich",
    "pflichtfeld",
    "ungültig",
    "wert",
    "feld",
];

/// WEBCON's names of errors that a checkout is never told by (facts: WEBCON REST API, "Errors").
const NEVER_A_CHECKOUT: &[&str] = &[
    "InvalidFieldData",
    "InvalidData",
    "InvalidInput",
    "InvalidBodyParameterValue",
    "MissingRequiredBodyParameter",
];

/// Decides by the description first, because a checkout may well come as a `ValidationError`; then by the
/// name of the error, then by whether a field is named, which only a form's refusal does. An answer that says
/// nothing is taken for a checkout: it is the frequent case in practice, and trying again later does no harm. A
/// `ValidationError` in words that are not known may be either.
pub(crate) fn conflict(answer: &ErrorAnswer) -> Conflict {
    let description = answer.description().unwrap_or_default();
    let folded = description.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    let field = named_field(answer.json(), description);
    if says(CHECKOUT) {
        return Conflict::CheckedOut;
    }
    match answer.kind() {
        Some("ResourceIsLocked") => Conflict::CheckedOut,
        Some(kind) if NEVER_A_CHECKOUT.contains(&kind) => Conflict::Validation(field),
        Some(_) | None if field.is_some() || says(VALIDATION) => Conflict::Validation(field),
        Some("ValidationError") => Conflict::Unclear,
        None if description.trim().is_empty() => Conflict::CheckedOut,
        Some(_) | None => Conflict::Validation(None),
    }
}

/// Words after which the name of whoever is editing may stand.
const BEFORE_A_NAME: &[&str] = &[
    "another user has checkout",
    "checked out by",
    "checked-out by",
    "checkout by",
    "edited by",
    "locked by",
    "wyewidencjonowany przez",
    "edytowany przez",
    "ausgecheckt von",
    "bearbeitet von",
];

/// Words that stand there and are no name.
const NOBODY: &[&str] = &[
    "another user",
    "other user",
    "a user",
    "somebody",
    "someone",
    "inn",
    "kogoś",
    "einem anderen",
    "jemand",
];

/// Characters that a name has at most.
const LONGEST_NAME: usize = 80;

/// Who is editing, if the answer says so: what stands behind the words for a checkout, up to the end of the
/// sentence. Inferred like the words themselves, so a name is only ever shown, never relied on.
pub(crate) fn holder(description: &str) -> Option<String> {
    let folded = description.to_lowercase();
    // Case may change the length of a text; then there is no telling where the name stands in it.
    let folded = Some(folded).filter(|folded| folded.len() == description.len())?;
    let after = BEFORE_A_NAME.iter().find_map(|words| Some(folded.find(words)? + words.len()))?;
    let rest = description.get(after..)?.trim_start_matches([':', ' ', '\'', '"', '(', '„', '“']);
    let end = rest.find(['\n', '\r', ';', '(', ')', '"', '”']).unwrap_or(rest.len());
    let name = rest[..end].split(". ").next()?.trim().trim_end_matches(['.', ',', '\'']).trim();
    let lower = name.to_lowercase();
    let is_name = name.chars().any(char::is_alphabetic)
        && name.chars().count() <= LONGEST_NAME
        && !NOBODY.iter().any(|nobody| lower.starts_with(nobody));
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_editing_is_named_where_webcon_says_so() {
        for (description, name) in [
            ("Another user has checkout: Jan Kowalski", Some("Jan Kowalski")),
            ("The element is CHECKED OUT by Jan O'Neil. Try later.", Some("Jan O'Neil")),
            ("Locked by \"jan.kowalski@example.com\".", Some("jan.kowalski@example.com")),
            ("Locked by 'Jan Kowalski'.", Some("Jan Kowalski")),
            ("Dokument jest edytowany przez Żanetę Łoś.", Some("Żanetę Łoś")),
            ("Dokument jest edytowany przez innego użytkownika", None),
            ("Wird bearbeitet von Jürgen Groß (Einkauf)", Some("Jürgen Groß")),
            ("Another user has checkout", None),
            ("Another user has checkout.", None),
            ("This instance is being edited by another user", None),
            ("is being edited", None),
            ("", None),
        ] {
            assert_eq!(holder(description).as_deref(), name, "{description}");
        }
    }

    fn meaning(kind: Option<&str>, description: Option<&str>) -> Conflict {
        let body = serde_json::json!({ "type": kind, "description": description }).to_string();
        let headers = http::HeaderMap::new();
        let now = jiff::Timestamp::UNIX_EPOCH;
        conflict(&ErrorAnswer::new(http::StatusCode::CONFLICT, headers, body.as_bytes(), &[], now))
    }

    #[test]
    fn a_409_is_told_apart_by_what_it_says() {
        use Conflict::{CheckedOut, Unclear, Validation};
        let status = || Validation(Some("Status".to_owned()));
        for (kind, description, expected) in [
            (Some("ValidationError"), Some("Field 'Status' is required"), status()),
            (Some("ValidationError"), Some("Pole „Status” jest wymagane"), status()),
            (Some("ValidationError"), Some("Das Feld \"Status\" ist ein Pflichtfeld"), status()),
            (Some("ValidationError"), Some("Le champ Statut est obligatoire"), Unclear),
            (Some("ValidationError"), Some("Jiný uživatel má dokument otevřený"), Unclear),
            (Some("ValidationError"), Some(""), Unclear),
            (Some("ValidationError"), None, Unclear),
            (Some("InvalidFieldData"), None, Validation(None)),
            (Some("InvalidFieldData"), Some("Hodnota není povolena"), Validation(None)),
            (Some("InvalidData"), Some(""), Validation(None)),
            (Some("SomethingNew"), None, Validation(None)),
            (None, Some("Value is not on the list"), Validation(None)),
            (Some("InvalidFieldData"), Some("Pole nie może być edytowane"), Validation(None)),
            (Some("InvalidFieldData"), Some("Read-only field cannot be edited"), Validation(None)),
            (Some("ResourceIsLocked"), None, CheckedOut),
            (Some("ValidationError"), Some("Another user has checkout"), CheckedOut),
            (Some("UnsupportedOperation"), Some("The element is CHECKED OUT by Jan"), CheckedOut),
            (Some("ValidationError"), Some("Dokument jest edytowany przez innego użytkownika"), CheckedOut),
            (None, Some("This instance is being edited"), CheckedOut),
            (None, Some("  "), CheckedOut),
            (None, None, CheckedOut),
        ] {
            assert_eq!(meaning(kind, description), expected, "{kind:?} {description:?}");
        }
    }
}
