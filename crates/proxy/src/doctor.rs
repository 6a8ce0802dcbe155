//! What is right and wrong with a profile, told to a designer before a user meets it: names that the form
//! does not have, columns of the wrong type, fields that the API account cannot write, a selection that
//! selects nothing; each with what to do about it.

mod categories;
mod steps;

use std::collections::BTreeSet;

use autenti_model::{ErrorCode, Lang};
use webcon::{Column, ColumnType, Editability, ElementId, Field, FieldType, ItemList, Layout};

use crate::accounts::Accounts;
pub use crate::config::Holds;
use crate::config::{Account, Profile, RecipientColumn, Select};
use crate::draft;
use crate::failure::Failure;
use crate::form::{self, Form, Forms, Names, is_choice_column, is_choice_field};
use steps::Steps;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as it must be.
    pub verdict: Verdict,
    /// What was seen.
    pub what: String,
    /// What to do about it, where it is not right.
    pub fix: Option<String>,
}

/// Whether something is as it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Right,
    /// It works, and should not stay so.
    Note,
    /// It is not.
    Wrong,
}

impl Finding {
    /// It is as it must be.
    pub fn right(what: impl Into<String>) -> Self {
        Self { verdict: Verdict::Right, what: what.into(), fix: None }
    }

    /// It works, and should not stay so.
    pub fn note(what: impl Into<String>, fix: &str) -> Self {
        Self { verdict: Verdict::Note, what: what.into(), fix: Some(fix.to_owned()) }
    }

    /// It is not as it must be.
    pub fn wrong(what: impl Into<String>, fix: &str) -> Self {
        Self { verdict: Verdict::Wrong, what: what.into(), fix: Some(fix.to_owned()) }
    }

    /// The same, in words that say what to do themselves.
    pub fn wrong_as_said(what: &str) -> Self {
        Self { verdict: Verdict::Wrong, what: what.to_owned(), fix: None }
    }

    /// The same, for what works.
    pub fn note_as_said(what: &str) -> Self {
        Self { verdict: Verdict::Note, what: what.to_owned(), fix: None }
    }
}

/// Collects findings.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn right(&mut self, what: impl Into<String>) {
        self.0.push(Finding::right(what));
    }

    fn wrong(&mut self, what: impl Into<String>, fix: &str) {
        self.0.push(Finding::wrong(what, fix));
    }

    fn note(&mut self, what: impl Into<String>, fix: &str) {
        self.0.push(Finding::note(what, fix));
    }
}

impl Holds {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Text, Self::TextOrChoice, Self::Link, Self::Flag, Self::Place];

    /// Whether a field of that type can hold it.
    pub fn fits_field(self, field: &FieldType) -> bool {
        let text = matches!(field, FieldType::SingleLine | FieldType::Multiline | FieldType::Email);
        match self {
            Self::Text => text,
            Self::TextOrChoice => text || is_choice_field(field),
            Self::Link => text || *field == FieldType::HyperLink,
            Self::Flag => *field == FieldType::Boolean,
            Self::Place => matches!(field, FieldType::Int | FieldType::Decimal),
        }
    }

    /// Whether a column of that type can hold it.
    pub fn fits_column(self, column: &ColumnType) -> bool {
        let text = matches!(
            column,
            ColumnType::SingleLine | ColumnType::Multiline | ColumnType::Email | ColumnType::CalculatedText
        );
        match self {
            Self::Text => text,
            Self::TextOrChoice => text || is_choice_column(column),
            Self::Link => text || *column == ColumnType::Hyperlink,
            Self::Flag => *column == ColumnType::Boolean,
            Self::Place => matches!(column, ColumnType::Decimal | ColumnType::CalculatedDecimal),
        }
    }

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::TextOrChoice => "a text or a choice",
            Self::Link => "a text or a link",
            Self::Flag => "a yes/no",
            Self::Place => "a number",
        }
    }
}

