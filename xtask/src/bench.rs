//! `cargo xtask bench`: the figures of `docs/performance.md`, as ratios in one run, with a verdict per row.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use autenti_model::{Lang, Text};
use serde_json::{Map, Value, json};

use crate::shell::{run, step};
use crate::{component, setup};

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
    /// The figure that it is divided by.
    against: &'static str,
    /// How large the ratio may be; nothing where it is only looked at.
    at_most: Option<f64>,
}

impl Row {
    const fn new(name: &'static str, figure: &'static str, against: &'static str) -> Self {
        Self { name, figure, against, at_most: None }
    }

    const fn at_most(mut self, ratio: f64) -> Self {
        self.at_most = Some(ratio);
        self
    }
}

/// A program that prints figures.
struct Program {
    name: &'static str,
    run: fn(loads: u32) -> Result<Figures>,
    rows: &'static [Row],
}

const PROGRAMS: &[Program] = &[Program { name: "panel", run: panel, rows: PANEL }];

const PANEL: &[Row] = &[
    Row::new("First recipient, office, warm", "panel/office/warm/component", "panel/office/warm/peer")
        .at_most(1.10),
    Row::new("First recipient, 4G, warm", "panel/4g/warm/component", "panel/4g/warm/peer").at_most(1.15),
    Row::new("First recipient, slow 4G, warm", "panel/slow-4g/warm/component", "panel/slow-4g/warm/peer")
        .at_most(1.40),
    Row::new("First recipient, office, cold", "panel/office/cold/component", "panel/office/cold/peer"),
    Row::new("First recipient, 4G, cold", "panel/4g/cold/component", "panel/4g/cold/peer").at_most(1.55),
    Row::new("First recipient, slow 4G, cold", "panel/slow-4g/cold/component", "panel/slow-4g/cold/peer")
        .at_most(1.75),
    // A frame more or less is chance.
    Row::new("Status text, 4G, cold", "status/4g/cold/component", "status/4g/cold/plain").at_most(1.05),
];

/// What the peer says.
const PEER_TEXTS: &[Text] = &[
    Text::StatusProcessing,
    Text::StatusCompleted,
    Text::StatusRejected,
    Text::RecipientNone,
    Text::RecipientPending,
    Text::RecipientCompleted,
    Text::RecipientRejected,
    Text::RoleSigner,
    Text::RoleApprover,
    Text::RoleReviewer,
    Text::RoleViewer,
    Text::SignatureBasic,
    Text::SignatureQualified,
    Text::SignatureAdvanced,
    Text::PanelName,
    Text::SignedCount,
    Text::WaitingFor,
    Text::Recipients,
    Text::Files,
    Text::PlaceInOrder,
    Text::Remind,
    Text::RemindNamed,
    Text::RemindedAgo,
    Text::Withdraw,
    Text::ReadAgo,
    Text::Refresh,
];

const WORK: &str = "target/bench";
/// Samples that lie further apart than this part of their median tell little: the machine does other things.
const WIDEST_SPREAD: f64 = 0.25;

/// Runs the programs whose names are given, or all, and judges their figures.
#[expect(clippy::print_stdout, reason = "the table is what was asked for")]
pub(crate) fn all(names: &[String], loads: u32) -> Result<()> {
    if let Some(load) = load_per_core().filter(|load| *load > 0.5) {
        println!("The machine is busy (load {load:.1} per processor): the ratios are less certain.");
    }
    let mut missed = Vec::new();
    for program in
        PROGRAMS.iter().filter(|program| names.is_empty() || names.iter().any(|n| n == program.name))
    {
        let figures = step(&format!("Measuring: {}", program.name), || (program.run)(loads))?;
        println!("{:<36}{:>12}{:>12}{:>8}{:>8}", "", "against", "measured", "ratio", "limit");
        for row in program.rows {
            let (line, is_met) = judge(row, &figures)?;
            println!("{line}");
            if !is_met {
                missed.push(row.name);
            }
        }
    }
    ensure!(missed.is_empty(), "over the limit: {}", missed.join("; "));
    Ok(())
}

/// The row as a line, and whether it is within its limit.
fn judge(row: &Row, figures: &Figures) -> Result<(String, bool)> {
    let find = |name: &str| figures.get(name).with_context(|| format!("nothing was measured as {name}"));
    let (figure, against) = (find(row.figure)?, find(row.against)?);
    let ratio = figure.median() / against.median();
    let (limit, verdict) = match row.at_most {
        None => (String::new(), ""),
        Some(limit) => (format!("{limit:.2}"), if ratio <= limit { "met" } else { "MISSED" }),
    };
    let noise =
        if figure.spread().max(against.spread()) > WIDEST_SPREAD { ", uncertain: far apart" } else { "" };
    let shown = |figure: &Figure| format!("{:.0} {}", figure.median(), figure.unit);
    let line = format!(
        "{:<36}{:>12}{:>12}{ratio:>8.2}{limit:>8}  {verdict}{noise}",
        row.name,
        shown(against),
        shown(figure)
    );
    Ok((line, verdict != "MISSED"))
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

/// Opens forms in a browser, with the component and with the peer.
fn panel(loads: u32) -> Result<Figures> {
    setup::npm_packages()?;
    let browser = setup::browser()?;
    component::build()?;
    fs::create_dir_all(WORK)?;
    let texts: Map<String, Value> =
        Lang::ALL.iter().map(|lang| (lang.tag().to_owned(), texts_in(*lang))).collect();
    let peer = Path::new(WORK).join("peer.js");
    let tokens =
        [("STYLESHEET", component::stylesheet("www/autenti-form.css")?), ("TEXTS", Value::Object(texts))];
    let script = component::esbuild("bench/peer/peer.js", component::Format::Classic, &tokens, &[])?;
    component::write_compressed(&peer, &script)?;
    let program = Path::new(WORK).join("loads.mjs");
    run(Command::new(component::npm_program("esbuild")?)
        .args(["bench/panel/loads.ts", "--bundle", "--format=esm", "--platform=node", "--packages=external"])
        .args(["--log-level=warning", &format!("--outfile={}", program.display())]))?;
    let output = Command::new("node")
        .arg(&program)
        .args([&loads.to_string(), WORK, component::ASSETS])
        .env("CHROME", browser)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start node")?;
    if !output.status.success() {
        bail!("{} failed", program.display());
    }
    read(&String::from_utf8(output.stdout)?)
}

fn texts_in(lang: Lang) -> Value {
    PEER_TEXTS.iter().map(|text| (text.key().to_owned(), json!(text.get(lang)))).collect::<Map<_, _>>().into()
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
        let (line, is_met) = judge(&Row::new("A", "a", "b").at_most(1.2), &figures).unwrap();
        assert!(is_met && line.contains("1.20") && line.ends_with("met"), "{line}");
        let (line, is_met) = judge(&Row::new("A", "a", "b").at_most(1.1), &figures).unwrap();
        assert!(!is_met && line.contains("MISSED"), "{line}");
        assert!(judge(&Row::new("A", "a", "nothing"), &figures).is_err());
    }

    #[test]
    fn samples_far_apart_are_called_uncertain() {
        let wide = Figure::new("ms", vec![100.0, 150.0, 200.0, 250.0, 300.0]);
        assert!((wide.median() - 200.0).abs() < 1e-9 && wide.spread() > WIDEST_SPREAD);
        let even = Figure::new("ms", vec![1.0, 2.0, 3.0, 4.0]);
        assert!((even.median() - 2.5).abs() < 1e-9);
    }
}
