//! What a runner runs at the moment, and how much may run at once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::store::{Job, JobId, JobKind};

/// The runs under way. A job may have two for a moment: what became of the first is noted already, and the next has
/// begun.
#[derive(Default)]
pub(super) struct Running(Mutex<HashMap<RunId, Run>>);

/// One run of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RunId(Uuid);

struct Run {
    job: JobId,
    kind: JobKind,
    account: Option<String>,
    stop: CancellationToken,
}

impl Running {
    /// A run begins, for one of the accounts that share the places where there are several; it is to end when the token
    /// says so.
    pub(super) fn begin(&self, job: &Job, account: Option<&str>) -> (RunId, CancellationToken) {
        let (id, stop) = (RunId(Uuid::new_v4()), CancellationToken::new());
        let account = account.map(str::to_owned);
        self.runs().insert(id, Run { job: job.id, kind: job.kind, account, stop: stop.clone() });
        (id, stop)
    }

    /// A run has ended, and what became of it is noted.
    pub(super) fn end(&self, run: RunId) {
        self.runs().remove(&run);
    }

    /// The jobs that run.
    pub(super) fn jobs(&self) -> Vec<JobId> {
        self.runs().values().map(|run| run.job).collect()
    }

    /// How many of a kind run.
    pub(super) fn count(&self, kind: JobKind) -> usize {
        self.runs().values().filter(|run| run.kind == kind).count()
    }

    /// How many of a kind run for an account.
    pub(super) fn count_for(&self, kind: JobKind, account: &str) -> usize {
        let runs = self.runs();
        runs.values().filter(|run| run.kind == kind && run.account.as_deref() == Some(account)).count()
    }

    /// Ends the runs of a job; whether there were any.
    pub(super) fn stop(&self, job: JobId) -> bool {
        let runs = self.runs();
        let mut of_job = runs.values().filter(|run| run.job == job).peekable();
        let is_running = of_job.peek().is_some();
        of_job.for_each(|run| run.stop.cancel());
        is_running
    }

    /// Ends all runs.
    pub(super) fn stop_all(&self) {
        self.runs().values().for_each(|run| run.stop.cancel());
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<RunId, Run>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many jobs of a kind run at once for one account in one proxy.
pub(super) fn limit(kind: JobKind) -> usize {
    match kind {
        JobKind::Send | JobKind::Attach => 4,
        JobKind::Poll | JobKind::Links | JobKind::Remind => 8,
        JobKind::Refresh | JobKind::WriteBack | JobKind::Transition => 16,
        JobKind::Subscribe | JobKind::Erase => 1,
    }
}

/// Whether each job of a kind holds a file in memory: then so many run at once in all, whatever the accounts.
pub(super) fn holds_a_file(kind: JobKind) -> bool {
    match kind {
        JobKind::Send | JobKind::Attach => true,
        JobKind::Poll
        | JobKind::Links
        | JobKind::Remind
        | JobKind::Refresh
        | JobKind::WriteBack
        | JobKind::Transition
        | JobKind::Subscribe
        | JobKind::Erase => false,
    }
}
