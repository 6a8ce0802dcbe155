//! `autenti-proxy signings`: what is under way, what is stuck since when and why, and how to go on. It works beside a
//! proxy that runs, which notices what was changed.

mod adopt;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use autenti::DocumentId;
use autenti_model::{Email, Lang};
use clap::{Args, Subcommand};
use webcon::ElementId;

use super::print;
use crate::clock::Clock;
use crate::config::Config;
use crate::signing::administration::{self, Stop};
use crate::store::{
    Instance, JobState, LeftDraft, RecordedError, Refusal, SigningFilter, SigningId, SigningRecord, Stage,
    Store,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists signings, the newest first: those that are stuck, unless others are asked for; before them the accounts
    /// whose credentials Autenti refuses, which holds up everything of theirs.
    List {
        /// All that recipients still act on or that are being sent.
        #[arg(long)]
        under_way: bool,
        /// All, whatever became of them.
        #[arg(long, conflicts_with = "under_way")]
        all: bool,
    },
    /// Shows one signing: its stage, its jobs, and what failed.
    Show {
        /// The signing's number, as `list` tells it.
        signing: SigningId,
    },
    /// Has everything tried again now that is left to do for a signing.
    Retry {
        /// The signing's number.
        signing: SigningId,
    },
    /// Gives a sending up: somebody can send again then.
    Stop {
        /// The signing's number.
        signing: SigningId,
        /// Also while it is unknown whether the document has reached its recipients.
        #[arg(long)]
        although_in_doubt: bool,
    },
    /// Takes over documents that were sent by the plugin and are still in flight. Says first which; `--yes` does it.
    Adopt {
        /// Name of the profile by which they are watched from now on.
        #[arg(long)]
        profile: String,
        /// A file with the number of an instance on each line.
        #[arg(long, value_name = "FILE")]
        elements: PathBuf,
        /// Do it.
        #[arg(long)]
        yes: bool,
    },
    /// Erases personal data at once: of one person, or of the documents of an instance. What is under way stays.
    Forget(Whose),
    /// Writes a whole copy of an SQLite store to a new file, also while the proxy runs.
    Backup {
        /// The new file.
        file: PathBuf,
    },
}

/// Whose personal data is erased.
#[derive(Debug, Args)]
pub(super) struct Whose {
    /// A person's e-mail address: names, addresses and reasons of them in all documents, and who they are in the audit
    /// trail.
    #[arg(long, required_unless_present = "element", conflicts_with_all = ["profile", "element"])]
    email: Option<String>,
    /// The profile of the instance.
    #[arg(long, requires = "element")]
    profile: Option<String>,
    /// The instance: everything personal of its documents.
    #[arg(long, requires = "profile")]
    element: Option<i32>,
}

/// Does what the command says.
pub(super) async fn run(command: Command, config: &Path) -> Result<()> {
    let config = Config::load(config)?;
    let store = Store::open_with(&config.database, &config.encryption_keys).await?;
    match command {
        Command::List { under_way, all } => {
            let filter = match (under_way, all) {
                (_, true) => SigningFilter::All,
                (true, _) => SigningFilter::UnderWay,
                _ => SigningFilter::Stuck,
            };
            list(&store, &config, filter).await
        }
        Command::Show { signing } => print(&shown(&store.signing(signing).await?)),
        Command::Retry { signing } => retry(&store, signing).await,
        Command::Stop { signing, although_in_doubt } => stop(&store, signing, although_in_doubt).await,
        Command::Adopt { profile, elements, yes } => {
            adopt::adopt(store, &config, &profile, &elements, yes).await
        }
        Command::Forget(whose) => forget(&store, &config, whose).await,
        Command::Backup { file } => {
            store.backup(&file).await?;
            print(&format!("wrote {}", file.display()))
        }
    }
}

