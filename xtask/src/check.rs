//! `cargo xtask check`: formatting, lints, who may know whom, licences, generated files, size.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::shell::{cargo, root, run, step};
use crate::{deny, dependencies, facts, generated, guides, parity, repeated, setup, size, texts};

/// A check and what it is called.
type Check = (&'static str, fn() -> Result<()>);

/// Runs every check and reports all that fail.
pub(crate) fn all() -> Result<()> {
    setup::wasm_target()?;
    setup::npm_packages()?;
    let checks: [Check; 15] = [
        ("Formatting", formatting),
        ("Lints", lints),
        ("Lints of the component", wasm_lints),
        ("Who knows whom", dependency_rules),
        ("Who uses whom inside a crate", dependencies::check),
        ("Lines that both clients have", repeated::check),
        ("Licences", licences),
        ("Third-party code (cargo-deny)", deny::check),
        ("Types", types),
        ("Generated files", generated::check),
        ("Texts", texts::check),
        ("Tests named in docs/parity.md and docs/fidelity.md", parity::check),
        ("Facts that comments cite", facts::check),
        ("Guides", guides::check),
        ("Size of the component", size::report),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        if let Err(error) = step(name, check) {
            failed.push(format!("{name}: {error:#}"));
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("{}", failed.join("\n\n")) }
}

fn formatting() -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"])).context("`cargo fmt` mends it")
}

fn lints() -> Result<()> {
    run(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

fn wasm_lints() -> Result<()> {
    run(cargo()
        .args(["clippy", "--quiet", "--package", "autenti-form", "--target", "wasm32-unknown-unknown"])
        .args(["--all-targets", "--", "--deny", "warnings"]))
}

fn types() -> Result<()> {
    // The tests run in Node, the component in a browser: they know other globals.
    for project in ["tsconfig.json", "www/tsconfig.json"] {
        run(Command::new("node").args(["node_modules/typescript/bin/tsc", "--project", project]))?;
    }
    Ok(())
}

fn metadata() -> Result<Metadata> {
    Ok(MetadataCommand::new().current_dir(root()).other_options(vec!["--locked".to_owned()]).exec()?)
}

/// Who may depend on whom. The stand-ins know nobody, so that a mistake in a client cannot hide behind the
/// same mistake in its stand-in; everybody may be tested against them.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("autenti-model", &[]),
    ("autenti-form", &["autenti-model"]),
    ("api-client", &[]),
    ("autenti", &["api-client"]),
    ("webcon", &["api-client"]),
    ("autenti-proxy", &["autenti-model", "autenti", "webcon"]),
    ("autenti-sandbox", &[]),
    ("test-fuzz", &[]),
    ("test-postgres", &[]),
    ("bench-bare", &[]),
    ("bench-load", &["autenti", "autenti-sandbox", "test-postgres"]),
    ("xtask", &["autenti-model"]),
    ("wasm-test-runner", &[]),
];
const MAY_BE_TESTED_AGAINST: &[&str] = &["autenti-sandbox", "test-fuzz", "test-postgres"];

fn dependency_rules() -> Result<()> {
    let metadata = metadata()?;
    let members = metadata.workspace_packages();
    let is_member = |name: &str| members.iter().any(|member| member.name.as_str() == name);
    let mut wrong = Vec::new();
    for member in &members {
        let Some((_, known)) = MAY_KNOW.iter().find(|(name, _)| member.name.as_str() == *name) else {
            wrong.push(format!("{} is new: say in xtask/src/check.rs whom it may know", member.name));
            continue;
        };
        for dependency in member.dependencies.iter().filter(|dependency| is_member(&dependency.name)) {
            let name = dependency.name.as_str();
            let is_test = dependency.kind == DependencyKind::Development;
            // A crate that is tested with features of its own names itself.
            let is_itself = is_test && name == member.name.as_str();
            let is_fine =
                known.contains(&name) || is_itself || is_test && MAY_BE_TESTED_AGAINST.contains(&name);
            // The stand-ins must not be tested against the clients either: their tests would trust them.
            if !is_fine {
                wrong.push(format!("{} must not know {name}", member.name));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

/// Licences under which third-party code may be used here.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn licences() -> Result<()> {
    let metadata = metadata()?;
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata.packages.iter().filter(|package| package.source.is_some()) {
        let licence = package.license.clone().unwrap_or_else(|| "no licence".to_owned());
        if !is_permitted(&licence) {
            wrong.entry(licence).or_default().push(shown(package));
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let lines = wrong.iter().map(|(licence, packages)| format!("{licence}: {}", packages.join(", ")));
    bail!("{}", lines.collect::<Vec<_>>().join("\n"))
}

fn shown(package: &Package) -> String {
    format!("{} {}", package.name, package.version)
}

/// Whether an SPDX expression permits it: each part of an `AND` has a permitted choice of its `OR`.
fn is_permitted(expression: &str) -> bool {
    // `/` is how `OR` was written before SPDX.
    let expression = expression.replace('/', " OR ").replace(['(', ')'], " ");
    expression.split(" AND ").all(|part| part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim())))
}

/// The file, with a hint where it comes from when it is missing.
pub(crate) fn committed(path: &str) -> Result<String> {
    fs::read_to_string(root().join(path))
        .with_context(|| format!("{path} is missing: `cargo xtask generate`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_licences_are_those_of_cargo_deny() {
        let config = fs::read_to_string(root().join("deny.toml")).unwrap();
        let (_, list) = config.split_once("\nallow = [").unwrap();
        let (list, _) = list.split_once(']').unwrap();
        let allowed: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
        assert_eq!(allowed, LICENCES);
    }

    #[test]
    fn a_choice_of_licences_needs_one_that_is_permitted() {
        for (expression, fine) in [
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 OR MIT", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("ISC AND (Apache-2.0 OR ISC) AND OpenSSL", true),
            ("MIT AND GPL-3.0", false),
            ("GPL-3.0", false),
        ] {
            assert_eq!(is_permitted(expression), fine, "{expression}");
        }
    }
}
