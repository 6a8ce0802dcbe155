//! The path that is taken when a status is reached: exactly once for each status of a document.

use webcon::{DatabaseId, ElementId, ElementUpdate};

use super::Carrier;
use crate::config::Profile;
use crate::failure::Result;
use crate::journal::{Record, Transition};

/// The status whose path is to be taken now, and the path.
pub(super) fn due<'a>(profile: &'a Profile, record: &Record) -> Option<(&'a str, &'a str)> {
    let status = record.document.as_ref()?.status.as_str();
    let (status, path) = profile.transitions.get_key_value(status)?;
    let made = record.transitions.get(status).is_some_and(|transition| transition.made);
    (!made).then_some((status.as_str(), path.as_str()))
}

impl Carrier<'_> {
    /// Takes the path. The step that the instance stands in is noted first: when the answer is lost, it
    /// tells whether the path was taken. Somebody who was faster and moved the instance elsewhere has
    /// decided otherwise, and is not overruled.
    pub(super) async fn take_path(&self, profile: &Profile, record: &Record) -> Result<()> {
        let Some((status, path)) = due(profile, record) else { return Ok(()) };
        let database = DatabaseId(profile.database);
        let element = self.proxy.webcon.element(database, ElementId(record.instance.element)).await?;
        let step = format!("{:?}", element.step);
        let mut transitions = record.transitions.clone();
        let begun = transitions.get(status).map(|transition| transition.from.clone());
        if begun.as_ref().is_none_or(|from| *from == step) {
            if begun.is_none() {
                transitions.insert(status.to_owned(), Transition { from: step, made: false });
                self.proxy.journal.transitions(record.id, &transitions).await?;
            }
            let nothing = ElementUpdate::new();
            self.proxy.update(profile, record.instance.element, &nothing, Some(path)).await?;
            tracing::info!(element = record.instance.element, status, path, "took the path");
        }
        if let Some(transition) = transitions.get_mut(status) {
            transition.made = true;
        }
        Ok(self.proxy.journal.transitions(record.id, &transitions).await?)
    }
}