/// Looks at everything that a profile names, on its example instance.
pub async fn examine(
    forms: &Forms,
    accounts: &Accounts,
    profile: &Profile,
    account: Option<&Account>,
) -> Vec<Finding> {
    let mut findings = Findings::default();
    categories::format(profile, &mut findings);
    labels(accounts, profile, &mut findings).await;
    match profile.example {
        Some(example) => instance(forms, profile, account, example, &mut findings).await,
        None => findings.wrong(
            "the form was not looked at",
            "Set `example` to the id of any saved instance of the process.",
        ),
    }
    findings.0
}

async fn labels(accounts: &Accounts, profile: &Profile, findings: &mut Findings) {
    let fixed: Vec<String> = profile.labels.iter().filter_map(crate::config::Template::constant).collect();
    if fixed.is_empty() {
        return;
    }
    match accounts.labels(accounts.name_for(profile)).await {
        Err(failure) => findings.wrong(format!("Autenti's labels cannot be read ({failure})"), "See above."),
        Ok(known) => {
            for id in fixed {
                if known.iter().any(|label| label.id == id) {
                    findings.right(format!("Autenti has the label {id}"));
                } else {
                    let ids: Vec<&str> = known.iter().map(|label| label.id.as_str()).collect();
                    findings.wrong(
                        format!("Autenti has no label {id}"),
                        &format!("Its labels are: {}.", ids.join(", ")),
                    );
                }
            }
        }
    }
}

async fn instance(
    forms: &Forms,
    profile: &Profile,
    account: Option<&Account>,
    example: ElementId,
    findings: &mut Findings,
) {
    let database = profile.database;
    let element = match forms.webcon().element_with_layout(database, example).await {
        Ok(element) => element,
        Err(error) => {
            let failure = Failure::from(error);
            return findings.wrong(
                format!("the instance {example} cannot be read ({failure})"),
                "Check `database` and `example`, and give the API account the right to access and edit all instances of the process.",
            );
        }
    };
    findings.right(format!("the instance {example} can be read ({})", element.instance_number));
    let names = forms.with_layout(profile, Names::of(element)).await;
    if names.layout().is_some() {
        findings.right("the form's layout can be read");
    } else {
        findings.wrong(
            "the form's layout cannot be read: database columns are not known, and forms that are being edited cannot be told what was written",
            "Give the API application the scope App.Metadata.Read.",
        );
    }
    let steps = Steps::read(forms, profile, &names).await;
    process(forms, profile, &names, findings).await;
    fields(forms, profile, &names, findings);
    list(forms, profile, &names, findings);
    if let Some(steps) = &steps {
        steps.check(forms, profile, &names, findings);
    }
    paths(profile, &names, steps.as_ref(), findings);
    categories::names(profile, &names, findings);
    files(forms, profile, example, &names, findings).await;
    if let Some(account) = account {
        outgoing(forms, profile, account, example, findings).await;
    }
}

async fn process(forms: &Forms, profile: &Profile, names: &Names, findings: &mut Findings) {
    let database = profile.database;
    let workflow = &names.element.workflow;
    let element = &names.element;
    if profile
        .process
        .as_deref()
        .is_some_and(|named| workflow.has_guid(named) || element.form_type.has_guid(named))
    {
        return findings.right("process is the example's workflow or form type");
    }
    let found = forms.webcon().process_of(database, workflow).await;
    // Where nothing of the kind can be read, the missing scope has been named already.
    let Ok(found) = found else { return };
    let called = |process: &webcon::Process| {
        let key = process.key().map(|key| key.to_string()).unwrap_or_default();
        format!("`{key}` ({})", process.name)
    };
    match (&profile.process, found) {
        (None, found) => {
            let fix = found.as_ref().map_or_else(
                || "Write the process's GUID.".to_owned(),
                |process| format!("The example's process is {}.", called(process)),
            );
            findings.note(
                "process is empty: instances of any process whose fields are called so are taken",
                &fix,
            );
        }
        (Some(wanted), Some(process)) if process.is(wanted) => {
            findings.right(format!("process is “{}”, and the example is of it", process.name));
        }
        (Some(wanted), Some(process)) => findings.wrong(
            format!("process is `{wanted}`, and the example is of another one"),
            &format!("Write {}, or take an instance of the process for `example`.", called(&process)),
        ),
        (Some(wanted), None) => findings.wrong(
            format!(
                "process is `{wanted}`, and the API account sees no process that has the example's workflow"
            ),
            "Give the API account access to the application.",
        ),
    }
}

