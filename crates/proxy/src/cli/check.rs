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
use crate::store::{Store, StoreError};
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
    let place = deployment::store(&config).await;
    let has_place = place.verdict == Verdict::Right;
    report.found(place)?;
    for finding in file_rights::open_files(&config, file) {
        report.found(finding)?;
    }
    for finding in deployment::public_address(&config, Clock::system().now()).await? {
        report.found(finding)?;
    }
    let (store, can_sign_in) = match store_for_check(&config).await {
        Ok(store) => (store, true),
        Err(error) => {
            if has_place {
                report.found(unusable(&error))?;
            }
            (Store::open(NOWHERE).await?, false)
        }
    };
    if let Err(error) = store.check_tokens().await {
        report.found(Finding::wrong(
            error.to_string(),
            "Put the secret of that key into `database.encryption_keys`.",
        ))?;
    }
    let accounts = Accounts::new(&config, &store)?;
    let forms = app::forms(&config)?;
    if can_sign_in {
        for finding in upstreams::autenti(&config, &accounts).await {
            report.found(finding)?;
        }
    }
    let webcon = upstreams::webcon(&config, &forms).await;
    let obstacle = match webcon.verdict {
        Verdict::Note | Verdict::Wrong => Some("WEBCON cannot be asked"),
        Verdict::Right => (!can_sign_in).then_some("nobody can sign in to Autenti"),
    };
    report.found(webcon)?;
    for profile in config.profiles.all() {
        if let Some(finding) = deployment::keys_of(&config, &profile.name) {
            report.found_about(&format!("profiles.{}", profile.name), finding)?;
        }
        // Every form would only be wrong for the same reason once more.
        let findings = match obstacle {
            None => doctor::examine(&forms, &accounts, &profile, config.accounts.get(&profile.account)).await,
            Some(why) => {
                let what = format!("the form was not looked at, because {why}");
                vec![Finding::note(what, "Mend that first.")]
            }
        };
        for finding in findings {
            report.found_about(&format!("profiles.{}", profile.name), finding)?;
        }
    }
    report.end()
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

/// A store that nobody else sees, and that is gone afterwards.
const NOWHERE: &str = "sqlite::memory:";

/// Where a check keeps what it has to: nowhere, unless an account signs in with refresh tokens, which are good once and
/// must not be lost. Nothing else of the store changes, and a proxy may run beside it.
async fn store_for_check(config: &Config) -> Result<Store, StoreError> {
    let has_refresh_tokens =
        config.accounts.values().any(|account| matches!(account.grant, Grant::RefreshToken { .. }));
    let known = if has_refresh_tokens {
        Store::open_as_it_is(&config.database, &config.encryption_keys).await?
    } else {
        None
    };
    match known {
        Some(store) => Ok(store),
        None => Store::open(NOWHERE).await,
    }
}

/// Why refresh tokens cannot be read.
fn unusable(error: &StoreError) -> Finding {
    let what =
        format!("database: {error}; what is in it was not looked at, and nobody can sign in to Autenti");
    match error {
        StoreError::Older => Finding::wrong(
            what,
            "Start the proxy of this version once, which brings it up to date, and check again.",
        ),
        _ => Finding::wrong_as_said(&what),
    }
}
