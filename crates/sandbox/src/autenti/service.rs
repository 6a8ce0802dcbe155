//! The stand-in's memory, and everything that its calls share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::action_links::Links;
use super::application_keys::ApplicationKeys;
use super::callbacks::Callback;
use super::document_process::DocumentProcess;
use super::error::ApiError;
use super::history::History;
use super::options::Options;
use super::seed;
use super::settings::Settings;
use super::sources::Sources;
use super::token::{Caller, Tokens};
use super::webhooks::Delivery;

/// What the stand-in remembers.
pub(super) struct Store {
    pub(super) sources: Sources,
    pub(super) settings: Settings,
    pub(super) processes: Vec<DocumentProcess>,
    pub(super) history: History,
    pub(super) tokens: Tokens,
    pub(super) links: Links,
    pub(super) callbacks: Vec<Callback>,
    pub(super) deliveries: Vec<Delivery>,
    /// Counts the restarts: work from before the last one is void.
    pub(super) generation: u64,
    uploads: u64,
}

impl Store {
    fn first(options: &Options) -> Self {
        let Options { sources, settings } = options;
        let now = sources.time();
        Self {
            sources: sources.clone(),
            settings: settings.clone(),
            processes: seed::processes(now, sources),
            history: History::default(),
            tokens: Tokens::default(),
            links: Links::default(),
            callbacks: Vec::new(),
            deliveries: Vec::new(),
            generation: 0,
            // Those of the first documents came before.
            uploads: 1,
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.sources.time() + SignedDuration::from_secs(self.settings.clock_ahead_seconds.into())
    }

    pub(super) fn after_millis(&self, millis: u32) -> Timestamp {
        self.now() + SignedDuration::from_millis(millis.into())
    }

    pub(super) fn after_seconds(&self, seconds: u32) -> Timestamp {
        self.now() + SignedDuration::from_secs(seconds.into())
    }

    /// facts: Autenti API, errors: 404 when the process does not exist.
    pub(super) fn process(&self, id: &str) -> Result<&DocumentProcess, ApiError> {
        let found = self.processes.iter().find(|process| process.id == id);
        found.ok_or_else(|| ApiError::not_found("document process"))
    }

    /// Another organisation's document is not found.
    pub(super) fn process_of(&self, caller: &Caller, id: &str) -> Result<&DocumentProcess, ApiError> {
        let process = self.process(id)?;
        if *process.organisation == *caller.organisation {
            Ok(process)
        } else {
            Err(ApiError::not_found("document process"))
        }
    }

    /// For a change: how it looked before is kept for reads that lag behind.
    pub(super) fn process_mut(&mut self, id: &str) -> Result<&mut DocumentProcess, ApiError> {
        let now = self.now();
        let found = self.processes.iter_mut().find(|process| process.id == id);
        let process = found.ok_or_else(|| ApiError::not_found("document process"))?;
        self.history.keep(process.clone(), now);
        Ok(process)
    }

    /// Takes a document away for good.
    pub(super) fn delete(&mut self, id: &str) {
        let now = self.now();
        if let Some(at) = self.processes.iter().position(|process| process.id == id) {
            let process = self.processes.remove(at);
            self.history.keep(process, now);
        }
    }

    /// A place for an upload that begins now.
    pub(super) fn next_upload(&mut self) -> u64 {
        self.uploads += 1;
        self.uploads
    }
}

/// The stand-in.
pub(super) struct Service {
    /// Where it is reached.
    pub(super) origin: Url,
    pub(super) keys: ApplicationKeys,
    /// Sends webhooks.
    pub(super) http: reqwest::Client,
    /// What it starts with, again and again.
    options: Options,
    store: Mutex<Store>,
}

impl Service {
    pub(super) fn new(origin: Url, keys: ApplicationKeys, options: Options) -> Arc<Self> {
        let http = super::webhooks::client();
        let store = Mutex::new(Store::first(&options));
        Arc::new(Self { origin, keys, http, options, store })
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins again with the documents of the demo.
    pub(super) fn restart(&self) {
        let mut store = self.store();
        let generation = store.generation + 1;
        *store = Store { generation, ..Store::first(&self.options) };
    }
}
