//! Many forms and many documents in front of one proxy, with the stand-ins behind it: prints figures, one JSON object a
//! line.
//!
//! `bench-load --proxy target/release/autenti-proxy --bare target/release/bench-bare reads`

mod connection;
mod documents;
mod files;
mod forms;
mod growth;
mod latency;
mod process;
mod reads;
mod sends;
mod world;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};
use serde_json::json;

#[derive(Parser)]
struct Arguments {
    /// The proxy that is measured.
    #[arg(long)]
    proxy: PathBuf,
    /// The handler that its reads are measured against.
    #[arg(long)]
    bare: PathBuf,
    /// What is measured.
    what: What,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// How many answers come in a second, from the proxy and from a bare handler.
    Reads,
    /// What open forms take of memory, and what a thousand first looks take of Autenti.
    Streams,
    /// How soon every open form knows of the last signature.
    News,
    /// How often Autenti is called while nothing changes.
    Idle,
    /// How long things take where Autenti takes its time, against the plugin's calls.
    Latency,
    /// What large files take of memory.
    Files,
    /// A store with very many documents: start, and reads that nobody asked for.
    Documents,
    /// How many sends are taken and done a second, on both databases.
    Sends,
    /// What forms and documents cost in ever larger numbers.
    Growth,
}

#[tokio::main]
async fn main() -> Result<()> {
    let Arguments { proxy, bare, what } = Arguments::parse();
    match what {
        What::Reads => reads::against_bare(&proxy, &bare).await,
        What::Streams => forms::streams(&proxy).await,
        What::News => forms::last_signature(&proxy).await,
        What::Idle => forms::idle(&proxy).await,
        What::Latency => latency::against_plugin(&proxy).await,
        What::Files => files::memory(&proxy).await,
        What::Documents => documents::in_flight(&proxy).await,
        What::Sends => sends::a_second(&proxy).await,
        What::Growth => growth::costs(&proxy).await,
    }
}

/// Tells what was measured.
#[expect(clippy::print_stdout, reason = "the figures are what was asked for")]
fn print(figure: &str, unit: &str, samples: &[f64]) {
    println!("{}", json!({ "figure": figure, "unit": unit, "samples": samples }));
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "nobody has so many of anything")]
fn number(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(u64::MAX) as f64
}

fn millis(span: std::time::Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}
