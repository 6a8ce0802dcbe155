//! `cargo xtask bench`: the figures of `docs/performance.md`, as ratios in one run where there is something to compare
//! with, and a verdict per row.

mod load;
mod panel;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::shell::step;

/// Figures of one run, by name.
type Figures = BTreeMap<String, Figure>;

/// What a program measured.
struct Figure {
    unit: String,
    /// From the smallest to the largest.
    samples: Vec<f64>,
}

/// A line of the report.
struct Row {
    name: &'static str,
    figure: &'static str,
    /// The figure that it is divided by, where a ratio is limited.
    against: Option<&'static str>,
    limit: Limit,
}

/// What the figure, or its ratio, may be.
#[derive(Clone, Copy)]
enum Limit {
    /// It is only looked at.
    None,
    AtMost(f64),
    AtLeast(f64),
}

impl Row {
    /// A figure that is limited by itself.
    const fn value(name: &'static str, figure: &'static str) -> Self {
        Self { name, figure, against: None, limit: Limit::None }
    }

    /// A figure that is limited by its ratio to another one.
    const fn ratio(name: &'static str, figure: &'static str, against: &'static str) -> Self {
        Self { name, figure, against: Some(against), limit: Limit::None }
    }

    const fn at_most(mut self, limit: f64) -> Self {
        self.limit = Limit::AtMost(limit);
        self
    }

    const fn at_least(mut self, limit: f64) -> Self {
        self.limit = Limit::AtLeast(limit);
        self
    }
}

/// A program that prints figures.
struct Program {
    name: &'static str,
    /// Whether it runs when nothing is named.
    is_in_full_run: bool,
    run: fn(loads: u32) -> Result<Figures>,
    rows: &'static [Row],
}

fn programs() -> impl Iterator<Item = &'static Program> {
    std::iter::once(&panel::PROGRAM).chain(load::PROGRAMS)
}

/// Samples that lie further apart than this part of their median tell little: the machine does other things.
const WIDEST_SPREAD: f64 = 0.25;
/// How many programs may wait for each processor before the machine counts as busy.
const BUSY: f64 = 0.5;

/// Runs the programs whose names are given, or all, and compares their figures with the limits.
#[expect(clippy::print_stdout, reason = "the table is what was asked for")]
pub(crate) fn all(names: &[String], loads: u32) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| programs().all(|program| program.name != **name)) {
        let known: Vec<&str> = programs().map(|program| program.name).collect();
        bail!("there is no `{unknown}`; there are {}", known.join(", "));
    }
    let mut missed = Vec::new();
    let is_wanted = |program: &&Program| {
        if names.is_empty() { program.is_in_full_run } else { names.iter().any(|name| name == program.name) }
    };
    for program in programs().filter(is_wanted) {
        let load = load_per_core();
        let figures = step(&format!("Measuring: {}", program.name), || (program.run)(loads))?;
        if let Some(load) = load.filter(|load| *load > BUSY) {
            println!("The machine is busy (load {load:.1} per processor): what follows is less certain.");
        }
        println!("{:<36}{:>16}{:>16}{:>8}{:>8}", program.name, "against", "measured", "ratio", "limit");
        for row in program.rows {
            let (line, is_met) = line_of(row, &figures)?;
            println!("{line}");
            if !is_met {
                missed.push(row.name);
            }
        }
    }
    ensure!(missed.is_empty(), "outside the limit: {}", missed.join("; "));
    Ok(())
}

/// The row as a line, and whether it is within its limit.
fn line_of(row: &Row, figures: &Figures) -> Result<(String, bool)> {
    let find = |name: &str| figures.get(name).with_context(|| format!("nothing was measured as {name}"));
    if let (None, Limit::None) = (figures.get(row.figure), row.limit) {
        return Ok((format!("{:<36}{:>16}{:>16}", row.name, "", "not measured"), true));
    }
    let (figure, against) = (find(row.figure)?, row.against.map(find).transpose()?);
    let ratio = against.map(|against| figure.median() / against.median());
    let compared = ratio.unwrap_or_else(|| figure.median());
    let precision = if ratio.is_some() { 2 } else { 0 };
    let (limit, is_met) = match row.limit {
        Limit::None => (String::new(), None),
        Limit::AtMost(limit) => (format!("\u{2264} {limit:.precision$}"), Some(compared <= limit)),
        Limit::AtLeast(limit) => (format!("\u{2265} {limit:.precision$}"), Some(compared >= limit)),
    };
    let verdict = match is_met {
        None => "",
        Some(true) => "met",
        Some(false) => "MISSED",
    };
    let spread = against.map_or(0.0, Figure::spread).max(figure.spread());
    let noise = if spread > WIDEST_SPREAD { ", uncertain: far apart" } else { "" };
    let line = format!(
        "{:<36}{:>16}{:>16}{:>8}{limit:>8}  {verdict}{noise}",
        row.name,
        against.map(Figure::shown).unwrap_or_default(),
        figure.shown(),
        ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
    );
    Ok((line, is_met != Some(false)))
}

