//! Builds what the browser is served: one classic script (loader, stylesheet and the JavaScript around the
//! wasm), the wasm under a name that says its content, both compressed, and the type declarations.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use autenti_model::{AUTENTI_SITE, DocumentStatus, Lang, Text, texts};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384};
use wasm_bindgen_cli_support::{Bindgen, Output};

use crate::{setup, shell};

/// Where the built files go.
pub(crate) const ASSETS: &str = "dist/assets";
/// The classic script that a form loads.
pub(crate) const SCRIPT: &str = "autenti-form.js";

/// Says where this version of the script is, for pages that pin one, and what it loads.
pub(crate) const MANIFEST: &str = "autenti-form.json";

const TARGET: &str = "wasm32-unknown-unknown";
const WORK: &str = "target/component";
/// What wasm-bindgen makes: the JavaScript around the wasm, and the wasm that goes with it.
const GLUE: &str = "target/component/autenti-form.js";
const BOUND: &str = "target/component/autenti-form-bound.wasm";
/// The types of what the wasm exports.
const GLUE_TYPES: &str = "target/component/autenti-form.d.ts";
/// The same wasm without what nobody needs.
const WASM: &str = "target/component/autenti-form.wasm";
/// The page of the External control, without the component.
pub(crate) const CONTROL: &str = "target/component/control";
/// The script as an ES module, for the npm package.
pub(crate) const MODULE: &str = "target/component/module.js";
/// The module that says where the files beside the script are.
const FILES: &str = "target/component/files.js";
/// What the built files are made of. A change in any of them builds again.
const INPUTS: &[&str] = &[
    "src",
    "www",
    "locales",
    "crates/model/src",
    "crates/model/build.rs",
    "crates/model/Cargo.toml",
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    "xtask/src/component.rs",
];
/// What rustc's wasm32 may use by default, named one by one, so that wasm-opt never brings in what a
/// browser of the last few years cannot run.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Passes of wasm-opt that make the wasm smaller and the download larger: they break up what repeats.
const WORSE_ONCE_COMPRESSED: &[&str] = &[
    "inlining-optimizing",
    "local-cse",
    "memory-packing",
    "reorder-functions",
    "simplify-locals",
    "ssa-nomerge",
];

/// Builds `dist/assets`, if anything that goes into it has changed.
pub(crate) fn build() -> Result<()> {
    let inputs = fingerprint(INPUTS)?;
    let stamp = Path::new(WORK).join("inputs");
    let is_fresh = Path::new(ASSETS).join(SCRIPT).exists()
        && Path::new(CONTROL).exists()
        && fs::read_to_string(&stamp).is_ok_and(|built_from| built_from == inputs);
    if is_fresh {
        return Ok(());
    }
    fs::create_dir_all(WORK)?;
    shell::step("Compiling the component to wasm", || {
        setup::wasm_target()?;
        compile()
    })?;
    shell::step("Making the wasm small", bind_and_shrink)?;
    shell::step("Putting together what the browser is served", assemble)?;
    fs::write(stamp, inputs)?;
    Ok(())
}

/// The types of what the wasm exports, as wasm-bindgen makes them of the declarations in Rust.
pub(crate) fn wasm_types() -> Result<String> {
    build()?;
    let made = fs::read_to_string(GLUE_TYPES)?;
    // What follows is about the wasm itself, with names that are others in every build.
    let (functions, _) = made
        .split_once("export type InitInput")
        .with_context(|| format!("wasm-bindgen writes {GLUE_TYPES} otherwise than it did"))?;
    let functions = functions.trim().trim_start_matches("/* tslint:disable */").trim_start();
    let functions = functions.trim_start_matches("/* eslint-disable */").trim_start();
    Ok(format!(
        "// Made from `src` by `cargo xtask generate`.\n\n{functions}\n\n\
         /** Loads the wasm. */\n\
         export default function init(input: {{ module_or_path: Promise<Response> }}): Promise<unknown>;\n"
    ))
}

