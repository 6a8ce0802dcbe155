//! `cargo xtask …`: builds, runs and checks everything in this repository.

use anyhow::Result;
use clap::{Parser, Subcommand};

mod component;
mod shell;
mod size;
mod wasm_tests;

/// Builds, runs and checks everything in this repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds what the browser is served, into `dist/assets`.
    Component,
    /// Tells what the browser downloads, and fails over the budget.
    Size,
    /// Runs the component's tests in a headless browser.
    WasmTests,
}

fn main() -> Result<()> {
    std::env::set_current_dir(shell::root())?;
    match Arguments::parse().task {
        Task::Component => component::build(),
        Task::Size => size::report(),
        Task::WasmTests => wasm_tests::run(),
    }
}
