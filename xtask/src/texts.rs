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

/// Where texts are said.
const SOURCES: &[&str] = &["src", "www", "crates/model/src", "crates/proxy/src"];
/// What runs in the browser.
const COMPONENT: &str = "src";
/// Where everything that is said is read by people.
const READ_BY_PEOPLE: &[&str] = &["src", "www", "crates/proxy/src"];
/// Mistakes in the configuration are told to administrators, in English.
const CONFIGURATION: &str = "crates/proxy/src/config";
/// Where the texts stand.
const CATALOGUE: &str = "locales";
/// The table of failures: each code with the names of its texts.
const CODES: &str = "crates/model/src/problem.rs";
/// What takes a text that people read, and so must not be given one in quotes.
const SINKS: &[&str] = &[
    ".text(",
    ".attr(\"aria-label\", ",
    ".attr(\"title\", ",
    ".say(",
    "with_message(",
    ".with_verbatim(",
    ".with_verbatim(format!(",
    ".textContent = ",
    ".title = ",
    "placeholder = ",
    "\"aria-label\", ",
    ".append(",
    "new Option(",
];

/// The page that lists them.
pub(crate) fn page() -> String {
    let mut page = "# Texts\n\n\
        Everything that people read, by name. A page may put its own in its place:\n\n\
        ```html\n<script>\n  customElements.whenDefined(\"autenti-signing\").then(() => {\n    \
        autentiForm.texts({ pl: { Send: \"Wyślij\" }, en: { Send: \"Send it\" } });\n  });\n</script>\n```\n\n\
        Where a text counts something, its plural forms are divided by `|`: two in English and German, three in Polish.\n\
        What stands in braces is filled in; it may be left out. This file is made from `locales/` by\n\
        `cargo xtask generate`.\n"
        .to_owned();
    let names = Lang::ALL.iter().map(|lang| lang.english_name()).collect::<Vec<_>>().join(" | ");
    let head = format!("| name | {names} |\n|{}\n", " --- |".repeat(Lang::ALL.len() + 1));
    for (title, texts) in [
        (
            "The choices of look-ups, the panel, and the rules for recipients",
            [Text::OF_CHOICES, Text::OF_PANEL, Text::OF_RULES].concat(),
        ),
        ("What the proxy says: failures, with what to do, and why something waits", Text::OF_PROXY.to_vec()),
        (
            "The page of the External control (in its configuration, or in `data-texts` of its file)",
            Text::OF_CONTROL.to_vec(),
        ),
    ] {
        // Writing to a text cannot fail.
        let _ = write!(page, "\n## {title}\n\n{head}");
        for text in texts {
            let said = Lang::ALL.iter().map(|lang| text.get(*lang).replace('|', "\\|"));
            let _ = writeln!(page, "| `{}` | {} |", text.key(), said.collect::<Vec<_>>().join(" | "));
        }
    }
    page
}

/// Finds texts that nothing says, and words in the code that are no text of the catalogue.
pub(crate) fn check() -> Result<()> {
    let mut files = Vec::new();
    for folder in SOURCES {
        collect(&root().join(folder), &mut files)?;
    }
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for file in files {
        let code = fs::read_to_string(&file)?;
        let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
        used.extend(names(&code, &name));
        for (index, line) in code.lines().enumerate() {
            let is_read = READ_BY_PEOPLE.iter().any(|folder| name.starts_with(folder));
            if is_read && !name.starts_with(CONFIGURATION) && is_hard_coded(line) {
                wrong.push(format!(
                    "{name}:{}: words that are no text of the catalogue: {}",
                    index + 1,
                    line.trim()
                ));
            }
        }
    }
    // `cargo xtask component` puts some into the loader.
    let component = "xtask/src/component.rs";
    used.extend(names(&fs::read_to_string(root().join(component))?, component));
    let unused = Text::ALL.iter().map(|text| text.key()).filter(|name| !used.contains(*name));
    wrong.extend(unused.map(|name| format!("{CATALOGUE}: nothing says {name}")));
    wrong.extend(not_loaded()?);
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

/// What the component names and never has: browsers load neither what only the proxy says nor the control's words.
fn not_loaded() -> Result<Vec<String>> {
    let mut files = Vec::new();
    collect(&root().join(COMPONENT), &mut files)?;
    let others: Vec<_> = [Text::OF_PROXY, Text::OF_CONTROL].concat().iter().map(|text| text.key()).collect();
    let mut wrong = Vec::new();
    for file in files {
        let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
        let named = names(&fs::read_to_string(&file)?, &name);
        let missing = named.iter().filter(|text| others.contains(&text.as_str()));
        wrong.extend(missing.map(|text| format!("{name}: the component does not have {text}")));
    }
    Ok(wrong)
}

/// The texts that code names: `Text::Send`, `"ControlAlone"` in a script, `SendTitle` in the table of codes. What
/// stands in comments names nothing.
fn names(code: &str, file: &str) -> BTreeSet<String> {
    let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
    if file == CODES {
        return code.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    }
    let is_script = Path::new(file).extension().is_some_and(|kind| kind == "js" || kind == "ts");
    let mark = if is_script { "\"" } else { "Text::" };
    code.split(mark).skip(1).map(word).filter(|name| name.starts_with(char::is_uppercase)).collect()
}

/// Whether a line hands words of its own to something that people read: in quotes of any kind, more than one letter
/// beside places for values.
fn is_hard_coded(line: &str) -> bool {
    SINKS.iter().any(|sink| {
        let Some((_, rest)) = line.split_once(sink) else { return false };
        let Some(quote) = rest.chars().next().filter(|first| "\"'`".contains(*first)) else { return false };
        let Some((words, _)) = rest[1..].split_once(quote) else { return false };
        let mut depth = 0_u32;
        let letters = words.chars().filter(|c| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && c.is_alphabetic()
        });
        letters.count() > 1
    })
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "js" || kind == "ts") {
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
            ("note.textContent = 'Failed';", true),
            ("note.textContent = `Failed: ${why}`;", true),
            ("note.textContent = `${name}: ${why}`;", false),
            ("failure.with_verbatim(format!(\"There is no {name}.\"))", true),
            ("failure.with_verbatim(said)", false),
        ] {
            assert_eq!(is_hard_coded(line), expected, "{line}");
        }
    }

    #[test]
    fn the_component_says_only_texts_that_it_has() {
        assert_eq!(not_loaded().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_text_is_used_where_it_is_named_and_not_where_a_word_looks_like_it() {
        let of = |code: &str, file: &str| names(code, file).into_iter().collect::<Vec<_>>();
        assert_eq!(of("// Text::Send\nview.text(Text::Refresh); struct Send;", "src/a.rs"), ["Refresh"]);
        assert_eq!(of("// \"Send\"\nsay(\"ControlAlone\"); class Send {}", "www/a.js"), ["ControlAlone"]);
        assert!(of("X = \"x\", 400, XTitle, XAdvice;", CODES).contains(&"XAdvice".to_owned()));
    }
}