/// A program that npm installed; installs it first when it is not there.
pub(crate) fn npm_program(name: &str) -> Result<PathBuf> {
    let program = Path::new("node_modules/.bin").join(name);
    if !program.exists() {
        shell::step("Installing the browser tools", || {
            shell::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
        })?;
    }
    program.canonicalize().with_context(|| format!("npm did not install {name}"))
}

/// Says what the files and folders hold: the same text for the same content.
fn fingerprint(paths: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(Path::new(path), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(&file)?);
    }
    Ok(hex(&hash.finalize()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.push(path.to_owned());
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn compile() -> Result<()> {
    shell::run(shell::cargo().args(["build", "--package", "autenti-form", "--lib"]).args([
        "--profile",
        "wasm",
        "--target",
        TARGET,
    ]))
}

/// Makes the JavaScript around the wasm, and leaves out of the wasm what nobody needs.
fn bind_and_shrink() -> Result<()> {
    let mut bound = Bindgen::new()
        .input_path(format!("target/{TARGET}/wasm/autenti_form.wasm"))
        .web(true)?
        .omit_default_module_path(true)
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    fs::write(GLUE_TYPES, bound.ts().unwrap_or_default())?;
    fs::write(GLUE, shorten_imports(&mut bound))?;
    fs::write(BOUND, bound.wasm_mut().emit_wasm())?;
    shell::run(
        Command::new(npm_program("wasm-opt")?)
            .args(WASM_FEATURES)
            .arg("-Oz")
            .args(WORSE_ONCE_COMPRESSED.iter().map(|pass| format!("--skip-pass={pass}")))
            .args(["--strip-debug", "--strip-producers", "--strip-target-features"])
            .args([BOUND, "-o", WASM]),
    )
}

/// Gives the functions that the wasm imports short names, here and in the JavaScript that offers them: each of
/// wasm-bindgen's own ends in a hash, and hashes do not compress. Answers the JavaScript.
fn shorten_imports(bound: &mut Output) -> String {
    let mut script = bound.js().to_owned();
    for (index, import) in bound.wasm_mut().imports.iter_mut().enumerate() {
        let short = format!("_{index}");
        // Each is offered once, as a property of one object.
        script = script.replacen(&format!("{}:", import.name), &format!("{short}:"), 1);
        import.name = short;
    }
    script
}

fn assemble() -> Result<()> {
    let assets = Path::new(ASSETS);
    fs::create_dir_all(assets)?;
    for entry in fs::read_dir(assets)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("autenti-")) {
            fs::remove_file(path)?;
        }
    }
    let wasm = write_named("autenti-form", "wasm", &fs::read(WASM)?)?;
    let in_browser = [Text::OF_CHOICES, Text::OF_PANEL, Text::OF_RULES].concat();
    let (texts, proxy_texts) =
        (write_texts("autenti-texts", &in_browser)?, write_texts("autenti-proxy-texts", Text::OF_PROXY)?);
    // In the order of both files, one after the other; then those that the External control says itself.
    let names = [&in_browser, Text::OF_PROXY, Text::OF_CONTROL].concat();
    let names: Vec<_> = names.iter().map(|text| text.key()).collect();
    let names = write_named("autenti-texts-names", "json", json!(names).to_string().as_bytes())?;
    let files = [("WASM", wasm.clone()), ("NAMES", names)];
    let by_language = [("TEXTS", texts), ("PROXY_TEXTS", proxy_texts)];
    let (classic, module) = (Format::Classic, Format::Module);
    let script = bundle(classic, &addresses(classic, &files, &by_language))?;
    fs::write(MODULE, bundle(module, &addresses(module, &files, &by_language))?)?;
    write_compressed(&assets.join(SCRIPT), &script)?;
    let versioned = write_named("autenti-form", "js", &script)?;
    write_compressed(&assets.join(MANIFEST), manifest(&versioned, &script, &wasm).to_string().as_bytes())?;
    control()?;
    declarations("www/autenti-form.ts", assets)
}

