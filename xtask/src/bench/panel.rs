//! Opens forms in a browser, with the component and with the peer.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use autenti_model::{Lang, Text};
use serde_json::{Map, Value, json};

use super::{Figures, Program, Row, figures_of};
use crate::shell::run;
use crate::{component, setup};

pub(super) const PROGRAM: Program = Program { name: "panel", is_in_full_run: true, run: panel, rows: PANEL };

const PANEL: &[Row] = &[
    Row::ratio("First recipient, office, warm", "panel/office/warm/component", "panel/office/warm/peer")
        .at_most(1.10),
    Row::ratio("First recipient, 4G, warm", "panel/4g/warm/component", "panel/4g/warm/peer").at_most(1.15),
    Row::ratio("First recipient, slow 4G, warm", "panel/slow-4g/warm/component", "panel/slow-4g/warm/peer")
        .at_most(1.40),
    Row::ratio("First recipient, office, cold", "panel/office/cold/component", "panel/office/cold/peer"),
    Row::ratio("First recipient, 4G, cold", "panel/4g/cold/component", "panel/4g/cold/peer").at_most(1.55),
    Row::ratio("First recipient, slow 4G, cold", "panel/slow-4g/cold/component", "panel/slow-4g/cold/peer")
        .at_most(1.75),
    // A frame more or less is chance.
    Row::ratio("Status text, 4G, cold", "status/4g/cold/component", "status/4g/cold/plain").at_most(1.05),
];

const PEER: &str = "bench/peer/peer.js";
const WORK: &str = "target/bench";

/// Opens forms in a browser, with the component and with the peer.
fn panel(loads: u32) -> Result<Figures> {
    setup::npm_packages()?;
    let browser = setup::browser()?;
    component::build()?;
    fs::create_dir_all(WORK)?;
    let said = said_by(&fs::read_to_string(PEER)?);
    let texts: Map<String, Value> =
        Lang::ALL.iter().map(|lang| (lang.tag().to_owned(), texts_in(*lang, &said))).collect();
    let peer = Path::new(WORK).join("peer.js");
    let tokens =
        [("STYLESHEET", component::stylesheet("www/autenti-form.css")?), ("TEXTS", Value::Object(texts))];
    let script = component::esbuild(PEER, component::Format::Classic, &tokens, &[])?;
    component::write_compressed(&peer, &script)?;
    let program = Path::new(WORK).join("loads.mjs");
    run(Command::new(component::npm_program("esbuild")?)
        .args(["bench/panel/loads.ts", "--bundle", "--format=esm", "--platform=node", "--packages=external"])
        .args(["--log-level=warning", &format!("--outfile={}", program.display())]))?;
    figures_of(
        Command::new("node")
            .arg(&program)
            .args([&loads.to_string(), WORK, component::ASSETS])
            .env("CHROME", browser),
    )
}

/// The texts that a script names.
fn said_by(script: &str) -> Vec<Text> {
    Text::ALL.iter().copied().filter(|text| script.contains(&format!("\"{}\"", text.key()))).collect()
}

fn texts_in(lang: Lang, said: &[Text]) -> Value {
    said.iter().map(|text| (text.key().to_owned(), json!(text.get(lang)))).collect::<Map<_, _>>().into()
}
