//! The component's own tests: compiled to wasm, run in a headless browser.

use std::path::Path;

use anyhow::Result;

use crate::shell;

/// Runs them.
pub(crate) fn run(browser: &Path) -> Result<()> {
    shell::step("Testing the component in a browser", || {
        shell::run(shell::cargo().args(["build", "--quiet", "--package", "wasm-test-runner"]))?;
        shell::run(
            shell::cargo()
                .args(["test", "--quiet", "--package", "autenti-form", "--lib", "--tests"])
                .args(["--target", "wasm32-unknown-unknown"])
                .env("CHROME", browser)
                .env(
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                    shell::target().join("debug/wasm-test-runner"),
                ),
        )
    })
}
