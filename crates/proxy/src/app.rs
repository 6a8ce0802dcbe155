//! Puts the proxy together from its parts, and nothing else.

use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accounts::Accounts;
use crate::actions::{self, Actions};
use crate::audit::Audit;
use crate::auth::{Administrators, Revocation, Revoked, Tickets};
use crate::clock::Clock;
use crate::config::{self, Config, ProfileFolder, Reloaded};
use crate::form::Forms;
use crate::http::server::{self, Listeners};
use crate::http::{ApiState, Guards};
use crate::jobs::{self, Budget, Handler, Handlers, Runner};
use crate::metrics;
use crate::signing::documents::Documents;
use crate::signing::history::History;
use crate::signing::reader::SigningReader;
use crate::signing::reminding::Reminding;
use crate::signing::signed_document::SignedDocuments;
use crate::store::{AuditEvent, JobKind, NewAuditEntry, NewJob, ServeLock, Store};
use crate::timing::Timing;
use crate::webhooks::Webhooks;

/// How often it is looked for tickets that were ended.
const REVOCATIONS_READ: std::time::Duration = std::time::Duration::from_secs(1);

/// Clocks that are closer than this count as the same.
const CLOCKS_APART: std::time::Duration = std::time::Duration::from_secs(2);

/// How often it is looked for profiles that were changed.
const PROFILES_READ: std::time::Duration = std::time::Duration::from_secs(1);

/// The proxy: what the HTTP API works with, and the jobs that run beside it.
pub struct Proxy {
    api: ApiState,
    config: Arc<Config>,
    tickets: Arc<Tickets>,
    store: Store,
    audit: Audit,
    clock: Clock,
    /// Tells everything that runs to end.
    ending: CancellationToken,
    runner: Arc<Runner>,
    tasks: TaskTracker,
    /// Keeps a second proxy off an SQLite store while this one serves.
    lock: std::sync::Mutex<Option<ServeLock>>,
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxy").finish_non_exhaustive()
    }
}

impl Proxy {
    /// Makes a proxy from its configuration and opens the store. Nothing runs yet.
    ///
    /// # Errors
    /// When another proxy works on the SQLite store, when the store cannot be opened, and when a client cannot be made.
    pub async fn new(config: Config, clock: Clock, timing: Timing) -> anyhow::Result<Arc<Self>> {
        let config = Arc::new(config);
        // Before anything is brought up to date that another proxy works on.
        let lock = Store::lock(&config.database)?;
        let store = Store::open_with(&config.database, &config.encryption_keys).await?;
        let profiles = config.profiles.all();
        let databases = profiles.iter().map(|profile| (profile.name.clone(), profile.database));
        store.assign_databases(&databases.collect()).await?;
        let accounts = Accounts::new(&config, &store)?.with_person_waits(timing.person_waits);
        let forms = forms(&config)?;
        let documents = Arc::new(Documents::new(store.clone(), accounts.clone(), clock.clone()));
        let signed = Arc::new(SignedDocuments::new(
            store.clone(),
            forms.clone(),
            accounts.clone(),
            clock.clone(),
            timing.may_still_land,
        ));
        let signings = SigningReader::new(
            store.clone(),
            forms.clone(),
            accounts.clone(),
            Arc::clone(&documents),
            clock.clone(),
            timing.person_waits,
        );
        let parts = Parts { config, store, forms, accounts, documents, signed, signings, clock, timing };
        let runner = Runner::new(
            parts.store.clone(),
            parts.handlers(),
            parts.budgets(),
            parts.clock.clone(),
            parts.timing,
        );
        let tickets = Arc::new(Tickets::new(&parts.config.ticket, &parts.config.public_url)?);
        let audit = Audit::new(parts.store.clone(), parts.clock.clone());
        let ending = CancellationToken::new();
        let api = ApiState {
            config: Arc::clone(&parts.config),
            tickets: Arc::clone(&tickets),
            store: parts.store.clone(),
            accounts: parts.accounts.clone(),
            forms: parts.forms.clone(),
            administrators: Administrators::new(parts.store.clone(), parts.clock.clone()),
            signings: parts.signings.clone(),
            history: History::new(parts.store.clone()),
            audit: audit.clone(),
            actions: Arc::new(parts.actions()),
            webhooks: Arc::new(Webhooks::new(&parts.config, parts.store.clone(), parts.clock.clone())?),
            clock: parts.clock.clone(),
            guards: Arc::new(Guards::new(&parts.config.limits)),
            ending: ending.clone(),
        };
        Ok(Arc::new(Self {
            api,
            config: parts.config,
            tickets,
            store: parts.store,
            audit,
            clock: parts.clock,
            ending,
            runner,
            tasks: TaskTracker::new(),
            lock: std::sync::Mutex::new(lock),
        }))
    }

