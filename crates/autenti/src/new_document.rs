//! What a new document process says.

use crate::ids::TagId;
use crate::new_party::NewParty;
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
}
