//! What can be done with a document: send it, take it back, remind people.

use crate::challenge::{Challenge, ChallengeOption};
use crate::client::Client;
use crate::error::Error;
use crate::event::Event;
use crate::ids::{DocumentId, PartyId};

impl Client {
    /// Sends a draft to its participants, who get e-mails from Autenti.
    ///
    /// # Errors
    /// Every kind of a changing call; [`Error::Challenge`] when the document cannot be sent now, for
    /// example because it already was. Never repeated by itself: when
    /// [`outcome_unknown`](Error::outcome_unknown), read the document's status first.
    pub async fn send(&self, document: &DocumentId) -> Result<Vec<Event>, Error> {
        todo!()
    }

    /// Takes a sent document back.
    ///
    /// # Errors
    /// Every kind of a changing call; [`Error::Challenge`] when it cannot be taken back now. Never repeated
    /// by itself.
    pub async fn withdraw(&self, document: &DocumentId) -> Result<Vec<Event>, Error> {
        todo!()
    }

    /// What can be done with the document now: a challenge whose options are event types.
    /// [`Challenge::offers`] asks for one of them.
    ///
    /// # Errors
    /// Every kind of a reading call; [`Error::Locked`] for a document that opens with an SMS code.
    pub async fn available_actions(&self, document: &DocumentId) -> Result<Challenge, Error> {
        todo!()
    }

    /// Who can be reminded now: options whose ids are participants' ids. The first of the two steps of a
    /// reminder; it reminds nobody.
    ///
    /// # Errors
    /// Every kind of a reading call; [`Error::Challenge`] when nobody can be reminded, with Autenti's
    /// reasons in [`Challenge::errors`].
    pub async fn reminder_options(&self, document: &DocumentId) -> Result<Vec<ChallengeOption>, Error> {
        todo!()
    }

    /// Reminds participants, who must be among [`reminder_options`](Self::reminder_options). With no
    /// participants it does nothing.
    ///
    /// # Errors
    /// Every kind of a changing call; [`Error::Challenge`] when one of them cannot be reminded. Never
    /// repeated by itself.
    pub async fn remind(&self, document: &DocumentId, parties: &[PartyId]) -> Result<Vec<Event>, Error> {
        todo!()
    }
}
