//! Has Autenti remove drafts that nobody needs any more, where it does that.

use autenti::DocumentId;

use crate::accounts::Accounts;
use crate::failure::Result;
use crate::store::{SigningRecord, Store};

/// Has a draft removed. One that stays is tried again from time to time, and `autenti-proxy signings list` names it.
///
/// # Errors
/// When the account is not in the configuration any more, and what the store fails with.
pub async fn remove_draft(
    store: &Store,
    accounts: &Accounts,
    record: &SigningRecord,
    document: &DocumentId,
) -> Result<()> {
    let client = accounts.client_of(record)?;
    let removed = client.delete_draft(document).await;
    let is_gone = match &removed {
        Ok(()) => true,
        // It may have been removed before, and an API without this call says the same.
        Err(autenti::Error::NotFound { .. }) => {
            matches!(client.document(document).await, Err(autenti::Error::NotFound { .. }))
        }
        Err(_) => false,
    };
    if is_gone {
        store.draft_is_gone(document).await?;
    } else if let Err(error) = removed {
        tracing::info!(%error, document = document.as_str(), "the draft stays behind");
    }
    Ok(())
}

/// Has all drafts removed that stayed behind.
///
/// # Errors
/// What the store fails with.
pub async fn remove_left_drafts(store: &Store, accounts: &Accounts) -> Result<()> {
    for draft in store.left_drafts().await? {
        let removed = async {
            let record = store.signing(draft.signing).await?;
            remove_draft(store, accounts, &record, &draft.document).await
        };
        if let Err(failure) = removed.await {
            tracing::info!(%failure, document = draft.document.as_str(), "the draft stays behind");
        }
    }
    Ok(())
}
