//! Puts load on the proxy, with the stand-ins behind it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::{Figures, Program, Row, figures_of};
use crate::shell::{cargo, root, run, step};

macro_rules! programs {
    ( $( $name:literal, $is_in_full_run:literal, $rows:expr; )+ ) => {
        pub(super) const PROGRAMS: &[Program] = &[
            $( Program { name: $name, is_in_full_run: $is_in_full_run, run: |_| load($name), rows: $rows }, )+
        ];
    };
}

programs! {
    "reads", true, &[
        Row::ratio("Reads of what is known, a bare handler", "reads/proxy", "reads/bare").at_least(0.25),
    ];
    "streams", true, &[
        Row::value("Tokens for 1,000 first looks", "first-looks/tokens").at_most(1.0),
        Row::value("Memory of an open form, of 2,000", "streams/memory").at_most(25.0),
    ];
    "news", true, &[
        Row::value("Last signature on 1,500 forms", "news/last-signature").at_most(1000.0),
    ];
    "idle", true, &[
        Row::value("Autenti calls, 500 forms", "idle/without-webhooks").at_most(120.0),
        Row::value("The same with webhooks", "idle/with-webhooks").at_most(10.0),
    ];
    "documents", true, &[
        Row::value("Ready, empty", "start/empty").at_most(200.0),
        Row::value("Ready, 100,000 documents", "start/100000").at_most(1000.0),
        Row::value("Autenti calls, 100,000 documents", "budget/calls").at_most(60.0),
        // A sixth of a minute's, and what comes at the edge of two parts.
        Row::value("The most of them in ten seconds", "budget/most-in-ten-seconds").at_most(12.0),
        Row::value("The processor meanwhile", "budget/processor"),
    ];
    "latency", true, &[
        Row::ratio("Status, the plugin's calls", "latency/status/proxy", "latency/status/plugin").at_most(0.55),
        Row::ratio("20 links, the plugin's calls", "latency/links/proxy", "latency/links/plugin").at_most(0.15),
        Row::ratio("The same into a list", "latency/list-of-links/proxy", "latency/links/plugin"),
        Row::ratio("Send of 5 files, the plugin's calls", "latency/send/proxy", "latency/send/plugin").at_most(0.9),
    ];
    "files", true, &[
        Row::value("Memory, 16 sends of 4 MB", "files/16-of-4-mb").at_most(200.0),
        Row::value("The same, 25 of 15 MB, Autenti down", "files/25-of-15-mb-down").at_most(200.0),
    ];
    "sends", true, &[
        Row::value("Sends taken, SQLite", "sends/sqlite/accepted"),
        Row::value("Sends done, SQLite", "sends/sqlite/done"),
        Row::value("Jobs run, SQLite", "sends/sqlite/jobs"),
        Row::value("Sends taken, PostgreSQL", "sends/postgres/accepted"),
        Row::value("Sends done, PostgreSQL", "sends/postgres/done"),
        Row::value("Jobs run, PostgreSQL", "sends/postgres/jobs"),
    ];
    "growth", false, &[
        Row::value("Processor, 10 documents", "growth/documents/10/processor"),
        Row::value("Processor, 1,000 documents", "growth/documents/1000/processor"),
        Row::value("Processor, 100,000 documents", "growth/documents/100000/processor"),
        Row::value("Memory, 10 documents", "growth/documents/10/memory"),
        Row::value("Memory, 1,000 documents", "growth/documents/1000/memory"),
        Row::value("Memory, 100,000 documents", "growth/documents/100000/memory"),
        Row::value("Autenti calls, 10 documents", "growth/documents/10/calls"),
        Row::value("Autenti calls, 1,000 documents", "growth/documents/1000/calls"),
        Row::value("Autenti calls, 100,000 documents", "growth/documents/100000/calls"),
        Row::value("Store, 10 documents", "growth/documents/10/store"),
        Row::value("Store, 1,000 documents", "growth/documents/1000/store"),
        Row::value("Store, 100,000 documents", "growth/documents/100000/store"),
        Row::value("Processor, 10 forms", "growth/forms/10/processor"),
        Row::value("Processor, 1,000 forms", "growth/forms/1000/processor"),
        Row::value("Processor, 5,000 forms", "growth/forms/5000/processor"),
        Row::value("Memory, 10 forms", "growth/forms/10/memory"),
        Row::value("Memory, 1,000 forms", "growth/forms/1000/memory"),
        Row::value("Memory, 5,000 forms", "growth/forms/5000/memory"),
    ];
}

/// Runs a load program.
fn load(what: &str) -> Result<Figures> {
    step("Building what is measured", || {
        let packages = ["--package", "autenti-proxy", "--package", "bench-bare", "--package", "bench-load"];
        run(cargo().args(["build", "--quiet", "--release"]).args(packages))
    })?;
    let program = |name: &str| release().join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    figures_of(
        Command::new(program("bench-load"))
            .arg("--proxy")
            .arg(program("autenti-proxy"))
            .arg("--bare")
            .arg(program("bench-bare"))
            .arg(what),
    )
}

/// Where cargo puts optimised programs.
fn release() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("release")
}
