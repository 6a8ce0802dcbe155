//! `autenti-proxy check`: what is right and wrong with a configuration, before a user meets it.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use autenti_model::ErrorCode;

use crate::accounts::Accounts;
use crate::app::webcon_config;
use crate::config::{Config, Grant};
use crate::doctor::{self, Finding};
use crate::failure::Failure;
use crate::form::Forms;
use crate::store::Store;

/// Reads the configuration, signs in to Autenti and WEBCON, and prints a line for each.
///
/// # Errors
/// When anything is wrong.
pub(super) async fn check(file: &Path) -> Result<()> {
    let mut report = Report::default();
    let config = match Config::load(file) {
        Ok(config) => config,
        Err(error) => {
            report.wrong(&format!("{error:#}"))?;
            return report.end();
        }
    };
    report.right(&format!("{}: every key is in order", file.display()))?;
    for warning in &config.warnings {
        Report::note(&warning.to_string())?;
    }
    // Only refresh tokens are read and written: a check may run beside the proxy.
    let store = Store::open(&store_for_check(&config)).await?;
    let accounts = Accounts::new(&config, &store)?;
    let forms = Forms::new(
        webcon::Client::new(webcon_config(&config.webcon))?,
        config.webcon.write_as_admin,
        config.webcon.file_address.clone(),
    );
    for (name, client) in accounts.all() {
        let who =
            if config.accounts.len() == 1 { String::new() } else { format!(" of the account `{name}`") };
        match client.sign_in().await.map_err(Failure::from) {
            Ok(()) => report.right(&format!("Autenti accepts the credentials{who}"))?,
            Err(failure) => report.wrong(&format!("Autenti{who}: {failure}. {}", mend_autenti(&failure)))?,
        }
    }
    match forms.webcon().me().await.map_err(Failure::from) {
        Ok(me) => report.right(&format!("WEBCON accepts the credentials of {}", me.name))?,
        Err(failure) => report.wrong(&format!("WEBCON: {failure}. {}", mend_webcon(&failure)))?,
    }
    for profile in config.profiles.values() {
        for finding in doctor::examine(&forms, &accounts, profile).await {
            report.found(&profile.name, &finding)?;
        }
    }
    report.end()
}

/// Where a check keeps what it has to: nowhere, unless an account signs in with refresh tokens, which are good once and
/// must not be lost.
fn store_for_check(config: &Config) -> String {
    let has_refresh_tokens =
        config.accounts.values().any(|account| matches!(account.grant, Grant::RefreshToken { .. }));
    if has_refresh_tokens { config.database.clone() } else { "sqlite::memory:".to_owned() }
}

/// What to do when signing in to Autenti fails.
fn mend_autenti(failure: &Failure) -> &'static str {
    match failure.code {
        ErrorCode::AutentiUnavailable => {
            "Check autenti.base_url, and whether this machine may reach that address."
        }
        _ => {
            "Check autenti.client_id and autenti.client_secret; with grant = \"jwt-bearer\" also whether private_key belongs to the public key in the Autenti application, key_id (empty if that key has none), issuer, subject and email."
        }
    }
}

/// What to do when signing in to WEBCON fails.
fn mend_webcon(failure: &Failure) -> &'static str {
    match failure.code {
        ErrorCode::WebconUnavailable => {
            "Check webcon.base_url (with the portal's virtual directory, if it has one), and whether this machine may reach that address."
        }
        ErrorCode::InstanceNotFound => {
            "Check webcon.base_url (with the portal's virtual directory, if it has one) and webcon.api_version."
        }
        _ => {
            "Check webcon.client_id, webcon.client_secret and webcon.scope: the API application must be of the kind “application context”, and may be asked only for scopes that it has."
        }
    }
}

/// Lines for the person at the terminal.
#[derive(Default)]
struct Report {
    right: usize,
    wrong: usize,
}

impl Report {
    fn right(&mut self, line: &str) -> Result<()> {
        self.right += 1;
        writeln!(std::io::stdout().lock(), "ok     {line}")?;
        Ok(())
    }

    fn wrong(&mut self, line: &str) -> Result<()> {
        self.wrong += 1;
        writeln!(std::io::stdout().lock(), "wrong  {line}")?;
        Ok(())
    }

    fn note(line: &str) -> Result<()> {
        writeln!(std::io::stdout().lock(), "note   {line}")?;
        Ok(())
    }

    fn found(&mut self, profile: &str, finding: &Finding) -> Result<()> {
        let line = format!("profiles.{profile}: {}", finding.what);
        if finding.right { self.right(&line) } else { self.wrong(&line) }
    }

    fn end(self) -> Result<()> {
        match self.wrong {
            0 => Ok(()),
            wrong => bail!("{wrong} of {} things are wrong", wrong + self.right),
        }
    }
}
