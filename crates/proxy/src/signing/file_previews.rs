//! Looks into the files of a form while somebody who may send them reads it: WEBCON tells neither how large a file is nor
//! what is in it (facts: WEBCON REST API, "Attachments"), and both are to be known before *Send* is pressed.

use std::sync::Arc;

use autenti_model::Right;
use tokio::sync::Semaphore;

use crate::auth::Principal;
use crate::form::{self, Forms, SelectedFile};
use crate::store::Store;

/// So many forms are looked at at once; a large file is held in memory meanwhile.
const AT_ONCE: usize = 2;

/// Looks into files. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct FilePreviews {
    store: Store,
    forms: Forms,
    slots: Arc<Semaphore>,
}

impl FilePreviews {
    pub(super) fn new(store: Store, forms: Forms) -> Self {
        Self { store, forms, slots: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Begins to look at the files of which nothing is known. Open forms are told when more is; nobody waits for it.
    pub(super) fn begin(&self, principal: &Principal, files: &[SelectedFile]) {
        if !principal.may(Right::Send) || files.iter().all(|file| file.known.is_some()) {
            return;
        }
        let (this, files) = (self.clone(), files.to_vec());
        let (profile, instance) = (Arc::clone(&principal.profile), principal.instance());
        tokio::spawn(async move {
            let mut unknown = Vec::new();
            for file in files {
                if form::is_to_be_looked_at(&this.forms, &profile, &file).await {
                    unknown.push(file);
                }
            }
            if unknown.is_empty() {
                return;
            }
            let Ok(_slot) = this.slots.acquire().await else { return };
            let mut is_more_known = false;
            for file in &unknown {
                match form::look_at(&this.forms, &profile, instance.element, file).await {
                    Ok(()) => is_more_known = true,
                    // Sending looks at it once more, and says what is wrong.
                    Err(failure) => tracing::info!(%failure, "a file cannot be looked at before it is sent"),
                }
            }
            if is_more_known {
                this.store.notify(instance).await;
            }
        });
    }
}