fn fields(forms: &Forms, profile: &Profile, names: &Names, findings: &mut Findings) {
    let written = [
        ("fields.autenti_id", Some(&profile.fields.autenti_id), Holds::Text),
        ("fields.status", profile.fields.status.as_ref(), Holds::TextOrChoice),
        ("fields.link", profile.fields.link.as_ref(), Holds::Link),
    ];
    for (key, name, holds) in written {
        let Some(name) = name else { continue };
        match names.field(name) {
            Err(error) => findings.wrong(format!("{key}: {error}"), NOT_FOUND),
            Ok(field) if !holds.fits_field(&field.field_type) => findings.wrong(
                format!("{key}: `{name}` is of type {}", field.field_type),
                &format!("It must be {}.", holds.name()),
            ),
            Ok(field) if !is_writable(forms, field.layout.as_ref()) => {
                findings.wrong(format!("{key}: the API account cannot write `{name}`"), NOT_WRITABLE);
            }
            Ok(Field { name, .. }) => findings.right(format!("{key} is the field `{name}`")),
        }
    }
    for name in profile.templates().flat_map(crate::config::Template::fields) {
        match names.field(name) {
            Ok(_) => findings.right(format!("the field `{name}` of a text is there")),
            Err(error) => findings.wrong(error.to_string(), NOT_FOUND),
        }
    }
}

const NOT_FOUND: &str = "Correct the name, or make it visible on the form for the API account (field matrix): what it does not see, it cannot use.";
const NOT_WRITABLE: &str = "Make it editable for the API account (field matrix or form rule), or set webcon.write_as_admin and give the account an administrator's rights.";

fn is_writable(forms: &Forms, layout: Option<&Layout>) -> bool {
    forms.writes_as_admin() || layout.is_none_or(|layout| layout.editability != Editability::ReadOnly)
}

fn list(forms: &Forms, profile: &Profile, names: &Names, findings: &mut Findings) {
    let columns = &profile.recipients;
    for fixed in &profile.fixed_recipients {
        for name in fixed.fields() {
            match names.field(name) {
                Ok(_) => findings.right(format!("the field `{name}` of a recipient is there")),
                Err(error) => findings.wrong(format!("fixed_recipients: {error}"), NOT_FOUND),
            }
        }
    }
    if columns.list.is_empty() {
        return;
    }
    let list = match names.list(&columns.list) {
        Ok(list) => list,
        Err(error) => return findings.wrong(format!("recipients.list: {error}"), NOT_FOUND),
    };
    let is_written = columns.add_missing || columns.named().any(|(column, _)| columns.is_written(column));
    if is_written && !is_writable(forms, list.layout.as_ref()) {
        findings
            .wrong(format!("recipients.list: the API account cannot write `{}`", list.name), NOT_WRITABLE);
    } else {
        findings.right(format!("recipients.list is the item list `{}`", list.name));
    }
    for (column, name) in columns.named() {
        let is_written = columns.is_written(column);
        check_column(forms, names, list, (column, name, is_written), findings);
    }
}

fn check_column(
    forms: &Forms,
    names: &Names,
    list: &ItemList,
    (column, name, is_written): (RecipientColumn, &str, bool),
    findings: &mut Findings,
) {
    let (key, holds) = (column.key(), column.holds());
    match names.column(list, name) {
        Err(error) => findings.wrong(format!("recipients.{key}: {error}"), NOT_FOUND),
        Ok(column) if !holds.fits_column(&column.column_type) => findings.wrong(
            format!("recipients.{key}: `{name}` is of type {}", column.column_type),
            &format!("It must be {}.", holds.name()),
        ),
        Ok(column) if is_written && !is_writable(forms, column.layout.as_ref()) => {
            findings.wrong(format!("recipients.{key}: the API account cannot write `{name}`"), NOT_WRITABLE);
        }
        Ok(Column { name, .. }) => findings.right(format!("recipients.{key} is the column `{name}`")),
    }
}

