//! Challenges and assertions: Autenti answers an action that it cannot do yet with a question, and gets
//! the answer in a header of the repeated call (facts: Autenti API, "Actions").

use std::fmt::{self, Write as _};

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::words::{Availability, EventType};

/// Characters of the classifiers that are shown in an error.
const LONGEST_SHOWN: usize = 200;

/// Header of a challenge.
const X_CHALLENGE: &str = "x-challenge";
/// Header of an assertion.
pub(crate) const X_ASSERTION: HeaderName = HeaderName::from_static("x-assertion");

const ACTION_SELECTION: &str = "CHALLENGE_CLASSIFIER-UNIQUE_TYPE:ACTION_SELECTION";
const PARTY_SELECTION: &str = "CHALLENGE_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_REMINDER_PARTY_SELECTION";
const ACCESS_UNLOCK: &str = "CHALLENGE_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_ACCESS_UNLOCK";

/// What Autenti asks before it acts; comes as the header `X-Challenge` of a 403.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenge {
    /// What is asked for: `CHALLENGE_CLASSIFIER-UNIQUE_TYPE:…`.
    pub classifiers: Vec<String>,
    /// What can be answered.
    pub options: Vec<ChallengeOption>,
    /// What was wrong with the answer before.
    pub errors: Vec<ChallengeError>,
}

/// A possible answer to a challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeOption {
    /// What to answer: an event type when an action is asked for, a participant's id in a reminder.
    pub id: String,
    /// What people read; empty when not told.
    pub description: String,
    /// Whether it can be chosen.
    pub availability: Availability,
}

impl ChallengeOption {
    /// Whether it can be chosen. An option that says nothing about it can (inferred).
    pub fn is_available(&self) -> bool {
        match &self.availability {
            Availability::Available => true,
            Availability::Unknown(value) => value.is_empty(),
        }
    }
}

/// What was wrong with an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChallengeError {
    /// Kind of error, as Autenti writes it; empty when not told.
    pub kind: String,
    /// What Autenti says about it; empty when not told.
    pub description: String,
}

impl Challenge {
    /// Whether it asks to choose an action, which is Autenti's way of listing what can be done now.
    pub fn asks_for_action(&self) -> bool {
        self.asks_for(ACTION_SELECTION)
    }

    /// Whether the document must first be unlocked with an SMS code.
    pub fn asks_for_unlock(&self) -> bool {
        self.asks_for(ACCESS_UNLOCK)
    }

    /// Whether an action is offered and available.
    pub fn offers(&self, action: &EventType) -> bool {
        self.options
            .iter()
            .any(|option| EventType::from(option.id.as_str()) == *action && option.is_available())
    }

    /// Autenti's own name of what is wrong, or of what it asks for.
    pub(crate) fn kind(&self) -> Option<&str> {
        let kinds = self.errors.iter().map(|error| error.kind.as_str()).filter(|kind| !kind.is_empty());
        kinds.chain(self.classifiers.iter().map(String::as_str)).next()
    }

    /// What people can read of it: what is wrong, or else what can be answered.
    pub(crate) fn text(&self) -> Option<String> {
        let filled = |text: &&str| !text.trim().is_empty();
        let errors: Vec<&str> =
            self.errors.iter().map(|error| error.description.as_str()).filter(filled).collect();
        let options = self.options.iter().map(|option| option.description.as_str()).filter(filled);
        let texts = if errors.is_empty() { options.collect() } else { errors };
        (!texts.is_empty()).then(|| texts.join("; "))
    }

    fn asks_for(&self, classifier: &str) -> bool {
        self.classifiers.iter().any(|own| own == classifier)
    }

    /// The challenge that an answer carries.
    pub(crate) fn in_headers(headers: &HeaderMap) -> Option<Self> {
        headers.get_all(X_CHALLENGE).iter().find_map(|value| Self::decode(value.as_bytes()))
    }

    /// Autenti's connector reads the alphabet of web addresses, WEBCON's plugin either; padding is optional.
    fn decode(base64: &[u8]) -> Option<Self> {
        const EITHER_WAY: GeneralPurpose = GeneralPurpose::new(
            &alphabet::URL_SAFE,
            GeneralPurposeConfig::new()
                .with_decode_allow_trailing_bits(true)
                .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
        );
        let in_one_alphabet: Vec<u8> = base64
            .trim_ascii()
            .iter()
            .map(|byte| match byte {
                b'+' => b'-',
                b'/' => b'_',
                other => *other,
            })
            .collect();
        let json = EITHER_WAY.decode(in_one_alphabet).ok()?;
        let wire: ChallengeIn = serde_json::from_slice(&json).ok()?;
        Some(wire.into())
    }
}

/// The assertion that chooses an action.
pub(crate) fn choosing_action(action: &EventType) -> HeaderValue {
    assertion(ACTION_SELECTION, &[&action.on_the_wire()])
}

/// The assertion that chooses whom to remind.
pub(crate) fn choosing_parties(parties: &[&str]) -> HeaderValue {
    assertion(PARTY_SELECTION, parties)
}

/// Assertions in one header line, the only form that a shipped client proves (facts: Autenti API,
/// corrections); none for none.
pub(crate) fn one_line(assertions: &[HeaderValue]) -> Option<HeaderValue> {
    let values: Vec<&[u8]> = assertions.iter().map(HeaderValue::as_bytes).collect();
    #[expect(clippy::expect_used, reason = "header values with a comma and a blank between them are one too")]
    let line = || HeaderValue::from_bytes(&values.join(&b", "[..])).expect("joined values fit in a header");
    (!values.is_empty()).then(line)
}

