//! `cargo xtask …`: builds, runs and checks everything in this repository.

use anyhow::Result;
use clap::{Parser, Subcommand};

mod component;
mod shell;

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
}

fn main() -> Result<()> {
    std::env::set_current_dir(shell::root())?;
    match Arguments::parse().task {
        Task::Component => component::build(),
    }
}
