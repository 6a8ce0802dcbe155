//! Makes the catalogue of texts of `locales/`, one file per language. English is the reference: it says which texts
//! there are. A text that another language lacks is said in English, and a test names it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::{Table, Value};

/// The parts of a file, and what their texts are called together in Rust.
const PARTS: [(&str, &str, &str); 5] = [
    (CHOICES, "OF_CHOICES", "What the choices of look-ups are called."),
    ("panel", "OF_PANEL", "The texts that the component says."),
    ("rules", "OF_RULES", "The texts that the rules for recipients say."),
    ("proxy", "OF_PROXY", "The texts that only the proxy says."),
    ("control", "OF_CONTROL", "The texts that only the page of the External control says."),
];
/// Look-ups name their choices in every language at once.
const CHOICES: &str = "choices";
const REFERENCE: &str = "en";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../locales");
    println!("cargo:rerun-if-changed={}", folder.display());
    let languages = read(&folder)?;
    let (_, english) =
        languages.iter().find(|(tag, _)| tag == REFERENCE).ok_or("locales/en.toml is missing")?;
    let code = catalogue(english, &languages)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), code)?;
    Ok(())
}

/// The files by the tag of their language.
fn read(folder: &Path) -> Result<Vec<(String, Table)>, Box<dyn Error>> {
    let mut languages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(tag) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".toml")) else {
            continue;
        };
        let texts = fs::read_to_string(&path)?
            .parse()
            .map_err(|error: toml::de::Error| format!("{}: {error}", path.display()))?;
        languages.push((tag.to_owned(), texts));
    }
    languages.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(languages)
}

fn text<'a>(language: &'a Table, part: &str, name: &str) -> Option<&'a str> {
    language.get(part)?.get(name)?.as_str()
}

fn catalogue(english: &Table, languages: &[(String, Table)]) -> Result<String, Box<dyn Error>> {
    let mut texts = Vec::new();
    let (mut variants, mut names, mut all, mut parts) =
        (String::new(), String::new(), String::new(), String::new());
    for (part, constant, doc) in PARTS {
        let named = english.get(part).and_then(Value::as_table).ok_or(format!("[{part}] is missing"))?;
        let mut members = String::new();
        for name in named.keys() {
            let words = text(english, part, name).ok_or(format!("{name} is no text"))?;
            writeln!(variants, "    /// {words}\n    {name},")?;
            write!(members, "Self::{name}, ")?;
            write!(names, "{name:?}, ")?;
            texts.push((part, name, words));
        }
        all += &members;
        writeln!(parts, "    /// {doc}\n    pub const {constant}: &'static [Self] = &[{members}];")?;
    }
    let (mut tables, mut choices) = (String::new(), String::new());
    for (tag, language) in languages {
        let said =
            texts.iter().map(|(part, name, words)| (*part, text(language, part, name).unwrap_or(words)));
        let in_language: Vec<_> = said.clone().map(|(_, words)| words).collect();
        writeln!(tables, "        Lang::{} => &{in_language:?},", capitalised(tag))?;
        let named: Vec<_> = said.filter(|(part, _)| *part == CHOICES).map(|(_, words)| words).collect();
        writeln!(choices, "        Lang::{} => &{named:?},", capitalised(tag))?;
    }
    Ok(format!(
        "/// A text that people read. Where it counts something, its plural forms are divided by `|`.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]\n\
         pub enum Text {{\n{variants}}}\n\n\
         impl Text {{\n    /// Every text.\n    pub const ALL: &'static [Self] = &[{all}];\n{parts}}}\n\n\
         const NAMES: &[&str] = &[{names}];\n\n\
         #[cfg(not(target_arch = \"wasm32\"))]\n\
         fn table(lang: Lang) -> &'static [&'static str] {{\n    match lang {{\n{tables}    }}\n}}\n\n\
         /// What the choices are called: the first of all texts.\n\
         fn choices(lang: Lang) -> &'static [&'static str] {{\n    match lang {{\n{choices}    }}\n}}\n"
    ))
}

fn capitalised(tag: &str) -> String {
    let (first, rest) = tag.split_at(1);
    first.to_uppercase() + rest
}
