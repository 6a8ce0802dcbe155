//! Notes in the store who did what: with whom it was done for, by which key, from where, and with what outcome.

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::auth::{KeyRefused, Principal};
use crate::clock::Clock;
use crate::failure::{Failure, Result};
use crate::metrics;
use crate::store::{AuditEvent, NewAuditEntry, Person, Store};

/// The audit trail. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Audit {
    store: Store,
    clock: Clock,
}

impl Audit {
    /// A trail in this store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Notes what a principal did, and how it went. What is about to be given out, such as a link, is given out only
    /// if this succeeds.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn did(
        &self,
        principal: &Principal,
        action: AuditedAction,
        failure: Option<&Failure>,
    ) -> Result<()> {
        let instance = principal.instance();
        let document = match self.store.living(instance).await {
            Ok(record) => record.and_then(|record| record.document_id),
            Err(error) => {
                tracing::warn!(%error, "which document it was about cannot be told in the audit trail");
                None
            }
        };
        let entry = NewAuditEntry {
            who: principal.person(),
            about: action.about,
            key: principal.key().map(str::to_owned),
            address: principal.origin.address,
            profile: Some(principal.profile.name.clone()),
            instance: Some(instance),
            document: document.map(String::from),
            result: result(failure),
            request: Some(principal.origin.request.to_string()),
            details: action.details.or_else(|| Some(json!({ "ticket": principal.ticket.as_ref()?.jti }))),
            ..NewAuditEntry::new(action.what)
        };
        Ok(self.store.note_audit(entry, self.clock.now()).await?)
    }

    /// Notes what has happened already, whatever becomes of the note.
    pub async fn note(&self, entry: NewAuditEntry) {
        let what = entry.what.as_str();
        if let Err(error) = self.store.note_audit(entry, self.clock.now()).await {
            lost(what, &error.into());
        }
    }

    /// The same for what a principal did.
    pub async fn note_action(&self, principal: &Principal, action: AuditedAction, failure: Option<&Failure>) {
        let what = action.what.as_str();
        if let Err(failure) = self.did(principal, action, failure).await {
            lost(what, &failure);
        }
    }

    /// Notes that credentials were refused: wrong ones, and a key for what it is not for.
    pub async fn refused(&self, failure: &Failure, request: &str, address: IpAddr, route: &str) {
        let what = match failure.code {
            autenti_model::ErrorCode::TicketInvalid => AuditEvent::TicketRefused,
            _ => AuditEvent::KeyRefused,
        };
        let entry = NewAuditEntry {
            key: KeyRefused::of(failure).map(|refused| refused.name.clone()),
            address: Some(address),
            result: result(Some(failure)),
            request: Some(request.to_owned()),
            details: Some(json!({ "route": route })),
            ..NewAuditEntry::new(what)
        };
        self.note(entry).await;
    }
}

/// What is not in the trail although it happened: somebody has to know of that.
fn lost(what: &str, failure: &Failure) {
    metrics::audit_lost();
    tracing::error!(what, %failure, "could not be noted in the audit trail");
}

fn result(failure: Option<&Failure>) -> &'static str {
    failure.map_or("ok", |failure| failure.code.as_str())
}

/// What somebody did.
#[derive(Clone, Debug)]
pub struct AuditedAction {
    what: AuditEvent,
    about: Vec<Person>,
    details: Option<Value>,
}

impl AuditedAction {
    /// Something that is about nobody in particular.
    pub fn new(what: AuditEvent) -> Self {
        Self { what, about: Vec::new(), details: None }
    }

    /// About these people.
    #[must_use]
    pub fn about(mut self, people: impl IntoIterator<Item = Person>) -> Self {
        self.about.extend(people);
        self
    }

    /// With something else that is to be known. No personal data: it could not be erased.
    #[must_use]
    pub fn details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }
}