fn assertion(classifier: &str, selected: &[&str]) -> HeaderValue {
    let json = json!({ "classifiers": [classifier], "attributes": { "selectedIds": selected } });
    #[expect(clippy::expect_used, reason = "base64 is visible ASCII")]
    HeaderValue::try_from(STANDARD.encode(json.to_string())).expect("base64 fits in a header")
}

#[derive(Deserialize)]
struct ChallengeIn {
    classifiers: Option<Vec<String>>,
    attributes: Option<AttributesIn>,
}

#[derive(Default, Deserialize)]
struct AttributesIn {
    options: Option<Vec<OptionIn>>,
    errors: Option<Vec<ErrorIn>>,
}

#[derive(Deserialize)]
struct OptionIn {
    id: Option<String>,
    description: Option<String>,
    #[serde(default)]
    availability: Availability,
}

#[derive(Deserialize)]
struct ErrorIn {
    #[serde(rename = "type")]
    kind: Option<Value>,
    description: Option<String>,
}

impl From<ChallengeIn> for Challenge {
    fn from(wire: ChallengeIn) -> Self {
        let attributes = wire.attributes.unwrap_or_default();
        let option = |option: OptionIn| {
            Some(ChallengeOption {
                id: option.id?,
                description: option.description.unwrap_or_default(),
                availability: option.availability,
            })
        };
        let error = |error: ErrorIn| ChallengeError {
            kind: error.kind.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned(),
            description: error.description.unwrap_or_default(),
        };
        Self {
            classifiers: wire.classifiers.unwrap_or_default(),
            options: attributes.options.unwrap_or_default().into_iter().filter_map(option).collect(),
            errors: attributes.errors.unwrap_or_default().into_iter().map(error).collect(),
        }
    }
}

impl fmt::Display for Challenge {
    /// The classifiers: enough to know it again, and no personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let classifiers = self.classifiers.join(", ");
        classifiers.chars().filter(|c| !c.is_control()).take(LONGEST_SHOWN).try_for_each(|c| f.write_char(c))
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

    use super::*;

    /// Holds `>>>` and `???`, which the two alphabets write differently.
    const JSON: &str = r#"{"classifiers":["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:ACTION_SELECTION"],"attributes":{
        "mode":"SINGLE","errors":null,"options":[
        {"id":"EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_SENT","description":">>>???","availability":"AVAILABLE","meta":{"a":1}},
        {"id":"EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_WITHDRAWAL","availability":"NOT_NOW","meta":"text"},
        {"id":"EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_REMINDER_SENT"}]}}"#;

    fn in_header(value: &str) -> Option<Challenge> {
        Challenge::in_headers(&HeaderMap::from_iter([(
            http::HeaderName::from_static(X_CHALLENGE),
            value.parse().unwrap(),
        )]))
    }

    #[test]
    fn a_challenge_is_read_in_both_alphabets_with_and_without_padding() {
        let encoded =
            [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD].map(|engine| engine.encode(JSON));
        assert_ne!(encoded[0], encoded[2], "the alphabets differ for this text");
        for value in encoded {
            let challenge = in_header(&value).unwrap();
            assert!(challenge.asks_for_action());
            assert_eq!(challenge.options.len(), 3);
            assert_eq!(challenge.options[0].description, ">>>???");
        }
    }

    #[test]
    fn only_available_actions_are_offered() {
        let challenge = in_header(&STANDARD.encode(JSON)).unwrap();
        assert!(challenge.offers(&EventType::DocumentSent));
        assert!(!challenge.offers(&EventType::DocumentWithdrawal));
        assert!(challenge.offers(&EventType::ReminderSent), "it says nothing against it");
        assert!(!challenge.offers(&EventType::SignatureRejection));
    }

    #[test]
    fn a_locked_document_is_told_from_other_challenges() {
        let json = r#"{"classifiers":["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_ACCESS_UNLOCK"]}"#;
        assert!(in_header(&STANDARD.encode(json)).unwrap().asks_for_unlock());
    }

    #[test]
    fn nonsense_is_no_challenge() {
        for value in ["", "*", "bm90IGpzb24="] {
            assert_eq!(in_header(value), None, "{value:?}");
        }
    }

    #[test]
    fn an_assertion_is_base64_of_exactly_the_known_json() {
        let decoded = STANDARD.decode(choosing_action(&EventType::DocumentSent)).unwrap();
        let sent: Value = serde_json::from_slice(&decoded).unwrap();
        assert_eq!(
            sent,
            json!({
                "classifiers": ["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:ACTION_SELECTION"],
                "attributes": { "selectedIds": ["EVENT_CLASSIFIER-UNIQUE_TYPE:DOCUMENT_SENT"] },
            })
        );
    }

    #[test]
    fn a_challenge_from_anybody_is_read_or_none() {
        let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/challenge");
        test_fuzz::fuzz("challenge", &[&corpus], |input| {
            // As it stands in a header, and as what a header holds.
            for value in [input.to_vec(), STANDARD.encode(input).into_bytes()] {
                let Ok(value) = http::HeaderValue::from_bytes(&value) else { continue };
                let name = http::HeaderName::from_static(X_CHALLENGE);
                let Some(challenge) = Challenge::in_headers(&HeaderMap::from_iter([(name, value)])) else {
                    continue;
                };
                let shown = challenge.to_string();
                assert!(
                    !shown.contains(char::is_control) && shown.chars().count() <= LONGEST_SHOWN,
                    "{shown:?}"
                );
            }
        });
    }
}
