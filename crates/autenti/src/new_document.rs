//! What a new document process says.

use api_client::ConfigError;
use serde_json::{Map, Value};

use crate::ids::TagId;
use crate::new_party::NewParty;
use crate::wire::DocumentOut;
use crate::words::Visualisation;

/// A document process to create, or the new content of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDocument {
    pub(crate) title: String,
    pub(crate) message: String,
    pub(crate) language: String,
    pub(crate) parties: Vec<NewParty>,
    pub(crate) tags: Vec<TagId>,
    pub(crate) visualisation: Visualisation,
    pub(crate) as_organisation: bool,
    pub(crate) extra: Vec<Map<String, Value>>,
}

impl NewDocument {
    /// A document with a title, in Polish, with signature cards: the defaults of WEBCON's plugin.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            message: String::new(),
            language: "pl".to_owned(),
            parties: Vec::new(),
            tags: Vec::new(),
            visualisation: Visualisation::Card,
            as_organisation: false,
            extra: Vec::new(),
        }
    }

    /// Message to the participants.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// Language of Autenti's e-mails and pages: two letters, such as `en`.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = language.into();
        self
    }

    /// Adds a participant.
    #[must_use]
    pub fn party(mut self, party: NewParty) -> Self {
        self.parties.push(party);
        self
    }

    /// Adds participants.
    #[must_use]
    pub fn parties(mut self, parties: impl IntoIterator<Item = NewParty>) -> Self {
        self.parties.extend(parties);
        self
    }

    /// Adds a label.
    #[must_use]
    pub fn tag(mut self, tag: TagId) -> Self {
        self.tags.push(tag);
        self
    }

    /// How signatures are shown.
    #[must_use]
    pub fn visualisation(mut self, visualisation: Visualisation) -> Self {
        self.visualisation = visualisation;
        self
    }

    /// Sends it on behalf of the organisation instead of the token's user. Autenti must have switched this
    /// on for the application (facts: Autenti API, "Identifiers").
    #[must_use]
    pub fn as_organisation(mut self, as_organisation: bool) -> Self {
        self.as_organisation = as_organisation;
        self
    }

    /// Merges JSON into what goes out, for what Autenti offers and is not known here, such as a return address
    /// or a deadline. As in a merge patch (RFC 7396): objects are merged, everything else is replaced, and
    /// `null` takes a member out. What is added later is merged after what was added before.
    #[must_use]
    pub fn extra(mut self, extra: Map<String, Value>) -> Self {
        self.extra.push(extra);
        self
    }

    /// The JSON that goes out.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which nothing that can be put into it causes.
    pub fn to_json(&self) -> Result<Value, ConfigError> {
        let mut json = serde_json::to_value(DocumentOut::from(self)).map_err(|_quotes| ConfigError::Json)?;
        for extra in &self.extra {
            merge(&mut json, Value::Object(extra.clone()));
        }
        Ok(json)
    }
}

/// Applies a merge patch (RFC 7396).
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(members) = target.as_object_mut() else { return };
    for (name, value) in patch {
        if value.is_null() {
            members.remove(&name);
        } else {
            merge(members.entry(name).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_merge_patch_merges_objects_replaces_the_rest_and_removes_what_is_null() {
        let mut target = json!({ "a": { "b": 1, "c": [1, 2] }, "d": "x", "e": 1 });
        merge(&mut target, json!({ "a": { "c": [3], "f": { "g": null, "h": 1 } }, "d": null, "e": {} }));
        assert_eq!(target, json!({ "a": { "b": 1, "c": [3], "f": { "h": 1 } }, "e": {} }));
    }
}
