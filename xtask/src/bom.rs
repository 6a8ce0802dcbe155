//! What is in what is deployed: bills of materials in the format of `CycloneDX` 1.5, made from Cargo's and npm's own lock
//! files. `autenti-proxy.cdx.json` is for the program; `autenti-form.cdx.json` for the component, with the tools that
//! build it, which are not part of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use serde_json::{Value, json};

use crate::shell::root;

/// Writes both into `dist/`.
pub(crate) fn write() -> Result<()> {
    let sums = checksums(&fs::read_to_string(root().join("Cargo.lock"))?);
    let folder = root().join("dist");
    fs::create_dir_all(&folder)?;
    save(&folder.join("autenti-proxy.cdx.json"), &of_crate("autenti-proxy", &host()?, &sums)?)?;
    let mut component = of_crate("autenti-form", "wasm32-unknown-unknown", &sums)?;
    let lock: Value = serde_json::from_str(&fs::read_to_string(root().join("package-lock.json"))?)?;
    if let Some(components) = component["components"].as_array_mut() {
        components.extend(npm_packages(&lock));
    }
    save(&folder.join("autenti-form.cdx.json"), &component)
}

fn save(file: &Path, bom: &Value) -> Result<()> {
    Ok(fs::write(file, serde_json::to_string_pretty(bom)? + "\n")?)
}

/// The target that the program is built for.
fn host() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = std::process::Command::new(rustc).arg("-vV").output().context("cannot run rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.to_owned())
}

/// The SHA-256 sums of packages, as Cargo checks them, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let field = |package: &str, name: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    let packages = lock.split("[[package]]").skip(1);
    packages
        .filter_map(|package| {
            Some(((field(package, "name")?, field(package, "version")?), field(package, "checksum")?))
        })
        .collect()
}

/// What a crate of this workspace is made of, for a target.
fn of_crate(name: &str, target: &str, sums: &BTreeMap<(String, String), String>) -> Result<Value> {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .other_options(vec!["--locked".to_owned(), "--filter-platform".to_owned(), target.to_owned()])
        .exec()?;
    let top = metadata
        .workspace_packages()
        .into_iter()
        .find(|package| package.name.as_str() == name)
        .with_context(|| format!("there is no crate {name}"))?;
    let edges = edges(&metadata);
    let mut reached = BTreeSet::new();
    let mut next = vec![&top.id];
    while let Some(id) = next.pop() {
        if reached.insert(id) {
            next.extend(edges.get(id).into_iter().flatten());
        }
    }
    let packages: Vec<&Package> =
        metadata.packages.iter().filter(|package| reached.contains(&package.id)).collect();
    let components: Vec<Value> = packages
        .iter()
        .filter(|package| package.id != top.id)
        .map(|package| component(package, sums))
        .collect();
    let reference =
        |id: &PackageId| packages.iter().find(|package| package.id == *id).map(|package| purl(package));
    let dependencies: Vec<Value> = packages
        .iter()
        .map(|package| {
            let on: BTreeSet<String> =
                edges.get(&package.id).into_iter().flatten().filter_map(|id| reference(id)).collect();
            json!({ "ref": purl(package), "dependsOn": on })
        })
        .collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": purl(top),
                "name": name,
                "version": top.version.to_string(),
                "licenses": licences(top),
            },
            "properties": [{ "name": "target", "value": target }],
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// What is linked into what: no tests, and nothing that only builds.
fn edges(metadata: &Metadata) -> BTreeMap<&PackageId, Vec<&PackageId>> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    nodes
        .map(|node| {
            let linked = node
                .deps
                .iter()
                .filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
            (&node.id, linked.map(|dep| &dep.pkg).collect())
        })
        .collect()
}

fn component(package: &Package, sums: &BTreeMap<(String, String), String>) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": purl(package),
        "name": package.name.as_str(),
        "version": package.version.to_string(),
        "purl": purl(package),
        "licenses": licences(package),
    });
    if let Some(sum) = sums.get(&(package.name.to_string(), package.version.to_string())) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}

