//! What a party has to put up with: kind of signature, codes by SMS, place in the order.
//!
//! Constraints go back out as they came in, known or not (facts: Autenti API, compatibility rule: open
//! lists); this file reads from them what the stand-in acts on.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// facts: Autenti API, constraint classifiers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Constraint {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    constrained_actions: Option<Vec<String>>,
    classifiers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attributes: Option<Map<String, Value>>,
}

/// What a code by SMS protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SmsCode {
    ToOpen,
    ToSign,
}

impl SmsCode {
    fn action(self) -> &'static str {
        match self {
            Self::ToOpen => "ACTION:READ_SENSITIVE_METADATA",
            Self::ToSign => "ACTION:SIGNATURE_APPLICATION",
        }
    }
}

impl Constraint {
    fn is(&self, classifier: &str) -> bool {
        self.classifiers.iter().any(|c| c.strip_prefix("CONSTRAINT-UNIQUE_TYPE:") == Some(classifier))
    }

    pub(super) fn is_signature_type(&self) -> bool {
        self.is("SIGNATURE_TYPE")
    }

    fn constrains(&self, action: &str) -> bool {
        self.constrained_actions.iter().flatten().any(|constrained| constrained == action)
    }

    fn attribute(&self, name: &str) -> Option<&Value> {
        self.attributes.as_ref()?.get(name)
    }
}

/// `BASIC`, `ADVANCED`, `QUALIFIED`; none when no kind is asked for.
pub(super) fn signature_type(constraints: &[Constraint]) -> Option<&str> {
    constraints
        .iter()
        .filter(|constraint| constraint.is_signature_type())
        .filter_map(|constraint| constraint.attribute("requiredClassifiers")?.as_array())
        .flatten()
        .find_map(|required| required.as_str()?.strip_prefix("SIGNATURE_PROVIDER-SIGNATURE_TYPE:"))
}

/// The place in the signing order; none for whoever may act at once.
pub(super) fn priority(constraints: &[Constraint]) -> Option<i64> {
    constraints
        .iter()
        .filter(|constraint| constraint.is("PARTICIPATION_PRIORITY"))
        .find_map(|constraint| constraint.attribute("priority")?.as_i64())
}

/// The phone that gets the code; none when no code is needed.
pub(super) fn phone(constraints: &[Constraint], code: SmsCode) -> Option<&str> {
    constraints
        .iter()
        .filter(|constraint| constraint.is("PHONE_NUMBER_VERIFICATION_REQUIRED"))
        .filter(|constraint| constraint.constrains(code.action()))
        .find_map(|constraint| constraint.attribute("phoneNumber")?.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn constraints(value: Value) -> Vec<Constraint> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn constraints_are_read_and_go_back_out_as_they_came() {
        let given = json!([
            { "constrainedActions": ["ACTION:SIGNATURE_APPLICATION"],
              "classifiers": ["CONSTRAINT-UNIQUE_TYPE:SIGNATURE_TYPE"],
              "attributes": { "requiredClassifiers": ["SIGNATURE_PROVIDER-SIGNATURE_TYPE:QUALIFIED"] } },
            { "constrainedActions": ["ACTION:READ_SENSITIVE_METADATA"],
              "classifiers": ["CONSTRAINT-UNIQUE_TYPE:PHONE_NUMBER_VERIFICATION_REQUIRED"],
              "attributes": { "phoneNumber": "+48500600700" } },
            { "classifiers": ["CONSTRAINT-UNIQUE_TYPE:PARTICIPATION_PRIORITY"], "attributes": { "priority": 2 } },
            { "classifiers": ["CONSTRAINT-UNIQUE_TYPE:NEVER_SEEN"], "attributes": { "a": { "b": [1] } } },
        ]);
        let read = constraints(given.clone());
        assert_eq!(signature_type(&read), Some("QUALIFIED"));
        assert_eq!(phone(&read, SmsCode::ToOpen), Some("+48500600700"));
        assert_eq!(phone(&read, SmsCode::ToSign), None);
        assert_eq!(priority(&read), Some(2));
        assert_eq!(serde_json::to_value(&read).unwrap(), given);
    }

    #[test]
    fn a_signature_type_without_constrained_actions_counts_too() {
        // facts: Autenti API, constraint classifiers: an older client leaves constrainedActions out.
        let read = constraints(json!([{ "classifiers": ["CONSTRAINT-UNIQUE_TYPE:SIGNATURE_TYPE"],
            "attributes": { "requiredClassifiers": ["SIGNATURE_PROVIDER-SIGNATURE_TYPE:BASIC"] } }]));
        assert_eq!(signature_type(&read), Some("BASIC"));
    }
}
