//! The guides lead somewhere: every error code has its place in `docs/troubleshooting.md`, every link between pages
//! ends at a page and a heading that exist, and a translation has the code of its original.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use autenti_model::ErrorCode;

use crate::shell::root;

const TROUBLESHOOTING: &str = "docs/troubleshooting.md";
/// Pages outside of `docs/` that link into it.
const PAGES: [&str; 3] = ["README.md", "CONTRIBUTING.md", "deploy/README.md"];
/// A translation stands in a folder named after its language, under the name of its original.
const TRANSLATIONS: [&str; 1] = ["docs/pl"];

/// Looks at every guide.
pub(crate) fn check() -> Result<()> {
    let mut wrong = codes(&read(&root().join(TROUBLESHOOTING))?);
    for page in pages()? {
        wrong.extend(broken_links(&page, &read(&page)?));
    }
    for folder in TRANSLATIONS {
        for page in pages_in(&root().join(folder))? {
            let name = page.file_name().context("a page has a name")?;
            let original = root().join("docs").join(name);
            if blocks(&read(&page)?) != blocks(&read(&original)?) {
                wrong.push(format!(
                    "{}: its code blocks are not those of {}",
                    page.display(),
                    original.display()
                ));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} is missing", path.display()))
}

fn pages() -> Result<Vec<PathBuf>> {
    let mut pages: Vec<_> = PAGES.iter().map(|page| root().join(page)).collect();
    for folder in ["docs", "docs/decisions", "docs/facts"].iter().chain(&TRANSLATIONS) {
        pages.extend(pages_in(&root().join(folder))?);
    }
    Ok(pages)
}

fn pages_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect())
}

/// Codes without a heading, and headings of codes that do not exist.
fn codes(text: &str) -> Vec<String> {
    let described: BTreeSet<_> = headings(text)
        .filter_map(|heading| Some(heading.strip_prefix('`')?.strip_suffix('`')?.to_owned()))
        .collect();
    let sent: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    let missing =
        sent.difference(&described).map(|code| format!("{TROUBLESHOOTING} says nothing of `{code}`"));
    let unknown =
        described.difference(&sent).map(|code| format!("{TROUBLESHOOTING}: `{code}` is no error code"));
    missing.chain(unknown).collect()
}

/// Lines outside of code blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

fn headings(text: &str) -> impl Iterator<Item = &str> {
    prose(text).filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim())
}

/// The name under which a link finds a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The links of a page that end nowhere.
fn broken_links(page: &Path, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in prose(text) {
        for (start, _) in line.match_indices("](") {
            let Some((target, _)) = line[start + 2..].split_once(')') else { continue };
            if target.contains("://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { page.to_owned() } else { page.with_file_name(file) };
            let found = path.exists()
                && (heading.is_empty()
                    || fs::read_to_string(&path)
                        .is_ok_and(|text| headings(&text).any(|known| anchor(known) == heading)));
            if !found {
                wrong.push(format!("{}: the link {target} ends nowhere", page.display()));
            }
        }
    }
    wrong
}

/// The code blocks of a page, with what their fence says.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let (mut blocks, mut open) = (Vec::new(), None::<Vec<&str>>);
    for line in text.lines() {
        match (&mut open, line.trim_start().starts_with("```")) {
            (None, true) => open = Some(vec![line.trim_start()]),
            (Some(_), true) => blocks.extend(open.take()),
            (Some(block), false) => block.push(line),
            (None, false) => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_found_as_a_browser_finds_it() {
        assert_eq!(anchor("7. Sending from a path or a timer"), "7-sending-from-a-path-or-a-timer");
        assert_eq!(anchor("`wrong_process`"), "wrong_process");
        assert_eq!(anchor("From WEBCON's automations"), "from-webcons-automations");
    }

    #[test]
    fn a_code_without_a_heading_is_named() {
        let wrong = codes("# By code\n\n### `internal`\n\n### `nonsense`\n");
        assert!(wrong.contains(&format!("{TROUBLESHOOTING} says nothing of `not_pdf`")), "{wrong:?}");
        assert!(wrong.contains(&format!("{TROUBLESHOOTING}: `nonsense` is no error code")), "{wrong:?}");
        assert!(!wrong.iter().any(|line| line.contains("`internal`")), "{wrong:?}");
    }

    #[test]
    fn what_stands_in_a_code_block_is_neither_heading_nor_link() {
        let text = "# One\n```sh\n# two\n[a](b)\n```\n## Three\n";
        assert_eq!(headings(text).collect::<Vec<_>>(), ["One", "Three"]);
        assert!(broken_links(Path::new("page.md"), text).is_empty());
        assert_eq!(blocks(text), [vec!["```sh", "# two", "[a](b)"]]);
    }
}