/// The version, the address that is for ever this script's, its digest for `integrity`, and what it will load.
fn manifest(script: &str, content: &[u8], wasm: &str) -> Value {
    let integrity = format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(content)));
    json!({ "version": env!("CARGO_PKG_VERSION"), "script": script, "integrity": integrity, "preload": [wasm] })
}

/// A file for each language, with the texts.
fn write_texts(name: &str, texts: &[Text]) -> Result<Vec<(Lang, String)>> {
    let write = |&lang: &Lang| {
        let content = texts::file(texts, lang);
        Ok((lang, write_named(&format!("{name}-{}", lang.tag()), "txt", content.as_bytes())?))
    };
    Lang::ALL.iter().map(write).collect()
}

/// Writes the type declarations of a script, and of those that it names, into the folder.
pub(crate) fn declarations(script: &str, folder: &Path) -> Result<()> {
    shell::run(
        Command::new(npm_program("tsc")?)
            .args([
                "--ignoreConfig",
                "--declaration",
                "--emitDeclarationOnly",
                "--strict",
                "--target",
                "es2022",
            ])
            .args(["--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2023,dom,dom.iterable"])
            .arg("--types")
            .arg("")
            .args([script, "www/built.d.ts", "--rootDir", "www", "--outDir"])
            .arg(folder),
    )
}

/// The loader, the JavaScript that wasm-bindgen made, and the stylesheet as one script.
fn bundle(format: Format, addresses: &str) -> Result<Vec<u8>> {
    fs::write(FILES, addresses)?;
    let tokens = [
        ("STYLESHEET", stylesheet("www/autenti-form.css")?),
        ("LOOKUP_STYLE", stylesheet("www/autenti-lookup.css")?),
        ("AUTENTI_SITE", json!(AUTENTI_SITE)),
        ("VERSION", json!(env!("CARGO_PKG_VERSION"))),
        ("LABELS", labels()),
        ("NOTE", json!(words(Text::LiveMissing))),
        ("RETRY", json!(words(Text::TryAgain))),
        ("JUST_NOW", json!(words(Text::JustNow))),
        ("OPEN", json!(words(Text::OpenAutenti))),
    ];
    let aliases = [("autenti-form-wasm", GLUE), ("autenti-form-files", FILES)];
    esbuild("www/loader.ts", format, &tokens, &aliases)
}

/// How a script is loaded.
#[derive(Clone, Copy)]
pub(crate) enum Format {
    Classic,
    Module,
}

/// The oldest browsers that scripts and stylesheets are built for; docs/embedding.md names them, too.
const BROWSERS: &str = "--target=chrome123,edge123,firefox128,safari17.5";

/// A script with all that it imports as one, made small. `tokens` are names in capitals with what takes their place,
/// `aliases` are modules that the build makes.
pub(crate) fn esbuild(
    script: &str,
    format: Format,
    tokens: &[(&str, Value)],
    aliases: &[(&str, &str)],
) -> Result<Vec<u8>> {
    let format = match format {
        Format::Classic => "--format=iife",
        Format::Module => "--format=esm",
    };
    run_for_output(
        Command::new(npm_program("esbuild")?)
            .args([script, "--bundle", "--minify", format, BROWSERS])
            // Another script, which a package brings along.
            .arg("--external:./autenti-component.js")
            .args(["--charset=utf8", "--log-level=warning", "--legal-comments=none"])
            .args(aliases.iter().map(|(name, file)| format!("--alias:{name}=./{file}")))
            .args(tokens.iter().map(|(name, value)| format!("--define:{name}={value}"))),
    )
}

/// A stylesheet, made small.
pub(crate) fn stylesheet(file: &str) -> Result<Value> {
    let css = run_for_output(Command::new(npm_program("esbuild")?).args([file, "--minify", BROWSERS]))?;
    Ok(json!(String::from_utf8(css)?.trim()))
}

