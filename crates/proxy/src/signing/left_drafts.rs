//! Has Autenti remove drafts that nobody needs any more, where it does that.

use std::collections::BTreeSet;

use autenti::DocumentId;

use crate::accounts::Accounts;
use crate::failure::{Failure, Result};
use crate::store::{SigningRecord, Store};

/// How many are tried at a time. Which of them is left to chance, so that those which stay hold up no others.
const AT_ONCE: usize = 100;

/// Has a draft removed. One that stays is tried again from time to time, and `autenti-proxy signings list` names it.
///
/// # Errors
/// When the account is not in the configuration any more, why Autenti does not remove it, and what the store fails with.
pub async fn remove_draft(
    store: &Store,
    accounts: &Accounts,
    record: &SigningRecord,
    document: &DocumentId,
) -> Result<()> {
    let client = accounts.client_of(record)?;
    match client.delete_draft(document).await {
        Ok(()) => {}
        // It may have been removed before, and an API without this call says the same.
        Err(error @ autenti::Error::NotFound { .. }) => match client.document(document).await {
            Err(autenti::Error::NotFound { .. }) => {}
            Ok(_) | Err(_) => return Err(error.into()),
        },
        Err(error) => return Err(error.into()),
    }
    Ok(store.draft_is_gone(document).await?)
}

/// Has drafts removed that stayed behind. An account whose Autenti does not answer is left until the next time.
///
/// # Errors
/// What the store fails with.
pub async fn remove_left_drafts(store: &Store, accounts: &Accounts) -> Result<()> {
    let mut drafts = store.left_drafts().await?;
    fastrand::shuffle(&mut drafts);
    let mut silent = BTreeSet::new();
    for draft in drafts.into_iter().take(AT_ONCE) {
        let record = match store.signing(draft.signing).await {
            Ok(record) if silent.contains(&record.account) => continue,
            Ok(record) => record,
            Err(error) => {
                stays(&draft.document, &error.into());
                continue;
            }
        };
        if let Err(failure) = remove_draft(store, accounts, &record, &draft.document).await {
            stays(&draft.document, &failure);
            if failure.is_transient() {
                silent.insert(record.account);
            }
        }
    }
    Ok(())
}

/// Says in the log that a draft is still there.
pub fn stays(document: &DocumentId, failure: &Failure) {
    tracing::info!(%failure, document = document.as_str(), "the draft stays behind");
}