    /// Serves on the listener, and on that of the administrator if there is one, until `ended`; then lets what is being
    /// answered finish and ends background work.
    ///
    /// # Errors
    /// When the administrator's listener cannot be had or the background work cannot be started.
    pub async fn serve(
        self: Arc<Self>,
        listener: TcpListener,
        ended: impl Future<Output = ()>,
    ) -> anyhow::Result<()> {
        metrics::start();
        let admin = match self.config.admin_listen {
            Some(address) => Some(
                TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?,
            ),
            None => None,
        };
        self.start().await?;
        let told = async {
            ended.await;
            // Streams of events end with it; they would keep the server waiting.
            self.ending.cancel();
        };
        tokio::join!(server::serve(&self.api, Listeners { main: listener, admin }), told);
        self.end().await;
        Ok(())
    }

    /// Starts everything that runs in the background.
    async fn start(self: &Arc<Self>) -> anyhow::Result<()> {
        let now = self.clock.now();
        self.store.seal().await?;
        self.note_configuration(&[]).await;
        // No retry is ever further away than this.
        self.store.clamp_run_times(now + std::time::Duration::from_hours(7 * 24), now).await?;
        if let Some(ahead) = self.store.clock_ahead(|| self.clock.now()).await?
            && ahead.unsigned_abs() >= CLOCKS_APART
        {
            tracing::warn!(
                seconds = ahead.as_secs_f64(),
                "this machine's clock is ahead of the database's by so much (behind it, where negative); set both by NTP"
            );
        }
        // The configuration may have brought other credentials.
        self.store.try_refused_again(now).await?;
        self.store.enqueue(NewJob::about(JobKind::Erase, "all"), now).await?;
        for (name, account) in &self.config.accounts {
            if account.webhook.is_some() {
                self.store.enqueue(NewJob::about(JobKind::Subscribe, name), now).await?;
            }
        }
        for profile in self.config.profiles.all().iter().filter(|profile| profile.reminders.is_some()) {
            self.store.enqueue_reminders(&profile.name, now).await?;
        }
        let proxy = Arc::clone(self);
        self.tasks.spawn(async move {
            let _ended = proxy.ending.run_until_cancelled(proxy.store.follow_changes()).await;
        });
        let proxy = Arc::clone(self);
        self.tasks.spawn(async move {
            let _ended = proxy.ending.run_until_cancelled(proxy.follow_revocations()).await;
        });
        let ending = self.ending.clone();
        self.tasks.spawn(async move {
            let _ended = ending.run_until_cancelled(metrics::sum_up()).await;
        });
        if let Some(folder) = self.config.profile_folder()? {
            let proxy = Arc::clone(self);
            self.tasks.spawn(async move {
                let _ended = proxy.ending.run_until_cancelled(proxy.follow_profiles(folder)).await;
            });
        }
        self.tasks.spawn(Arc::clone(&self.runner).run(self.ending.clone()));
        Ok(())
    }

    /// Notes which configuration is in use from now on; of a running one, which profiles were read again or removed.
    async fn note_configuration(&self, reloaded: &[&str]) {
        let mut details = serde_json::json!({
            "version": env!("CARGO_PKG_VERSION"),
            "profiles": self.config.profiles.all().iter().map(|profile| profile.name.clone()).collect::<Vec<_>>(),
            "accounts": self.config.accounts.keys().collect::<Vec<_>>(),
            "keys": self.config.integration.iter().map(|key| &key.name).collect::<Vec<_>>(),
        });
        if !reloaded.is_empty() {
            details["reloaded"] = reloaded.into();
        }
        let entry =
            NewAuditEntry { details: Some(details), ..NewAuditEntry::new(AuditEvent::ConfigurationLoaded) };
        self.audit.note(entry).await;
    }