/// Where the files beside the script are: a module of its own, in the form in which bundlers look for addresses.
fn addresses(
    format: Format,
    files: &[(&str, String)],
    by_language: &[(&str, Vec<(Lang, String)>)],
) -> String {
    let (script, base) = match format {
        Format::Classic => ("document.currentScript?.src ?? document.baseURI", "script"),
        Format::Module => ("import.meta.url", "import.meta.url"),
    };
    let address = |file: &String| format!("new URL({}, {base})", json!(file));
    let one = files.iter().map(|(name, file)| format!("export const {name} = {};\n", address(file)));
    let several = by_language.iter().map(|(name, files)| {
        let files: Vec<_> =
            files.iter().map(|(lang, file)| format!("{}: {}", lang.tag(), address(file))).collect();
        format!("export const {name} = {{ {} }};\n", files.join(", "))
    });
    std::iter::once(format!("export const script = {script};\n")).chain(one).chain(several).collect()
}

/// The page of the External control: what stands in its folder, its scripts as one.
fn control() -> Result<()> {
    fs::create_dir_all(CONTROL)?;
    for file in ["index.html", "external-control.css"] {
        fs::copy(Path::new("www/external").join(file), Path::new(CONTROL).join(file))?;
    }
    let script = esbuild("www/external/external-control.ts", Format::Module, &control_tokens(), &[])?;
    Ok(fs::write(Path::new(CONTROL).join("external-control.js"), script)?)
}

/// What the pages around the component say by themselves.
pub(crate) fn control_tokens() -> [(&'static str, Value); 2] {
    let texts = [Text::OF_CONTROL, &[Text::Loading, Text::TryAgain]].concat();
    let texts: serde_json::Map<_, _> =
        texts.into_iter().map(|text| (text.key().to_owned(), json!(words(text)))).collect();
    [("CONTROL_TEXTS", Value::from(texts)), ("CONTROL_LANGUAGES", languages())]
}

/// The tags of all languages.
fn languages() -> Value {
    Lang::ALL.iter().map(|lang| lang.tag()).collect()
}

/// What the known states are called; the loader shows it before the wasm is there.
fn labels() -> Value {
    let label = |status: &DocumentStatus| Some((status.as_str().to_owned(), json!(words(status.text()?))));
    DocumentStatus::KNOWN.iter().filter_map(label).collect::<serde_json::Map<_, _>>().into()
}

/// A text that is part of a script: its name, and what it is by language.
fn words(text: Text) -> [Value; 2] {
    let words = Lang::ALL.iter().map(|lang| (lang.tag().to_owned(), json!(text.get(*lang))));
    [json!(text.key()), Value::Object(words.collect())]
}

fn run_for_output(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.output().with_context(|| format!("cannot start {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.stdout)
}

/// Writes an asset under a name that says its content, so that browsers may keep it for ever.
fn write_named(name: &str, extension: &str, content: &[u8]) -> Result<String> {
    let name = format!("{name}-{}.{extension}", &hex(&Sha256::digest(content))[..12]);
    write_compressed(&Path::new(ASSETS).join(&name), content)?;
    Ok(name)
}

/// Writes the file, and beside it the same compressed, so that the server need not do it for each visitor.
pub(crate) fn write_compressed(path: &Path, content: &[u8]) -> Result<()> {
    fs::write(path, content)?;
    fs::write(beside(path, "gz"), gzip(content)?)?;
    let mut brotli = Vec::new();
    brotli::CompressorWriter::new(&mut brotli, 4096, 11, 22).write_all(content)?;
    fs::write(beside(path, "br"), brotli)?;
    Ok(())
}

/// As `gzip -9` does it, which is how the size budget counts.
fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_names_the_browsers_that_the_scripts_are_built_for() {
        let guide = std::fs::read_to_string(crate::shell::root().join("docs/embedding.md")).unwrap();
        assert!(guide.contains("Chrome and Edge from 123, Firefox from 128, Safari from 17.5"));
        assert_eq!(BROWSERS, "--target=chrome123,edge123,firefox128,safari17.5");
    }
}
