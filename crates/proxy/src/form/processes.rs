//! Which process an instance is of. A profile is for one: what it would read and write in a form of another one is
//! anybody's guess.

use std::sync::Arc;
use std::time::Duration;

use autenti_model::ErrorCode;
use webcon::{DatabaseId, Element, Workflow};

use crate::config::Profile;
use crate::failure::{Failure, Result};

/// How long the workflows of a process are remembered: they change when a designer changes the process.
const REMEMBERED: Duration = Duration::from_mins(10);

/// The processes of WEBCON. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Processes {
    webcon: webcon::Client,
    workflows: moka::future::Cache<(DatabaseId, String), Arc<Vec<Workflow>>>,
}

impl Processes {
    pub(super) fn new(webcon: webcon::Client) -> Self {
        let workflows = moka::future::Cache::builder().max_capacity(1_000).time_to_live(REMEMBERED).build();
        Self { webcon, workflows }
    }

    /// Refuses an instance of another process than the profile's. An instance tells its workflow, so the workflows of the
    /// process are asked for (facts: WEBCON REST API, "Metadata"); who may not ask names the workflow's GUID instead.
    ///
    /// # Errors
    /// [`ErrorCode::WrongProcess`], and what WEBCON fails with.
    pub(super) async fn check(&self, profile: &Profile, element: &Element) -> Result<()> {
        let Some(process) = profile.process.as_deref() else { return Ok(()) };
        if element.workflow.has_guid(process) || element.form_type.has_guid(process) {
            return Ok(());
        }
        let wrong = || Failure::new(ErrorCode::WrongProcess);
        let workflows = match self.workflows_of(profile.database, process).await {
            Ok(workflows) => workflows,
            // There is no such process: the instance is of another one.
            Err(error @ webcon::Error::NotFound { .. }) => return Err(wrong().with_source(error)),
            Err(error) => return Err(error.into()),
        };
        if workflows.is_empty() {
            let cause = anyhow::anyhow!("WEBCON answered no workflow of the process");
            return Err(Failure::new(ErrorCode::WebconUnavailable).with_source(cause));
        }
        let is_one = |workflows: &[Workflow]| workflows.iter().any(|workflow| workflow.is(&element.workflow));
        if is_one(&workflows) {
            return Ok(());
        }
        // A designer may have added the workflow meanwhile.
        self.workflows.invalidate(&(profile.database, process.to_owned())).await;
        if is_one(&self.workflows_of(profile.database, process).await?) { Ok(()) } else { Err(wrong()) }
    }

    async fn workflows_of(
        &self,
        database: DatabaseId,
        process: &str,
    ) -> Result<Arc<Vec<Workflow>>, webcon::Error> {
        let key = (database, process.to_owned());
        if let Some(known) = self.workflows.get(&key).await {
            return Ok(known);
        }
        let process = process.trim().trim_start_matches('{').trim_end_matches('}');
        let read = Arc::new(self.webcon.workflows(database, process).await?);
        if !read.is_empty() {
            self.workflows.insert(key, Arc::clone(&read)).await;
        }
        Ok(read)
    }
}
