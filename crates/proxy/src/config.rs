//! The configuration: read from TOML and the environment, validated as a whole before anything starts.
//!
//! `config.default.toml` is its documentation; a test proves that every key stands in it.

mod account;
mod database;
mod folder;
mod integration;
mod limits;
mod profile;
mod profiles;
mod published;
mod random_secret;
mod reader;
mod retention;
mod template;
mod ticket;
mod webcon;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::{Dict, Value};
use http::HeaderValue;
use secrecy::SecretString;
use url::Url;

pub use account::{Account, DEFAULT_ACCOUNT, Grant, Webhook};
pub use integration::{IntegrationKey, KeyRight};
pub use limits::{Limits, Rate};
pub use profile::{
    Adoption, AttachmentSelection, DEFAULT_LANGUAGE, Fields, FixedRecipient, Holds, Profile, Purpose,
    RecipientColumn, RecipientColumns, Reminders, Select, SignedDocument, is_language, visualisation_of,
};
pub use profiles::{ProfileFolder, Profiles, Reloaded};
pub use reader::Mistake;
use reader::{Findings, Section, web_address};
pub use retention::{Age, Retention};
pub use template::Template;
pub use ticket::Ticket;
pub use webcon::{FileAddress, Webcon};

/// The documented default file.
pub const DEFAULT: &str = include_str!("../config.default.toml");

/// What a form loads first, in the folder of the component's files.
pub const COMPONENT: &str = "autenti-form.js";

/// The folder beside the file that holds one profile per file.
const PROFILES: &str = "profiles";

/// What a listener is, in messages.
const ADDRESS: &str = "an address such as 127.0.0.1:8787";

/// What environment variables that override a key start with: `AUTENTI_PROXY__SECTION__KEY`.
const ENV_PREFIX: &str = "AUTENTI_PROXY__";

/// The whole configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the administrator's pages and the metrics are, if they have a listener of their own.
    pub admin_listen: Option<SocketAddr>,
    /// The address under which browsers and Autenti reach the proxy.
    pub public_url: Url,
    /// The store's database: `sqlite://FILE` or `postgres://…`.
    pub database: String,
    /// Secrets with which what opens something is encrypted in the store: the first encrypts, all decrypt.
    pub encryption_keys: Vec<SecretString>,
    /// Origins of the forms.
    pub allowed_origins: Vec<HeaderValue>,
    /// Folder of the component's files.
    pub assets: PathBuf,
    /// How much anybody may ask.
    pub limits: Limits,
    /// Tickets.
    pub ticket: Ticket,
    /// Server-to-server callers.
    pub integration: Vec<IntegrationKey>,
    /// How long what is known is kept.
    pub retention: Retention,
    /// Accounts with Autenti, by name.
    pub accounts: BTreeMap<String, Account>,
    /// WEBCON.
    pub webcon: Webcon,
    /// Profiles by name, as they are now.
    pub profiles: Profiles,
    /// The file that it was read from; none when it was read from a text.
    file: Option<PathBuf>,
    /// What is permitted, but should not stay so.
    pub warnings: Vec<Mistake>,
    /// Files that secrets were read from.
    pub secret_files: Vec<PathBuf>,
}

/// All that is wrong with a configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidConfig {
    /// Each mistake, with its key.
    pub mistakes: Vec<Mistake>,
}

impl fmt::Display for InvalidConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration has mistakes:")?;
        self.mistakes.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

impl std::error::Error for InvalidConfig {}

impl Config {
    /// Reads a file, with what the environment overrides.
    ///
    /// # Errors
    /// When the file cannot be read, or with every mistake in it.
    pub fn load(file: &Path) -> anyhow::Result<Self> {
        let (dict, folder) = load(file)?;
        let config = Self::from_dict(&dict, &folder).map_err(|invalid| unusable(invalid, file))?;
        Ok(Self { file: Some(file.to_owned()), ..config })
    }

