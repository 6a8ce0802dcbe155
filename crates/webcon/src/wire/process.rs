//! Processes and their parts, as they are read (facts: WEBCON REST API, "Other calls").

use api_client::json::or_default;
use serde::Deserialize;

use crate::form_layout::LayoutPath;
use crate::key::Key;
use crate::process::{Process, Step, Workflow};

/// What has a GUID, a number and a name, and nothing else that is of use here.
#[derive(Deserialize)]
pub(crate) struct NamedIn {
    guid: Option<String>,
    id: Option<i32>,
    name: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct ApplicationsIn {
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) applications: Vec<NamedIn>,
}

#[derive(Deserialize)]
pub(crate) struct ProcessesIn {
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) processes: Vec<NamedIn>,
}

#[derive(Deserialize)]
pub(crate) struct WorkflowsIn {
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) workflows: Vec<NamedIn>,
}

#[derive(Deserialize)]
pub(crate) struct StepsIn {
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) steps: Vec<NamedIn>,
}

#[derive(Deserialize)]
pub(crate) struct PathsIn {
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) paths: Vec<NamedIn>,
}

impl NamedIn {
    pub(crate) fn key(&self) -> Option<Key> {
        match &self.guid {
            Some(guid) if !guid.is_empty() => Some(Key::Guid(guid.clone())),
            _ => self.id.map(Key::Id),
        }
    }

    pub(crate) fn process(self) -> Process {
        Process { guid: self.guid, id: self.id, name: self.name.unwrap_or_default() }
    }

    pub(crate) fn workflow(self) -> Workflow {
        Workflow { guid: self.guid, id: self.id, name: self.name.unwrap_or_default() }
    }

    pub(crate) fn step(self) -> Step {
        Step { guid: self.guid, id: self.id, name: self.name.unwrap_or_default() }
    }

    pub(crate) fn path(self) -> LayoutPath {
        LayoutPath { guid: self.guid, id: self.id, name: self.name.unwrap_or_default() }
    }
}