    /// Learns of tickets that end before their time.
    async fn follow_revocations(&self) {
        loop {
            match self.store.revocations(self.clock.now()).await {
                Ok(known) => self.tickets.revocations().replace(
                    known
                        .into_iter()
                        .map(|(subject, at)| Revocation { revoked: Revoked::from_stored(&subject), at })
                        .collect(),
                ),
                Err(error) => tracing::warn!(%error, "which tickets were ended cannot be read now"),
            }
            tokio::time::sleep(REVOCATIONS_READ).await;
        }
    }

    /// Takes profiles whose files were changed, and says which cannot be taken.
    async fn follow_profiles(&self, mut folder: ProfileFolder) {
        let mut is_readable = true;
        loop {
            tokio::time::sleep(PROFILES_READ).await;
            match folder.look() {
                Ok(reloaded) => {
                    is_readable = true;
                    reloaded.iter().for_each(say_reloaded);
                    self.took(&reloaded).await;
                }
                Err(error) if is_readable => {
                    is_readable = false;
                    tracing::warn!(error = %format!("{error:#}"), "the folder of profiles cannot be read; they stay as they are");
                }
                Err(_) => {}
            }
        }
    }

    /// Does what a start does with profiles that run from now on, or no longer.
    async fn took(&self, reloaded: &[Reloaded]) {
        let (mut changed, mut taken) = (Vec::new(), Vec::new());
        for one in reloaded {
            match one {
                Reloaded::Taken(profile) => {
                    changed.push(profile.as_str());
                    taken.extend(self.config.profile(profile));
                }
                Reloaded::Removed(profile) => changed.push(profile),
                Reloaded::Refused(..) => {}
            }
        }
        if !changed.is_empty() {
            self.note_configuration(&changed).await;
        }
        for profile in taken.iter().filter(|profile| profile.reminders.is_some()) {
            if let Err(error) = self.store.enqueue_reminders(&profile.name, self.clock.now()).await {
                tracing::warn!(%error, profile = profile.name, "reminders cannot be planned until the next start");
            }
        }
    }

    /// Ends everything that runs. What was begun goes on at the next start, or on another proxy at once.
    async fn end(&self) {
        self.ending.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.store.close().await;
        *self.lock.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }
}

fn say_reloaded(reloaded: &Reloaded) {
    match reloaded {
        Reloaded::Taken(profile) => {
            tracing::info!(profile, "the profile was read again");
            metrics::profile_is_wrong(profile, false);
        }
        Reloaded::Removed(profile) => {
            tracing::info!(profile, "the profile was removed");
            metrics::profile_is_wrong(profile, false);
        }
        Reloaded::Refused(profile, mistakes) => {
            let mistakes: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            tracing::warn!(
                profile,
                mistakes = mistakes.join("; "),
                "the changed profile is not taken; it stays as it was"
            );
            metrics::profile_is_wrong(profile, true);
        }
    }
}

/// What actions and jobs are made of.
struct Parts {
    config: Arc<Config>,
    store: Store,
    forms: Forms,
    accounts: Accounts,
    documents: Arc<Documents>,
    signed: Arc<SignedDocuments>,
    signings: SigningReader,
    clock: Clock,
    timing: Timing,
}

impl Parts {
    fn actions(&self) -> Actions {
        let timeout = self.timing.person_waits;
        let (store, forms, accounts) = (&self.store, &self.forms, &self.accounts);
        let (documents, signings, clock) = (&self.documents, &self.signings, &self.clock);
        Actions {
            send: actions::Send::new(
                store.clone(),
                forms.clone(),
                accounts.clone(),
                Arc::clone(documents),
                signings.clone(),
                clock.clone(),
                timeout,
            ),
            cancel: actions::CancelSending::new(
                store.clone(),
                accounts.clone(),
                signings.clone(),
                clock.clone(),
                timeout,
            ),
            link: actions::OpenLink::new(accounts.clone(), Arc::clone(documents), signings.clone(), timeout),
            remind: actions::Remind::new(self.reminding(), signings.clone(), timeout),
            withdraw: actions::Withdraw::new(
                store.clone(),
                accounts.clone(),
                Arc::clone(documents),
                signings.clone(),
                clock.clone(),
                timeout,
            ),
            download: actions::Download::new(signings.clone(), Arc::clone(&self.signed), timeout),
            attach: actions::Attach::new(store.clone(), signings.clone(), Arc::clone(&self.signed), timeout),
            store: store.clone(),
            audit: Audit::new(store.clone(), clock.clone()),
        }
    }

