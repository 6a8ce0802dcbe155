//! `autenti-proxy check`: what is right and wrong with a configuration, before a user meets it.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};

use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Failure;
use crate::inspection::{self, Finding};
use crate::{Pace, Proxy};

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
    // The journal is not touched: a check may run beside the proxy.
    let config = Config { database: "sqlite::memory:".to_owned(), ..config };
    let proxy = Proxy::new(config, Clock::system(), Pace::default()).await?;
    let autenti = proxy.autenti.sign_in().await.map_err(Failure::from);
    report.say("Autenti accepts the credentials", autenti)?;
    match proxy.webcon.me().await {
        Ok(me) => report.right(&format!("WEBCON accepts the credentials of {}", me.name))?,
        Err(error) => report.wrong(&format!("WEBCON: {}", Failure::from(error)))?,
    }
    for profile in proxy.config.profiles.values() {
        for finding in inspection::inspect(&proxy, profile).await {
            report.found(&profile.name, &finding)?;
        }
    }
    report.end()
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

    fn found(&mut self, profile: &str, finding: &Finding) -> Result<()> {
        let line = format!("profiles.{profile}: {}", finding.what);
        if finding.right { self.right(&line) } else { self.wrong(&line) }
    }

    fn say(&mut self, what: &str, outcome: Result<(), Failure>) -> Result<()> {
        match outcome {
            Ok(()) => self.right(what),
            Err(failure) => self.wrong(&format!("not true: {what} ({failure})")),
        }
    }

    fn end(self) -> Result<()> {
        match self.wrong {
            0 => Ok(()),
            wrong => bail!("{wrong} of {} things are wrong", wrong + self.right),
        }
    }
}