    /// Watches the folder of profiles beside the file; none where the configuration is of no file.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn profile_folder(&self) -> anyhow::Result<Option<ProfileFolder>> {
        let Some(file) = &self.file else { return Ok(None) };
        let named = toml_of(&read_text(file)?, file)?;
        let fixed = named.get("profiles").and_then(Value::as_dict).into_iter().flat_map(Dict::keys);
        let (profiles, accounts) = (self.profiles.clone(), self.accounts.clone());
        Ok(Some(ProfileFolder::new(folder_of(file), profiles, accounts, fixed.cloned().collect())))
    }

    /// Reads a file as if it had no profiles, for the first of them to be made; beside it the content database that
    /// its profiles name, where they agree on one.
    ///
    /// # Errors
    /// When the file cannot be read, or with every mistake in it that is none of the profiles'.
    pub fn load_without_profiles(file: &Path) -> anyhow::Result<(Self, Option<i32>)> {
        let text = read_text(file)?;
        let mut dict = overridden(Figment::from(Serialized::defaults(toml_of(&text, file)?)), file)?;
        let profiles = dict.remove("profiles");
        let mut databases: Vec<i128> = profiles
            .iter()
            .filter_map(Value::as_dict)
            .flat_map(Dict::values)
            .filter_map(|profile| profile.as_dict()?.get("database")?.to_i128())
            .collect();
        databases.dedup();
        let database = match databases[..] {
            [only] => i32::try_from(only).ok(),
            _ => None,
        };
        let findings = Findings::default();
        let config = Self::read(Section::root(&dict, &folder_of(file), &findings));
        let is_of_profiles = |key: &str| key == "profiles" || key == "integration.keys.profiles";
        let mistakes: Vec<Mistake> =
            findings.into_mistakes().into_iter().filter(|mistake| !is_of_profiles(&mistake.key)).collect();
        if mistakes.is_empty() {
            Ok((config, database))
        } else {
            Err(unusable(InvalidConfig { mistakes }, file))
        }
    }

    /// Reads of a file what making tickets needs, so that it works where the other secrets are not at hand.
    ///
    /// # Errors
    /// When the file cannot be read, or with every mistake in that part of it.
    pub fn load_for_tickets(file: &Path) -> anyhow::Result<ForTickets> {
        let (dict, folder) = load(file)?;
        let findings = Findings::default();
        let root = Section::root(&dict, &folder, &findings);
        let read = ForTickets {
            ticket: Ticket::read(root.section("ticket")),
            public_url: root.address("public_url"),
            profiles: root.section("profiles").sections().into_iter().map(|(name, _)| name).collect(),
        };
        let mistakes = findings.into_mistakes();
        if mistakes.is_empty() { Ok(read) } else { Err(unusable(InvalidConfig { mistakes }, file)) }
    }

    /// Reads a text, without the environment; relative paths start at `folder`.
    ///
    /// # Errors
    /// With every mistake.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, InvalidConfig> {
        let dict: Dict = Figment::from(Toml::string(text)).extract().map_err(|error| InvalidConfig {
            mistakes: vec![Mistake { key: "(file)".to_owned(), message: error.to_string() }],
        })?;
        Self::from_dict(&dict, folder)
    }

    fn from_dict(dict: &Dict, folder: &Path) -> Result<Self, InvalidConfig> {
        let findings = Findings::default();
        let mut config = Self::read(Section::root(dict, folder, &findings));
        config.warnings = findings.take_warnings();
        config.secret_files = findings.take_secret_files();
        let mistakes = findings.into_mistakes();
        if mistakes.is_empty() { Ok(config) } else { Err(InvalidConfig { mistakes }) }
    }

    fn read(root: Section<'_>) -> Self {
        let default_listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 8787));
        let (database, encryption_keys) = database::database(&root);
        let config = Self {
            listen: root.parsed("listen", default_listen, ADDRESS),
            admin_listen: root.read("admin_listen", None, |text| match text {
                "" => Ok(None),
                text => text.parse().map(Some).map_err(|_| format!("`{text}` is not {ADDRESS}")),
            }),
            public_url: root.address("public_url"),
            database,
            encryption_keys,
            allowed_origins: allowed_origins(&root),
            assets: root.path_from(&root.text_or("assets", "assets")),
            limits: Limits::read(root.section("limits")),
            ticket: Ticket::read(root.section("ticket")),
            integration: integration::integration_keys(root.section("integration")),
            retention: Retention::read(root.section("retention")),
            accounts: account::accounts(&root),
            webcon: Webcon::read(root.section("webcon")),
            profiles: Profiles::new(profiles(&root)),
            file: None,
            warnings: Vec::new(),
            secret_files: Vec::new(),
        };
        if config.admin_listen.is_some_and(|address| !address.ip().is_loopback()) {
            root.warn(
                "admin_listen",
                "is reached from other machines: keep everybody out but administrators and Prometheus, by a firewall \
                 or by an address such as 127.0.0.1",
            );
        }
        if config.admin_listen == Some(config.listen) {
            root.mistake(
                "admin_listen",
                "is the same as `listen`: the administrator's listener is another one",
            );
        }
        config.check_names(&root);
        published::refuse(&root, &config);
        config.warn_of_what_is_not_encrypted(&root);
        root.finish();
        config
    }

    /// What one section says of another must be there.
    fn check_names(&self, root: &Section<'_>) {
        for profile in self.profiles.all() {
            for mistake in profiles::mistakes_about_account(&profile, &self.accounts) {
                root.mistake(&mistake.key, mistake.message);
            }
        }
        for key in &self.integration {
            for profile in key.profiles.iter().flatten().filter(|name| !self.profiles.contains(name)) {
                root.mistake(
                    "integration.keys.profiles",
                    format!("`{}` is for `{profile}`, and there is no such profile", key.name),
                );
            }
        }
    }

    /// Whether nobody else can reach the proxy, and nobody else is reached by it.
    pub fn is_local(&self) -> bool {
        published::is_local(self)
    }

    /// Whether the component's files are where forms load them from.
    pub fn has_component(&self) -> bool {
        self.assets.join(COMPONENT).is_file()
    }

    /// The profile of that name.
    pub fn profile(&self, name: &str) -> Option<Arc<Profile>> {
        self.profiles.get(name)
    }
}

