//! Get the signed document, to the instance.

use std::sync::Arc;
use std::time::Duration;

use autenti_model::{ErrorCode, Right};

use super::within;
use crate::auth::Principal;
use crate::failure::Result;
use crate::signing::reader::SigningReader;
use crate::signing::signed_document::SignedDocuments;
use crate::store::{Attached, Store};

/// Saves signed documents.
#[derive(Debug)]
pub struct Attach {
    store: Store,
    signings: SigningReader,
    signed: Arc<SignedDocuments>,
    timeout: Duration,
}

impl Attach {
    /// Saves with these.
    pub fn new(
        store: Store,
        signings: SigningReader,
        signed: Arc<SignedDocuments>,
        timeout: Duration,
    ) -> Self {
        Self { store, signings, signed, timeout }
    }

    /// Saves the signed file on the instance. One that is there already is not saved again.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedYet`], [`ErrorCode::NotSentYet`], [`ErrorCode::FormCheckedOut`], and what Autenti
    /// and WEBCON fail with.
    pub async fn run(&self, principal: &Principal) -> Result<Attached> {
        principal.require(Right::Attach)?;
        let record = self.signings.sent(principal).await?;
        let (signed, profile) = (Arc::clone(&self.signed), Arc::clone(&principal.profile));
        let instance = record.instance;
        // It goes on when nobody waits for it any more: a file that is half-way is not given up.
        let save = tokio::spawn(async move { signed.attach(&profile, &record).await });
        let save = async { save.await.map_err(anyhow::Error::from)? };
        let attached = within(self.timeout, ErrorCode::WebconUnavailable, save).await;
        self.store.notify(instance).await;
        attached
    }
}
