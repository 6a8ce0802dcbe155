//! What one form in one language can download, against the budget.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::component;

/// At most so many bytes with `gzip -9`, all files together. The budget that counts is time (`cargo xtask bench`);
/// this one tells early when something large has come in. It is what has been reached; the contract is 105 KB (see
/// `docs/decisions/0011-one-wasm.md`).
const BUDGET: u64 = 150 * 1024;
/// What is aimed at.
const AIM: u64 = 80 * 1024;

/// Builds the component, prints what each file costs, and fails over the budget.
#[expect(clippy::print_stdout, reason = "the table is what was asked for")]
pub(crate) fn report() -> Result<()> {
    component::build()?;
    let mut total = [0; 3];
    println!("{:<36}{:>9}{:>9}{:>9}  of the budget", "", "raw", "gzip", "brotli");
    for (name, sizes) in downloads()? {
        println!("{}", row(&name, sizes));
        for (sum, size) in total.iter_mut().zip(sizes) {
            *sum += size;
        }
    }
    println!("{}", row("together", total));
    println!("budget {BUDGET} bytes with gzip, aim {AIM}");
    if total[1] > BUDGET {
        bail!("{} bytes over the budget", total[1] - BUDGET);
    }
    Ok(())
}

/// The script, the wasm and the texts of one language, the longest; with their sizes raw, with gzip, with
/// brotli.
fn downloads() -> Result<Vec<(String, [u64; 3])>> {
    let (mut files, mut texts) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(component::ASSETS)? {
        let path = entry?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let ends_in = |extension: &str| path.extension().is_some_and(|e| e == extension);
        let is_texts = name.starts_with("autenti-texts-") && ends_in("txt");
        let is_download =
            name == component::SCRIPT || name.starts_with("autenti-form-") && ends_in("wasm") || is_texts;
        if is_download {
            let size = |suffix: &str| {
                fs::metadata(Path::new(component::ASSETS).join([&name, suffix].concat())).map(|m| m.len())
            };
            let sizes = [size("")?, size(".gz")?, size(".br")?];
            let kept = if is_texts { &mut texts } else { &mut files };
            kept.push((name.clone(), sizes));
        }
    }
    files.extend(texts.into_iter().max_by_key(|(_, [_, gzip, _])| *gzip));
    files.sort();
    Ok(files)
}

fn row(name: &str, [raw, gzip, brotli]: [u64; 3]) -> String {
    format!("{name:<36}{raw:>9}{gzip:>9}{brotli:>9}{:>6} %", gzip * 100 / BUDGET)
}
