//! Comments cite what is known of Autenti and WEBCON by page and heading of `docs/facts/`. This makes sure that
//! each of those headings exists.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::root;

/// Folder of the pages.
const FOLDER: &str = "docs/facts";
/// What comments call each page.
const PAGES: &[(&str, &str)] = &[
    ("Autenti API", "autenti-api.md"),
    ("WEBCON form", "webcon-form.md"),
    ("form in the browser", "webcon-form.md"),
    ("WEBCON REST API", "webcon-rest-api.md"),
    ("plugin", "plugin.md"),
];
/// Files in which comments cite.
const ENDINGS: &[&str] = &["rs", "js", "ts", "css", "html", "toml", "sql", "md"];
/// This file and the pages themselves speak of citing, and cite nothing.
const SPEAK_OF_IT: &[&str] = &["docs/facts/", "xtask/src/facts.rs"];
/// What introduces a citation.
const MARK: &str = "facts: ";
/// Over how many lines one may run.
const LINES: usize = 3;

/// Headings in lower case, by page.
type Headings = BTreeMap<&'static str, Vec<String>>;

/// Looks at every comment of the repository that cites.
pub(crate) fn check() -> Result<()> {
    let mut headings = Headings::new();
    for (_, page) in PAGES {
        let path = root().join(FOLDER).join(page);
        let text = fs::read_to_string(&path).with_context(|| format!("{FOLDER}/{page} is missing"))?;
        headings.insert(page, headings_of(&text));
    }
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output()?;
    let listed = String::from_utf8(listed.stdout)?;
    let mut wrong = Vec::new();
    let mut found = 0;
    for name in listed.split_terminator('\0') {
        let is_looked_at = name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
            && !SPEAK_OF_IT.iter().any(|start| name.starts_with(start));
        // A file may be listed and deleted.
        let Some(text) = is_looked_at.then(|| fs::read_to_string(root().join(name)).ok()).flatten() else {
            continue;
        };
        for (line, cited) in citations(&text) {
            found += 1;
            if let Err(message) = verify(&cited, &headings) {
                wrong.push(format!("{name}:{line}: {message}"));
            }
        }
    }
    if found == 0 {
        bail!("no comment cites {FOLDER}, so this check looks at nothing");
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

fn headings_of(page: &str) -> Vec<String> {
    page.lines()
        .filter_map(|line| line.strip_prefix("##"))
        .map(|line| line.trim_start_matches('#').trim().to_lowercase())
        .collect()
}

/// The number of its line, and each citation up to where it may end, in one line.
fn citations(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        for (start, _) in line.match_indices(MARK) {
            let first = &line[start + MARK.len()..];
            // How documents speak of citations.
            if PAGES
                .iter()
                .any(|(name, _)| first.strip_prefix(name).is_some_and(|rest| rest.starts_with(", …")))
            {
                continue;
            }
            let more = lines[index + 1..].iter().take(LINES - 1).map(|line| without_comment_sign(line));
            let cited: Vec<&str> = [first].into_iter().chain(more).collect();
            found.push((index + 1, cited.join(" ")));
        }
    }
    found
}

fn without_comment_sign(line: &str) -> &str {
    line.trim_start().trim_start_matches(['/', '!', '*', '#']).trim_start()
}

/// Whether the citation begins with a page, and a heading of it where it goes on; and whether so does whatever it
/// names besides.
fn verify(cited: &str, headings: &Headings) -> Result<(), String> {
    let shown = || cited.chars().take(60).collect::<String>();
    let Some((name, page)) = PAGES.iter().find(|(name, _)| cited.starts_with(name)) else {
        return Err(format!("`{}…` names no page of {FOLDER}", shown()));
    };
    let rest = &cited[name.len()..];
    // The page as a whole.
    if rest.starts_with(['.', ')', ';']) {
        return Ok(());
    }
    let Some(mut rest) = rest.strip_prefix(", ").or_else(|| rest.strip_prefix("'s ")) else {
        return Err(format!("`{}…` names no heading", shown()));
    };
    loop {
        let Some(after) = after_heading(rest, &headings[page]) else {
            let phrase: String = rest.chars().take(40).collect();
            return Err(format!("{FOLDER}/{page} has no heading as in `{phrase}…`"));
        };
        if let Some(more) = after.strip_prefix("; ")
            && PAGES.iter().any(|(name, _)| more.starts_with(name))
        {
            return verify(more, headings);
        }
        match after.strip_prefix(", \"").or_else(|| after.strip_prefix(" and \"")) {
            Some(more) => rest = &after[after.len() - more.len() - 1..],
            None => match after.strip_prefix(" and ") {
                Some(more) => rest = more,
                None => return Ok(()),
            },
        }
    }
}

/// What stands behind the longest heading with which the text begins, in quotes or not.
fn after_heading<'a>(text: &'a str, headings: &[String]) -> Option<&'a str> {
    let (text, is_quoted) = match text.strip_prefix('"') {
        Some(text) => (text, true),
        None => (text, false),
    };
    let is_whole = |rest: &str| {
        if is_quoted { rest.starts_with('"') } else { !rest.starts_with(char::is_alphanumeric) }
    };
    let longest = headings
        .iter()
        .filter(|heading| {
            text.get(..heading.len()).is_some_and(|start| start.to_lowercase() == **heading)
                && is_whole(&text[heading.len()..])
        })
        .map(String::len)
        .max()?;
    Some(&text[longest + usize::from(is_quoted)..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings() -> Headings {
        let page = "# Page\n\n## Files\n\ntext\n\n### Files and participants\n\n## Known traps\n";
        [("autenti-api.md", headings_of(page)), ("plugin.md", vec!["data sources".to_owned()])].into()
    }

    #[test]
    fn a_citation_begins_with_a_page_and_a_heading_that_exist() {
        for (cited, fine) in [
            ("Autenti API, \"Files\").", true),
            ("Autenti API, files: what they are", true),
            ("Autenti API, \"Files and participants\": files", true),
            ("Autenti API. Shapes come from it", true),
            ("Autenti API, \"Files\", \"Known traps\").", true),
            ("Autenti API, files and known traps: late", true),
            ("Autenti API, known traps; plugin, data sources).", true),
            ("plugin's data sources), and", true),
            ("Autenti API, \"Fil\").", false),
            ("Autenti API, filesystem: x", false),
            ("Autenti API, \"Files\", \"Gone\").", false),
            ("Autenti API, files and gone things", false),
            ("Autenti API, known traps; plugin, gone).", false),
            ("Autenti API files", false),
            ("\"Files\").", false),
            ("the vendor's document", false),
        ] {
            assert_eq!(verify(cited, &headings()).is_ok(), fine, "{cited}: {:?}", verify(cited, &headings()));
        }
    }

    #[test]
    fn every_comment_of_this_repository_cites_a_heading_that_exists() {
        check().unwrap();
    }

    #[test]
    fn a_citation_may_run_over_lines_of_a_comment() {
        let text = "fn a() {}\n/// Late (facts: Autenti API,\n/// \"Known traps\").\nfn b() {}\n";
        let found = citations(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, 2);
        assert_eq!(verify(&found[0].1, &headings()), Ok(()));
        assert!(citations("cited as \"facts: Autenti API, …\"").is_empty());
    }
}