async fn forget(store: &Store, config: &Config, whose: Whose) -> Result<()> {
    let now = Clock::system().now();
    let erased = match (whose.email, whose.profile, whose.element) {
        (Some(email), ..) => store.forget_person(&Email::new(email), now).await?,
        (None, Some(name), Some(element)) => {
            let Some(profile) = config.profile(&name) else { bail!("there is no profile `{name}`") };
            let instance = Instance { database: profile.database, element: ElementId(element) };
            store.forget_instance(instance, now).await?
        }
        (None, ..) => bail!("--email, or --profile and --element, say whose data is to be erased"),
    };
    print(&format!(
        "erased from {} signings, and {} people in the audit trail",
        erased.signings.len(),
        erased.people
    ))?;
    let numbers = |ids: &[SigningId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut left = Vec::new();
    if !erased.under_way.is_empty() {
        left.push(format!(
            "nothing was erased from what is still under way, or not yet written to the form: {}. Withdraw those \
             documents, or wait for their end, and repeat the command",
            numbers(&erased.under_way)
        ));
    }
    if !erased.unreadable.is_empty() {
        left.push(format!(
            "nothing was erased from what this version cannot read: {}. Whether the person is in it is not known; forget \
             those instances by --profile and --element",
            numbers(&erased.unreadable)
        ));
    }
    if left.is_empty() { Ok(()) } else { bail!(left.join("\n")) }
}

async fn list(store: &Store, config: &Config, filter: SigningFilter) -> Result<()> {
    let accounts = store.refusals().await?.into_iter().filter_map(|(_, refusal)| refusal);
    let refused: Vec<Refusal> =
        accounts.filter(|refusal| config.accounts.contains_key(&refusal.account)).collect();
    let signings = store.list(filter, None).await?;
    let drafts = store.left_drafts().await?;
    if signings.is_empty() && refused.is_empty() && drafts.is_empty() {
        return print("nothing");
    }
    for refusal in &refused {
        print(&refused_line(refusal))?;
    }
    for (id, signing) in signings {
        match signing {
            Ok(record) => print(&line(&record))?,
            Err(error) => print(&format!("{id}\tunreadable\t{error}"))?,
        }
    }
    for LeftDraft { document, signing, left_at } in drafts {
        print(&format!("{signing}\tdraft left in Autenti\t{}\tsince {left_at}", document.as_str()))?;
    }
    Ok(())
}

/// One line: the account, that its credentials are refused, since when, and until when it is left alone.
fn refused_line(refusal: &Refusal) -> String {
    let Refusal { account, since, until, error } = refusal;
    format!("account {account}\theld up\tsince {since}\t{}\tagain at {until}", message(error))
}

/// One line: number, instance, stage, since when, what failed and when it is tried next.
fn line(record: &SigningRecord) -> String {
    let mut line = format!(
        "{}\t{}\t{}\t{}\tsince {}",
        record.id,
        record.instance,
        record.profile,
        record.stage.name(),
        record.created_at
    );
    if record.is_in_doubt() {
        line += "\tunknown whether it is out";
    }
    if let Stage::Stopped { error, .. } = &record.stage {
        let _ = write!(line, "\t{}", error.code.as_str());
    }
    for job in record.jobs.iter().filter(|job| job.last_error.is_some()) {
        let _ = write!(line, "\t{}", failed(job));
    }
    line
}

fn failed(job: &JobState) -> String {
    let code = job.last_error.as_ref().map_or("", |error| error.code.as_str());
    let next = job.run_at.map_or_else(|| "not tried again".to_owned(), |at| format!("again at {at}"));
    format!("{}: {code} ({} times, {next})", job.kind.as_str(), job.attempts)
}

fn shown(record: &SigningRecord) -> String {
    let mut text = format!(
        "signing     {}\ninstance    {}\nprofile     {}\naccount     {}\nasked for   {} by {}\nstage       {}",
        record.id,
        record.instance,
        record.profile,
        record.account,
        record.created_at,
        if record.requested_by.is_empty() {
            "nobody here: found on the instance"
        } else {
            &record.requested_by
        },
        record.stage.name(),
    );
    let mut row = |name: &str, value: &str| {
        let _ = write!(text, "\n{name:<12}{value}");
    };
    if let Some(id) = &record.document_id {
        row("document", id.as_str());
    }
    if let Some(document) = &record.document {
        row("status", document.status.as_str());
    }
    if let Some(read_at) = record.read_at {
        row("read", &read_at.to_string());
    }
    if record.is_in_doubt() {
        row("in doubt", "it is unknown whether the document has reached its recipients");
    }
    if let Stage::Stopped { step, error, .. } = &record.stage {
        row("stopped", &format!("at {}: {}", step.as_str(), message(error)));
    }
    for job in &record.jobs {
        let at = job.run_at.map_or_else(|| "parked".to_owned(), |at| at.to_string());
        let state = if job.is_running { "runs now".to_owned() } else { at };
        row("job", &format!("{} {state}", job.kind.as_str()));
        if let Some(error) = &job.last_error {
            row("", &format!("failed {} times, the last time: {}", job.attempts, message(error)));
        }
    }
    text
}

fn message(error: &RecordedError) -> String {
    format!("{}: {}", error.code.as_str(), error.message.detail(error.code, Lang::En))
}

async fn retry(store: &Store, id: SigningId) -> Result<()> {
    let jobs = administration::retry(store, id, Clock::system().now()).await?;
    if jobs == 0 {
        let stage = store.signing(id).await?.stage;
        bail!("there is nothing left to do for signing {id}: its stage is {}", stage.name());
    }
    print(&format!("{jobs} to do for signing {id}, now"))
}

async fn stop(store: &Store, id: SigningId, although_in_doubt: bool) -> Result<()> {
    match administration::stop(store, id, although_in_doubt, Clock::system().now()).await? {
        Stop::Stopped => print(&format!("signing {id} was given up")),
        Stop::NotSending(stage) => bail!("signing {id} is not being sent: its stage is {stage}"),
        Stop::InDoubt(document) => bail!(
            "it is unknown whether the document of signing {id} has reached its recipients. Look it up in Autenti \
             ({}); --although-in-doubt gives it up all the same",
            document.as_ref().map_or("", DocumentId::as_str)
        ),
    }
}
