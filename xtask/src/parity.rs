//! `docs/parity.md` says for each thing that WEBCON's plugin can do which test shows it here, `docs/fidelity.md` for
//! each inferred fact. This makes sure that each of those tests exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell::root;

const DOCUMENTS: &[&str] = &["docs/parity.md", "docs/fidelity.md"];

/// Folders in which tests are looked for.
const FOLDERS: &[&str] = &["crates", "src", "tests"];

/// Compares the documents with the tests.
pub(crate) fn check() -> Result<()> {
    let known = known_tests()?;
    let mut missing = Vec::new();
    for document in DOCUMENTS {
        let text =
            fs::read_to_string(root().join(document)).with_context(|| format!("{document} is missing"))?;
        let named = named_tests(&text);
        if named.is_empty() {
            bail!("{document} names no tests");
        }
        missing.extend(named.difference(&known).map(|name| format!("  {document}: {name}")));
    }
    if missing.is_empty() { Ok(()) } else { bail!("tests that do not exist:\n{}", missing.join("\n")) }
}

fn known_tests() -> Result<BTreeSet<String>> {
    let mut known = BTreeSet::new();
    for folder in FOLDERS {
        for file in files(&root().join(folder))? {
            match file.extension().and_then(|extension| extension.to_str()) {
                Some("rs") => known.extend(rust_tests(&fs::read_to_string(&file)?)),
                Some("ts") => known.extend(browser_tests(&fs::read_to_string(&file)?)),
                _ => {}
            }
        }
    }
    Ok(known)
}

/// The tests that the last column of the tables names, each in backticks.
fn named_tests(document: &str) -> BTreeSet<String> {
    document
        .lines()
        .filter(|line| line.starts_with('|'))
        .filter_map(|line| line.trim_end_matches('|').rsplit('|').next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

/// Functions that follow a `#[test]` or `#[tokio::test]`, and those that a macro makes tests of for each client.
fn rust_tests(text: &str) -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    let mut is_test = false;
    let mut is_listed = false;
    for line in text.lines().map(str::trim) {
        is_listed = line.ends_with("conformance_tests! { $probe:") || is_listed && line.ends_with(',');
        if let Some(name) = line.strip_suffix(',').filter(|_| is_listed) {
            tests.insert(name.to_owned());
        }
        if line.starts_with("#[test")
            || line.starts_with("#[tokio::test")
            || line.starts_with("#[wasm_bindgen_test")
        {
            is_test = true;
        } else if let Some((_, rest)) = line.split_once("fn ") {
            if let (true, Some((name, _))) = (is_test, rest.split_once('(')) {
                tests.insert(name.to_owned());
            }
            is_test = false;
        }
    }
    tests
}

/// Titles of Playwright's tests. In one that is made of values, each of them is `…`.
fn browser_tests(text: &str) -> BTreeSet<String> {
    let written = text.split("test(\"").skip(1).filter_map(|rest| rest.split_once("\","));
    let made = text.split("test(`").skip(1).filter_map(|rest| rest.split_once("`,"));
    let made = made.map(|(title, _)| without_values(title));
    written.map(|(title, _)| title.to_owned()).chain(made).collect()
}

fn without_values(title: &str) -> String {
    let mut parts = title.split("${");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |title, part| title + "…" + part.split_once('}').map_or("", |(_, rest)| rest))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_that_the_documents_name_exists() {
        check().unwrap();
    }

    #[test]
    fn tests_are_named_in_backticks_in_the_last_column() {
        let document = "| plugin | here | shown by |\n| `field` | x | `a_test`, `the other` |\n`no_row`";
        let named: Vec<_> = named_tests(document).into_iter().collect();
        assert_eq!(named, ["a_test", "the other"]);
    }

    #[test]
    fn a_test_is_known_by_its_attribute_or_title() {
        let rust = "#[test]\nfn one() {}\nfn helper() {}\n#[tokio::test(flavor = \"x\")]\nasync fn two() {}";
        assert_eq!(rust_tests(rust).into_iter().collect::<Vec<_>>(), ["one", "two"]);
        let listed = "$crate::conformance_tests! { $probe:\n  three,\n  four,\n}\n  five,";
        assert_eq!(rust_tests(listed).into_iter().collect::<Vec<_>>(), ["four", "three"]);
        let browser = "test(\"a title, with a comma\", async () => {});";
        assert_eq!(browser_tests(browser).into_iter().collect::<Vec<_>>(), ["a title, with a comma"]);
        let made = "test(`as ${who ? \"a\" : `b`} in ${state}`, async () => {});";
        assert_eq!(browser_tests(made).into_iter().collect::<Vec<_>>(), ["as … in …"]);
    }
}