fn paths(profile: &Profile, names: &Names, steps: Option<&Steps>, findings: &mut Findings) {
    for (status, path) in &profile.transitions {
        match names.has_path(path) {
            None => findings.wrong(
                format!("transitions.{status}: the form's layout cannot be read, so the path `{path}` was not looked for"),
                "Give the API application the scope App.Metadata.Read.",
            ),
            Some(true) => findings.right(format!("transitions.{status} is a path of the step")),
            Some(false) if steps.is_some_and(|steps| steps.have_path(path)) => {
                findings.right(format!("transitions.{status} is a path of another step than the example's"));
            }
            Some(false) => findings.wrong(
                format!("transitions.{status}: the step of the example has no path `{path}`"),
                "Name a path by its id or GUID, and take an instance for `example` that stands before it.",
            ),
        }
    }
}

async fn files(forms: &Forms, profile: &Profile, example: ElementId, names: &Names, findings: &mut Findings) {
    let form = match Form::read(forms, profile, example).await {
        Ok(form) => form,
        // What has been told already: another process, a name that the form does not have.
        Err(failure) if failure.code == ErrorCode::WrongProcess => return,
        Err(failure) if failure.cause().is_some_and(anyhow::Error::is::<webcon::LookupError>) => return,
        Err(failure) => {
            let mend = match &profile.attachments.select {
                Select::Query(_) if failure.code == ErrorCode::WebconRefused => QUERY,
                _ => "See above.",
            };
            return findings.wrong(format!("attachments: {}", failure.detail(Lang::En)), mend);
        }
    };
    if !form.files.is_empty() {
        let names: Vec<&str> = form.files.iter().map(|file| file.name.as_str()).collect();
        return findings.right(format!("attachments select {}", names.join(", ")));
    }
    let attachments = &names.element.attachments;
    let category =
        |group: &str| if group.trim().is_empty() { "(none)".to_owned() } else { group.trim().to_owned() };
    let groups: BTreeSet<String> = attachments.iter().map(|attachment| category(&attachment.group)).collect();
    let groups = Vec::from_iter(groups).join(", ");
    let mend = match &profile.attachments.select {
        _ if attachments.is_empty() => {
            "The example has no attachments: take an instance that has some.".to_owned()
        }
        _ if profile.attachments.name_matches.is_some() => {
            let names: Vec<&str> = attachments.iter().map(|attachment| attachment.name.as_str()).collect();
            format!(
                "The example's attachments are {}, in these categories: {groups}. Look whether name_matches fits any of those names.",
                names.join(", ")
            )
        }
        Select::Category(_) if form::category_by_number(profile, &names.element).is_some() => format!(
            "WEBCON tells the name of a category only ({groups}): write it as id#name, such as 3#To sign."
        ),
        Select::Query(_) => format!("It answered no attachment of the example. {QUERY}"),
        _ => format!("The example's attachments are in these categories: {groups}."),
    };
    findings.wrong("attachments select nothing on the example", &mend);
}

/// What would go out for the example, with what the `extra` of account and profile add: only Autenti itself can say whether it takes
/// that.
async fn outgoing(
    forms: &Forms,
    profile: &Profile,
    account: &Account,
    example: ElementId,
    findings: &mut Findings,
) {
    // What is wrong with the form was said before.
    let Ok(form) = Form::read(forms, profile, example).await else { return };
    let plan = form.plan(profile, Vec::new());
    let json = draft::new_document(&plan, account).and_then(|document| {
        let json = document.to_json().map_err(autenti::Error::from)?;
        Ok(serde_json::to_string_pretty(&json).map_err(anyhow::Error::from)?)
    });
    match json {
        Ok(json) => findings.right(format!("the draft of the example goes out as\n{json}")),
        Err(failure) => findings.wrong(
            format!("the draft of the example cannot be made: {}", failure.detail(Lang::En)),
            "Look at the recipients and labels of the example.",
        ),
    }
}

const QUERY: &str = "`attachments.query` is the path of a WEBCON User Defined API after /api/udef/db/…/, over a data source whose first column is the attachment id; the API application needs the scope App.UserDefAPI.ReadWrite.All.";
