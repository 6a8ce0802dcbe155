//! What can be done with a document: send it, take it back, remind people.

use http::HeaderValue;

use crate::call::Call;
use crate::challenge::{Challenge, ChallengeOption, X_ASSERTION, choosing_action, choosing_parties};
use crate::client::Client;
use crate::error::Error;
use crate::event::Event;
use crate::ids::{DocumentId, PartyId};
use crate::request::Request;
use crate::wire::EventIn;
use crate::words::EventType;

impl Client {
    /// Sends a draft to its participants, who get e-mails from Autenti.
    ///
    /// # Errors
    /// Every kind of a changing call; [`Error::Challenge`] when the document cannot be sent now, for
    /// example because it already was. Never repeated by itself: when
    /// [`outcome_unknown`](Error::outcome_unknown), read the document's status first.
    pub async fn send(&self, document: &DocumentId) -> Result<Vec<Event>, Error> {
        self.act(Call::changing("send document"), document, &[choosing_action(&EventType::DocumentSent)])
            .await
    }

    /// Takes a sent document back.
    ///
    /// # Errors
    /// Every kind of a changing call; [`Error::Challenge`] when it cannot be taken back now. Never repeated
    /// by itself.
    pub async fn withdraw(&self, document: &DocumentId) -> Result<Vec<Event>, Error> {
        self.act(
            Call::changing("withdraw document"),
            document,
            &[choosing_action(&EventType::DocumentWithdrawal)],
        )
        .await
    }

    /// What can be done with the document now: a challenge whose options are event types.
    /// [`Challenge::offers`] asks for one of them.
    ///
    /// # Errors
    /// Every kind of a reading call; [`Error::Locked`] for a document that opens with an SMS code.
    pub async fn available_actions(&self, document: &DocumentId) -> Result<Challenge, Error> {
        let call = Call::reading("ask what can be done with document");
        self.challenge(call, document, &[]).await
    }

    /// Who can be reminded now: options whose ids are participants' ids. The first of the two steps of a
    /// reminder; it reminds nobody.
    ///
    /// # Errors
    /// Every kind of a reading call; [`Error::Challenge`] when nobody can be reminded, with Autenti's
    /// reasons in [`Challenge::errors`].
    pub async fn reminder_options(&self, document: &DocumentId) -> Result<Vec<ChallengeOption>, Error> {
        let call = Call::reading("ask whom to remind of document");
        let step = choosing_action(&EventType::ReminderSent);
        let challenge = self.challenge(call.clone(), document, &[step]).await?;
        // Asking for an action again means that this one is not to be had (inferred); WEBCON's plugin takes
        // errors for a refusal too.
        let offers_actions = challenge.options.iter().any(|option| option.id.starts_with(EventType::PREFIX));
        if offers_actions || !challenge.errors.is_empty() {
            return Err(Error::Challenge {
                call: call.of(document.as_str()),
                challenge: Box::new(challenge),
            });
        }
        Ok(challenge.options)
    }

    /// Reminds participants, who must be among [`reminder_options`](Self::reminder_options). With no
    /// participants it does nothing.
    ///
    /// # Errors
    /// Every kind of a changing call; [`Error::Challenge`] when one of them cannot be reminded. Never
    /// repeated by itself.
    pub async fn remind(&self, document: &DocumentId, parties: &[PartyId]) -> Result<Vec<Event>, Error> {
        if parties.is_empty() {
            return Ok(Vec::new());
        }
        let parties: Vec<&str> = parties.iter().map(PartyId::as_str).collect();
        let steps = [choosing_action(&EventType::ReminderSent), choosing_parties(&parties)];
        self.act(Call::changing("remind participants of document"), document, &steps).await
    }

    /// Posts assertions, each as a header line of its own, and reads what happened.
    async fn act(
        &self,
        call: Call,
        document: &DocumentId,
        assertions: &[HeaderValue],
    ) -> Result<Vec<Event>, Error> {
        let events: Vec<EventIn> = self.all(self.acting(call, document, assertions)?).await?;
        Ok(events.into_iter().map(EventIn::event).collect())
    }

    /// Posts assertions that are not enough, and reads what is asked for.
    async fn challenge(
        &self,
        call: Call,
        document: &DocumentId,
        assertions: &[HeaderValue],
    ) -> Result<Challenge, Error> {
        let request = self.acting(call, document, assertions)?;
        match self.transport.answer(&request).await {
            Err(Error::Challenge { challenge, .. }) => Ok(*challenge),
            Err(error) => Err(error),
            Ok(_success) => Err(Error::unreadable(&request.call, "a success where a challenge is due")),
        }
    }

    fn acting(
        &self,
        call: Call,
        document: &DocumentId,
        assertions: &[HeaderValue],
    ) -> Result<Request, Error> {
        let url = self.at(&["document-processes", document.as_str(), "actions"]);
        // The body `{}` is what WEBCON's plugin sends; none is needed.
        let request = Request::post(call.of(document.as_str()), url).json(&serde_json::Map::new())?;
        Ok(assertions.iter().fold(request, |request, value| request.header(X_ASSERTION, value.clone())))
    }
}
