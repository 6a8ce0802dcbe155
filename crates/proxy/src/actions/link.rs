//! Link for sign: made at the click, for one person, and never stored.

use std::sync::Arc;
use std::time::Duration;

use autenti::PartyRef;
use autenti_model::signing::Link;
use autenti_model::{Email, ErrorCode, LocalizedMessage, Right, Text};

use super::within;
use crate::accounts::Accounts;
use crate::auth::Principal;
use crate::document::DocumentState;
use crate::failure::{Failure, Result};
use crate::signing::documents::{Documents, Freshness, document_id};
use crate::signing::reader::SigningReader;

/// Makes links for signing.
#[derive(Debug)]
pub struct OpenLink {
    accounts: Accounts,
    documents: Arc<Documents>,
    signings: SigningReader,
    timeout: Duration,
}

impl OpenLink {
    /// Makes links with these.
    pub fn new(
        accounts: Accounts,
        documents: Arc<Documents>,
        signings: SigningReader,
        timeout: Duration,
    ) -> Self {
        Self { accounts, documents, signings, timeout }
    }

    /// Asks Autenti for a person's link: the principal's own, or that of `email`.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for somebody else's without the right to it, [`ErrorCode::NoLink`] when the
    /// person has nothing to do now, [`ErrorCode::DocumentLocked`] when it opens with an SMS code,
    /// [`ErrorCode::NotSentYet`], [`ErrorCode::AlreadyFinished`].
    pub async fn run(&self, principal: &Principal, email: Option<Email>) -> Result<Link> {
        within(self.timeout, ErrorCode::AutentiUnavailable, Box::pin(self.link(principal, email))).await
    }

    async fn link(&self, principal: &Principal, email: Option<Email>) -> Result<Link> {
        let email = match email.filter(|email| !email.is_empty()) {
            Some(email) if email != principal.email => {
                if !principal.may(Right::SignForOthers) {
                    return Err(Failure::new(ErrorCode::NotAllowed).with_message(Text::LinkForOthers));
                }
                email
            }
            _ => {
                principal.require(Right::Sign)?;
                principal.email.clone()
            }
        };
        let record = self.signings.sent(principal).await?;
        let document_id = document_id(&record)?;
        // What is known will do where Autenti does not tell: it decides when it is asked for the link.
        let record = match self.documents.refresh(record.clone(), Freshness::RECENT).await {
            Ok(read) => read,
            Err(failure) if record.document.is_none() => return Err(failure),
            Err(_) => record,
        };
        let no_link = || {
            Failure::new(ErrorCode::NoLink)
                .with_message(LocalizedMessage::from(Text::LinkNoRecipient).with("email", email.as_str()))
        };
        let document = record.document.as_ref().ok_or_else(no_link)?;
        if document.status.is_final() {
            return Err(Failure::new(ErrorCode::AlreadyFinished));
        }
        // The address as it was sent: Autenti may mind its case.
        let address = address_of(document, &email).ok_or_else(no_link)?;
        let links = self
            .accounts
            .client(&record.account)?
            .action_links(&document_id, PartyRef::Email(address.as_str()))
            .await;
        let links = links.map_err(|error| match &error {
            // facts: Autenti API, "Links": what is answered to somebody whose turn it is not is unknown; a
            // refusal of this call means that there is no link.
            autenti::Error::Forbidden { .. }
            | autenti::Error::NotFound { .. }
            | autenti::Error::Refused { .. }
            | autenti::Error::Service(autenti::ServiceError::Challenge { .. }) => {
                Failure::new(ErrorCode::NoLink).with_source(error)
            }
            _ => error.into(),
        })?;
        let link = links.into_iter().next().ok_or_else(|| Failure::new(ErrorCode::NoLink))?;
        Ok(Link { url: link.url.into() })
    }
}

fn address_of<'a>(document: &'a DocumentState, email: &Email) -> Option<&'a Email> {
    document.recipients.iter().map(|recipient| &recipient.email).find(|known| *known == email)
}
