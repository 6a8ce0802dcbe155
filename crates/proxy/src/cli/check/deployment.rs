//! What can be told of the deployment itself: its files, its store, and its public address.

use std::time::Duration;

use autenti_model::{Email, Lang};
use http::Version;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::auth::{Request, Tickets, User};
use crate::cli::health;
use crate::config::{COMPONENT, Config, IntegrationKey};
use crate::doctor::Finding;
use crate::store::Store;

/// How long the public address is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// The component's files.
pub(super) fn assets(config: &Config) -> Finding {
    let folder = config.assets.display();
    if config.has_component() {
        Finding::right(format!("assets: {folder} holds the component"))
    } else {
        Finding::wrong(
            format!("assets: {folder} has no {COMPONENT}, so no form can load the panel"),
            "Copy the folder `assets` of the distribution there, or let `assets` name it.",
        )
    }
}

/// The portal's pages must be among those that may call.
pub(super) fn origins(config: &Config) -> Finding {
    let portal = config.webcon.base_url.origin().ascii_serialization();
    if config.allowed_origins.iter().any(|origin| origin.as_bytes() == portal.as_bytes()) {
        Finding::right(format!("allowed_origins has the portal's origin {portal}"))
    } else {
        Finding::wrong(
            format!(
                "allowed_origins lacks the portal's origin {portal}: browsers will not let its forms call the proxy"
            ),
            "Add it: scheme, name and port of webcon.base_url, without a path.",
        )
    }
}

/// Whether WEBCON can ask anything for a profile: a key that names profiles is not good for one that was added since.
pub(super) fn keys_of(config: &Config, profile: &str) -> Option<Finding> {
    let is_for = |key: &IntegrationKey| {
        key.profiles.as_ref().is_none_or(|names| names.iter().any(|name| name == profile))
    };
    (!config.integration.iter().any(is_for)).then(|| {
        Finding::note(
            "no integration key is for this profile, so nobody gets a ticket for it",
            &format!(
                "Add `{profile}` to the `profiles` of a key in [integration], and start the proxy again."
            ),
        )
    })
}

/// Whether the store can be written where it is to be.
pub(super) async fn store(config: &Config) -> Finding {
    match Store::try_place(&config.database).await {
        Ok(place) => Finding::right(format!("database: {place} can be written")),
        Err(error) => Finding::wrong(
            format!("database: {:#}", anyhow::Error::new(error)),
            "Give the proxy's user the right to write the file and its folder, or name another one; with PostgreSQL, look at address, user and password.",
        ),
    }
}

/// Whether the public address leads to this proxy: one with the same ticket secrets and the same public address. A
/// ticket that ended yesterday tells it: only who holds the secret knows that it was one.
pub(super) async fn public_address(config: &Config, now: Timestamp) -> anyhow::Result<Vec<Finding>> {
    let token = ended_ticket(config, now)?;
    let client =
        reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build()?;
    let url = &config.public_url;
    let address = format!("{}/v1/signing", url.as_str().trim_end_matches('/'));
    let answer = match client.get(address).bearer_auth(token).send().await {
        Ok(answer) => answer,
        Err(error) => return Ok(vec![unanswered(config, &error)]),
    };
    let (status, version) = (answer.status(), answer.version());
    let problem: serde_json::Value = answer.json().await.unwrap_or_default();
    Ok(match problem["code"].as_str() {
        Some("ticket_expired") => {
            let answers = Finding::right(format!("public_url: {url} answers as this proxy"));
            std::iter::once(answers).chain(only_http1(url, version)).collect()
        }
        Some("ticket_invalid") => vec![Finding::wrong(
            format!(
                "public_url: at {url} a proxy answers that has other ticket secrets, or another public_url"
            ),
            "Let it be the address of this proxy; several proxies behind one address have the same configuration.",
        )],
        _ => vec![Finding::wrong(
            format!("public_url: at {url} something else answers (HTTP {})", status.as_u16()),
            "Let it be the address of this proxy, and let the web server in front pass everything below it on.",
        )],
    })
}

fn ended_ticket(config: &Config, now: Timestamp) -> anyhow::Result<String> {
    let profile = config.profiles.all().first().map(|profile| profile.name.clone()).unwrap_or_default();
    let user = User { login: "check".to_owned(), name: String::new(), email: Email::default() };
    let request = Request { profile, element: webcon::ElementId(1), user, may: Vec::new(), lang: Lang::En };
    let yesterday = now - SignedDuration::from_hours(24);
    Ok(Tickets::new(&config.ticket, &config.public_url)?.mint(request, yesterday)?.token)
}

fn unanswered(config: &Config, error: &reqwest::Error) -> Finding {
    let url = &config.public_url;
    let why = anyhow::anyhow!("{error}").root_cause().to_string();
    if health::health(config.listen).is_ok() {
        Finding::wrong(
            format!("public_url: the proxy runs on {}, but {url} cannot be reached ({why})", config.listen),
            "Look at the name, the firewall, the certificate and the web server in front.",
        )
    } else {
        Finding::note(
            format!("public_url: nothing answers at {url}, and no proxy runs on this machine"),
            "Start it and check again, to know whether the address leads to it.",
        )
    }
}

/// Each open form holds a connection; over HTTP/1.1 a browser has six for all of them.
fn only_http1(url: &Url, version: Version) -> Option<Finding> {
    let is_old = url.scheme() == "https" && version < Version::HTTP_2;
    is_old.then(|| {
        Finding::note(
            format!("public_url: the web server at {url} speaks HTTP/1.1 only, so a browser with six open forms has no connection left"),
            "Switch HTTP/2 on in the web server in front.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_front_without_http_2_is_told_where_it_can_be() {
        let https: Url = "https://sign.example.com".parse().unwrap();
        assert!(only_http1(&https, Version::HTTP_11).is_some());
        assert!(only_http1(&https, Version::HTTP_2).is_none());
        // Browsers speak HTTP/2 over TLS only.
        assert!(only_http1(&"http://127.0.0.1:8787".parse().unwrap(), Version::HTTP_11).is_none());
    }
}