/// What making tickets needs.
#[derive(Debug)]
pub struct ForTickets {
    /// Tickets.
    pub ticket: Ticket,
    /// The proxy that the tickets are for.
    pub public_url: Url,
    /// Names of the profiles.
    pub profiles: Vec<String>,
}

fn load(file: &Path) -> anyhow::Result<(Dict, PathBuf)> {
    let text = read_text(file)?;
    let folder = folder_of(file);
    let base = toml_of(&text, file)?;
    let named = base.get("profiles").and_then(Value::as_dict);
    let profiles = folder::read(&folder.join(PROFILES), named)?;
    let figment = Figment::from(Serialized::defaults(base)).merge(Serialized::default("profiles", profiles));
    Ok((overridden(figment, file)?, folder))
}

fn read_text(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file)
        .with_context(|| format!("the configuration {} cannot be read", file.display()))
}

/// Relative paths start here.
fn folder_of(file: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new(".")).to_owned()
}

fn toml_of(text: &str, file: &Path) -> anyhow::Result<Dict> {
    Figment::from(Toml::string(text)).extract().with_context(|| not_toml(file))
}

/// With what the environment overrides.
fn overridden(configuration: Figment, file: &Path) -> anyhow::Result<Dict> {
    let environment = Figment::from(Env::prefixed(ENV_PREFIX).split("__"));
    let read = |figment: Figment| figment.extract::<Dict>().with_context(|| not_toml(file));
    read(merged(read(configuration)?, read(environment)?))
}

/// A configuration, and what wins over it, key by key.
fn merged(mut below: Dict, mut above: Dict) -> Figment {
    database::make_tables(&mut below, &mut above);
    Figment::from(Serialized::defaults(below)).merge(Serialized::defaults(above))
}

fn not_toml(file: &Path) -> String {
    format!("the configuration {} is not TOML", file.display())
}

impl Config {
    /// Refresh tokens and links open something for whoever finds them in a backup.
    fn warn_of_what_is_not_encrypted(&self, root: &Section<'_>) {
        let has_links = |profile: &Arc<Profile>| {
            profile.fields.link.is_some() || profile.recipients.name(RecipientColumn::Link).is_some()
        };
        let has_tokens = |account: &Account| matches!(account.grant, Grant::RefreshToken { .. });
        let what = match (self.accounts.values().any(has_tokens), self.profiles.all().iter().any(has_links)) {
            (false, false) => return,
            (true, false) => "refresh tokens are",
            (false, true) => "links for signing are",
            (true, true) => "refresh tokens and links for signing are",
        };
        if self.encryption_keys.is_empty() {
            root.warn(
                "database.encryption_keys",
                format!("is missing: {what} stored as they are, and good for whoever finds a backup"),
            );
        }
    }
}

fn unusable(invalid: InvalidConfig, file: &Path) -> anyhow::Error {
    anyhow::Error::new(invalid).context(format!("{} cannot be used", file.display()))
}

fn profiles(root: &Section<'_>) -> BTreeMap<String, Arc<Profile>> {
    let section = root.section("profiles");
    let profiles: BTreeMap<_, _> = section
        .sections()
        .into_iter()
        .map(|(name, section)| (name.clone(), Arc::new(Profile::read(&name, section))))
        .collect();
    if profiles.is_empty() {
        root.mistake("profiles", "is missing: at least one profile says what is signed");
    }
    profiles
}

fn allowed_origins(root: &Section<'_>) -> Vec<HeaderValue> {
    let texts = root.list("allowed_origins").unwrap_or_default();
    if texts.is_empty() && !root.has_values("allowed_origins") {
        root.mistake("allowed_origins", "is missing: the origin of the WEBCON portal");
    }
    let origin = |text: &String| {
        let origin = web_address(text).ok().map(|url| url.origin().ascii_serialization());
        let is_origin = origin.as_deref() == Some(text.trim_end_matches('/'));
        match origin.and_then(|origin| HeaderValue::from_str(&origin).ok()).filter(|_| is_origin) {
            Some(origin) => Some(origin),
            None => {
                root.mistake(
                    "allowed_origins",
                    format!("`{text}` is not an origin such as https://portal.example.com (no path)"),
                );
                None
            }
        }
    };
    texts.iter().filter_map(origin).collect()
}

#[cfg(test)]
mod tests;
