//! What can be done with a document: send it, take it back, remind people.

use api_client::{Operation, Request};
use http::HeaderValue;

use crate::challenge::{
    Challenge, ChallengeOption, X_ASSERTION, choosing_action, choosing_parties, one_line,
};
use crate::client::Client;
use crate::error::{Error, ServiceError};
use crate::event::Event;
use crate::ids::{DocumentId, PartyId};
use crate::operation;
use crate::wire::EventIn;
use crate::words::EventType;

impl Client {
    /// Sends a draft to its participants, who get e-mails from Autenti.
    ///
    /// # Errors
    /// Every kind of a changing call; [`ServiceError::Challenge`] when the document cannot be sent now, for
    /// example because it already was. Never repeated by itself: when
    /// [`outcome_unknown`](Error::outcome_unknown), read the document's status first.
    pub async fn send(&self, document: &DocumentId) -> Result<Vec<Event>, Error> {
        self.act(operation::SEND, document, &[choosing_action(&EventType::DocumentSent)]).await
    }

    /// Takes a sent document back.
    ///
    /// # Errors
    /// Every kind of a changing call; [`ServiceError::Challenge`] when it cannot be taken back now. Never repeated
    /// by itself.
    pub async fn withdraw(&self, document: &DocumentId) -> Result<Vec<Event>, Error> {
        self.act(operation::WITHDRAW, document, &[choosing_action(&EventType::DocumentWithdrawal)]).await
    }

    /// What can be done with the document now: a challenge whose options are event types.
    /// [`Challenge::offers`] asks for one of them.
    ///
    /// # Errors
    /// Every kind of a reading call; [`ServiceError::Locked`] for a document that opens with an SMS code.
    pub async fn available_actions(&self, document: &DocumentId) -> Result<Challenge, Error> {
        match self.ask(operation::AVAILABLE_ACTIONS, document, &[]).await? {
            ServiceError::Challenge { challenge, .. } => Ok(*challenge),
            other => Err(Error::Service(other)),
        }
    }

    /// Who can be reminded now: options whose ids are participants' ids. The first of the two steps of a
    /// reminder; it reminds nobody.
    ///
    /// # Errors
    /// Every kind of a reading call; [`ServiceError::Challenge`] when nobody can be reminded, with Autenti's
    /// reasons in [`Challenge::errors`].
    pub async fn reminder_options(&self, document: &DocumentId) -> Result<Vec<ChallengeOption>, Error> {
        let step = choosing_action(&EventType::ReminderSent);
        let error = self.ask(operation::REMINDER_OPTIONS, document, &[step]).await?;
        let ServiceError::Challenge { challenge, .. } = &error else {
            return Err(Error::Service(error));
        };
        // Asking for an action again means that this one is not to be had (inferred); WEBCON's plugin takes
        // errors for a refusal too.
        let offers_actions = challenge.options.iter().any(|option| option.id.starts_with(EventType::PREFIX));
        if offers_actions || !challenge.errors.is_empty() {
            return Err(Error::Service(error));
        }
        Ok(challenge.options.clone())
    }

    /// Reminds participants, who must be among [`reminder_options`](Self::reminder_options). With no
    /// participants it does nothing.
    ///
    /// # Errors
    /// Every kind of a changing call; [`ServiceError::Challenge`] when one of them cannot be reminded. Never
    /// repeated by itself.
    pub async fn remind(&self, document: &DocumentId, parties: &[PartyId]) -> Result<Vec<Event>, Error> {
        if parties.is_empty() {
            return Ok(Vec::new());
        }
        let parties: Vec<&str> = parties.iter().map(PartyId::as_str).collect();
        let steps = [choosing_action(&EventType::ReminderSent), choosing_parties(&parties)];
        self.act(operation::REMIND, document, &steps).await
    }

    /// Posts assertions and reads what happened.
    async fn act(
        &self,
        operation: Operation,
        document: &DocumentId,
        assertions: &[HeaderValue],
    ) -> Result<Vec<Event>, Error> {
        let request = self.acting(operation, document, assertions)?;
        let events: Vec<EventIn> = self.transport.all(&request).await?;
        Ok(events.into_iter().map(EventIn::event).collect())
    }

    /// Posts assertions that are not enough, and answers what Autenti says to that.
    async fn ask(
        &self,
        operation: Operation,
        document: &DocumentId,
        assertions: &[HeaderValue],
    ) -> Result<ServiceError, Error> {
        let request = self.acting(operation, document, assertions)?;
        match self.transport.answer(&request).await {
            Err(Error::Service(error)) => Ok(error),
            Err(error) => Err(error),
            Ok(_success) => Err(Error::unreadable(request.call(), "a success where a challenge is due")),
        }
    }

    fn acting(
        &self,
        operation: Operation,
        document: &DocumentId,
        assertions: &[HeaderValue],
    ) -> Result<Request, Error> {
        let url = self.at(&["document-processes", document.as_str(), "actions"]);
        // The body `{}` is what WEBCON's plugin sends; none is needed.
        let request = Request::post(operation.of(document.as_str()), url).json(&serde_json::Map::new())?;
        Ok(match one_line(assertions) {
            Some(line) => request.header(X_ASSERTION, line),
            None => request,
        })
    }
}
