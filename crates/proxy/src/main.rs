//! `autenti-proxy`.

use autenti_proxy::cli::{Arguments, run};
use clap::Parser;

fn main() -> anyhow::Result<()> {
    run(Arguments::parse())
}
