//! Get the signed document, to the browser.

use std::sync::Arc;
use std::time::Duration;

use autenti_model::{ErrorCode, Right};

use super::within;
use crate::auth::Principal;
use crate::failure::Result;
use crate::signing::reader::SigningReader;
use crate::signing::signed_document::{DocumentPart, SignedDocuments};

/// Downloads signed documents.
#[derive(Debug)]
pub struct Download {
    signings: SigningReader,
    signed: Arc<SignedDocuments>,
    timeout: Duration,
}

impl Download {
    /// Downloads with these.
    pub fn new(signings: SigningReader, signed: Arc<SignedDocuments>, timeout: Duration) -> Self {
        Self { signings, signed, timeout }
    }

    /// The signed file and its name, as a stream.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedYet`], [`ErrorCode::NotSentYet`], and what Autenti fails with.
    pub async fn run(
        &self,
        principal: &Principal,
        part: DocumentPart,
    ) -> Result<(String, autenti::Download)> {
        principal.require(Right::Download)?;
        let download = async {
            let record = self.signings.sent(principal).await?;
            self.signed.download(&principal.profile, &record, part).await
        };
        within(self.timeout, ErrorCode::AutentiUnavailable, Box::pin(download)).await
    }
}