fn purl(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

fn licences(package: &Package) -> Value {
    match &package.license {
        // `/` is how `OR` was written before SPDX.
        Some(licence) => json!([{ "expression": licence.replace('/', " OR ") }]),
        None => json!([]),
    }
}

/// The packages of npm: tools that build and test, none of which is shipped.
fn npm_packages(lock: &Value) -> Vec<Value> {
    let packages = lock["packages"].as_object();
    let package = |(path, package): (&String, &Value)| {
        let name = path.rsplit_once("node_modules/")?.1;
        let version = package["version"].as_str()?;
        let purl = format!("pkg:npm/{}@{version}", name.replacen('@', "%40", 1));
        let mut component = json!({
            "type": "library",
            "bom-ref": format!("{purl}#{path}"),
            "name": name,
            "version": version,
            "purl": purl,
            "scope": "excluded",
        });
        if let Some(licence) = package["license"].as_str() {
            component["licenses"] = json!([{ "expression": licence }]);
        }
        Some(component)
    };
    packages.into_iter().flatten().filter_map(package).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_names_what_is_linked_and_nothing_that_only_tests() {
        let sums = checksums(&fs::read_to_string(root().join("Cargo.lock")).unwrap());
        let bom = of_crate("autenti-proxy", &host().unwrap(), &sums).unwrap();
        let components = bom["components"].as_array().unwrap();
        let named = |name: &str| components.iter().find(|component| component["name"] == name);
        let axum = named("axum").unwrap();
        assert!(axum["purl"].as_str().unwrap().starts_with("pkg:cargo/axum@"));
        assert_eq!(axum["hashes"][0]["content"].as_str().unwrap().len(), 64);
        assert_eq!(axum["licenses"][0]["expression"], "MIT");
        assert!(named("tokio").is_some() && named("autenti").is_some());
        // Tests are against these.
        assert!(named("autenti-sandbox").is_none() && named("insta").is_none());
        // Every reference leads to something.
        let known: BTreeSet<&str> = components
            .iter()
            .chain([&bom["metadata"]["component"]])
            .map(|component| component["bom-ref"].as_str().unwrap())
            .collect();
        for dependency in bom["dependencies"].as_array().unwrap() {
            assert!(known.contains(dependency["ref"].as_str().unwrap()), "{dependency}");
            for on in dependency["dependsOn"].as_array().unwrap() {
                assert!(known.contains(on.as_str().unwrap()), "{on}");
            }
        }
        let component = of_crate("autenti-form", "wasm32-unknown-unknown", &sums).unwrap();
        let names: Vec<_> = component["components"].as_array().unwrap().iter().map(|c| &c["name"]).collect();
        assert!(names.iter().any(|name| *name == "wasm-bindgen"), "{names:?}");
        assert!(!names.iter().any(|name| *name == "tokio"), "{names:?}");
    }

    #[test]
    fn tools_from_npm_are_named_as_not_shipped() {
        let lock: Value =
            serde_json::from_str(&fs::read_to_string(root().join("package-lock.json")).unwrap()).unwrap();
        let packages = npm_packages(&lock);
        let esbuild = packages.iter().find(|package| package["name"] == "esbuild").unwrap();
        assert_eq!(
            (&esbuild["scope"], &esbuild["licenses"][0]["expression"]),
            (&json!("excluded"), &json!("MIT"))
        );
        let scoped = packages.iter().find(|package| package["name"] == "@playwright/test").unwrap();
        assert!(scoped["purl"].as_str().unwrap().starts_with("pkg:npm/%40playwright/test@"));
        let references: BTreeSet<_> = packages.iter().map(|package| package["bom-ref"].to_string()).collect();
        assert_eq!(references.len(), packages.len());
    }
}
