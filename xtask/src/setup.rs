//! What has to be on the machine before anything is built or tested: npm packages, a browser, web servers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell::{root, run, say, step};

/// Installs the npm packages of the lock file, unless they are there already.
pub(crate) fn npm_packages() -> Result<()> {
    let lock =
        fs::read_to_string(root().join("package-lock.json")).context("package-lock.json is missing")?;
    // npm keeps a copy of the lock file it installed; ours tells whether that was this one.
    let stamp = root().join("node_modules/.installed-lock.json");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    node()?;
    step("Installing npm packages", || {
        run(npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
            .context("npm could not install the packages: is the registry reachable?")
    })?;
    fs::write(stamp, lock)?;
    Ok(())
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Says what to install when Node is missing or too old.
fn node() -> Result<()> {
    let output = Command::new("node").arg("--version").output();
    let version = output.ok().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let major = version
        .as_deref()
        .and_then(|version| version.trim_start_matches('v').split('.').next()?.parse::<u32>().ok());
    match major {
        Some(20..) => Ok(()),
        Some(_) => bail!("Node {} is too old: install Node 20 or newer", version.unwrap_or_default()),
        None => bail!("Node is missing: install Node 20 or newer (https://nodejs.org)"),
    }
}

/// Adds the target that the component is compiled for, unless it is there already.
pub(crate) fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output().context("rustc is missing")?;
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
    if Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    step("Adding the Rust target for WebAssembly", || {
        run(Command::new("rustup").args(["target", "add", TARGET]))
            .context("install Rust with rustup (https://rustup.rs), or add the target by hand")
    })
}

/// A browser for the tests: an installed one, else Playwright's, else the distribution's.
pub(crate) fn browser() -> Result<PathBuf> {
    if let Some(browser) = installed_browser().or_else(playwright_browser) {
        return Ok(browser);
    }
    say("No Chromium or Chrome is installed; asking Playwright for one");
    let mut install = Command::new("node");
    install.args(["node_modules/@playwright/test/cli.js", "install", "chromium"]);
    if run(install.stdout(Stdio::null()).stderr(Stdio::null())).is_ok()
        && let Some(browser) = playwright_browser()
    {
        return Ok(browser);
    }
    if is_debian_root() {
        step("Installing Chromium from the distribution", || from_distribution(&["chromium"]))?;
        if let Some(browser) = installed_browser() {
            return Ok(browser);
        }
    }
    bail!("no browser for the tests: install Chromium or Chrome, or set CHROME to the path of one")
}

/// What the samples in `deploy/` are tried out with, as far as it can be had: the tests say what they do not try.
pub(crate) fn fronts() {
    const PACKAGES: [(&[&str], &str); 4] = [
        (&["nginx"], "nginx"),
        (&["caddy"], "caddy"),
        (&["systemd-analyze"], "systemd"),
        (&["openssl"], "openssl"),
    ];
    let is_missing = |names: &'static [&'static str]| !on_path(names).any(|path| path.is_file());
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(names, _)| is_missing(names)).map(|(_, package)| *package).collect();
    if missing.is_empty() || !is_debian_root() {
        return;
    }
    let what = format!("Installing {} from the distribution", missing.join(", "));
    if step(&what, || from_distribution(&missing)).is_err() {
        say("They could not be installed: the samples that need them are not tried out");
    }
}

/// Installs packages of Debian, without those that are only recommended.
fn from_distribution(packages: &[&str]) -> Result<()> {
    run(apt_get().args(["update", "-qq"]))?;
    run(apt_get().args(["install", "-qq", "--yes", "--no-install-recommends"]).args(packages))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
    command
}

fn is_debian_root() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    root && Path::new("/etc/debian_version").exists()
}

/// A Firefox for the tests: an installed one, else the distribution's; none where there is none to be had.
pub(crate) fn firefox() -> Option<PathBuf> {
    installed_firefox().or_else(|| {
        let installed = is_debian_root()
            && step("Installing Firefox from the distribution", || from_distribution(&["firefox-esr"]))
                .is_ok();
        installed_firefox().filter(|_| installed)
    })
}

fn installed_firefox() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("FIREFOX") {
        return Some(PathBuf::from(chosen));
    }
    let elsewhere = ["/Applications/Firefox.app/Contents/MacOS/firefox"];
    on_path(&["firefox-esr", "firefox"]).chain(elsewhere.map(PathBuf::from)).find(|path| path.is_file())
}

/// Where programs of these names may be.
fn on_path(names: &'static [&'static str]) -> impl Iterator<Item = PathBuf> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&paths).collect();
    folders.into_iter().flat_map(move |folder| names.iter().map(move |name| folder.join(name)))
}

fn installed_browser() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROME") {
        return Some(PathBuf::from(chosen));
    }
    let known = on_path(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]);
    let elsewhere = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    known.chain(elsewhere.map(PathBuf::from)).find(|path| path.is_file())
}

fn playwright_browser() -> Option<PathBuf> {
    let script = "import('playwright-core').then(p => console.log(p.chromium.executablePath()))";
    let output = Command::new("node").args(["--input-type=module", "-e", script]).output().ok()?;
    let path = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    path.is_file().then_some(path)
}
