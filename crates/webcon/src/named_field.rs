//! The field that a refusal of the form names, so that people can fill it. How WEBCON names it was never
//! recorded, so each likely way is read: a member of the answer, a GUID, a name in its description.

use serde_json::Value;

/// Members that name a field.
const MEMBERS: &[&str] = &["fieldName", "field", "fieldGuid", "formField", "columnName", "column"];

/// Words before a name, in the languages of descriptions that are known here.
const BEFORE_A_NAME: &[&str] =
    &["field", "column", "attribute", "pole", "kolumna", "atrybut", "feld", "spalte", "attribut"];

/// Words that say in front of a colon that several names follow it, without quotation marks.
const BEFORE_NAMES: &[&str] =
    &["fields", "columns", "attributes", "pola", "kolumny", "atrybuty", "felder", "spalten", "attribute"];

/// Quotation marks that a name may stand in.
const QUOTES: &[(char, char)] =
    &[('\'', '\''), ('"', '"'), ('„', '”'), ('„', '“'), ('“', '”'), ('‘', '’'), ('«', '»'), ('[', ']')];

/// Characters that a name has at most.
const LONGEST_NAME: usize = 80;
/// Characters of a GUID.
const GUID: usize = 36;

/// The field that an answer names: by name, else by GUID.
pub(crate) fn named_field(json: Option<&Value>, description: &str) -> Option<String> {
    json.and_then(member)
        .or_else(|| after_a_word(description))
        .or_else(|| after_a_colon(description))
        .or_else(|| guid(description))
}

fn member(json: &Value) -> Option<String> {
    match json {
        Value::Object(members) => {
            let named = |name: &&str| {
                let (_, value) = members.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
                is_name(value.as_str()?)
            };
            MEMBERS.iter().find_map(named).or_else(|| members.values().find_map(member))
        }
        Value::Array(values) => values.iter().find_map(member),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The quoted text that follows a word for a field.
fn after_a_word(description: &str) -> Option<String> {
    let mut words = description.char_indices().filter(|(at, _)| is_word_start(description, *at));
    words.find_map(|(at, _)| {
        let rest = &description[at..];
        let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        let is_field = BEFORE_A_NAME.contains(&word.to_lowercase().as_str());
        let after = rest[word.len()..].trim_start_matches([' ', ':']);
        is_field.then(|| quoted(after))?
    })
}

/// What follows the colon of a sentence about fields: `Required fields are empty: Title, Amount`.
fn after_a_colon(description: &str) -> Option<String> {
    let (before, names) = description.rsplit_once(": ")?;
    let mut words = before.split(|c: char| !c.is_alphanumeric());
    let is_of_fields = words.any(|word| BEFORE_NAMES.contains(&word.to_lowercase().as_str()));
    is_of_fields.then(|| is_name(names.trim_end_matches('.')))?
}

fn is_word_start(text: &str, at: usize) -> bool {
    let follows_a_letter = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    !follows_a_letter && text[at..].chars().next().is_some_and(char::is_alphanumeric)
}

fn quoted(text: &str) -> Option<String> {
    let mut chars = text.chars();
    let open = chars.next()?;
    let inside = chars.as_str();
    let ends = QUOTES.iter().filter(|(start, _)| *start == open).filter_map(|(_, end)| inside.find(*end));
    is_name(&inside[..ends.min()?])
}

fn is_name(text: &str) -> Option<String> {
    let name = text.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.contains(char::is_control);
    fits.then(|| name.to_owned())
}

fn guid(description: &str) -> Option<String> {
    let is_guid = |word: &&str| {
        word.len() == GUID
            && word.char_indices().all(|(at, c)| match at {
                8 | 13 | 18 | 23 => c == '-',
                _ => c.is_ascii_hexdigit(),
            })
    };
    let mut words = description.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    words.find(is_guid).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_named_in_each_likely_way() {
        let guid = "6f1d2c3b-0000-4000-8000-000000000002";
        for (json, description, name) in [
            (json!({ "fieldName": "Status" }), "", Some("Status")),
            (json!({ "errors": [{ "Field": "Status", "message": "required" }] }), "", Some("Status")),
            (json!({}), "Field 'Status' is required", Some("Status")),
            (json!({}), "The form field: \"Contract no. 2\" must be filled", Some("Contract no. 2")),
            (json!({}), "Pole „Numer umowy” jest wymagane", Some("Numer umowy")),
            (json!({}), "Das Feld „Vertrag“ ist ein Pflichtfeld", Some("Vertrag")),
            (json!({}), "Pole [Status] jest wymagane", Some("Status")),
            (json!({}), &format!("Value of {guid} is not on the list"), Some(guid)),
            (json!({ "fieldGuid": guid }), "", Some(guid)),
            (json!({}), "Required fields are empty: Title, Amount.", Some("Title, Amount")),
            (json!({}), "Pola wymagane są puste: Tytuł", Some("Tytuł")),
            (json!({}), "The change was refused: something is wrong", None),
            (json!({}), "Value 'x' is not on the list", None),
            (json!({}), "Field is required", None),
            (json!({}), "Field 'Status", None),
            (json!({ "field": "" }), "", None),
            (json!({ "field": 7 }), "", None),
            (json!({}), "", None),
        ] {
            assert_eq!(named_field(Some(&json), description).as_deref(), name, "{json} {description}");
        }
        assert_eq!(named_field(None, "Bitte füllen Sie das Feld 'Größe' aus").as_deref(), Some("Größe"));
    }
}
