//! `[profiles.….attachments]`: which attachments are signed.

use regex::Regex;

use crate::config::reader::Section;

/// Which attachments are signed.
#[derive(Clone, Debug)]
pub struct AttachmentSelection {
    /// How they are chosen.
    pub select: Select,
    /// Of those, the ones whose name matches.
    pub name_matches: Option<Regex>,
    /// Bytes that one file may have.
    pub largest_file: u64,
}

const MB: u64 = 1024 * 1024;

/// What Autenti takes of one file (facts: Autenti API, "Files and participants").
const LARGEST_FILE: u64 = 10 * MB;

/// Reads a size such as `10MB`.
fn size(text: &str) -> Result<u64, String> {
    let number = text.trim().to_uppercase();
    let number = number.strip_suffix("MB").map(str::trim).and_then(|number| number.parse::<u64>().ok());
    match number {
        Some(number @ 1..=1000) => Ok(number * MB),
        Some(_) | None => Err(format!("`{text}` is not a size such as \"10MB\"")),
    }
}

/// How attachments are chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Select {
    /// All.
    All,
    /// Those without a category.
    WithoutCategory,
    /// Those of one category, given by id, by name or as `id#name`.
    Category(String),
    /// Those whose ids a User Defined API answers, in its order.
    Query(String),
}

impl AttachmentSelection {
    pub(super) fn read(section: Section<'_>) -> Self {
        let how = section.text_or("select", "category");
        let category = section.text("category");
        let query = section.text("query");
        let select = match (how.as_str(), category.trim(), query.trim()) {
            ("category", "all", _) => Select::All,
            ("category", "none", _) => Select::WithoutCategory,
            ("category", "", _) => {
                section.mistake("category", "is missing: a category as id#name, \"all\" or \"none\"");
                Select::All
            }
            ("category", category, _) => Select::Category(category.to_owned()),
            ("query", _, "") => {
                section.mistake("query", "is missing: the path of a WEBCON User Defined API");
                Select::All
            }
            ("query", _, path) => Select::Query(path.to_owned()),
            (other, ..) => {
                section.mistake("select", format!("`{other}` is neither category nor query"));
                Select::All
            }
        };
        let name_matches = section.read("name_matches", None, |text| match text {
            "" => Ok(None),
            pattern => Regex::new(pattern).map(Some).map_err(|error| {
                // The last line of the message says what is wrong; the lines before draw the pattern.
                let why = error.to_string();
                format!("is not a regular expression: {}", why.lines().last().unwrap_or_default())
            }),
        });
        let largest_file = section.read("largest_file", LARGEST_FILE, size);
        section.finish();
        Self { select, name_matches, largest_file }
    }
}
