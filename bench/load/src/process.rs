//! A program that is measured: what it holds in memory, and what it has taken of the processor.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// A program, until it is dropped.
pub(crate) struct Process(Child);

/// How many ticks a second has in `/proc`, on every Linux.
const TICKS_A_SECOND: f64 = 100.0;

impl Process {
    /// Starts a program in a folder.
    pub(crate) fn start(program: &Path, arguments: &[&str], folder: &Path) -> Result<Self> {
        let program = std::path::absolute(program)?;
        let mut command = Command::new(&program);
        // What it prints is no figure.
        command.args(arguments).current_dir(folder).env("RUST_LOG", "error").stdout(Stdio::null());
        command.spawn().map(Self).with_context(|| format!("cannot start {}", program.display()))
    }

    fn status(&self, key: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        let kilobytes = line.with_context(|| format!("the system does not tell {key}"))?;
        Ok(kilobytes.trim().trim_end_matches(" kB").parse()?)
    }

    /// What it holds in memory, in KB.
    pub(crate) fn memory(&self) -> Result<f64> {
        self.status("VmRSS")
    }

    /// The most that it has held since this was last reset, in KB.
    pub(crate) fn highest_memory(&self) -> Result<f64> {
        self.status("VmHWM")
    }

    /// Begins to watch for the most that it holds.
    pub(crate) fn reset_highest_memory(&self) -> Result<()> {
        Ok(std::fs::write(format!("/proc/{}/clear_refs", self.0.id()), "5")?)
    }

    /// For how long it has kept a processor busy, in seconds.
    pub(crate) fn busy(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        let (_, fields) = stat.rsplit_once(')').context("no process")?;
        let ticks =
            |index: usize| fields.split_whitespace().nth(index).and_then(|ticks| ticks.parse::<f64>().ok());
        // Fields 14 and 15: in the program, and in the system for it.
        let ticks = ticks(11).zip(ticks(12)).map(|(own, system)| own + system).context("no times")?;
        Ok(ticks / TICKS_A_SECOND)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
