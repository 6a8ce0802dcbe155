//! The configuration: read from TOML and the environment, validated as a whole before anything starts.
//!
//! `config.default.toml` is its documentation; a test proves that every key stands in it.

mod profile;
mod reader;
mod template;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use figment::value::Dict;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

pub use profile::{
    AttachmentSelection, DEFAULT_LANGUAGE, Fields, Profile, RecipientColumns, Select, SignedDocument,
    is_language, visualisation_of,
};
pub use reader::Mistake;
use reader::{Findings, Section, web_address};
pub use template::Template;

/// The documented default file.
pub const DEFAULT: &str = include_str!("../config.default.toml");

/// What environment variables that override a key start with: `AUTENTI_PROXY__SECTION__KEY`.
const ENV_PREFIX: &str = "AUTENTI_PROXY__";

/// A ticket is signed with HMAC-SHA-256; a shorter secret would be weaker than its result.
const SHORTEST_TICKET_SECRET: usize = 32;

/// The whole configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address under which browsers and Autenti reach the proxy.
    pub public_url: Url,
    /// The journal's database, as sqlx takes it.
    pub database: String,
    /// Origins of the forms.
    pub allowed_origins: Vec<HeaderValue>,
    /// Folder of the component's files.
    pub assets: PathBuf,
    /// Tickets.
    pub ticket: Ticket,
    /// Server-to-server callers.
    pub integration: Vec<IntegrationKey>,
    /// Autenti.
    pub autenti: Autenti,
    /// WEBCON.
    pub webcon: Webcon,
    /// Profiles by name.
    pub profiles: BTreeMap<String, Arc<Profile>>,
}

/// How tickets are made.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// The first signs, all verify.
    pub secrets: Vec<SecretString>,
    /// How long a ticket is good.
    pub ttl: Duration,
}

/// A server-to-server caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrationKey {
    /// Whose key it is.
    pub name: String,
    /// SHA-256 of the key.
    pub sha256: [u8; 32],
}

/// How to reach Autenti.
#[derive(Clone, Debug)]
pub struct Autenti {
    /// Base address of the API.
    pub base_url: Url,
    /// How to sign in.
    pub grant: Grant,
    /// Where webhooks are verified against; none: poll.
    pub webhook: Option<Webhook>,
    /// How often a document is read while somebody looks at it.
    pub poll_open: Duration,
    /// How often a document is read while nobody looks at it.
    pub poll_idle: Duration,
}

/// How to sign in to Autenti.
#[derive(Clone, Debug)]
pub enum Grant {
    /// A signed assertion, as the plugin does.
    JwtBearer {
        /// Client id.
        client_id: String,
        /// Client secret.
        client_secret: SecretString,
        /// RSA key, PEM.
        private_key: SecretString,
        /// The key's id, if it has one.
        key_id: Option<String>,
        /// Organisation.
        issuer: String,
        /// User in this system.
        subject: String,
        /// The user on whose behalf documents are sent.
        email: String,
    },
    /// Client credentials.
    ClientCredentials {
        /// Client id.
        client_id: String,
        /// Client secret.
        client_secret: SecretString,
    },
    /// A refresh token, rotated at each use; the newest is kept in the journal's database.
    RefreshToken {
        /// Client id.
        client_id: String,
        /// Client secret.
        client_secret: SecretString,
        /// The first token.
        refresh_token: SecretString,
    },
    /// An API key.
    ApiKey {
        /// The key.
        api_key: SecretString,
    },
}

/// How webhooks are verified.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Autenti's public keys.
    pub jwks_url: Url,
}

/// How to reach WEBCON.
#[derive(Clone, Debug)]
pub struct Webcon {
    /// Base address of the portal, with its virtual directory if it has one.
    pub base_url: Url,
    /// Version of the REST API.
    pub api_version: String,
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: SecretString,
    /// Scopes to ask for; none for all that the application has.
    pub scope: Option<String>,
    /// Writes fields that are read-only for the API account; needs an administrator's rights.
    pub write_as_admin: bool,
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
        Self::from_dict(&dict, &folder).map_err(|invalid| unusable(invalid, file))
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
        let config = Self::read(Section::root(dict, folder, &findings));
        let mistakes = findings.into_mistakes();
        if mistakes.is_empty() { Ok(config) } else { Err(InvalidConfig { mistakes }) }
    }

    fn read(root: Section<'_>) -> Self {
        let default_listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 8787));
        let config = Self {
            listen: root.parsed("listen", default_listen, "an address such as 127.0.0.1:8787"),
            public_url: root.address("public_url"),
            database: database(&root),
            allowed_origins: allowed_origins(&root),
            assets: root.path_from(&root.text_or("assets", "assets")),
            ticket: Ticket::read(root.section("ticket")),
            integration: integration_keys(root.section("integration")),
            autenti: Autenti::read(root.section("autenti")),
            webcon: Webcon::read(root.section("webcon")),
            profiles: profiles(&root),
        };
        root.finish();
        config
    }

    /// The profile of that name.
    pub fn profile(&self, name: &str) -> Option<&Arc<Profile>> {
        self.profiles.get(name)
    }
}

/// What making tickets needs.
#[derive(Debug)]
pub struct ForTickets {
    /// Tickets.
    pub ticket: Ticket,
    /// Names of the profiles.
    pub profiles: Vec<String>,
}

fn load(file: &Path) -> anyhow::Result<(Dict, PathBuf)> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the configuration {} cannot be read", file.display()))?;
    let folder = file.parent().unwrap_or(Path::new(".")).to_owned();
    let figment = Figment::from(Toml::string(&text)).merge(Env::prefixed(ENV_PREFIX).split("__"));
    let dict =
        figment.extract().with_context(|| format!("the configuration {} is not TOML", file.display()))?;
    Ok((dict, folder))
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

