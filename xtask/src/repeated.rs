//! What the two clients have in common stands in `crates/api-client`, once. This makes sure that it does not
//! come back: no run of six equal lines may stand in both.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell::root;

const CLIENTS: [&str; 2] = ["crates/autenti", "crates/webcon"];

/// So many equal lines are no coincidence.
const RUN: usize = 6;

/// Compares the clients with each other.
pub(crate) fn check() -> Result<()> {
    let [one, other] = CLIENTS.map(|client| sources(&root().join(client)));
    let repeated = repeated(&one?, &other?);
    if repeated.is_empty() {
        return Ok(());
    }
    bail!("both clients have these lines, which belong into crates/api-client:\n{}", repeated.join("\n"))
}

/// Lines that say nothing: every module with tests has them.
const SCAFFOLDING: &[&str] = &["#[cfg(test)]", "mod tests {", "use super::*;", "#[test]"];

/// A source file: what it is called, and its lines that say something, with their numbers.
struct Source {
    name: String,
    lines: Vec<(usize, String)>,
}

impl Source {
    fn new(name: impl Into<String>, text: &str) -> Self {
        let says_something =
            |line: &str| line.contains(char::is_alphanumeric) && !SCAFFOLDING.contains(&line);
        let lines = text.lines().map(str::trim).zip(1..).filter(|(line, _)| says_something(line));
        Self { name: name.into(), lines: lines.map(|(line, number)| (number, line.to_owned())).collect() }
    }

    /// Each run of lines, with the number of its first.
    fn runs(&self) -> impl Iterator<Item = (usize, Vec<&str>)> {
        self.lines.windows(RUN).map(|run| (run[0].0, run.iter().map(|(_, line)| line.as_str()).collect()))
    }
}

/// Where lines of `one` stand again in `other`; of a longer run its beginning only.
fn repeated(one: &[Source], other: &[Source]) -> Vec<String> {
    let mut known: HashMap<Vec<&str>, (&str, usize)> = HashMap::new();
    for source in one {
        for (line, run) in source.runs() {
            known.entry(run).or_insert((&source.name, line));
        }
    }
    let mut repeated = Vec::new();
    for source in other {
        let mut in_a_run = false;
        for (line, run) in source.runs() {
            let found = known.get(&run);
            if let Some((name, at)) = found
                && !in_a_run
            {
                repeated.push(format!("  {name}:{at} and {}:{line}", source.name));
            }
            in_a_run = found.is_some();
        }
    }
    repeated
}

fn sources(folder: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for file in rust_files(folder)? {
        let text = fs::read_to_string(&file)?;
        let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
        sources.push(Source::new(name, &text));
    }
    Ok(sources)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_equal_lines_are_found_however_they_are_indented() {
        let one = [Source::new("one.rs", "start\n\n a\n b\n c\n d\n e\n f\n g\n")];
        let other = [Source::new("other.rs", "a\nb\nc\n\nd\ne\nf\ng\nend\n")];
        assert_eq!(repeated(&one, &other), ["  one.rs:3 and other.rs:1"]);
    }

    #[test]
    fn five_equal_lines_are_a_coincidence() {
        let one = [Source::new("one.rs", "a\nb\nc\nd\ne\nx\n")];
        let other = [Source::new("other.rs", "a\nb\nc\nd\ne\ny\n")];
        assert!(repeated(&one, &other).is_empty());
    }

    #[test]
    fn the_clients_repeat_nothing() {
        check().unwrap();
    }
}
