//! `autenti-proxy check`: what is right and wrong with a configuration, before a user meets it.

mod deployment;
mod file_rights;
mod report;
mod upstreams;

use std::path::Path;

use anyhow::Result;

use crate::accounts::Accounts;
use crate::app;
use crate::clock::Clock;
use crate::config::{Config, Grant, InvalidConfig, Mistake};
use crate::doctor::{self, Finding, Verdict};
use crate::store::Store;
use report::Report;

/// Reads the configuration, signs in to Autenti and WEBCON, looks at each profile's process, and says what it found.
///
/// # Errors
/// When anything is wrong.
pub(super) async fn check(file: &Path, as_json: bool) -> Result<()> {
    let mut report = Report::new(as_json);
    let config = match Config::load(file) {
        Ok(config) => config,
        Err(error) => {
            match error.downcast_ref::<InvalidConfig>() {
                // One finding for each, however many stand in one file.
                Some(invalid) => {
                    for Mistake { key, message } in &invalid.mistakes {
                        let finding = Finding::wrong_as_said(message);
                        report.found_about(key, finding)?;
                    }
                }
                None => report.found(Finding::wrong_as_said(&format!("{error:#}")))?,
            }
            return report.end();
        }
    };
    report.found(Finding::right(format!("{}: every key is in order", file.display())))?;
    for Mistake { key, message } in &config.warnings {
        report.found_about(key, Finding::note_as_said(message))?;
    }
    report.found(deployment::assets(&config))?;
    report.found(deployment::origins(&config))?;
    report.found(deployment::store(&config).await)?;
    for finding in file_rights::open_files(&config, file) {
        report.found(finding)?;
    }
    for finding in deployment::public_address(&config, Clock::system().now()).await? {
        report.found(finding)?;
    }
    // Only refresh tokens are read and written: a check may run beside the proxy.
    let store = Store::open_with(&store_for_check(&config), &config.encryption_keys).await?;
    if let Err(error) = store.check_tokens().await {
        report.found(Finding::wrong(
            error.to_string(),
            "Put the secret of that key into `database.encryption_keys`.",
        ))?;
    }
    let accounts = Accounts::new(&config, &store)?;
    let forms = app::forms(&config)?;
    for finding in upstreams::autenti(&config, &accounts).await {
        report.found(finding)?;
    }
    let webcon = upstreams::webcon(&config, &forms).await;
    let is_reached = webcon.verdict == Verdict::Right;
    report.found(webcon)?;
    for profile in config.profiles.all() {
        if let Some(finding) = deployment::keys_of(&config, &profile.name) {
            report.found_about(&format!("profiles.{}", profile.name), finding)?;
        }
        // Without WEBCON every form would only be wrong for the same reason once more.
        let findings = if is_reached {
            doctor::examine(&forms, &accounts, &profile, config.accounts.get(&profile.account)).await
        } else {
            let what = "the form was not looked at, because WEBCON cannot be asked";
            vec![Finding::note(what, "Mend that first.")]
        };
        for finding in findings {
            report.found_about(&format!("profiles.{}", profile.name), finding)?;
        }
    }
    report.end()
}

/// Whether the component's script is where forms load it from.
pub(super) fn has_component(config: &Config) -> bool {
    deployment::has_component(config)
}

/// Says in the log which files others can read or change. The demo's lie open, and hold nothing.
pub(super) fn warn_of_open_files(config: &Config, file: &Path) {
    if config.is_local() {
        return;
    }
    for Finding { what, fix, .. } in file_rights::open_files(config, file) {
        tracing::warn!("{what}. {}", fix.unwrap_or_default());
    }
}

/// Where a check keeps what it has to: nowhere, unless an account signs in with refresh tokens, which are good once and
/// must not be lost.
fn store_for_check(config: &Config) -> String {
    let has_refresh_tokens =
        config.accounts.values().any(|account| matches!(account.grant, Grant::RefreshToken { .. }));
    if has_refresh_tokens { config.database.clone() } else { "sqlite::memory:".to_owned() }
}
