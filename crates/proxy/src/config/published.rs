//! Values that everybody knows: those of the demo, and keys that stand in examples.

use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use url::{Host, Url};

use super::Config;
use super::reader::Section;

/// What the demo's configuration holds: good while nobody else can reach anything.
const OF_THE_DEMO: &[&str] =
    &["demo-ticket-secret-of-the-stand-ins-only", "demo-integration-key", "demo-secret"];

/// Keys of examples and of people in a hurry.
const GUESSABLE: &[&str] = &[
    "",
    "foo",
    "bar",
    "foobar",
    "key",
    "KEY",
    "THE-KEY",
    "test",
    "secret",
    "password",
    "changeme",
    "change-me",
    "admin",
    "autenti",
    "webcon",
    "demo",
    "example",
    "integration-key",
    "hello",
    "123456",
];

/// Reports what is known to everybody, and warns of secrets that travel in the clear.
pub(super) fn refuse(root: &Section<'_>, config: &Config) {
    let of_the_demo = |text: &str| OF_THE_DEMO.contains(&text);
    let is_digest_of = |digest: [u8; 32], known: &[&str]| {
        known.iter().any(|key| <[u8; 32]>::from(Sha256::digest(key.as_bytes())) == digest)
    };
    for key in &config.integration {
        if is_digest_of(key.sha256, GUESSABLE) {
            let message = format!(
                "the key of `{}` can be guessed; make one with `openssl rand -hex 32`, and its sum with `printf %s KEY | sha256sum`",
                key.name
            );
            root.mistake("integration.keys.sha256", message);
        }
    }
    let is_open = |url: &Url| url.scheme() == "http" && !is_loopback(url);
    for (key, url) in upstreams(config).filter(|(_, url)| is_open(url)) {
        root.warn(
            &key,
            format!("`{url}` is not encrypted: whoever is on the way reads secrets and documents"),
        );
    }
    if is_open(&config.public_url) {
        let url = &config.public_url;
        root.warn(
            "public_url",
            format!("`{url}` is not encrypted: whoever is on the way reads tickets and documents"),
        );
    }
    let origins = config.allowed_origins.iter().filter_map(|origin| origin.to_str().ok());
    for origin in origins.filter(|origin| origin.parse().is_ok_and(|url| is_open(&url))) {
        let message = format!(
            "`{origin}` is not encrypted: whoever is on the way changes its pages, and acts with the tickets in them"
        );
        root.warn("allowed_origins", message);
    }
    if is_local(config) {
        return;
    }
    let mut published = Vec::new();
    if config.ticket.secrets.iter().any(|secret| of_the_demo(secret.expose_secret())) {
        published.push("ticket.secrets".to_owned());
    }
    if config.integration.iter().any(|key| is_digest_of(key.sha256, OF_THE_DEMO)) {
        published.push("integration.keys.sha256".to_owned());
    }
    for account in config.accounts.values() {
        if account.grant.client_secret().is_some_and(|secret| of_the_demo(secret.expose_secret())) {
            published.push(format!("{}.client_secret", account.section));
        }
    }
    if of_the_demo(config.webcon.client_secret.expose_secret()) {
        published.push("webcon.client_secret".to_owned());
    }
    for key in published {
        root.mistake(
            &key,
            "is published with the demo, and good only where `listen`, Autenti and WEBCON are all on this machine",
        );
    }
}

/// Whether nobody else can reach the proxy, and nobody else is reached by it.
pub(super) fn is_local(config: &Config) -> bool {
    let listeners = [Some(config.listen), config.admin_listen];
    listeners.iter().flatten().all(|address| address.ip().is_loopback())
        && upstreams(config).all(|(_, url)| is_loopback(url))
}

/// Whether the address leads to this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Where the proxy goes, each with its key.
pub(super) fn upstreams(config: &Config) -> impl Iterator<Item = (String, &Url)> {
    let accounts = config.accounts.values().flat_map(|account| {
        let base = (format!("{}.base_url", account.section), &account.base_url);
        let keys = account.webhook.iter();
        let keys = keys.map(|hook| (format!("{}.webhook.jwks_url", account.section), &hook.jwks_url));
        std::iter::once(base).chain(keys)
    });
    accounts.chain(std::iter::once(("webcon.base_url".to_owned(), &config.webcon.base_url)))
}
