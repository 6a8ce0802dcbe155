//! What a person or an automation asks for, one file each. What must survive is left to a job; what somebody waits for
//! answers its result, and within a time that a person waits.

mod attach;
mod cancel;
mod download;
mod link;
mod remind;
mod send;
mod withdraw;

use std::time::Duration;

use autenti_model::ErrorCode;

pub use attach::Attach;
pub use cancel::CancelSending;
pub use download::Download;
pub use link::OpenLink;
pub use remind::Remind;
pub use send::Send;
pub use withdraw::Withdraw;

use crate::failure::{Failure, Result};

/// Everything that can be asked for.
#[derive(Debug)]
pub struct Actions {
    /// Send for signature.
    pub send: Send,
    /// Stop a sending that waits to be tried again.
    pub cancel: CancelSending,
    /// A link for signing.
    pub link: OpenLink,
    /// Send reminders.
    pub remind: Remind,
    /// Withdraw document.
    pub withdraw: Withdraw,
    /// Get the signed document.
    pub download: Download,
    /// Save the signed document on the instance.
    pub attach: Attach,
}

/// The outcome, or a failure of that code when a person has waited long enough.
async fn within<T>(patience: Duration, code: ErrorCode, work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(patience, work).await.unwrap_or_else(|_| {
        let cause = anyhow::anyhow!("it took longer than {patience:?}");
        Err(Failure::new(code).outcome_unknown(true).because(cause))
    })
}
