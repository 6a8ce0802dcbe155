//! `[accounts.…]`, and `[autenti]` for the one that needs no name: how to reach Autenti, and as whom.

use std::collections::BTreeMap;
use std::time::Duration;

use autenti::{AssertionAlgorithm, UploadForm};
use secrecy::SecretString;
use url::Url;

use super::published::is_loopback;
use super::reader::Section;

/// Autenti's hosts: production and test environment (facts: Autenti API, "Hosts").
const LINK_HOSTS: [&str; 2] = ["autenti.com", "autenti.net"];

/// The account of profiles that name none.
pub const DEFAULT_ACCOUNT: &str = "default";

/// Where a person comes back to who signs in at the machine on which the proxy runs.
const DEFAULT_REDIRECT: &str = "http://127.0.0.1:8799/signed-in";

/// An account with Autenti.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its section, to name its keys by.
    pub(super) section: String,
    /// Base address of the API.
    pub base_url: Url,
    /// How to sign in.
    pub grant: Grant,
    /// Scopes to ask for, divided by blanks; none for Autenti's choice.
    pub scope: Option<String>,
    /// Where Autenti sends a person back who signs in for the proxy, as it is registered there.
    pub redirect_uri: String,
    /// How assertions of `jwt-bearer` are signed.
    pub assertion_algorithm: AssertionAlgorithm,
    /// Which multipart form uploads have.
    pub upload_form: UploadForm,
    /// What is added to each draft as it is.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Hosts that links for signing may lead to, with those below them. The API's own is always among them.
    pub link_hosts: Vec<String>,
    /// Where webhooks are verified against; none: poll.
    pub webhook: Option<Webhook>,
    /// How often a document is read while somebody looks at it.
    pub poll_open: Duration,
    /// How often a document is read while nobody looks at it.
    pub poll_idle: Duration,
    /// How many reads a minute documents may cost that nobody has asked for, however many there are.
    pub background_reads: u32,
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
    /// A refresh token, rotated at each use; the newest is kept in the store.
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
    /// The account that subscribes and manages the subscriptions; none for the one whose webhooks they are.
    pub account: Option<String>,
}

impl Grant {
    /// The client secret, where the grant has one.
    pub(super) fn client_secret(&self) -> Option<&SecretString> {
        match self {
            Self::JwtBearer { client_secret, .. }
            | Self::ClientCredentials { client_secret, .. }
            | Self::RefreshToken { client_secret, .. } => Some(client_secret),
            Self::ApiKey { .. } => None,
        }
    }
}

/// All accounts by name.
pub(super) fn accounts(root: &Section<'_>) -> BTreeMap<String, Account> {
    let named = root.section("accounts");
    let mut accounts: BTreeMap<String, Account> =
        named.sections().into_iter().map(|(name, section)| (name, Account::read(section))).collect();
    let short = root.section("autenti");
    // With neither, the keys of the short form are those that are missing.
    if short.exists() || accounts.is_empty() {
        if accounts.contains_key(DEFAULT_ACCOUNT) {
            root.mistake("autenti", "is the same as `accounts.default`; one of them is too many");
        }
        accounts.insert(DEFAULT_ACCOUNT.to_owned(), Account::read(short));
    }
    for account in accounts.values() {
        let subscriber = account.webhook.as_ref().and_then(|webhook| webhook.account.as_ref());
        if let Some(name) = subscriber.filter(|name| !accounts.contains_key(*name)) {
            let known: Vec<&str> = accounts.keys().map(String::as_str).collect();
            let message = format!("there is no account `{name}`; there are: {}", known.join(", "));
            root.mistake(&format!("{}.webhook.account", account.section), message);
        }
    }
    accounts
}

