//! Texts: `docs/texts.md`, and a check that each is used and that no other stands in the code.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use autenti_model::{Lang, Text};

use crate::shell::root;

/// Where the texts are listed for those who replace them.
pub(crate) const PAGE: &str = "docs/texts.md";

const HEAD: &str = "| name | English | Polish | German |\n| --- | --- | --- | --- |\n";

/// Where texts are said.
const SPEAKERS: &[&str] = &["src", "www", "crates/model/src", "crates/proxy/src"];
/// Where everything that is said is read by people.
const IN_BROWSER: &[&str] = &["src", "www"];
/// The catalogue itself speaks to nobody.
const CATALOGUE: &str = "crates/model/src/texts/catalogue.rs";
/// What takes a text that people read, and so must not be given one in quotes.
const MOUTHS: &[&str] = &[
    ".text(\"",
    ".attr(\"aria-label\", \"",
    ".attr(\"title\", \"",
    ".say(\"",
    "said(\"",
    ".textContent = \"",
    ".title = \"",
    "placeholder = \"",
    "\"aria-label\", \"",
];

/// The page that lists them.
pub(crate) fn page() -> String {
    let mut page = "# Texts\n\n\
        Everything that people read, by name. A page may put its own in its place:\n\n\
        ```html\n<script>\n  customElements.whenDefined(\"autenti-signing\").then(() => {\n    \
        autentiForm.texts({ pl: { Send: \"Wyślij\" }, en: { Send: \"Send it\" } });\n  });\n</script>\n```\n\n\
        Where a text counts something, its plural forms are divided by `|`: two in English and German, three in Polish.\n\
        What stands in braces is filled in; it may be left out. This file is made from the catalogue by\n\
        `cargo xtask generate`.\n"
        .to_owned();
    for (title, texts) in [
        ("The panel, and the rules for recipients", Text::IN_BROWSER),
        ("What the proxy says: failures, with what to do, and why something waits", Text::OF_PROXY),
        (
            "The page of the External control (in its configuration, or in `data-texts` of its file)",
            Text::OF_CONTROL,
        ),
    ] {
        // Writing to a text cannot fail.
        let _ = write!(page, "\n## {title}\n\n{HEAD}");
        for text in texts {
            let [english, polish, german] =
                [Lang::En, Lang::Pl, Lang::De].map(|lang| text.get(lang).replace('|', "\\|"));
            let _ = writeln!(page, "| `{}` | {english} | {polish} | {german} |", text.key());
        }
    }
    page
}

/// Finds texts that nothing says, and words in the code that are no text of the catalogue.
pub(crate) fn check() -> Result<()> {
    let mut files = Vec::new();
    for folder in SPEAKERS {
        collect(&root().join(folder), &mut files)?;
    }
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for file in files {
        let code = fs::read_to_string(&file)?;
        let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
        if name == CATALOGUE {
            continue;
        }
        used.extend(names(&code));
        for (index, line) in code.lines().enumerate() {
            if IN_BROWSER.iter().any(|folder| name.starts_with(folder)) && is_hard_coded(line) {
                wrong.push(format!(
                    "{name}:{}: words that are no text of the catalogue: {}",
                    index + 1,
                    line.trim()
                ));
            }
        }
    }
    // `cargo xtask component` puts some into the loader.
    used.extend(names(&fs::read_to_string(root().join("xtask/src/component.rs"))?));
    let unused = Text::ALL.iter().map(|text| text.key()).filter(|name| !used.contains(*name));
    wrong.extend(unused.map(|name| format!("{CATALOGUE}: nothing says {name}")));
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

/// Whatever looks like a name of a text: `Text::Send`, or `SendTitle` in a table of codes.
fn names(code: &str) -> impl Iterator<Item = String> {
    code.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.starts_with(char::is_uppercase))
        .map(str::to_owned)
}

/// Whether a line hands words of its own to something that people read.
fn is_hard_coded(line: &str) -> bool {
    MOUTHS.iter().any(|mouth| {
        let words = line.split_once(mouth).and_then(|(_, rest)| rest.split_once('"'));
        words.is_some_and(|(words, _)| words.chars().filter(|c| c.is_alphabetic()).count() > 1)
    })
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "js") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_quotes_are_found_where_people_read_them() {
        for (line, expected) in [
            ("el(\"p\").text(\"Please wait\")", true),
            (".attr(\"aria-label\", \"Close\")", true),
            ("note.textContent = \"Failed\";", true),
            (".text(if odd { \"\" } else { \"\\u{a0}\" })", false),
            ("el(\"p\").text(view.text(Text::Send))", false),
            (".attr(\"aria-hidden\", \"true\")", false),
            (".text(\" · \")", false),
        ] {
            assert_eq!(is_hard_coded(line), expected, "{line}");
        }
    }
}
