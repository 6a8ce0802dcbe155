//! Documents that open only with a code sent by SMS.

use super::assertion::unlock_challenge;
use super::constraint::SmsCode;
use super::document_process::{DocumentProcess, Status};
use super::error::ApiError;
use super::party::Party;
use super::token::Caller;

/// facts: Autenti API, document locked by SMS: any call can meet the challenge. Inferred: a caller meets it
/// when the token's user is a participant who needs a code to open the document, so that the system user
/// of the demo, who only sends, can read on.
pub(super) fn refuse_if_locked(process: &DocumentProcess, caller: &Caller) -> Result<(), ApiError> {
    let locked = |party: &Party| party.has_email(&caller.user) && party.phone(SmsCode::ToOpen).is_some();
    if process.status == Status::Processing && process.parties.iter().any(locked) {
        return Err(unlock_challenge());
    }
    Ok(())
}
