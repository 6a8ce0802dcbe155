//! Claims jobs, runs them and notes what became of them. Several runners may share a store.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;
use uuid::Uuid;

use super::budget::Budget;
use super::running::{Running, holds_a_file, limit};
use super::{Handlers, Outcome};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::metrics;
use crate::store::{ClaimFrom, Job, JobKind, RecordedError, Store, Worker};
use crate::timing::{JumpDetector, RetryPolicy, Timing};
use autenti_model::ErrorCode;

/// How long to look for jobs of others at the latest.
const LOOK: Duration = Duration::from_secs(1);

/// Runs jobs.
pub struct Runner {
    store: Store,
    handlers: Handlers,
    budgets: Vec<Budget>,
    clock: Clock,
    timing: Timing,
    /// Who claims: no other runner has this name.
    worker: String,
    running: Running,
    /// When it was last seen which documents are looked at.
    looked: Mutex<Option<Timestamp>>,
    tasks: TaskTracker,
    jumps: Mutex<JumpDetector>,
}

impl Runner {
    /// A runner of its own name.
    pub fn new(
        store: Store,
        handlers: Handlers,
        budgets: Vec<Budget>,
        clock: Clock,
        timing: Timing,
    ) -> Arc<Self> {
        let worker = format!("{}-{}", std::process::id(), Uuid::new_v4());
        let (running, looked, tasks) = (Running::default(), Mutex::default(), TaskTracker::new());
        let jumps = Mutex::new(JumpDetector::new(clock.now(), Instant::now()));
        Arc::new(Self { store, handlers, budgets, clock, timing, worker, running, looked, tasks, jumps })
    }

    /// Runs jobs until it is told to end; then stops those that run and lets others have them at once.
    pub async fn run(self: Arc<Self>, ended: CancellationToken) {
        let heartbeat = {
            let (runner, ended) = (Arc::clone(&self), ended.clone());
            tokio::spawn(async move { runner.renew_leases(&ended).await })
        };
        while !ended.is_cancelled() {
            let wait = match self.claim_and_start().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::warn!(%error, "jobs cannot be claimed now");
                    LOOK
                }
            };
            tokio::select! {
                () = ended.cancelled() => {}
                () = self.store.notifier().jobs() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        self.running.stop_all();
        self.tasks.close();
        self.tasks.wait().await;
        heartbeat.abort();
        if let Err(error) = self.store.release_leases(&self.worker).await {
            tracing::warn!(%error, "other proxies take the jobs over when their leases end");
        }
    }

    /// Claims what is due and starts it. The answer is how long nothing more is due.
    async fn claim_and_start(self: &Arc<Self>) -> crate::store::Result<Duration> {
        let now = self.clock.now();
        let jump = self.jumps.lock().unwrap_or_else(PoisonError::into_inner).back(now, Instant::now());
        if let Some(back) = jump {
            tracing::warn!(
                seconds = back.as_secs_f64(),
                "the clock was put back; what waits is moved with it"
            );
            self.store.move_times_back(back, self.timing.lease, now).await?;
        }
        let mut started = false;
        let kinds: Vec<JobKind> = JobKind::ALL
            .iter()
            .copied()
            .filter(|kind| *kind != JobKind::Poll && self.free(*kind) > 0)
            .collect();
        let running = self.running.jobs();
        let next = self.store.next_due(&kinds, Worker { name: &self.worker, running: &running }).await?;
        for (kind, _) in next.iter().filter(|(_, at)| *at <= now) {
            started |= self.claim_kind(*kind, now).await?;
        }
        self.poll(now).await?;
        if started {
            return Ok(Duration::ZERO);
        }
        // What is due and was not claimed waits for a place, and a run that ends tells of one.
        let next = next.into_iter().map(|(_, at)| at).filter(|at| *at > now).min();
        let wait = next.map_or(LOOK, |next| until(now, next));
        Ok(wait.clamp(Duration::from_millis(1), LOOK))
    }

    /// Starts what is due of a kind. Several accounts share the places, so that one whose Autenti hangs leaves some to the
    /// others. The answer is whether there was anything.
    async fn claim_kind(self: &Arc<Self>, kind: JobKind, now: Timestamp) -> crate::store::Result<bool> {
        let mut accounts: Vec<&str> = self.budgets.iter().map(|budget| budget.account.as_str()).collect();
        if accounts.len() < 2 {
            return self.claim_from(kind, ClaimFrom::All, self.free(kind), now).await;
        }
        fastrand::shuffle(&mut accounts);
        let mut started = false;
        for account in &accounts {
            let free = self.free_for(kind, account);
            started |= self.claim_from(kind, ClaimFrom::Account(account), free, now).await?;
        }
        let others = ClaimFrom::Others(&accounts);
        Ok(self.claim_from(kind, others, self.free(kind), now).await? || started)
    }

