//! `autenti-proxy`.

use std::process::ExitCode;

use autenti_proxy::cli::{Arguments, run};
use clap::Parser;

#[expect(clippy::print_stderr, reason = "the last word to whoever runs it")]
fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("autenti-proxy: {error:#}");
            ExitCode::FAILURE
        }
    }
}
