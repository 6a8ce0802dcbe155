//! What a designer configured: the process "Contracts", its steps, paths, form fields, the item list and the
//! attachment categories.
//!
//! Ids and GUIDs never change, so that a proxy can be configured by either.

use super::language::{Label, label};

mod dictionaries;
mod fields;
mod matrix;

#[cfg(test)]
pub(super) use dictionaries::Choice;
pub(super) use dictionaries::Dictionary;
pub(super) use fields::{
    COLUMNS, CONTROL_TAB, Column, FIELDS, Field, Kind, RECIPIENTS, SECOND_FIELD, SIGNING_FIELD, TICKET_FIELD,
};
pub(super) use matrix::{Editability, Matrix, Miss, Rule};

/// Content database.
pub(super) const DATABASE: i32 = crate::demo::DATABASE;
/// Application.
pub(super) const APPLICATION: i32 = 1;
/// The application's name.
pub(super) const APPLICATION_NAME: Label = label("Contracts", "Umowy");
/// Process.
pub(super) const PROCESS: i32 = 1;
/// The process's name.
pub(super) const PROCESS_NAME: Label = label("Contracts", "Umowy");
/// Workflow.
pub(super) const WORKFLOW: i32 = 1;
/// The workflow's name.
pub(super) const WORKFLOW_NAME: Label = label("Contract", "Umowa");
/// Form type (the form's JavaScript calls it document type).
pub(super) const FORM_TYPE: i32 = 1;
/// The form type's name.
pub(super) const FORM_TYPE_NAME: Label = label("Contract", "Umowa");
/// Business entity (older versions say company).
pub(super) const BUSINESS_ENTITY: i32 = 1;
/// The business entity's name.
pub(super) const BUSINESS_ENTITY_NAME: &str = "Example sp. z o.o.";

/// What a GUID belongs to; part of the GUID itself.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thing {
    Application,
    Process,
    Workflow,
    FormType,
    BusinessEntity,
    Step,
    Path,
    Field,
    Column,
}

/// The GUID of a configured thing: the same at every start.
pub(super) fn guid(thing: Thing, id: i32) -> String {
    let kind = match thing {
        Thing::Application => "a9911000",
        Thing::Process => "940ce550",
        Thing::Workflow => "f10f0000",
        Thing::FormType => "f0f27e00",
        Thing::BusinessEntity => "b0511e00",
        Thing::Step => "57e90000",
        Thing::Path => "9a700000",
        Thing::Field => "f1e1d000",
        Thing::Column => "c0101000",
    };
    format!("{kind}-0000-4000-8000-{id:012}")
}

/// A step of the workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Draft,
    Signing,
    Done,
    Cancelled,
}

impl Step {
    /// In the order of the workflow.
    pub(super) const ALL: [Self; 4] = [Self::Draft, Self::Signing, Self::Done, Self::Cancelled];

    pub(super) fn id(self) -> i32 {
        match self {
            Self::Draft => 51,
            Self::Signing => 52,
            Self::Done => 53,
            Self::Cancelled => 54,
        }
    }

    pub(super) fn name(self) -> Label {
        match self {
            Self::Draft => label("Draft", "Szkic"),
            Self::Signing => label("Signing", "Podpisywanie"),
            Self::Done => label("Done", "Zakończona"),
            Self::Cancelled => label("Cancelled", "Anulowana"),
        }
    }

    /// Whether the workflow ends here.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }

    /// By id or GUID: configured things answer to either (facts: WEBCON REST API, endpoints).
    pub(super) fn find(id_or_guid: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| names(Thing::Step, step.id(), id_or_guid))
    }
}

/// A path from one step to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    pub(super) id: i32,
    pub(super) name: Label,
    pub(super) from: Step,
    pub(super) to: Step,
    /// Taken when somebody asks for the path `default`.
    pub(super) is_default: bool,
    /// Whether an action on the path fails unless the document is signed; the portal then rolls back.
    pub(super) needs_signed: bool,
}

/// All paths.
pub(super) const PATHS: [Path; 5] = [
    Path {
        id: 61,
        name: label("Register", "Zarejestruj"),
        from: Step::Draft,
        to: Step::Signing,
        is_default: true,
        needs_signed: false,
    },
    Path {
        id: 62,
        name: label("Cancel contract", "Anuluj umowę"),
        from: Step::Draft,
        to: Step::Cancelled,
        is_default: false,
        needs_signed: false,
    },
    Path {
        id: 63,
        name: label("Archive signed", "Archiwizuj podpisaną"),
        from: Step::Signing,
        to: Step::Done,
        is_default: true,
        needs_signed: true,
    },
    Path {
        id: 64,
        name: label("Back to draft", "Cofnij do szkicu"),
        from: Step::Signing,
        to: Step::Draft,
        is_default: false,
        needs_signed: false,
    },
    Path {
        id: 65,
        name: label("Cancel contract", "Anuluj umowę"),
        from: Step::Signing,
        to: Step::Cancelled,
        is_default: false,
        needs_signed: false,
    },
];

/// The paths that leave a step.
pub(super) fn paths_from(step: Step) -> impl Iterator<Item = &'static Path> {
    PATHS.iter().filter(move |path| path.from == step)
}

/// Finds a path that leaves the step, by id, GUID or `default`.
pub(super) fn find_path(step: Step, wanted: &str) -> Option<&'static Path> {
    paths_from(step)
        .find(|path| if wanted == "default" { path.is_default } else { names(Thing::Path, path.id, wanted) })
}

/// An attachment category.
#[derive(Clone, Copy, Debug)]
pub(super) struct Category {
    pub(super) id: i32,
    /// The only name that is stored and that the API answers with.
    pub(super) name: &'static str,
    pub(super) label: Label,
}

/// All attachment categories.
pub(super) const CATEGORIES: [Category; 3] = [
    Category { id: 3, name: "To sign", label: label("To sign", "Do podpisu") },
    Category { id: 4, name: "Signed", label: label("Signed", "Podpisane") },
    Category { id: 5, name: "Other", label: label("Other", "Inne") },
];

/// Finds a category by its id.
pub(super) fn category(id: i32) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.id == id)
}

/// Whether the text is the id or the GUID of the thing.
pub(super) fn names(thing: Thing, id: i32, id_or_guid: &str) -> bool {
    id_or_guid.parse() == Ok(id) || id_or_guid.trim_matches(['{', '}']).eq_ignore_ascii_case(&guid(thing, id))
}