impl Account {
    fn read(section: Section<'_>) -> Self {
        let webhook = section.section("webhook");
        let account = Self {
            section: section.path().to_owned(),
            base_url: section.address("base_url"),
            grant: Grant::read(&section),
            scope: Some(section.text("scope")).filter(|scope| !scope.trim().is_empty()),
            redirect_uri: section.text_or("redirect_uri", DEFAULT_REDIRECT),
            assertion_algorithm: section.read("assertion_algorithm", AssertionAlgorithm::Rs256, |text| {
                match text {
                    "RS256" => Ok(AssertionAlgorithm::Rs256),
                    "RS512" => Ok(AssertionAlgorithm::Rs512),
                    other => Err(format!("`{other}` is neither RS256 nor RS512")),
                }
            }),
            upload_form: section.read("upload_form", UploadForm::Fields, |text| match text {
                "fields" => Ok(UploadForm::Fields),
                "file-meta" => Ok(UploadForm::JsonMeta),
                "file" => Ok(UploadForm::FileOnly),
                other => Err(format!("`{other}` is not one of fields, file-meta, file")),
            }),
            extra: section.json("extra"),
            link_hosts: section.list("link_hosts").unwrap_or_else(|| LINK_HOSTS.map(str::to_owned).to_vec()),
            webhook: webhook.exists().then(|| Webhook {
                jwks_url: webhook.address("jwks_url"),
                account: Some(webhook.text("account")).filter(|account| !account.trim().is_empty()),
            }),
            poll_open: section.duration("poll_open", Duration::from_secs(5)),
            poll_idle: section.duration("poll_idle", Duration::from_mins(5)),
            background_reads: section.parsed("background_reads", 60, "a number of reads a minute"),
        };
        if account.background_reads == 0 {
            section.mistake("background_reads", "must be at least 1");
        }
        for (key, every) in [("poll_open", account.poll_open), ("poll_idle", account.poll_idle)] {
            if every < Duration::from_secs(1) {
                section.mistake(key, "must be at least 1s");
            }
        }
        webhook.finish();
        section.finish();
        account
    }

    /// Whether people may be sent there to sign: over TLS, and to the hosts of the configuration. What never leaves this
    /// machine needs no TLS.
    pub fn permits_link(&self, url: &Url) -> bool {
        let is_safe = url.scheme() == "https" || url.scheme() == "http" && is_loopback(url);
        let Some(host) = url.host_str().map(str::to_lowercase) else { return false };
        let is_at = |known: &str| {
            let known = known.trim().to_lowercase();
            !known.is_empty() && (host == known || host.ends_with(&format!(".{known}")))
        };
        let is_known =
            self.base_url.host_str() == Some(&host) || self.link_hosts.iter().any(|known| is_at(known));
        is_safe && is_known
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
                refresh_token: section.optional_secret("refresh_token"),
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
            section.known(key);
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Config;
    use super::*;

    fn account(changes: &str) -> Account {
        let demo = include_str!("../../../sandbox/demo/proxy.toml");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("autenti-demo.pem"), "key").unwrap();
        let text = demo.replace("grant = \"jwt-bearer\"", &format!("grant = \"jwt-bearer\"\n{changes}"));
        Config::parse(&text, Path::new(folder.path())).unwrap().accounts[DEFAULT_ACCOUNT].clone()
    }

    #[test]
    fn people_are_sent_over_tls_to_the_hosts_of_the_configuration_only() {
        let permits = |changes: &str, url: &str| account(changes).permits_link(&url.parse().unwrap());
        for url in [
            "https://autenti.com/sign/1",
            "https://account.autenti.com/sign/1",
            "https://app.accept.autenti.net/x",
            "http://127.0.0.1:8788/sign/1",
        ] {
            assert!(permits("", url), "{url}");
        }
        for url in [
            "http://autenti.com/sign/1",
            "https://autenti.com.example.com/",
            "https://notautenti.com/",
            "https://example.com/autenti.com",
            "https://autenti.com@example.com/",
            "http://127.0.0.1.example.com/",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert!(!permits("", url), "{url}");
        }
        let own = "link_hosts = [\"sign.example.com\"]";
        assert!(permits(own, "https://sign.example.com/1"));
        assert!(!permits(own, "https://autenti.com/1"));
    }
}
