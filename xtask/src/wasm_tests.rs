//! The component's own tests: compiled to wasm, run in a headless browser.

use anyhow::Result;

use crate::shell;

/// Runs them.
pub(crate) fn run() -> Result<()> {
    shell::step("Testing the component in a browser", || {
        shell::run(shell::cargo().args(["build", "--quiet", "--package", "wasm-test-runner"]))?;
        shell::run(
            shell::cargo()
                .args(["test", "--quiet", "--package", "autenti-form", "--test", "*"])
                .args(["--target", "wasm32-unknown-unknown"])
                .env(
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                    shell::root().join("target/debug/wasm-test-runner"),
                ),
        )
    })
}
