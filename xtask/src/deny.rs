//! cargo-deny: licences, bans and sources of third-party code, and known vulnerabilities where their list can be had.
//!
//! It is built from crates.io at first, into `target/tools`. Where that cannot be done, or the list of vulnerabilities
//! cannot be fetched, it is said what was not looked at, and nothing fails: hosts that are away are no fault of the code.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::shell::{cargo, root, run, say, step};

/// The version that is used: another one may say otherwise.
const VERSION: &str = "0.20.2";

/// Where tools of the checks are.
const TOOLS: &str = "target/tools";

/// Looks at everything that `deny.toml` speaks of.
pub(crate) fn check() -> Result<()> {
    let Some(program) = program() else {
        say(
            "cargo-deny is not here and could not be built: bans, sources, duplicates and vulnerabilities were not looked at",
        );
        return Ok(());
    };
    let deny = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.current_dir(root()).env("CARGO", cargo().get_program()).args(arguments);
        command
    };
    run(&mut deny(&["--locked", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))?;
    let has_list = deny(&["fetch", "db"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if !has_list {
        say("the list of known vulnerabilities could not be fetched: they were not looked for");
        return Ok(());
    }
    let found = deny(&["--locked", "check", "--disable-fetch", "advisories"]).status()?;
    if found.success() {
        Ok(())
    } else {
        bail!("cargo-deny found vulnerabilities or yanked versions: see above")
    }
}

/// cargo-deny of the right version; none where it is not here and cannot be built.
fn program() -> Option<PathBuf> {
    let program = root().join(TOOLS).join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    let is_right = || {
        let output = Command::new(&program).arg("--version").output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().ends_with(VERSION).then_some(())
    };
    if is_right().is_none() {
        let built = step("Building cargo-deny, once", || {
            let version = format!("={VERSION}");
            run(cargo()
                .args(["install", "--quiet", "--locked", "cargo-deny", "--version", &version])
                .args(["--root", TOOLS, "--force"]))
        });
        if let Err(error) = built {
            say(format!("{error:#}"));
        }
    }
    is_right().map(|()| program)
}
