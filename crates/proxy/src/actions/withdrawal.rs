//! Withdraw document: nobody can sign it any more.

use autenti_model::{ErrorCode, Right, SigningAnswer};

use crate::Proxy;
use crate::auth::Principal;
use crate::failure::{Failure, Result};
use crate::keeper::document_id;
use crate::reading::Wanted;

/// Takes the document back, and leaves a comment on the instance where there is one.
///
/// # Errors
/// [`ErrorCode::NotSentYet`], [`ErrorCode::AlreadyFinished`], and what Autenti fails with.
pub async fn withdraw(
    proxy: &Proxy,
    principal: &Principal,
    comment: Option<String>,
) -> Result<SigningAnswer> {
    principal.require(Right::Withdraw)?;
    let record = proxy.sent(principal).await?;
    let document_id = document_id(&record)?;
    let record = proxy.read_document(record, Wanted::Now).await?;
    let is_final = |document: &crate::document::DocumentState| document.status.is_final();
    if record.document.as_ref().is_some_and(is_final) {
        return Err(Failure::new(ErrorCode::AlreadyFinished));
    }
    let id = record.id;
    if let Err(error) = proxy.autenti.withdraw(&document_id).await {
        // An answer may have been lost, or somebody else was faster: the state tells.
        let record = proxy.read_document(record, Wanted::Now).await?;
        if !record.document.as_ref().is_some_and(is_final) {
            return Err(error.into());
        }
    }
    tracing::info!(document = document_id.as_str(), by = principal.login, "withdrawn");
    if let Some(comment) =
        comment.map(|comment| comment.trim().to_owned()).filter(|comment| !comment.is_empty())
    {
        proxy.journal.comment(id, &comment).await?;
    }
    proxy.read_document(proxy.journal.get(id).await?, Wanted::Now).await?;
    proxy.signing(principal, Wanted::Known).await
}
