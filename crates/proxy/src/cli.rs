//! The commands of `autenti-proxy`.

mod admin_link;
mod audit;
mod check;
mod health;
mod login;
mod profile;
mod service;
mod signings;
mod tickets;
mod webhooks;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use autenti_model::{Email, Lang, Right};
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use webcon::ElementId;

use crate::Proxy;
use crate::auth::{Request, Tickets, User};
use crate::clock::Clock;
use crate::config::{Config, DEFAULT_ACCOUNT};
use crate::http::{self, server};
use crate::timing::Timing;

/// The backend between a WEBCON form and Autenti.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// The configuration, of commands that have commands of their own.
#[derive(Debug, clap::Args)]
struct ConfigFile {
    /// The configuration.
    #[arg(
        long = "config",
        value_name = "FILE",
        global = true,
        required = false,
        default_value = "autenti-proxy.toml"
    )]
    path: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the proxy.
    Serve {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// How the log is written.
        #[arg(long, value_enum, default_value_t = LogFormat::Text)]
        log: LogFormat,
        /// A folder for a log file a day, of which the last thirty are kept; standard error when it is left out.
        #[arg(long, value_name = "FOLDER")]
        log_dir: Option<PathBuf>,
    },
    /// Reads the configuration, signs in to Autenti and WEBCON, and says what is right and wrong.
    Check {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// One JSON document instead of lines for people.
        #[arg(long)]
        json: bool,
    },
    /// Reads the form of a saved instance, and writes a profile for its process.
    Profile(profile::ProfileArguments),
    /// Says by its exit code whether the proxy of this configuration is ready, for containers.
    Health {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Prints a link to the administrator's pages, good once and for ten minutes.
    AdminLink {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Installs and removes the Windows service.
    Service {
        /// What is to be done.
        #[command(subcommand)]
        command: service::Command,
    },
    /// Prints a ticket, for trying things out.
    Ticket(TicketArguments),
    /// Shows what is under way and what is stuck, has it tried again, or gives it up.
    Signings {
        /// What is to be done.
        #[command(subcommand)]
        command: signings::Command,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Prints who did what and when, as JSON lines, the oldest first.
    Audit {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// From when on: a time such as 2026-11-01T00:00:00Z, or how long ago, such as 7d.
        #[arg(long, value_name = "T")]
        since: String,
    },
    /// Ends tickets before their time.
    Tickets {
        /// What is to be done.
        #[command(subcommand)]
        command: tickets::Command,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Has a person sign in to Autenti once, for accounts whose `grant` is "refresh-token".
    Login {
        /// The account.
        #[arg(long, default_value = DEFAULT_ACCOUNT)]
        account: String,
        /// Reads the address at which the browser ends from the terminal, where this machine has no browser.
        #[arg(long)]
        paste: bool,
        /// The configuration.
        #[arg(long, value_name = "FILE", default_value = "autenti-proxy.toml")]
        config: PathBuf,
    },
    /// Shows Autenti's subscriptions to webhooks, or ends one.
    Webhook {
        /// What is to be done.
        #[command(subcommand)]
        command: webhooks::Command,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Prints the description of the HTTP API (OpenAPI).
    Openapi,
}

#[derive(Debug, clap::Args)]
struct TicketArguments {
    /// The configuration.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Name of the profile.
    #[arg(long)]
    profile: String,
    /// WEBCON's element id.
    #[arg(long)]
    element: ElementId,
    /// The user's login.
    #[arg(long)]
    login: String,
    /// The user's name.
    #[arg(long)]
    name: String,
    /// The user's e-mail address.
    #[arg(long)]
    email: String,
    /// What is permitted, divided by commas.
    #[arg(long, value_delimiter = ',')]
    may: Vec<Right>,
    /// Language of messages.
    #[arg(long, default_value = "en")]
    lang: String,
}

/// Does what the command says.
///
/// # Errors
/// When it fails, with words for whoever runs it.
pub fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Serve { config, log: format, log_dir } => {
            log(format, log_dir.as_deref())?;
            runtime()?.block_on(serve(&config, server::signal()))
        }
        Command::Service { command } => service::run(command),
        Command::Check { config, json } => runtime()?.block_on(check::check(&config, json)),
        Command::Profile(arguments) => runtime()?.block_on(profile::profile(arguments)),
        Command::Health { config } => health::health(Config::load(&config)?.listen),
        Command::Signings { command, config } => runtime()?.block_on(signings::run(command, &config.path)),
        Command::Audit { config, since } => runtime()?.block_on(audit::run(&config, &since)),
        Command::Tickets { command, config } => runtime()?.block_on(tickets::run(command, &config.path)),
        Command::Login { account, paste, config } => {
            runtime()?.block_on(login::login(&config, &account, paste))
        }
        Command::Webhook { command, config } => runtime()?.block_on(webhooks::run(command, &config.path)),
        Command::Ticket(arguments) => print(&ticket(arguments)?),
        Command::AdminLink { config } => runtime()?.block_on(admin_link::admin_link(&config)),
        Command::Openapi => print(&serde_json::to_string_pretty(&http::openapi())?),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Runtime::new().context("the runtime cannot be started")
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// How many log files are kept: a month of days.
const LOG_FILES: usize = 30;

/// The log goes to standard error, or to a file a day in a folder; `RUST_LOG` says how much.
fn log(format: LogFormat, folder: Option<&Path>) -> Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter);
    let Some(folder) = folder else {
        let log = log.with_writer(std::io::stderr);
        match format {
            LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
            LogFormat::Json => log.json().flatten_event(true).with_ansi(false).init(),
        }
        return Ok(());
    };
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let files = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("autenti-proxy")
        .filename_suffix("log")
        .max_log_files(LOG_FILES)
        .build(folder)
        .with_context(|| format!("no log can be written to {}", folder.display()))?;
    let log = log.with_writer(files);
    match format {
        LogFormat::Text => log.with_ansi(false).init(),
        LogFormat::Json => log.json().flatten_event(true).with_ansi(false).init(),
    }
    Ok(())
}

fn print(text: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{text}")?;
    Ok(())
}

async fn serve(file: &Path, ended: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    let config = Config::load(file)?;
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    check::warn_of_open_files(&config, file);
    if !config.has_component() {
        tracing::warn!(assets = %config.assets.display(), "no form can load the panel, because there is no script in `assets`; automations work all the same");
    }
    let (listen, profiles) = (config.listen, config.profiles.len());
    let proxy = Proxy::new(config, Clock::system(), Timing::default()).await?;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    tracing::info!(%listen, profiles, "autenti-proxy runs");
    proxy.serve(listener, ended).await
}

fn ticket(arguments: TicketArguments) -> Result<String> {
    let config = Config::load_for_tickets(&arguments.config)?;
    if !config.profiles.contains(&arguments.profile) {
        bail!("there is no profile `{}`; there are: {}", arguments.profile, config.profiles.join(", "));
    }
    if arguments.element.0 <= 0 {
        bail!("--element must be the id of an instance");
    }
    let Some(lang) = Lang::from_tag(&arguments.lang) else {
        bail!("there are no texts in `{}`; there are: en, pl, de", arguments.lang);
    };
    let request = Request {
        profile: arguments.profile,
        element: arguments.element,
        user: User { login: arguments.login, name: arguments.name, email: Email::new(arguments.email) },
        may: arguments.may,
        lang,
    };
    let tickets = Tickets::new(&config.ticket, &config.public_url)?;
    Ok(tickets.mint(request, Clock::system().now())?.token)
}
