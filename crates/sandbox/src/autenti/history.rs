//! How documents looked a moment ago, for reads that lag behind.

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::{SignedDuration, Timestamp};

use super::document_process::DocumentProcess;
use super::error::ApiError;
use super::organisation::Organisation;
use super::service::Store;
use crate::control::Lag;

/// Nothing lags more than this.
const KEPT: SignedDuration = SignedDuration::from_mins(10);

/// What documents were until they were changed, oldest first.
#[derive(Debug, Default)]
pub(super) struct History(Vec<(Timestamp, DocumentProcess)>);

impl History {
    /// Keeps the document as it is until now.
    pub(super) fn keep(&mut self, process: DocumentProcess, now: Timestamp) {
        self.0.retain(|(until, _)| now.duration_since(*until) < KEPT);
        self.0.push((now, process));
    }

    fn at(&self, id: &str, when: Timestamp) -> Option<&DocumentProcess> {
        self.0.iter().find(|(until, process)| *until > when && process.id == id).map(|(_, process)| process)
    }
}

/// How far this call's reads lag behind, besides what the settings say.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReadLag(SignedDuration);

impl<S: Sync> FromRequestParts<S> for ReadLag {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let lag = parts.extensions.get::<Lag>().map(|lag| lag.0).unwrap_or_default();
        Ok(Self(SignedDuration::try_from(lag).unwrap_or(KEPT)))
    }
}

/// The documents of an organisation as a read sees them.
pub(super) struct Reading<'a> {
    store: &'a Store,
    organisation: &'static Organisation,
    when: Timestamp,
    is_late: bool,
}

impl Store {
    pub(super) fn reading(&self, organisation: &'static Organisation, lag: ReadLag) -> Reading<'_> {
        let set = SignedDuration::from_millis(self.settings.read_lag_ms.into());
        let lag = lag.0.max(set).min(KEPT);
        Reading { store: self, organisation, when: self.now() - lag, is_late: !lag.is_zero() }
    }
}

impl<'a> Reading<'a> {
    /// The time that is shown.
    pub(super) fn when(&self) -> Timestamp {
        self.when
    }

    pub(super) fn process(&self, id: &str) -> Result<&'a DocumentProcess, ApiError> {
        self.processes()
            .into_iter()
            .find(|process| process.id == id)
            .ok_or_else(|| ApiError::not_found("document process"))
    }

    /// In the order in which they were made.
    pub(super) fn processes(&self) -> Vec<&'a DocumentProcess> {
        let store = self.store;
        let current = store.processes.iter();
        // What was deleted since is still there for who lags.
        let deleted = store.history.0.iter().filter_map(|(until, process)| {
            let is_gone = self.is_late && *until > self.when && store.process(&process.id).is_err();
            is_gone.then_some(process)
        });
        let mut seen: Vec<&DocumentProcess> = Vec::new();
        for process in current.chain(deleted) {
            let process = if self.is_late {
                store.history.at(&process.id, self.when).unwrap_or(process)
            } else {
                process
            };
            let is_known = seen.iter().any(|other| other.id == process.id);
            let is_made = !self.is_late || process.created_at <= self.when;
            if is_made && !is_known && *process.organisation == *self.organisation {
                seen.push(process);
            }
        }
        seen
    }
}
