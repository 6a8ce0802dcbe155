//! Reads of the form for somebody who looks at it: anew for whoever asks, and shared for open forms that follow it.

use std::sync::Arc;
use std::time::Duration;

use autenti_model::ErrorCode;

use crate::auth::Principal;
use crate::failure::{Failure, Result};
use crate::form::{Form, Forms};
use crate::signing::shared_reads::SharedReads;
use crate::store::Store;

/// What Autenti answers of a document that only the form knows; none where the account may not see it.
type UnknownDocument = Option<Arc<autenti::Document>>;

/// Reads forms. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct FormReads {
    forms: Forms,
    timeout: Duration,
    is_shared: bool,
    shared_forms: SharedReads<Form>,
    shared_checks: SharedReads<()>,
    shared_documents: SharedReads<UnknownDocument>,
}

impl FormReads {
    /// Reads anew for everybody; nobody waits longer than `timeout` for WEBCON.
    pub(super) fn new(store: &Store, forms: Forms, timeout: Duration) -> Self {
        Self {
            forms,
            timeout,
            is_shared: false,
            shared_forms: SharedReads::new(store.clone()),
            shared_checks: SharedReads::new(store.clone()),
            shared_documents: SharedReads::new(store.clone()),
        }
    }

    /// The same, for those who share what is read and what fails.
    pub(super) fn shared(&self) -> Self {
        Self { is_shared: true, ..self.clone() }
    }

    /// The form of the principal's instance.
    pub(super) async fn form(&self, principal: &Principal) -> Result<Form> {
        let read = Form::read(&self.forms, &principal.profile, principal.instance().element);
        // It is large, and most who wait here share it.
        let read = Box::pin(self.in_time(read));
        if self.is_shared {
            return self.shared_forms.get(principal, read).await;
        }
        let form = read.await?;
        self.shared_forms.succeeded(principal).await;
        Ok(form)
    }

    /// Refuses an instance of another process than the profile's.
    pub(super) async fn check_process(&self, principal: &Principal) -> Result<()> {
        let read = Box::pin(self.in_time(async {
            self.forms.names(&principal.profile, principal.instance().element).await?;
            Ok(())
        }));
        if self.is_shared { self.shared_checks.get(principal, read).await } else { read.await }
    }

    /// What is read of a document that only the form knows.
    pub(super) async fn document(
        &self,
        principal: &Principal,
        read: impl Future<Output = Result<UnknownDocument>>,
    ) -> Result<UnknownDocument> {
        let read = Box::pin(read);
        if self.is_shared { self.shared_documents.get(principal, read).await } else { read.await }
    }

    async fn in_time<T>(&self, read: impl Future<Output = Result<T>>) -> Result<T> {
        match tokio::time::timeout(self.timeout, read).await {
            Ok(read) => read,
            Err(_) => Err(Failure::new(ErrorCode::WebconUnavailable)),
        }
    }
}
