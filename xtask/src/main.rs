//! `cargo xtask …`: builds, runs and checks everything in this repository.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

mod bench;
mod bom;
mod check;
mod component;
mod demo;
mod deny;
mod dependencies;
mod dist;
mod facts;
mod generated;
mod guides;
mod packages;
mod parity;
mod repeated;
mod setup;
mod shell;
mod size;
mod test;
mod texts;
mod types;
mod wasm_tests;
mod windows;

/// Builds, runs and checks everything in this repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs the demo: stand-ins, proxy, and a form to click through (`npm start`).
    Start,
    /// Runs the tests (`npm test`), or the parts named.
    Test {
        /// Parts to run; all when none is named.
        parts: Vec<test::Part>,
        /// Runs also what `npm test` leaves out to stay quick: every test on both databases.
        #[arg(long)]
        all: bool,
        /// Goes to Playwright, such as the name of a file or `--headed`.
        #[arg(last = true)]
        playwright: Vec<String>,
    },
    /// Formatting, lints, who knows whom, licences, generated files, size.
    Check,
    /// Builds the files to deploy into `dist/`.
    Dist,
    /// Builds what the browser is served, into `dist/assets`, and the packages made of it.
    Component,
    /// Tells what the browser downloads, and fails over the budget.
    Size,
    /// Writes the files that are made from the code.
    Generate,
    /// Takes the pictures of the documentation anew, and photographs the gallery into `target/gallery`.
    Pictures {
        /// Takes none for the documentation, but compares those of the gallery with the committed ones.
        #[arg(long)]
        check: bool,
    },
    /// Runs the longer proofs: kills, what strangers might send, leaks, and how long drawing takes.
    Soak {
        /// Ten minutes for each parser, instead of one.
        #[arg(long)]
        long: bool,
    },
    /// Compiles the proxy for Windows and tries it out under Wine, where both can be done.
    Windows {
        /// For release, and into `dist/`.
        #[arg(long)]
        release: bool,
    },
    /// Measures, and compares each figure with its limit, as a ratio to another one of the same run where there is one.
    Bench {
        /// What to measure; everything when nothing is named.
        programs: Vec<String>,
        /// How often each form is opened.
        #[arg(long, default_value_t = 20)]
        loads: u32,
    },
}

#[expect(clippy::print_stderr, reason = "the last word to the person at the terminal")]
fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    std::env::set_current_dir(shell::root())?;
    match task {
        Task::Start => demo::start(),
        Task::Test { parts, all, playwright } => test::all(&parts, all, &playwright),
        Task::Check => check::all(),
        Task::Dist => dist::all(),
        Task::Component => component::build().and_then(|()| packages::write()),
        Task::Size => size::report(),
        Task::Generate => generated::write(),
        Task::Pictures { check } => test::pictures(check),
        Task::Soak { long } => test::soak(long),
        Task::Windows { release } => windows::all(release),
        Task::Bench { programs, loads } => bench::all(&programs, loads),
    }
}
