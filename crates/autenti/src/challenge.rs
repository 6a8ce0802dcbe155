//! Challenges and assertions: Autenti answers an action that it cannot do yet with a question, and gets
//! the answer in a header of the repeated call (facts: Autenti API, "Actions").

use std::fmt;

use crate::words::{Availability, EventType};

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
        self.asks_for("ACTION_SELECTION")
    }

    /// Whether the document must first be unlocked with an SMS code.
    pub fn asks_for_unlock(&self) -> bool {
        self.asks_for("DOCUMENT_ACCESS_UNLOCK")
    }

    /// Whether an action is offered and available.
    pub fn offers(&self, action: &EventType) -> bool {
        self.options
            .iter()
            .any(|option| EventType::from(option.id.as_str()) == *action && option.is_available())
    }

    fn asks_for(&self, what: &str) -> bool {
        self.classifiers.iter().any(|classifier| {
            classifier.strip_prefix("CHALLENGE_CLASSIFIER-UNIQUE_TYPE:").unwrap_or(classifier) == what
        })
    }
}

impl fmt::Display for Challenge {
    /// The classifiers: enough to know it again, and no personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.classifiers.join(", "))
    }
}
