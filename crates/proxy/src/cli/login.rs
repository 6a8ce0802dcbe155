//! `autenti-proxy login`: a person signs in to Autenti once, and the store keeps the refresh token that comes of it.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::RawQuery;
use axum::response::Html;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use url::{Host, Url};
use uuid::Uuid;

use super::print;
use crate::accounts::client_config;
use crate::clock::Clock;
use crate::config::{Account, Config, Grant};
use crate::store::Store;

/// What the browser shows at the end.
const DONE: &str = "<!doctype html><meta charset=\"utf-8\"><title>Autenti</title>\
    <p lang=\"en\">You are signed in. You can close this page. \
    <span lang=\"pl\">Zalogowano. Możesz zamknąć tę stronę.</span> \
    <span lang=\"de\">Sie sind angemeldet und können diese Seite schließen.</span>";

/// Has a person sign in, and keeps the refresh token.
pub(super) async fn login(file: &Path, account: &str, paste: bool) -> Result<()> {
    let config = Config::load(file)?;
    let known = config.accounts.get(account);
    let known = known.with_context(|| format!("there is no account `{account}` in the configuration"))?;
    let Grant::RefreshToken { client_id, .. } = &known.grant else {
        bail!("the account `{account}` does not sign in by a person: set its `grant` to \"refresh-token\"");
    };
    let store = Store::open_with(&config.database, &config.encryption_keys).await?;
    let sign_in = autenti::PersonSignIn::new(&client_config(account, known, &store), &known.redirect_uri)?;
    let state = Uuid::new_v4().simple().to_string();
    let listener = if paste { None } else { listener(known).await };
    print("Open this address in a browser and sign in as the person in whose name the proxy is to act:\n")?;
    print(&format!("{}\n", sign_in.address(&state)))?;
    let query = match listener {
        Some(listener) => answered(listener).await?,
        None => pasted().await?,
    };
    let code = code(&query, &state)?;
    let Some(token) = sign_in.redeem(&code).await? else {
        bail!("Autenti gave no refresh token: ask Autenti to permit the application that grant");
    };
    store.set_refresh_token(account, client_id, token.expose_secret()).await?;
    // What the one before has held up goes on.
    store.credentials_accepted(account, Clock::system().now()).await?;
    store.close().await;
    print("Signed in. A proxy that runs takes the new token at its next call.")
}

/// Where the browser comes back to, if that is on this machine.
async fn listener(account: &Account) -> Option<TcpListener> {
    let redirect = Url::parse(&account.redirect_uri).ok().filter(|redirect| redirect.scheme() == "http")?;
    let host: IpAddr = match redirect.host()? {
        Host::Domain("localhost") => [127, 0, 0, 1].into(),
        Host::Domain(_) => return None,
        Host::Ipv4(ip) => ip.into(),
        Host::Ipv6(ip) => ip.into(),
    };
    let address = SocketAddr::from((host, redirect.port_or_known_default()?));
    if host.is_loopback() { TcpListener::bind(address).await.ok() } else { None }
}

/// Waits until the browser comes back; the answer is the query that it brings.
async fn answered(listener: TcpListener) -> Result<String> {
    let (told, mut answers) = mpsc::channel(1);
    // A browser asks for a picture of the page too: what brings no answer is none.
    let page = move |RawQuery(query): RawQuery| async move {
        let query = query.filter(|query| query.contains("code=") || query.contains("error="));
        if let Some(query) = query {
            // Somebody who comes back twice has been heard already.
            let _heard = told.try_send(query);
        }
        Html(DONE)
    };
    let server = axum::serve(listener, Router::new().fallback(page));
    tokio::select! {
        ended = server.into_future() => Err(ended.err().map_or_else(|| anyhow::anyhow!("it ended"), Into::into)),
        query = answers.recv() => query.context("nobody came back"),
    }
}

/// Reads the address at which the browser ended.
async fn pasted() -> Result<String> {
    print(
        "Paste the address at which the browser ends (the page itself may not be found), and press Enter:",
    )?;
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    });
    let line = read.await??;
    let address = Url::parse(line.trim()).context("that is no address")?;
    Ok(address.query().unwrap_or_default().to_owned())
}

/// The code in what came back, if it is the answer to this request.
fn code(query: &str, state: &str) -> Result<SecretString> {
    let value = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value)
    };
    if let Some(error) = value("error") {
        bail!("Autenti did not sign the person in: {error}");
    }
    if value("state").as_deref() != Some(state) {
        bail!("that is the answer to another request; start again");
    }
    let code = value("code").filter(|code| !code.is_empty()).context("that address brings no code")?;
    Ok(SecretString::from(code.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_this_request_brings_a_code() {
        assert_eq!(code("code=a%2Fb&state=s", "s").unwrap().expose_secret(), "a/b");
        for query in
            ["code=a&state=other", "code=a", "state=s", "code=&state=s", "error=access_denied&state=s", ""]
        {
            assert!(code(query, "s").is_err(), "{query}");
        }
    }
}