    async fn claim_from(
        self: &Arc<Self>,
        kind: JobKind,
        from: ClaimFrom<'_>,
        at_most: usize,
        now: Timestamp,
    ) -> crate::store::Result<bool> {
        let running = self.running.jobs();
        let worker = Worker { name: &self.worker, running: &running };
        let jobs = self.store.claim(&[kind], from, worker, at_most, self.timing.lease, now).await?;
        let account = match from {
            ClaimFrom::Account(account) => Some(account),
            ClaimFrom::All | ClaimFrom::Others(_) => None,
        };
        let started = !jobs.is_empty();
        for job in jobs {
            self.start(job, account);
        }
        Ok(started)
    }

    /// Starts reads of documents that nobody has asked for, as far as the budget of their account goes.
    async fn poll(self: &Arc<Self>, now: Timestamp) -> crate::store::Result<()> {
        let watched = if self.looks(now) { self.store.notifier().watched() } else { Vec::new() };
        for budget in &self.budgets {
            if !watched.is_empty() {
                let webhooks_work = self.store.account(&budget.account).await?.webhooks_work(now);
                let every = budget.every(watched.len(), webhooks_work);
                self.store.poll_watched(&watched, now - every, now).await?;
            }
            let free = self.free_for(JobKind::Poll, &budget.account);
            let due = self.store.due_polls(&budget.account, free, now).await?;
            if due == 0 {
                continue;
            }
            let reads = self.store.take_reads(&budget.account, due, budget.reads_per_minute, now).await?;
            self.claim_from(JobKind::Poll, ClaimFrom::Account(&budget.account), reads, now).await?;
        }
        Ok(())
    }

    /// Whether it is time to see which documents are looked at: there may be thousands, so not after each job.
    fn looks(&self, now: Timestamp) -> bool {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = looked.is_none_or(|last| now.duration_since(last).unsigned_abs() >= LOOK);
        if is_time {
            *looked = Some(now);
        }
        is_time
    }

    /// How many more of a kind may run.
    fn free(&self, kind: JobKind) -> usize {
        let accounts = if holds_a_file(kind) { 1 } else { self.budgets.len().max(1) };
        (limit(kind) * accounts).saturating_sub(self.running.count(kind))
    }

    /// How many more of a kind may run for one account: of the places that all accounts share, no more than half.
    fn free_for(&self, kind: JobKind, account: &str) -> usize {
        let is_shared = holds_a_file(kind) && self.budgets.len() > 1;
        let limit = if is_shared { limit(kind).div_ceil(2) } else { limit(kind) };
        limit.saturating_sub(self.running.count_for(kind, account)).min(self.free(kind))
    }

    fn start(self: &Arc<Self>, job: Job, account: Option<&str>) {
        let (run_id, stop) = self.running.begin(&job, account);
        let runner = Arc::clone(self);
        let span = tracing::info_span!(
            "job",
            id = %job.id,
            kind = job.kind.as_str(),
            subject = job.subject,
            profile = tracing::field::Empty,
            instance = tracing::field::Empty,
        );
        self.tasks.spawn(
            async move {
                runner.log_with(&job).await;
                let handler = (runner.handlers)(job.kind);
                // A run that panics has failed; it must not stay claimed for ever.
                let run = AssertUnwindSafe(handler.run(&job)).catch_unwind();
                if let Some(outcome) = stop.run_until_cancelled(run).await {
                    let panicked = |_| {
                        Err(Failure::new(ErrorCode::Internal)
                            .with_source(anyhow::anyhow!("a panic; see above")))
                    };
                    runner.note(&job, outcome.unwrap_or_else(panicked)).await;
                }
                runner.running.end(run_id);
                // There is room for another.
                runner.store.notifier().jobs_changed();
            }
            .instrument(span),
        );
    }

    /// Lines of the log that follow say which profile and instance the job is about.
    async fn log_with(&self, job: &Job) {
        let Some(signing) = job.signing else { return };
        // A job whose signing cannot be read says so itself.
        if let Ok(Some((profile, instance))) = self.store.owner_of_signing(signing).await {
            let span = tracing::Span::current();
            span.record("profile", profile);
            span.record("instance", tracing::field::display(instance));
        }
    }

