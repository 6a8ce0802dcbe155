//! Whether Autenti and WEBCON take the credentials, at the addresses that the configuration names.

use autenti_model::ErrorCode;
use url::Url;

use crate::accounts::Accounts;
use crate::app::webcon_config;
use crate::config::{Account, Config};
use crate::doctor::Finding;
use crate::failure::Failure;
use crate::form::Forms;

/// Where Autenti's API ends in (facts: Autenti API, "Hosts").
const AUTENTI_PATH: &str = "/api/v2";
/// The virtual directory that WEBCON's installer proposes.
const VIRTUAL_DIRECTORY: &str = "WEBCONBPS";

/// Signs in to each account, and asks for its subscriptions where it has webhooks.
pub(super) async fn autenti(config: &Config, accounts: &Accounts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, client) in accounts.all() {
        let who =
            if config.accounts.len() == 1 { String::new() } else { format!(" of the account `{name}`") };
        let account = config.accounts.get(name);
        if let Err(error) = client.sign_in().await {
            findings.push(refused(&Failure::from(error), &who, account));
            continue;
        }
        findings.push(Finding::right(format!("Autenti accepts the credentials{who}")));
        if let Some(webhook) = account.and_then(|account| account.webhook.as_ref()) {
            let by = webhook.account.as_deref().map(|by| format!(" (webhook.account is `{by}`)"));
            let who = format!("{who}{}", by.unwrap_or_default());
            match accounts.webhook_client(name) {
                Ok(client) => findings.push(webhooks(client, &who).await),
                Err(failure) => findings.push(refused(&failure, &who, None)),
            }
        }
    }
    findings
}

fn refused(failure: &Failure, who: &str, account: Option<&Account>) -> Finding {
    let base = account.map(|account| &account.base_url);
    if let Some(base) = base.filter(|base| !base.path().trim_end_matches('/').ends_with(AUTENTI_PATH)) {
        return Finding::wrong(
            format!("Autenti{who}: base_url is {base}, without {AUTENTI_PATH} at its end ({failure})"),
            "Write https://api.autenti.com/api/v2, or https://api.accept.autenti.net/api/v2 for the test environment.",
        );
    }
    let fix = match failure.code {
        ErrorCode::AutentiUnavailable => {
            "Check autenti.base_url, and whether this machine may reach that address."
        }
        _ => {
            "Check autenti.client_id and autenti.client_secret; with grant = \"jwt-bearer\" also whether private_key belongs to the public key in the Autenti application, key_id (empty if that key has none), assertion_algorithm, issuer, subject and email."
        }
    };
    Finding::wrong(format!("Autenti{who}: {failure}"), fix)
}

async fn webhooks(client: &autenti::Client, who: &str) -> Finding {
    match client.callbacks().await {
        Ok(_) => Finding::right(format!("Autenti{who} lets the account manage its webhooks")),
        Err(error) => {
            let failure = Failure::from(error);
            Finding::wrong(
                format!(
                    "Autenti{who}: webhooks cannot be managed ({failure}), so news comes by polling only"
                ),
                "Ask for scope = \"full notification_management\" in the account, and have Autenti grant it to the application; or name an administrator's account in webhook.account; or leave [autenti.webhook] out.",
            )
        }
    }
}

/// Asks WEBCON whom the proxy is signed in as.
pub(super) async fn webcon(config: &Config, forms: &Forms) -> Finding {
    let failure = match forms.webcon().me().await {
        Ok(me) => return Finding::right(format!("WEBCON accepts the credentials of {}", me.name)),
        Err(error) => Failure::from(error),
    };
    if let Some(right) = right_address(config).await {
        let base = &config.webcon.base_url;
        return Finding::wrong(
            format!(
                "WEBCON: the portal does not answer at webcon.base_url, {base}, but at {right}: its virtual directory is another"
            ),
            &format!("Write base_url = \"{}\".", right.as_str().trim_end_matches('/')),
        );
    }
    let fix = match failure.code {
        ErrorCode::WebconUnavailable => {
            "Check webcon.base_url (with the portal's virtual directory, if it has one), and whether this machine may reach that address."
        }
        ErrorCode::InstanceNotFound => {
            "Check webcon.base_url (with the portal's virtual directory, if it has one) and webcon.api_version."
        }
        _ => {
            "Check webcon.client_id, webcon.client_secret and webcon.scope: the API application must be of the kind “application context”, and may be asked only for scopes that it has."
        }
    };
    Finding::wrong(format!("WEBCON: {failure}"), fix)
}

/// The address at which the same credentials are good: with another virtual directory, or none.
async fn right_address(config: &Config) -> Option<Url> {
    let base = &config.webcon.base_url;
    let at = |path: &str| {
        let mut url = base.clone();
        url.set_path(path);
        url
    };
    for url in [at(""), at(VIRTUAL_DIRECTORY)].into_iter().filter(|url| url != base) {
        let mut webcon = config.webcon.clone();
        webcon.base_url = url.clone();
        let client = webcon::Client::new(webcon_config(&webcon)).ok()?;
        if client.me().await.is_ok() {
            return Some(url);
        }
    }
    None
}
