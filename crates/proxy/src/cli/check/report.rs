//! What a check found, for people and for pipelines.

use std::io::Write;

use anyhow::{Result, bail};
use serde::Serialize;

use crate::doctor::{Finding, Verdict};

/// Findings in the order in which they were made. For people each is printed at once, for pipelines all at the end.
#[derive(Debug)]
pub(super) struct Report {
    as_json: bool,
    findings: Vec<Line>,
}

/// A finding, and what it is about.
#[derive(Debug, Serialize)]
struct Line {
    verdict: &'static str,
    /// Empty for what is about the whole.
    about: String,
    what: String,
    fix: Option<String>,
}

#[derive(Serialize)]
struct Json<'a> {
    ok: bool,
    right: usize,
    notes: usize,
    wrong: usize,
    findings: &'a [Line],
}

impl Report {
    pub(super) fn new(as_json: bool) -> Self {
        Self { as_json, findings: Vec::new() }
    }

    /// Adds what was found about the whole.
    pub(super) fn found(&mut self, finding: Finding) -> Result<()> {
        self.found_about("", finding)
    }

    /// Adds what was found about a part.
    pub(super) fn found_about(&mut self, about: &str, finding: Finding) -> Result<()> {
        let verdict = match finding.verdict {
            Verdict::Right => "right",
            Verdict::Note => "note",
            Verdict::Wrong => "wrong",
        };
        let line = Line { verdict, about: about.to_owned(), what: finding.what, fix: finding.fix };
        if !self.as_json {
            writeln!(std::io::stdout().lock(), "{}", line.for_people())?;
        }
        self.findings.push(line);
        Ok(())
    }

    fn count(&self, verdict: &str) -> usize {
        self.findings.iter().filter(|line| line.verdict == verdict).count()
    }

    /// Says how many there are.
    pub(super) fn end(self) -> Result<()> {
        let (right, notes, wrong) = (self.count("right"), self.count("note"), self.count("wrong"));
        if self.as_json {
            let json = Json { ok: wrong == 0, right, notes, wrong, findings: &self.findings };
            writeln!(std::io::stdout().lock(), "{}", serde_json::to_string_pretty(&json)?)?;
        }
        match wrong {
            0 => Ok(()),
            1 => bail!("1 of {} things is wrong", right + wrong),
            wrong => bail!("{wrong} of {} things are wrong", right + wrong),
        }
    }
}

impl Line {
    fn for_people(&self) -> String {
        // As wide as the widest, so that the eye finds what is wrong.
        let verdict = if self.verdict == "right" { "ok" } else { self.verdict };
        let about = if self.about.is_empty() { String::new() } else { format!("{}: ", self.about) };
        let fix = self.fix.as_deref().map(|fix| format!(". {fix}")).unwrap_or_default();
        format!("{verdict:<7}{about}{}{fix}", self.what)
    }
}
