//! The field matrix: what is visible, editable and required, step by step.

use serde::{Deserialize, Serialize};

use super::Step;
use super::fields::{Access, Column, Field};

/// Whether and how a field can be written (facts: WEBCON REST API, form layout).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::portal) enum Editability {
    Editable,
    ReadOnly,
    /// People see it read-only; the form's JavaScript writes it. That the API may write it in standard
    /// mode too is inferred: what the JavaScript sets is accepted when the form is saved.
    ReadOnlyJs,
}

impl Editability {
    /// Its name in the REST API.
    pub(in crate::portal) fn name(self) -> &'static str {
        match self {
            Self::Editable => "Editable",
            Self::ReadOnly => "ReadOnly",
            Self::ReadOnlyJs => "ReadOnlyJS",
        }
    }
}

/// What the matrix says of a field at a step.
#[derive(Clone, Copy, Debug)]
pub(in crate::portal) struct Rule {
    pub(in crate::portal) visible: bool,
    pub(in crate::portal) editability: Editability,
    pub(in crate::portal) required: bool,
}

/// Fields and columns that the API account does not see, at a step or at all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::portal) struct Miss {
    /// Id of the step; none for all.
    step: Option<i32>,
    /// Database columns.
    fields: Vec<String>,
}

/// The matrix as somebody meets it.
#[derive(Clone, Copy, Debug)]
pub(in crate::portal) struct Matrix<'a> {
    /// Whether the process has the further fields.
    has_further_fields: bool,
    /// Whether the design uses the form field extension.
    has_extension: bool,
    misses: &'a [Miss],
}

impl<'a> Matrix<'a> {
    pub(in crate::portal) fn new(has_further_fields: bool, misses: &'a [Miss]) -> Self {
        Self { has_further_fields, has_extension: false, misses }
    }

    /// The same, for a form whose design uses the form field extension or not.
    pub(in crate::portal) fn with_extension(self, has_extension: bool) -> Self {
        Self { has_extension, ..self }
    }

    /// The rule for a field at a step.
    pub(in crate::portal) fn field(self, field: &Field, step: Step) -> Rule {
        self.rule(field.stored_in, field.access, field.required, step)
    }

    /// The rule for a column of the item list at a step.
    pub(in crate::portal) fn column(self, column: &Column, step: Step) -> Rule {
        self.rule(column.stored_in, column.access, column.required, step)
    }

    fn rule(self, stored_in: &str, access: Access, required: bool, step: Step) -> Rule {
        let editability = match access {
            Access::People | Access::Further | Access::Extension if step.is_final() => Editability::ReadOnly,
            Access::People | Access::Further | Access::Extension => Editability::Editable,
            Access::Machines => Editability::ReadOnlyJs,
            Access::Nobody | Access::Hidden => Editability::ReadOnly,
        };
        let is_on_the_form = match access {
            Access::People | Access::Machines | Access::Nobody => true,
            Access::Further => self.has_further_fields,
            Access::Extension => self.has_extension,
            Access::Hidden => false,
        };
        let is_missed = self.misses.iter().any(|miss| {
            miss.step.is_none_or(|id| id == step.id()) && miss.fields.iter().any(|field| field == stored_in)
        });
        Rule {
            visible: is_on_the_form && !is_missed,
            editability,
            required: required && editability == Editability::Editable,
        }
    }
}
