//! The path that is taken when a status is reached: exactly once for each status of a document.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use webcon::ElementUpdate;

use super::{Handler, Outcome, attach, note_checkout, profile};
use crate::clock::Clock;
use crate::config::{Config, Profile};
use crate::failure::Result;
use crate::form::{Checkout, Forms, has_news};
use crate::store::{Job, SigningRecord, Store, Transition};

/// Takes paths.
pub struct TakePath {
    store: Store,
    forms: Forms,
    config: Arc<Config>,
    clock: Clock,
}

/// The status whose path is to be taken now, and the path.
pub(super) fn due<'a>(profile: &'a Profile, record: &SigningRecord) -> Option<(&'a str, &'a str)> {
    let status = record.document.as_ref()?.status.as_str();
    let (status, path) = profile.transitions.get_key_value(status)?;
    let made = record.transitions.get(status).is_some_and(|transition| transition.made);
    (!made).then_some((status.as_str(), path.as_str()))
}

impl Handler for TakePath {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<Outcome>> {
        Box::pin(async move {
            let Some(id) = job.signing else { return Ok(Outcome::Done) };
            let record = self.store.signing(id).await?;
            let profile = &profile(&self.config, &record)?;
            // What it starts in WEBCON is to find everything in its place: that is done first, and asks for this job
            // again when it is done.
            if has_news(profile, &record) || attach::is_due(profile, &record) {
                return Ok(Outcome::Done);
            }
            let taken = self.take(profile, &record).await;
            note_checkout(&self.store, (profile, &record), &taken, self.clock.now()).await?;
            taken?;
            Ok(Outcome::Done)
        })
    }
}

impl TakePath {
    /// Takes paths with these.
    pub fn new(store: Store, forms: Forms, config: Arc<Config>, clock: Clock) -> Self {
        Self { store, forms, config, clock }
    }

    /// Takes the path. The step that the instance stands in is noted first: when the answer is lost, it tells whether
    /// the path was taken. Somebody who was faster and moved the instance elsewhere has decided otherwise, and is not
    /// overruled.
    async fn take(&self, profile: &Profile, record: &SigningRecord) -> Result<()> {
        let Some((status, path)) = due(profile, record) else { return Ok(()) };
        let instance = record.instance;
        let element = self.forms.webcon().element(instance.database, instance.element).await?;
        let step = format!("{:?}", element.step);
        let mut transitions = record.transitions.clone();
        let begun = transitions.get(status).map(|transition| transition.from.clone());
        if begun.as_ref().is_none_or(|from| *from == step) {
            if begun.is_none() {
                transitions.insert(status.to_owned(), Transition { from: step, made: false });
                self.store.transitions(record.id, &transitions).await?;
            }
            let checkout = Checkout::of(profile, record, self.clock.now());
            let nothing = ElementUpdate::new();
            self.forms.update(profile, instance.element, &nothing, Some(path), checkout).await?;
            tracing::info!(%instance, status, path, "took the path");
        }
        if let Some(transition) = transitions.get_mut(status) {
            transition.made = true;
        }
        Ok(self.store.transitions(record.id, &transitions).await?)
    }
}
