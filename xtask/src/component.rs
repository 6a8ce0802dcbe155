//! Builds what the browser is served: one classic script (loader, stylesheet and the JavaScript around the
//! wasm), the wasm under a name that says its content, both compressed, and the type declarations.

mod panics;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use autenti_model::lookups::Source;
use autenti_model::{AUTENTI_SITE, DocumentStatus, Lang, Text, texts};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{setup, shell};

/// Where the built files go.
pub(crate) const ASSETS: &str = "dist/assets";
/// The classic script that a form loads.
pub(crate) const SCRIPT: &str = "autenti-form.js";

/// One of the two ways in which the crate is built.
struct Build {
    name: &'static str,
    /// Where cargo builds it: other flags, other folder, or each build would undo the other.
    target_dir: &'static str,
    flags: &'static str,
}

/// What every form downloads.
const PANEL: Build = Build { name: "panel", target_dir: "target", flags: "" };
/// The rules alone, for scripts that ask for them.
const RULES: Build = Build { name: "rules", target_dir: "target/rules", flags: " --cfg rules_wasm" };

const TARGET: &str = "wasm32-unknown-unknown";
const WORK: &str = "target/component";
/// The page of the External control, without the component.
pub(crate) const CONTROL: &str = "target/component/control";
/// The module that says where the files beside the script are.
const FILES: &str = "target/component/files.js";
/// What the built files are made of. A change in any of them builds again.
const INPUTS: &[&str] = &[
    "src",
    "www",
    "crates/model/src",
    "crates/model/Cargo.toml",
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    "xtask/src/component.rs",
    "xtask/src/component",
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
        PANEL.compile()?;
        RULES.compile()
    })?;
    shell::step("Making the wasm small", || {
        PANEL.bind_and_shrink()?;
        RULES.bind_and_shrink()
    })?;
    shell::step("Putting together what the browser is served", assemble)?;
    fs::write(stamp, inputs)?;
    Ok(())
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

impl Build {
    fn compile(&self) -> Result<()> {
        // Data begins behind the stack. A small stack gives short addresses, and those are everywhere.
        let flags = ["-Clink-arg=-zstack-size=65536", self.flags].concat();
        shell::run(
            shell::cargo()
                .args(["build", "--quiet", "--package", "autenti-form", "--lib"])
                .args(["--profile", "wasm", "--target", TARGET, "--target-dir", self.target_dir])
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags),
        )
    }

    /// A file that is on its way to the assets.
    fn file(&self, kind: &str) -> String {
        format!("{WORK}/{}{kind}", self.name)
    }

    fn bind_and_shrink(&self) -> Result<()> {
        let mut bound = Bindgen::new()
            .input_path(format!("{}/{TARGET}/wasm/autenti_form.wasm", self.target_dir))
            .web(true)?
            .omit_default_module_path(true)
            .typescript(false)
            // The names tell panics from the rest; wasm-opt drops them afterwards.
            .remove_name_section(false)
            .remove_producers_section(true)
            .generate_output()?;
        panics::trap(bound.wasm_mut());
        // wasm-bindgen's names of imports carry a hash each; that is what compresses worst in both files.
        let mut script = bound.js().to_owned();
        for (index, import) in bound.wasm_mut().imports.iter_mut().enumerate() {
            let short = format!("_{index}");
            script = replace_word(&script, &import.name, &short);
            import.name = short;
            "w".clone_into(&mut import.module);
        }
        script = script.replace("\"./autenti_form_bg.js\"", "\"w\"");
        fs::write(self.file(".js"), script)?;
        fs::write(self.file("-bound.wasm"), bound.wasm_mut().emit_wasm())?;
        shell::run(
            Command::new(npm_program("wasm-opt")?)
                .args(WASM_FEATURES)
                // Nothing is kept at the lowest addresses, so they can be part of an instruction.
                .args([
                    "-Oz",
                    "--converge",
                    "--low-memory-unused",
                    "--strip-debug",
                    "--strip-producers",
                    "--strip-target-features",
                ])
                .arg(self.file("-bound.wasm"))
                .arg("-o")
                .arg(self.file(".wasm")),
        )
    }
}

/// Replaces a name where it stands as a whole.
fn replace_word(text: &str, name: &str, by: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(name) {
        let is_whole = !before.ends_with(is_part) && !after.starts_with(is_part);
        replaced.push_str(before);
        replaced.push_str(if is_whole { by } else { name });
        rest = after;
    }
    replaced.push_str(rest);
    replaced
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
    let panel = write_named("autenti-form", "wasm", &fs::read(PANEL.file(".wasm"))?)?;
    let rules = write_named("autenti-rules", "wasm", &fs::read(RULES.file(".wasm"))?)?;
    let editing = write_named("autenti-editing", "js", &editing()?)?;
    let (mut texts, mut proxy_texts) = (Vec::new(), Vec::new());
    for &lang in Lang::ALL {
        let (browser, proxy) = (texts::file(Text::IN_BROWSER, lang), texts::file(Text::OF_PROXY, lang));
        texts.push(write_named(&["autenti-texts-", lang.tag()].concat(), "txt", browser.as_bytes())?);
        proxy_texts.push(write_named(
            &["autenti-proxy-texts-", lang.tag()].concat(),
            "txt",
            proxy.as_bytes(),
        )?);
    }
    // In the order of both files, one after the other; then those that the External control says itself.
    let names = [Text::IN_BROWSER, Text::OF_PROXY, Text::OF_CONTROL].concat();
    let names: Vec<_> = names.iter().map(|text| text.key()).collect();
    let names = write_named("autenti-texts-names", "json", json!(names).to_string().as_bytes())?;
    let files = [("WASM", panel), ("RULES", rules), ("EDITING", editing), ("NAMES", names)];
    fs::write(FILES, addresses(&files, &[("TEXTS", texts), ("PROXY_TEXTS", proxy_texts)]))?;
    write_compressed(&assets.join(SCRIPT), &bundle()?)?;
    control()?;
    fs::copy("www/autenti-form.d.ts", assets.join("autenti-form.d.ts"))?;
    Ok(())
}

