//! A profile proposed from a form: reads a saved instance by the API account's eyes, recognises what the proxy needs,
//! and says what it could not guess and why. Nothing is written to WEBCON.

mod paste;
mod profile_file;
mod recognise;

use autenti_model::DocumentStatus;
use webcon::{
    ColumnType, DatabaseId, Editability, Element, ElementId, FieldType, FormLayout, ItemList, LayoutPath,
    Process, Reference,
};

use crate::doctor::Holds;
use crate::failure::{Failure, Result};
use recognise::{COLUMNS, Candidate, FIELDS, Guess, TEXTS, Wanted, assign, folded, looks_like_recipients};

/// What was found on a form.
#[derive(Debug)]
pub struct Proposal {
    database: DatabaseId,
    element: Element,
    layout: Option<FormLayout>,
    process: Known<Process>,
    /// Paths of every step of the workflow, each with the name of the step that it leaves.
    paths: Known<Vec<(String, LayoutPath)>>,
    fields: Vec<(Wanted, Guess)>,
    texts: Vec<(Wanted, Guess)>,
    list: ListGuess,
    categories: Categories,
}

/// What can be told, or why not.
#[derive(Debug)]
enum Known<T> {
    Yes(T),
    No(String),
}

/// The item list of recipients.
#[derive(Debug)]
enum ListGuess {
    Found { list: ItemList, columns: Vec<(Wanted, Guess)>, others: Vec<String> },
    Nothing,
}

/// Categories of the instance's attachments, by name: their numbers are not told.
#[derive(Debug, Default)]
struct Categories {
    to_sign: Option<String>,
    /// All that were seen.
    seen: Vec<String>,
}

impl Proposal {
    /// Reads the form of an instance.
    ///
    /// # Errors
    /// When the instance cannot be read. What else cannot be read is said in the profile.
    pub async fn read(webcon: &webcon::Client, database: DatabaseId, element: ElementId) -> Result<Self> {
        let element = webcon.element_with_layout(database, element).await?;
        let layout = webcon.form_layout(database, &element.step, &element.form_type).await.ok();
        let process = match webcon.process_of(database, &element.workflow).await {
            Ok(Some(process)) => Known::Yes(process),
            Ok(None) => {
                Known::No("the API account sees no process that has the instance's workflow".to_owned())
            }
            Err(error) => Known::No(format!("the processes cannot be read ({})", Failure::from(error))),
        };
        let paths = match paths(webcon, database, &element.workflow).await {
            Ok(paths) => Known::Yes(paths),
            Err(failure) => Known::No(format!("the steps and their paths cannot be read ({failure})")),
        };
        let candidates = field_candidates(&element);
        let fields = assign(FIELDS, &candidates);
        let used = |candidate: &&Candidate| !fields.iter().any(|(_, guess)| guess.is(candidate));
        let rest: Vec<Candidate> = candidates.iter().filter(used).cloned().collect();
        let texts = assign(TEXTS, &rest);
        let list = list(&element);
        let categories = categories(&element);
        Ok(Self { database, element, layout, process, paths, fields, texts, list, categories })
    }

    /// A name for the profile: that of the process, as far as it can stand in a file name.
    pub fn default_name(&self) -> String {
        let name = match &self.process {
            Known::Yes(process) => folded(&process.name),
            Known::No(_) => String::new(),
        };
        let words: Vec<String> = name
            .split_whitespace()
            .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect())
            .filter(|word: &String| !word.is_empty())
            .collect();
        if words.is_empty() { "contracts".to_owned() } else { words.join("-") }
    }

    /// What the profile lacks before it can work, each with what to do; empty when nothing is needed.
    pub fn missing(&self) -> Vec<String> {
        let of = |guesses: &[(Wanted, Guess)], section: &str| -> Vec<String> {
            let is_left_out = |guess: &Guess| matches!(guess, Guess::WrongType(_) | Guess::Nothing);
            let needed = guesses.iter().filter(|(wanted, guess)| wanted.is_needed && is_left_out(guess));
            needed.map(|(wanted, _)| format!("{section}.{} was not found on the form", wanted.key)).collect()
        };
        let mut missing = of(&self.fields, "fields");
        match &self.list {
            ListGuess::Found { columns, .. } => missing.extend(of(columns, "recipients")),
            ListGuess::Nothing => missing.push("recipients.list was not found on the form".to_owned()),
        }
        missing
    }
}

