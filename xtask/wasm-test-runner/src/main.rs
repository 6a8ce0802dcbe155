//! Runs the component's tests in a headless browser.
//!
//! Cargo starts it with the compiled tests. The library of wasm-bindgen, in the version of Cargo.lock, makes
//! a page of them and serves it; a small script opens the page with the browser that Playwright drives, and
//! tells how it ended. So no chromedriver of a matching version is needed.

use std::env;
use std::net::TcpListener;
use std::process::{Command, Stdio, exit};

use anyhow::{Context as _, Result};
use wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args;

/// Where the library serves the page. It reads the address from the environment, so the serving half is a
/// process of its own that is given one.
const ADDRESS: &str = "WASM_BINDGEN_TEST_ADDRESS";

fn main() -> Result<()> {
    if env::var_os(ADDRESS).is_some() { run_cli_with_args(env::args_os()) } else { drive() }
}

/// Starts the serving half, opens its page in a browser, and ends as the tests did.
fn drive() -> Result<()> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let mut server = Command::new(env::current_exe()?)
        // Cargo passes on that it was asked to be quiet, which the library does not know.
        .args(env::args_os().skip(1).filter(|argument| argument != "--quiet"))
        .env(ADDRESS, &address)
        .env("NO_HEADLESS", "1")
        .stdout(Stdio::null())
        .spawn()?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/open.mjs");
    let status = Command::new("node").arg(script).arg(format!("http://{address}")).status();
    server.kill()?;
    server.wait()?;
    exit(status.context("cannot start node")?.code().unwrap_or(1));
}
