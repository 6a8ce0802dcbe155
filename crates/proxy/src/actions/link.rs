//! Link for sign: made at the click, for one person, and never stored.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use autenti::PartyRef;
use autenti_model::signing::{Link, QrCode};
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

    /// Asks Autenti for a person's link: the principal's own, or that of `email`; `with_qr`, as a code too.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for somebody else's without the right to it, [`ErrorCode::NoLink`] when the
    /// person has nothing to do now, [`ErrorCode::DocumentLocked`] when it opens with an SMS code,
    /// [`ErrorCode::NotSentYet`], [`ErrorCode::AlreadyFinished`].
    pub async fn run(&self, principal: &Principal, email: Option<Email>, with_qr: bool) -> Result<Link> {
        let link = Box::pin(self.link(principal, email));
        let mut link = within(self.timeout, ErrorCode::AutentiUnavailable, link).await?;
        link.qr = if with_qr { qr_code(&link.url) } else { None };
        Ok(link)
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
            .client_of(&record)?
            .action_links(&document_id, PartyRef::Email(address.as_str()))
            .await;
        let links = links.map_err(|error| match &error {
            // facts: Autenti API, "Links": what is answered to somebody whose turn it is not is unknown; a
            // refusal of this call means that there is no link.
            autenti::Error::Forbidden { .. }
            | autenti::Error::NotFound { .. }
            | autenti::Error::Refused { .. }
            | autenti::Error::Service(autenti::ServiceError::Challenge { .. }) => {
                let theirs = error.upstream().and_then(|upstream| upstream.text()).map(str::to_owned);
                Failure::new(ErrorCode::NoLink).with_upstream(theirs.as_deref()).with_source(error)
            }
            _ => error.into(),
        })?;
        let link = links.into_iter().next().ok_or_else(|| Failure::new(ErrorCode::NoLink))?;
        Ok(Link { url: self.accounts.permitted(&record.account, link)?.into(), qr: None })
    }
}

/// The link as a code for the camera of a phone; none for an address that is too long for one.
fn qr_code(url: &str) -> Option<QrCode> {
    let code = qrcodegen::QrCode::encode_text(url, qrcodegen::QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some(QrCode { size: u32::try_from(code.size()).ok()?, path })
}

fn address_of<'a>(document: &'a DocumentState, email: &Email) -> Option<&'a Email> {
    document.recipients.iter().map(|recipient| &recipient.email).find(|known| *known == email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_square_for_each_dark_module() {
        let code = qr_code("https://autenti.example.com/sign?x=1").unwrap();
        let squares = code.path.matches("h1v1h-1z").count();
        let dark = qrcodegen::QrCode::encode_text(
            "https://autenti.example.com/sign?x=1",
            qrcodegen::QrCodeEcc::Medium,
        )
        .unwrap();
        let modules = (0..dark.size()).flat_map(|y| (0..dark.size()).map(move |x| (x, y)));
        assert_eq!(squares, modules.filter(|(x, y)| dark.get_module(*x, *y)).count());
        assert_eq!(i32::try_from(code.size).unwrap(), dark.size());
        // The upper left corner of a code is a finder: seven dark modules in a row, then a light one.
        assert!(
            code.path.starts_with("M0 0h1") && code.path.contains("M6 0h1") && !code.path.contains("M7 0h1")
        );
    }

    #[test]
    fn an_address_that_is_too_long_has_no_code() {
        assert_eq!(qr_code(&"x".repeat(5_000)), None);
    }
}