    fn reminding(&self) -> Reminding {
        Reminding::new(
            self.store.clone(),
            self.forms.clone(),
            self.accounts.clone(),
            Arc::clone(&self.documents),
            self.clock.clone(),
            self.config.limits.reminder_pause,
        )
    }

    fn handlers(&self) -> Handlers {
        let (store, forms, accounts) = (&self.store, &self.forms, &self.accounts);
        let (documents, config, clock) = (&self.documents, &self.config, &self.clock);
        let send: Arc<dyn Handler> = Arc::new(jobs::Send::new(
            store.clone(),
            forms.clone(),
            accounts.clone(),
            Arc::clone(config),
            clock.clone(),
            self.timing,
        ));
        let refresh: Arc<dyn Handler> =
            Arc::new(jobs::Refresh::new(store.clone(), Arc::clone(documents), clock.clone(), self.timing));
        let write_back: Arc<dyn Handler> = Arc::new(jobs::TellWebcon::new(
            store.clone(),
            forms.clone(),
            Arc::clone(documents),
            Arc::clone(config),
            clock.clone(),
        ));
        let links: Arc<dyn Handler> = Arc::new(jobs::Links::new(
            store.clone(),
            forms.clone(),
            accounts.clone(),
            Arc::clone(config),
            clock.clone(),
        ));
        let attach: Arc<dyn Handler> = Arc::new(jobs::Attach::new(
            store.clone(),
            Arc::clone(&self.signed),
            Arc::clone(config),
            clock.clone(),
        ));
        let transition: Arc<dyn Handler> =
            Arc::new(jobs::TakePath::new(store.clone(), forms.clone(), Arc::clone(config), clock.clone()));
        let poll: Arc<dyn Handler> = Arc::new(jobs::Poll::new(
            store.clone(),
            Arc::clone(documents),
            Arc::clone(config),
            clock.clone(),
        ));
        let remind: Arc<dyn Handler> = Arc::new(jobs::RemindByItself::new(
            store.clone(),
            self.reminding(),
            Arc::clone(config),
            clock.clone(),
        ));
        let subscribe: Arc<dyn Handler> =
            Arc::new(jobs::Subscribe::new(store.clone(), accounts.clone(), Arc::clone(config)));
        let erase: Arc<dyn Handler> =
            Arc::new(jobs::Erase::new(store.clone(), accounts.clone(), Arc::clone(config), clock.clone()));
        Box::new(move |kind| {
            Arc::clone(match kind {
                JobKind::Send => &send,
                JobKind::Refresh => &refresh,
                JobKind::WriteBack => &write_back,
                JobKind::Links => &links,
                JobKind::Attach => &attach,
                JobKind::Transition => &transition,
                JobKind::Poll => &poll,
                JobKind::Remind => &remind,
                JobKind::Subscribe => &subscribe,
                JobKind::Erase => &erase,
            })
        })
    }

    fn budgets(&self) -> Vec<Budget> {
        let budget = |(name, account): (&String, &config::Account)| Budget {
            account: name.clone(),
            reads_per_minute: account.background_reads,
            poll_open: account.poll_open,
        };
        self.config.accounts.iter().map(budget).collect()
    }
}

/// The forms of WEBCON.
pub(crate) fn forms(config: &Config) -> anyhow::Result<Forms> {
    let webcon = webcon::Client::new(webcon_config(&config.webcon))
        .context("the client of WEBCON cannot be made: see [webcon]")?;
    Ok(Forms::new(webcon, config.webcon.write_as_admin, config.webcon.file_address.clone()))
}

/// How to reach WEBCON.
pub(crate) fn webcon_config(webcon: &config::Webcon) -> webcon::Config {
    let mut config =
        webcon::Config::new(webcon.base_url.clone(), webcon.client_id.clone(), webcon.client_secret.clone());
    config.api_version.clone_from(&webcon.api_version);
    config.scope.clone_from(&webcon.scope);
    config
}