impl Figure {
    fn new(unit: &str, mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self { unit: unit.to_owned(), samples }
    }

    /// The sample below which that part of them lies.
    fn quantile(&self, quarters: usize) -> f64 {
        let last = self.samples.len().saturating_sub(1);
        let (low, high) = (last * quarters / 4, (last * quarters).div_ceil(4));
        let at = |index: usize| self.samples.get(index).copied().unwrap_or(f64::NAN);
        f64::midpoint(at(low), at(high))
    }

    fn median(&self) -> f64 {
        self.quantile(2)
    }

    /// The median with its unit; a small one not rounded away.
    fn shown(&self) -> String {
        let median = self.median();
        let precision = usize::from(median < 10.0);
        format!("{median:.precision$} {}", self.unit)
    }

    /// How far apart the middle half of the samples lies, as a part of the median.
    fn spread(&self) -> f64 {
        (self.quantile(3) - self.quantile(1)) / self.median()
    }
}

/// How many programs wait for each processor, where the system tells.
fn load_per_core() -> Option<f64> {
    let load: f64 = fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()?;
    let cores = u32::try_from(std::thread::available_parallelism().ok()?.get()).ok()?;
    Some(load / f64::from(cores))
}

/// Runs a program that prints figures.
fn figures_of(command: &mut Command) -> Result<Figures> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {program}"))?;
    if !output.status.success() {
        bail!("{program} failed");
    }
    read(&String::from_utf8(output.stdout)?)
}

/// What a program printed: one figure a line.
fn read(output: &str) -> Result<Figures> {
    let figure = |line: &str| {
        let line: Value = serde_json::from_str(line).with_context(|| format!("no figure: {line}"))?;
        let samples = line["samples"].as_array().context("no samples")?;
        let samples = samples.iter().filter_map(Value::as_f64).collect();
        let name = line["figure"].as_str().context("a figure without a name")?;
        Ok((name.to_owned(), Figure::new(line["unit"].as_str().unwrap_or_default(), samples)))
    };
    output.lines().map(figure).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_the_ratio_of_two_medians() {
        let output = r#"{"figure":"a","unit":"ms","samples":[130,110,120,500,100]}
{"figure":"b","unit":"ms","samples":[100,100,101,99,100]}"#;
        let figures = read(output).unwrap();
        let (line, is_met) = line_of(&Row::ratio("A", "a", "b").at_most(1.2), &figures).unwrap();
        assert!(is_met && line.contains("1.20") && line.ends_with("met"), "{line}");
        let (line, is_met) = line_of(&Row::ratio("A", "a", "b").at_most(1.1), &figures).unwrap();
        assert!(!is_met && line.contains("MISSED"), "{line}");
        assert!(line_of(&Row::ratio("A", "a", "nothing"), &figures).is_err());
        let (line, is_met) = line_of(&Row::ratio("A", "a", "b").at_least(1.3), &figures).unwrap();
        assert!(!is_met && line.contains("MISSED"), "{line}");
    }

    #[test]
    fn a_row_without_a_ratio_is_limited_by_itself() {
        let figures = read(r#"{"figure":"a","unit":"KB","samples":[24.4]}"#).unwrap();
        let (line, is_met) = line_of(&Row::value("A", "a").at_most(25.0), &figures).unwrap();
        assert!(is_met && line.contains("24 KB"), "{line}");
        assert!(!line_of(&Row::value("A", "a").at_most(24.0), &figures).unwrap().1);
    }

    #[test]
    fn samples_far_apart_are_called_uncertain() {
        let wide = Figure::new("ms", vec![100.0, 150.0, 200.0, 250.0, 300.0]);
        assert!((wide.median() - 200.0).abs() < 1e-9 && wide.spread() > WIDEST_SPREAD);
        let even = Figure::new("ms", vec![1.0, 2.0, 3.0, 4.0]);
        assert!((even.median() - 2.5).abs() < 1e-9);
    }
}