/// The loader, the JavaScript that wasm-bindgen made, and the stylesheet as one classic script.
fn bundle() -> Result<Vec<u8>> {
    let esbuild = npm_program("esbuild")?;
    let css = run_for_output(Command::new(&esbuild).args(["www/autenti-form.css", "--minify"]))?;
    let css = String::from_utf8(css)?;
    let tokens = [
        ("STYLESHEET", json!(css.trim())),
        ("AUTENTI_SITE", json!(AUTENTI_SITE)),
        ("VERSION", json!(env!("CARGO_PKG_VERSION"))),
        ("LABELS", labels()),
        ("NOTE", words(Text::LiveMissing)),
        ("RETRY", words(Text::TryAgain)),
        ("OPEN", words(Text::OpenAutenti)),
    ];
    run_for_output(
        Command::new(&esbuild)
            .args(["www/loader.js", "--bundle", "--minify", "--format=iife", "--target=es2022"])
            .args(["--charset=utf8", "--log-level=warning", "--legal-comments=none"])
            .arg(format!("--alias:autenti-form-wasm=./{}", PANEL.file(".js")))
            .arg(format!("--alias:autenti-form-files=./{FILES}"))
            .args(tokens.map(|(name, value)| format!("--define:{name}={value}"))),
    )
}

/// Where the files beside the script are: a module of its own, in the form in which bundlers look for addresses.
fn addresses(files: &[(&str, String)], by_language: &[(&str, Vec<String>)]) -> String {
    let address = |file: &String| format!("new URL({}, script)", json!(file));
    let one = files.iter().map(|(name, file)| format!("export const {name} = {};\n", address(file)));
    let several = by_language.iter().map(|(name, files)| {
        let files: Vec<_> = files.iter().map(address).collect();
        format!("export const {name} = [{}];\n", files.join(", "))
    });
    let script = "export const script = document.currentScript?.src ?? document.baseURI;\n".to_owned();
    std::iter::once(script).chain(one).chain(several).collect()
}

/// What a form needs while it is edited, as a module that is loaded on demand.
fn editing() -> Result<Vec<u8>> {
    let esbuild = npm_program("esbuild")?;
    let css = run_for_output(Command::new(&esbuild).args(["www/autenti-lookup.css", "--minify"]))?;
    let tokens = [
        ("LOOKUP_STYLE", json!(String::from_utf8(css)?.trim())),
        ("LOOKUPS", lookups()),
        ("CHOOSE", words(Text::Choose)),
        ("LOOKUP_FAILED", words(Text::LookupFailed)),
    ];
    run_for_output(
        Command::new(&esbuild)
            .args(["www/editing.js", "--bundle", "--minify", "--format=esm", "--target=es2022"])
            .args(["--charset=utf8", "--log-level=warning", "--legal-comments=none"])
            .arg(format!("--alias:autenti-rules-wasm=./{}", RULES.file(".js")))
            .args(tokens.map(|(name, value)| format!("--define:{name}={value}"))),
    )
}

/// The page of the External control: what stands in its folder, its scripts as one.
fn control() -> Result<()> {
    fs::create_dir_all(CONTROL)?;
    for file in ["index.html", "external-control.css"] {
        fs::copy(Path::new("www/external").join(file), Path::new(CONTROL).join(file))?;
    }
    let texts = [Text::OF_CONTROL, &[Text::Loading, Text::TryAgain]].concat();
    let texts: serde_json::Map<_, _> =
        texts.into_iter().map(|text| (text.key().to_owned(), words(text))).collect();
    let script = run_for_output(
        Command::new(npm_program("esbuild")?)
            .args(["www/external/external-control.js", "--bundle", "--minify", "--format=esm"])
            .args(["--target=es2022", "--charset=utf8", "--log-level=warning", "--legal-comments=none"])
            .arg(format!("--define:CONTROL_TEXTS={}", Value::from(texts))),
    )?;
    Ok(fs::write(Path::new(CONTROL).join("external-control.js"), script)?)
}

/// What the fixed look-up sources offer, by name: id, name of the text, and what it is in each language.
fn lookups() -> Value {
    let choice = |(id, text): (&str, Text)| {
        let words = Lang::ALL.iter().map(|lang| text.get(*lang));
        [id, text.key()].into_iter().chain(words).collect::<Vec<_>>().into()
    };
    let choices = |source: &Source| {
        let choices: Vec<Value> = source.choices()?.into_iter().map(choice).collect();
        Some((source.as_str().to_owned(), choices.into()))
    };
    Source::ALL.iter().filter_map(choices).collect::<serde_json::Map<_, _>>().into()
}

/// What the known states are called; the loader shows it before the wasm is there.
fn labels() -> Value {
    let label = |status: &DocumentStatus| Some((status.as_str().to_owned(), words(status.text()?)));
    DocumentStatus::KNOWN.iter().filter_map(label).collect::<serde_json::Map<_, _>>().into()
}

/// A text that is part of a script: its name, and what it is in each language.
fn words(text: Text) -> Value {
    let words = Lang::ALL.iter().map(|lang| text.get(*lang));
    std::iter::once(text.key()).chain(words).collect::<Vec<_>>().into()
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
fn write_compressed(path: &Path, content: &[u8]) -> Result<()> {
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