impl Guess {
    /// The one that it is, where there is no doubt.
    fn found(&self) -> Option<&Candidate> {
        match self {
            Self::Found(found) => Some(found),
            Self::WrongType(_) | Self::Several(_) | Self::Nothing => None,
        }
    }

    fn is(&self, candidate: &Candidate) -> bool {
        self.found().is_some_and(|found| found.key == candidate.key)
    }
}

/// The paths of all steps of a workflow.
async fn paths(
    webcon: &webcon::Client,
    database: DatabaseId,
    workflow: &Reference,
) -> Result<Vec<(String, LayoutPath)>> {
    let mut all = Vec::new();
    for step in webcon.steps(database, workflow).await? {
        let paths = webcon.paths(database, &step.reference()).await?;
        all.extend(paths.into_iter().map(|path| (step.name.clone(), path)));
    }
    Ok(all)
}

fn field_candidates(element: &Element) -> Vec<Candidate> {
    let candidate = |field: &webcon::Field| {
        let text = field.value.to_text();
        let mut is_told_by_more = Vec::new();
        if text.trim().starts_with("DOCUMENT_PROCESS:") {
            is_told_by_more.push("autenti_id");
        }
        if field.value.id().is_some_and(|id| DocumentStatus::from(&*id).is_known()) {
            is_told_by_more.push("status");
        }
        Some(Candidate {
            key: field.key()?.to_string(),
            name: field.name.clone(),
            fits: Holds::ALL.iter().filter(|holds| holds.fits_field(&field.field_type)).copied().collect(),
            is_writable: is_writable(field.layout.as_ref()),
            is_told_by_more,
        })
    };
    element.fields.iter().filter(|field| field.field_type != FieldType::Html).filter_map(candidate).collect()
}

fn column_candidates(list: &ItemList) -> Vec<Candidate> {
    let candidate = |column: &webcon::Column| {
        Some(Candidate {
            key: column.key()?.to_string(),
            name: column.name.clone(),
            fits: Holds::ALL.iter().filter(|holds| holds.fits_column(&column.column_type)).copied().collect(),
            is_writable: is_writable(column.layout.as_ref()),
            is_told_by_more: if column.column_type == ColumnType::Email { vec!["email"] } else { Vec::new() },
        })
    };
    list.columns.iter().filter_map(candidate).collect()
}

fn is_writable(layout: Option<&webcon::Layout>) -> bool {
    layout.is_none_or(|layout| layout.editability != Editability::ReadOnly)
}

/// The list whose columns are those of recipients, or whose name says so.
fn list(element: &Element) -> ListGuess {
    let scored = element.lists.iter().map(|list| {
        let columns = assign(COLUMNS, &column_candidates(list));
        let needed =
            columns.iter().filter(|(wanted, guess)| wanted.is_needed && guess.found().is_some()).count();
        (needed + 2 * usize::from(looks_like_recipients(&list.name)), list, columns)
    });
    let mut scored: Vec<_> = scored.filter(|(score, ..)| *score >= 2).collect();
    // The first of those that are as good.
    scored.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    let mut scored = scored.into_iter();
    let Some((_, list, columns)) = scored.next() else { return ListGuess::Nothing };
    let others = scored.map(|(_, list, _)| list.name.clone()).collect();
    ListGuess::Found { list: list.clone(), columns, others }
}

/// What a category of files to be signed is called, folded.
const TO_SIGN: &[&str] =
    &["to sign", "to be signed", "do podpis", "zu unterschreib", "zur unterschrift", "zu signier"];

fn categories(element: &Element) -> Categories {
    let mut categories = Categories::default();
    for attachment in &element.attachments {
        let group = attachment.group.trim();
        if !group.is_empty() && !categories.seen.iter().any(|seen| seen == group) {
            categories.seen.push(group.to_owned());
        }
    }
    let is_to_sign = |name: &&String| TO_SIGN.iter().any(|phrase| folded(name).contains(phrase));
    let is_pdf = |name: &str| name.to_lowercase().ends_with(".pdf");
    let holds_pdf = |name: &&String| {
        element.attachments.iter().any(|one| one.group.trim() == name.as_str() && is_pdf(&one.name))
    };
    let with_pdf: Vec<&String> = categories.seen.iter().filter(holds_pdf).collect();
    categories.to_sign = match (categories.seen.iter().find(is_to_sign), &with_pdf[..]) {
        (Some(named), _) => Some(named.clone()),
        (None, [only]) => Some((*only).clone()),
        (None, _) => None,
    };
    categories
}
