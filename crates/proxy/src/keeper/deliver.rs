//! After sending: WEBCON is told what happened, and gets the signed file.

use autenti_model::ErrorCode;

use super::Carrier;
use crate::config::Profile;
use crate::failure::Result;
use crate::journal::{Record, State};
use crate::reading::Wanted;

impl Carrier<'_> {
    /// Reads the document and writes to WEBCON what it says.
    pub(super) async fn write_back(&self, profile: &Profile, record: &Record) -> Result<()> {
        let is_sending = matches!(record.state, State::Sending { .. });
        let record = if is_sending || record.document.is_none() {
            let record = record.clone();
            match self.proxy.read_document(record.clone(), Wanted::Now).await {
                Ok(record) => record,
                // It was sent; WEBCON learns that much now and the rest when Autenti answers again. A document
                // that opens with an SMS code may never be told to the account that sent it (facts: Autenti API,
                // challenge `DOCUMENT_ACCESS_UNLOCK`).
                Err(failure)
                    if matches!(
                        failure.code,
                        ErrorCode::AutentiUnavailable | ErrorCode::RateLimited | ErrorCode::DocumentLocked
                    ) =>
                {
                    record
                }
                Err(failure) => return Err(failure),
            }
        } else {
            record.clone()
        };
        self.proxy.write_news(profile, &record).await?;
        if is_sending {
            self.proxy.journal.finished(record.id).await?;
            // The lasting ids of the parties come some time after sending (facts: Autenti API, "Known bugs and
            // traps"), with webhooks or without.
            self.proxy.look_again(record.id);
        }
        Ok(())
    }

    /// Writes links into the form, where the profile asks for them.
    pub(super) async fn write_links(&self, profile: &Profile, record: &Record) -> Result<()> {
        self.proxy.write_links(profile, record).await
    }

    /// Saves the signed file on the instance.
    pub(super) async fn attach(&self, profile: &Profile, record: &Record) -> Result<()> {
        self.proxy.attach_signed_document(profile, record).await.map(drop)
    }
}