/// SQLite paths are relative to the configuration file, like all others.
fn database(root: &Section<'_>) -> String {
    let text = root.text_or("database", "sqlite://autenti-proxy.db");
    let Some(path) = text.strip_prefix("sqlite:") else {
        root.mistake("database", "must start with sqlite:// (a file) or be sqlite::memory:");
        return text;
    };
    match path.strip_prefix("//").unwrap_or(path) {
        ":memory:" => "sqlite::memory:".to_owned(),
        "" => {
            root.mistake("database", "names no file");
            text
        }
        file => format!("sqlite://{}", root.path_from(file).display()),
    }
}

fn allowed_origins(root: &Section<'_>) -> Vec<HeaderValue> {
    let texts = root.list("allowed_origins").unwrap_or_default();
    if texts.is_empty() {
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

impl Ticket {
    fn read(section: Section<'_>) -> Self {
        let ticket = Self {
            secrets: section.secrets("secrets"),
            ttl: section.duration("ttl", Duration::from_mins(30)),
        };
        if ticket.secrets.is_empty() {
            section.mistake("secrets", "is missing: at least one secret");
        }
        let short = |secret: &SecretString| {
            let length = secret.expose_secret().len();
            // An empty secret has been reported already: it could not be read.
            (1..SHORTEST_TICKET_SECRET).contains(&length)
        };
        if ticket.secrets.iter().any(short) {
            section
                .mistake("secrets", format!("a secret has fewer than {SHORTEST_TICKET_SECRET} characters"));
        }
        if ticket.ttl.is_zero() {
            section.mistake("ttl", "must be longer than nothing");
        }
        section.finish();
        ticket
    }
}

fn integration_keys(section: Section<'_>) -> Vec<IntegrationKey> {
    let keys = section
        .tables("keys")
        .into_iter()
        .map(|key| {
            let read = IntegrationKey {
                name: key.required("name"),
                sha256: from_hex(key.text("sha256").trim()).unwrap_or_else(|message| {
                    key.mistake(
                        "sha256",
                        format!("{message}; `printf %s KEY | sha256sum` makes it from a key"),
                    );
                    [0; 32]
                }),
            };
            key.finish();
            read
        })
        .collect();
    section.finish();
    keys
}

fn from_hex(hex: &str) -> Result<[u8; 32], String> {
    let wrong = || "is not a SHA-256 sum of 64 hexadecimal digits".to_owned();
    let digits: Vec<u8> = hex
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()
        .ok_or_else(wrong)?;
    let bytes: Vec<u8> =
        digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if digits.len() == 64 { bytes.try_into().map_err(|_| wrong()) } else { Err(wrong()) }
}

impl Autenti {
    fn read(section: Section<'_>) -> Self {
        let webhook = section.section("webhook");
        let autenti = Self {
            base_url: section.address("base_url"),
            grant: Grant::read(&section),
            webhook: webhook.exists().then(|| Webhook { jwks_url: webhook.address("jwks_url") }),
            poll_open: section.duration("poll_open", Duration::from_secs(5)),
            poll_idle: section.duration("poll_idle", Duration::from_mins(5)),
        };
        for (key, every) in [("poll_open", autenti.poll_open), ("poll_idle", autenti.poll_idle)] {
            if every < Duration::from_secs(1) {
                section.mistake(key, "must be at least 1s");
            }
        }
        webhook.finish();
        section.finish();
        autenti
    }
}

impl Grant {
    fn read(section: &Section<'_>) -> Self {
        let grant = section.text_or("grant", "jwt-bearer");
        let optional = |key: &str| Some(section.text(key)).filter(|text| !text.is_empty());
        let read = match grant.as_str() {
            "jwt-bearer" => Self::JwtBearer {
                client_id: section.required("client_id"),
                client_secret: section.secret("client_secret"),
                private_key: section.secret("private_key"),
                key_id: optional("key_id"),
                issuer: section.required("issuer"),
                subject: section.required("subject"),
                email: section.required("email"),
            },
            "client-credentials" => Self::ClientCredentials {
                client_id: section.required("client_id"),
                client_secret: section.secret("client_secret"),
            },
            "refresh-token" => Self::RefreshToken {
                client_id: section.required("client_id"),
                client_secret: section.secret("client_secret"),
                refresh_token: section.secret("refresh_token"),
            },
            "api-key" => Self::ApiKey { api_key: section.secret("api_key") },
            other => {
                let known = "jwt-bearer, client-credentials, refresh-token, api-key";
                section.mistake("grant", format!("`{other}` is not one of {known}"));
                Self::ApiKey { api_key: SecretString::default() }
            }
        };
        // Keys of the other grants may stand there too, so that switching is a change of one line.
        for key in [
            "client_id",
            "client_secret",
            "private_key",
            "key_id",
            "issuer",
            "subject",
            "email",
            "refresh_token",
            "api_key",
        ] {
            section.text(key);
        }
        read
    }
}

impl Webcon {
    fn read(section: Section<'_>) -> Self {
        let webcon = Self {
            base_url: section.address("base_url"),
            api_version: section.text_or("api_version", "v6.0"),
            client_id: section.required("client_id"),
            client_secret: section.secret("client_secret"),
            scope: Some(section.text("scope")).filter(|scope| !scope.is_empty()),
            write_as_admin: section.flag("write_as_admin"),
        };
        section.finish();
        webcon
    }
}

#[cfg(test)]
mod tests;