    /// Notes what became of a run.
    async fn note(&self, job: &Job, outcome: Result<Outcome, Failure>) {
        let now = self.clock.now();
        metrics::job(
            job.kind,
            match &outcome {
                Ok(Outcome::Done | Outcome::Again { .. }) => None,
                Ok(Outcome::RetryAfter(failure, _) | Outcome::Failed(failure)) | Err(failure) => {
                    Some(failure)
                }
            },
        );
        let held_until = match &outcome {
            Ok(Outcome::RetryAfter(failure, _) | Outcome::Failed(failure)) | Err(failure)
                if failure.is_about_account() && failure.code == ErrorCode::AutentiRefused =>
            {
                self.hold_account(job, failure, now).await
            }
            Ok(_) | Err(_) => None,
        };
        let noted = match outcome {
            Ok(Outcome::Done) => self.store.job_done(job, now).await,
            Ok(Outcome::Again { after, payload }) => {
                let payload = payload.unwrap_or_else(|| "{}".to_owned());
                self.store.job_retry(job, now + after, Some(&payload), None, now).await
            }
            Ok(Outcome::Failed(failure)) => {
                tracing::warn!(%failure, "failed for good");
                self.store.job_failed(job, &RecordedError::from(&failure), now).await
            }
            Ok(Outcome::RetryAfter(failure, after)) => self.retry(job, &failure, after, true, now).await,
            Err(failure) => {
                let (after, must_wait) = self.pause(job, &failure);
                // A read finds out for all of the account whether it is mended.
                let held_until = held_until.filter(|_| job.kind == JobKind::Poll);
                let after = held_until.map_or(after, |end| until(now, end));
                self.retry(job, &failure, after, must_wait, now).await
            }
        };
        if let Err(error) = noted {
            // Its lease ends, and then it is run again.
            tracing::warn!(%error, "what became of a job cannot be noted");
        }
        if let Some(signing) = job.signing
            && let Ok(record) = self.store.signing(signing).await
        {
            self.store.notify(record.instance).await;
        }
    }

    /// Notes that Autenti refuses the credentials of the account, so that nobody asks without need until the time that is
    /// answered. Those of a user in whose name a document was sent hold up that document alone.
    async fn hold_account(&self, job: &Job, failure: &Failure, now: Timestamp) -> Option<Timestamp> {
        let signing = job.signing?;
        let noted = async {
            let record = self.store.signing(signing).await?;
            if record.plan.act_as.is_some() {
                return Ok(None);
            }
            tracing::warn!(%failure, account = record.account, "Autenti refuses the credentials of the account");
            let pauses = RetryPolicy { longest: self.timing.needs_attention, ..self.timing.retry };
            let error = RecordedError::from(failure);
            self.store.credentials_refused(&record.account, &error, pauses, now).await.map(Some)
        };
        noted.await.unwrap_or_else(|error: crate::store::StoreError| {
            tracing::warn!(%error, "that the credentials are refused cannot be noted");
            None
        })
    }

    async fn retry(
        &self,
        job: &Job,
        failure: &Failure,
        after: Duration,
        must_wait: bool,
        now: Timestamp,
    ) -> crate::store::Result<()> {
        tracing::info!(%failure, attempts = job.attempts, seconds = after.as_secs_f64(), "will be tried again");
        let error = RecordedError::from(failure);
        self.store.job_retry(job, now + after, None, Some((&error, must_wait)), now).await
    }

    /// How long to wait after a failure, and whether news must not cut the wait short: not where an upstream is down
    /// or has asked for it.
    fn pause(&self, job: &Job, failure: &Failure) -> (Duration, bool) {
        let soon = self.timing.retry.jittered(job.attempts);
        let passes = failure.is_transient();
        let pause = if passes || failure.code == ErrorCode::NotSignedYet {
            soon
        } else {
            soon.max(self.timing.needs_attention)
        };
        // What may have been written to WEBCON is looked at once nothing can land any more, else it is written twice.
        // Sending looks for itself.
        let lands = if failure.may_have_happened() && job.kind != JobKind::Send {
            self.timing.may_still_land
        } else {
            Duration::ZERO
        };
        (pause.max(lands).max(failure.retry_after.unwrap_or_default()), passes)
    }

    /// Prolongs the leases of what runs, and stops what somebody else has taken over meanwhile.
    async fn renew_leases(&self, ended: &CancellationToken) {
        while !ended.is_cancelled() {
            tokio::time::sleep(self.timing.lease / 4).await;
            let running = self.running.jobs();
            if running.is_empty() {
                continue;
            }
            let worker = Worker { name: &self.worker, running: &running };
            match self.store.extend_leases(worker, self.timing.lease, self.clock.now()).await {
                Ok(own) => {
                    for id in running.iter().filter(|id| !own.contains(id)) {
                        // It may have ended meanwhile.
                        if self.running.stop(*id) {
                            tracing::warn!(job = %id, "another worker has taken the job over");
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "leases cannot be prolonged now"),
            }
        }
    }
}

fn until(now: Timestamp, next: Timestamp) -> Duration {
    let left: SignedDuration = next.duration_since(now);
    Duration::try_from(left).unwrap_or_default()
}

#[cfg(test)]
mod tests;
