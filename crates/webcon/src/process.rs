//! How processes are built: which process a workflow belongs to, its steps, and the paths between them.

use api_client::{Call, Request};

use crate::client::Client;
use crate::element::Reference;
use crate::error::Error;
use crate::form_layout::LayoutPath;
use crate::ids::DatabaseId;
use crate::key::{Key, Named, folded, named};
use crate::operation;
use crate::wire::{ApplicationsIn, NamedIn, PathsIn, ProcessesIn, StepsIn, WorkflowsIn};

/// A process of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
}

/// A step of a workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
}

/// A workflow of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
}

named!(Process is "process");
named!(Step is "step");
named!(Workflow is "workflow");

impl Process {
    /// Whether it is the one of that GUID or number.
    pub fn is(&self, guid_or_id: &str) -> bool {
        is(self, guid_or_id)
    }
}

impl Step {
    /// What an instance names it by.
    pub fn reference(&self) -> Reference {
        Reference { guid: self.guid.clone(), id: self.id }
    }
}

impl Workflow {
    /// Whether it is the one that an instance names.
    pub fn is(&self, reference: &Reference) -> bool {
        reference.key().is_some_and(|key| is(self, &key.to_string()))
            || reference.id.is_some_and(|id| is(self, &id.to_string()))
    }
}

fn is(named: &impl Named, guid_or_id: &str) -> bool {
    let wanted = folded(guid_or_id);
    let wanted = wanted.trim_matches(['{', '}']);
    named.guid().is_some_and(|guid| folded(guid) == wanted)
        || named.id().is_some_and(|id| id.to_string() == wanted)
}

impl Client {
    /// The workflows of the process of that GUID or number.
    ///
    /// # Errors
    /// Every kind of a reading call; it needs the scope `App.Metadata.Read`.
    pub async fn workflows(&self, database: DatabaseId, process: &str) -> Result<Vec<Workflow>, Error> {
        let url = self.database_url(database, &["processes", process, "workflows"]);
        let request = Request::get(operation::READ_PROCESS.of(process), url);
        let read: WorkflowsIn = self.transport.one(&request).await?;
        Ok(read.workflows.into_iter().map(NamedIn::workflow).collect())
    }

    /// The process that a workflow belongs to; none when the account sees none that has it. An instance names its
    /// workflow and not its process, so every process that the account sees is looked at.
    ///
    /// # Errors
    /// Every kind of a reading call; it needs the scope `App.Metadata.Read`.
    pub async fn process_of(
        &self,
        database: DatabaseId,
        workflow: &Reference,
    ) -> Result<Option<Process>, Error> {
        let url = self.database_url(database, &["applications"]);
        let applications: ApplicationsIn =
            self.transport.one(&Request::get(Call::from(operation::READ_APPLICATIONS), url)).await?;
        for application in applications.applications.iter().filter_map(NamedIn::key) {
            let application = application.to_string();
            let url = self.database_url(database, &["applications", &application, "processes"]);
            let request = Request::get(operation::READ_PROCESSES.of(application), url);
            let processes: ProcessesIn = self.transport.one(&request).await?;
            for process in processes.processes.into_iter().map(NamedIn::process) {
                let Some(key) = process.key() else { continue };
                let workflows = self.workflows(database, &key.to_string()).await?;
                if workflows.iter().any(|one| one.is(workflow)) {
                    return Ok(Some(process));
                }
            }
        }
        Ok(None)
    }

    /// The steps of a workflow.
    ///
    /// # Errors
    /// Every kind of a reading call; it needs the scope `App.Metadata.Read`.
    pub async fn steps(&self, database: DatabaseId, workflow: &Reference) -> Result<Vec<Step>, Error> {
        let workflow = key_of(workflow, "workflow")?.to_string();
        let url = self.database_url(database, &["workflows", &workflow, "steps"]);
        let read: StepsIn =
            self.transport.one(&Request::get(operation::READ_STEPS.of(workflow), url)).await?;
        Ok(read.steps.into_iter().map(NamedIn::step).collect())
    }

    /// The paths that lead on from a step.
    ///
    /// # Errors
    /// Every kind of a reading call; it needs the scope `App.Metadata.Read`.
    pub async fn paths(&self, database: DatabaseId, step: &Reference) -> Result<Vec<LayoutPath>, Error> {
        let step = key_of(step, "step")?.to_string();
        let url = self.database_url(database, &["steps", &step, "paths"]);
        let read: PathsIn = self.transport.one(&Request::get(operation::READ_PATHS.of(step), url)).await?;
        Ok(read.paths.into_iter().map(NamedIn::path).collect())
    }
}

fn key_of(reference: &Reference, what: &str) -> Result<Key, Error> {
    reference.key().ok_or_else(|| {
        Error::unreadable(&Call::from(operation::READ_STEPS), format!("the instance names no {what}"))
    })
}
