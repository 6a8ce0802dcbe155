//! `npm test`: native tests, the component in a headless browser, the whole story end to end.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use clap::ValueEnum;

use crate::shell::{cargo, run, say, step};
use crate::{component, demo, packages, setup, wasm_tests};

/// What tells the tests to read facts otherwise (`docs/fidelity.md`).
const HARSHER_READING: (&str, &str) = ("AUTENTI_TEST_READING", "harsh");

/// Has tests fail that would be left out where no PostgreSQL can be started.
const POSTGRES_REQUIRED: (&str, &str) = ("AUTENTI_TEST_POSTGRES", "required");

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Everything that runs without a browser.
    Native,
    /// The component in a headless browser.
    Wasm,
    /// Playwright, on the demo.
    E2e,
}

/// Runs the parts asked for, or all of them; with `is_everything` also what is left out otherwise to stay quick.
pub(crate) fn all(parts: &[Part], is_everything: bool, arguments: &[String]) -> Result<()> {
    let wanted = |part| parts.is_empty() || parts.contains(&part);
    setup::wasm_target()?;
    setup::npm_packages()?;
    if wanted(Part::Native) {
        if is_everything {
            setup::fronts();
        }
        step("Native tests", || native(is_everything))?;
        if is_everything {
            step("The proxy's tests on PostgreSQL", on_postgres)?;
            step("The proxy's tests in the harsher reading", in_the_harsher_reading)?;
            step("What every fault leads to", faults)?;
        }
    }
    if wanted(Part::Wasm) || wanted(Part::E2e) {
        let browser = setup::browser()?;
        if wanted(Part::Wasm) {
            wasm_tests::run(&browser)?;
        }
        if wanted(Part::E2e) {
            step("End-to-end tests", || playwright(&browser, arguments))?;
            // Whoever asks for certain tests means those.
            if arguments.is_empty() {
                in_firefox(&browser)?;
                if is_everything {
                    step("The story in the harsher reading", || {
                        run(prepare_playwright(&browser)?.arg("story.spec.ts").envs([HARSHER_READING]))
                    })?;
                }
            }
        }
    }
    Ok(())
}

/// The main story in Firefox, where there is one or one can be installed.
fn in_firefox(browser: &Path) -> Result<()> {
    let Some(firefox) = setup::firefox() else {
        say("Firefox is not here and could not be installed: the story is not told in it");
        return Ok(());
    };
    step("The story in Firefox", || {
        run(Command::new("node")
            .args(["node_modules/@playwright/test/cli.js", "test", "--config"])
            .arg("tests/firefox/playwright.config.ts")
            .env("CHROME", browser)
            .env("FIREFOX", &firefox))
    })
}

/// Takes the pictures of the documentation and of the gallery, or compares the latter with the committed ones.
pub(crate) fn pictures(is_check: bool) -> Result<()> {
    setup::npm_packages()?;
    let browser = setup::browser()?;
    let mut command = prepare_playwright(&browser)?;
    command.args(["--config", "tests/pictures/playwright.config.ts"]);
    if is_check {
        // The forms show when they were made, so their pictures are others every time.
        command.arg("gallery.spec.ts").env("CHECK_PICTURES", "1");
    }
    run(&mut command)
}

/// Runs the longer proofs: how many kills, and with which dice, `AUTENTI_TEST_KILLS` and `AUTENTI_TEST_SEED` say.
pub(crate) fn soak(is_long: bool) -> Result<()> {
    setup::npm_packages()?;
    let browser = setup::browser()?;
    step("1,000 kills", || {
        let kills = std::env::var("AUTENTI_TEST_KILLS").unwrap_or_else(|_| "1000".to_owned());
        let mut command = api_tests();
        command
            .args(["kills::", "--", "--nocapture"])
            .env("AUTENTI_TEST_KILLS", kills)
            .envs([POSTGRES_REQUIRED]);
        run(&mut command)
    })?;
    let seconds = if is_long { 600 } else { 60 };
    step("What strangers might send, to each parser", || fuzz(seconds))?;
    step("What a form might answer, to the External control", || {
        run(prepare_playwright(&browser)?
            .arg("external-messages.spec.ts")
            .env("AUTENTI_FUZZ_SECONDS", seconds.to_string()))
    })?;
    step("The component, made and drawn again and again", || {
        playwright(&browser, &["--config".to_owned(), "tests/soak/playwright.config.ts".to_owned()])
    })
}

/// Lets each fuzz target run for so long. All of a crate run at once.
fn fuzz(seconds: u32) -> Result<()> {
    let targets: [&[&str]; 3] = [
        &["--package", "autenti-proxy", "--test", "fuzz"],
        &["--package", "autenti", "--lib", "from_anybody"],
        &["--package", "api-client", "--test", "fuzz"],
    ];
    for target in targets {
        run(cargo().args(["test", "--quiet"]).args(target).env("AUTENTI_FUZZ_SECONDS", seconds.to_string()))?;
    }
    Ok(())
}

/// Runs Playwright on the demo.
fn playwright(browser: &Path, arguments: &[String]) -> Result<()> {
    run(prepare_playwright(browser)?.args(arguments))
}

/// Builds what Playwright opens; answers the command that starts it.
fn prepare_playwright(browser: &Path) -> Result<Command> {
    component::build()?;
    packages::write()?;
    demo::build_servers()?;
    let mut command = Command::new("node");
    command.args(["node_modules/@playwright/test/cli.js", "test"]).env("CHROME", browser);
    Ok(command)
}

/// On SQLite; the store's tests and the kills are on both databases. The wasm test runner is left out: it is a tool of
/// the component's tests, which build it.
fn native(needs_postgres: bool) -> Result<()> {
    let mut command = cargo();
    command.args(["test", "--quiet", "--workspace", "--exclude", "wasm-test-runner"]);
    if needs_postgres {
        command.envs([POSTGRES_REQUIRED]);
    }
    run(&mut command)
}

/// The tests of the proxy through its front door once more, on the other database.
fn on_postgres() -> Result<()> {
    run(api_tests().args(["--quiet"]).env("AUTENTI_TEST_DATABASE", "postgres").envs([POSTGRES_REQUIRED]))
}

/// The tests of the proxy through its front door once more, where what is only inferred of Autenti and WEBCON is
/// otherwise.
fn in_the_harsher_reading() -> Result<()> {
    run(api_tests().args(["--quiet"]).envs([HARSHER_READING]))
}

/// `docs/faults.md` against what happens, with the machine for itself.
fn faults() -> Result<()> {
    run(api_tests().args(["--quiet", "faults::", "--", "--ignored"]))
}

/// Built with the features of the whole workspace, so that nothing is built twice.
fn api_tests() -> Command {
    let mut command = cargo();
    command.args(["test", "--workspace", "--exclude", "wasm-test-runner", "--test", "api"]);
    command
}
