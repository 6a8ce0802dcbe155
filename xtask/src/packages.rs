//! The component as others install it: a zip for the External custom control of WEBCON, a form field extension, and an npm
//! package. All are put together from the built assets in a moment.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::component::{self, ASSETS, CONTROL, Format, MANIFEST, MODULE, SCRIPT};

/// The zip that a designer uploads.
const ZIP: &str = "dist/autenti-form.zip";
/// The form field extension alone, and in the plugin zip that Designer Studio imports.
const PACKAGE: &str = "dist/autenti-form.bpspkg";
const PLUGIN: &str = "dist/autenti-form-plugin.zip";
/// What the package is called, and by which id the portal finds its component. Neither ever changes.
const PACKAGE_NAME: &str = "AutentiForm";
const SOLUTION_ID: &str = "0c2b7c1e-4a53-4d0f-9a52-6d6f0e1b7a35";
/// The folder for `npm publish`.
const NPM: &str = "dist/npm";

/// Writes all of them. The component must have been built.
pub(crate) fn write() -> Result<()> {
    let component = component_files()?;
    external_control(&component)?;
    form_field_extension()?;
    npm(&component)
}

/// What a page needs of the built assets: all but the compressed copies and the types.
fn component_files() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(ASSETS).context("build the component first")? {
        let path = entry?.path();
        let name = file_name(&path);
        let is_ours = name.starts_with("autenti-");
        // A package is a version of its own: it needs no other address for the script.
        let is = |kind: &str| path.extension().is_some_and(|extension| extension == kind);
        let is_versioned = name == MANIFEST || name.starts_with("autenti-form-") && is("js");
        let is_needed = !is_versioned && !is("gz") && !is("br") && !is("ts");
        if is_ours && is_needed {
            files.push(path);
        }
    }
    files.sort();
    ensure!(files.iter().any(|file| file.ends_with(SCRIPT)), "{ASSETS}/{SCRIPT} is missing");
    Ok(files)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn files_in(folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()
        .with_context(|| folder.to_owned())?;
    files.sort();
    Ok(files)
}

/// One folder with `index.html` (facts: form in the browser, custom control (External)).
fn external_control(component: &[PathBuf]) -> Result<()> {
    let files = files_in(CONTROL)?;
    let files = files.iter().chain(component).map(|file| Ok((file_name(file), fs::read(file)?)));
    Ok(fs::write(ZIP, zipped(files.collect::<Result<Vec<_>>>()?)?)?)
}

/// A package with its manifest and one script, and the plugin around it that has no server part (facts: form in the
/// browser, "Form field extension").
fn form_field_extension() -> Result<()> {
    let solution = [("SOLUTION_ID", json!(SOLUTION_ID))];
    let tokens: Vec<_> = component::control_tokens().into_iter().chain(solution).collect();
    let script = component::esbuild("www/extension/form-field.ts", Format::Classic, &tokens, &[])?;
    let description = "Shows and runs the signing of this form's document with Autenti.";
    let manifest = json!({
        "packageName": PACKAGE_NAME, "solutionId": SOLUTION_ID, "description": description,
    });
    let plugin = json!({
        "extensions": [{
            "guid": SOLUTION_ID, "name": "Autenti", "description": description, "type": "FormFieldExtension",
            "bpsControl": PACKAGE_NAME,
        }],
        "dependencies": [],
        "version": "25",
    });
    let package = zipped(vec![
        ("manifest.json".to_owned(), serde_json::to_vec_pretty(&manifest)?),
        ("component.js".to_owned(), script),
    ])?;
    let plugin = zipped(vec![
        (format!("{PACKAGE_NAME}.bpspkg"), package.clone()),
        (format!("{PACKAGE_NAME}.json"), serde_json::to_vec_pretty(&plugin)?),
    ])?;
    fs::write(PACKAGE, package)?;
    Ok(fs::write(PLUGIN, plugin)?)
}

/// The same content gives the same zip.
fn zipped(files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, content) in files {
        archive.start_file(name, options)?;
        archive.write_all(&content)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn npm(component: &[PathBuf]) -> Result<()> {
    let folder = Path::new(NPM);
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let others = ["www/npm/README.md", "LICENSE"].map(PathBuf::from);
    for file in component.iter().chain(&others) {
        fs::copy(file, folder.join(file_name(file)))?;
    }
    fs::copy(MODULE, folder.join("autenti-component.js"))?;
    let version = [("VERSION", json!(env!("CARGO_PKG_VERSION")))];
    // What it loads stays a file of its own, which a server never reads.
    let index = component::esbuild("www/index.ts", Format::Module, &version, &[])?;
    fs::write(folder.join("index.js"), index)?;
    component::declarations("www/index.ts", folder)?;
    let names: Vec<_> = files_in(NPM)?.iter().map(|file| file_name(file)).collect();
    let package = package(&fs::read_to_string("www/npm/package.json")?, &names)?;
    fs::write(folder.join("package.json"), package)?;
    Ok(())
}

/// The package's description, with everything that is in it.
fn package(template: &str, names: &[String]) -> Result<String> {
    let mut package: Value = serde_json::from_str(template).context("www/npm/package.json")?;
    package["version"] = json!(env!("CARGO_PKG_VERSION"));
    package["repository"] =
        json!({ "type": "git", "url": concat!("git+", env!("CARGO_PKG_REPOSITORY"), ".git") });
    // npm takes the readme and the licence by itself.
    let files: Vec<_> = names.iter().filter(|name| *name != "README.md" && *name != "LICENSE").collect();
    package["files"] = json!(files);
    Ok(serde_json::to_string_pretty(&package)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_lists_its_files_and_has_our_version() {
        let made =
            package("{\"name\":\"n\",\"version\":\"\",\"files\":[]}", &["index.js".into(), "LICENSE".into()]);
        let made: Value = serde_json::from_str(&made.unwrap()).unwrap();
        assert_eq!(made["files"], json!(["index.js"]));
        assert_eq!(made["version"], env!("CARGO_PKG_VERSION"));
    }
}
