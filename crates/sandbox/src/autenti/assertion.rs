//! The dance of challenge and assertion: what a caller asserts in `X-ASSERTION`, and the challenge that
//! asks for it.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::{self, ApiError};
use super::settings::AssertionLines;

const PREFIX: &str = "CHALLENGE_CLASSIFIER-UNIQUE_TYPE:";
pub(super) const ACTION_SELECTION: &str = "ACTION_SELECTION";
pub(super) const REMINDER_PARTY_SELECTION: &str = "DOCUMENT_REMINDER_PARTY_SELECTION";
pub(super) const ACCESS_UNLOCK: &str = "DOCUMENT_ACCESS_UNLOCK";

const PADDING_OPTIONAL: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, PADDING_OPTIONAL);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, PADDING_OPTIONAL);

/// An answer to a challenge, given before or after it was asked.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Assertion {
    classifiers: Vec<String>,
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attributes {
    #[serde(default)]
    selected_ids: Vec<String>,
}

/// All assertions of the call.
/// facts: Autenti API, reminder: several values come as repeated headers or joined by commas.
pub(super) fn read(headers: &HeaderMap, lines: AssertionLines) -> Result<Vec<Assertion>, ApiError> {
    let read = match lines {
        AssertionLines::All => usize::MAX,
        AssertionLines::First => 1,
    };
    headers
        .get_all("x-assertion")
        .iter()
        .take(read)
        .flat_map(|value| value.to_str().unwrap_or("?").split(','))
        .map(|value| {
            decode(value.trim())
                .ok_or_else(|| ApiError::bad_data("X-ASSERTION is not an assertion in base64."))
        })
        .collect()
}

/// Inferred: both alphabets are taken, with and without padding, as clients take them in challenges.
fn decode(value: &str) -> Option<Assertion> {
    let json = STANDARD.decode(value).or_else(|_| URL_SAFE.decode(value)).ok()?;
    serde_json::from_slice(&json).ok()
}

/// What is selected for a challenge; none when no assertion speaks of it.
pub(super) fn selected<'a>(assertions: &'a [Assertion], challenge: &str) -> Option<&'a [String]> {
    let speaks_of = |assertion: &&Assertion| {
        assertion.classifiers.iter().any(|classifier| classifier.strip_prefix(PREFIX) == Some(challenge))
    };
    assertions.iter().find(speaks_of).map(|assertion| assertion.attributes.selected_ids.as_slice())
}

/// Something that can be selected.
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) description: String,
    pub(super) available: bool,
}

/// Asks to select one or several of the choices, saying why the last try failed.
/// facts: Autenti API, challenge. Inferred: the values of `mode`, and `UNAVAILABLE`.
pub(super) fn challenge(
    classifier: &str,
    mode: &str,
    choices: &[Choice],
    errors: &[(&str, &str)],
) -> ApiError {
    let options: Vec<Value> = choices
        .iter()
        .map(|choice| {
            let availability = if choice.available { "AVAILABLE" } else { "UNAVAILABLE" };
            json!({ "id": choice.id, "description": choice.description, "availability": availability, "meta": null })
        })
        .collect();
    let mut attributes = json!({ "mode": mode, "options": options });
    if !errors.is_empty() {
        attributes["errors"] = errors.iter().map(|(id, description)| error::error(id, description)).collect();
    }
    ApiError::Challenge(json!({ "classifiers": [format!("{PREFIX}{classifier}")], "attributes": attributes }))
}

/// facts: Autenti API, document locked by SMS. What its attributes are is not known.
pub(super) fn unlock_challenge() -> ApiError {
    ApiError::Challenge(json!({ "classifiers": [format!("{PREFIX}{ACCESS_UNLOCK}")], "attributes": {} }))
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose;
    use http::HeaderValue;

    use super::*;

    const JSON: &str = r#"{"classifiers":["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:ACTION_SELECTION","other>>???"],"attributes":{"selectedIds":["a"]}}"#;

    fn headers(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| ("x-assertion".parse().unwrap(), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn every_way_of_writing_base64_is_read() {
        let ways = [
            general_purpose::STANDARD.encode(JSON),
            general_purpose::STANDARD_NO_PAD.encode(JSON),
            general_purpose::URL_SAFE.encode(JSON),
            general_purpose::URL_SAFE_NO_PAD.encode(JSON),
        ];
        assert_ne!(ways[0], ways[2], "the text must tell the alphabets apart");
        for way in &ways {
            let read = read(&headers(&[way]), AssertionLines::All).unwrap();
            assert_eq!(selected(&read, ACTION_SELECTION), Some(&["a".to_owned()][..]), "{way}");
        }
    }

    #[test]
    fn values_come_repeated_or_joined() {
        let value = general_purpose::STANDARD.encode(JSON);
        let joined = format!("{value}, {value}");
        for (lines, given, number) in [
            (AssertionLines::All, &[&*value, &*value][..], 2),
            (AssertionLines::All, &[&*joined], 2),
            (AssertionLines::First, &[&*value, &*value], 1),
            (AssertionLines::First, &[&*joined], 2),
            (AssertionLines::All, &[], 0),
        ] {
            assert_eq!(read(&headers(given), lines).unwrap().len(), number, "{lines:?} {given:?}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for nonsense in ["", "%%%", "bm9uc2Vuc2U=", "W10="] {
            assert!(read(&headers(&[nonsense]), AssertionLines::All).is_err(), "{nonsense}");
        }
    }
}
