//! The field matrix: what is visible, editable and required, step by step.

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

fn rule(access: Access, required: bool, step: Step) -> Rule {
    let editability = match access {
        Access::People if step.is_final() => Editability::ReadOnly,
        Access::People => Editability::Editable,
        Access::Machines => Editability::ReadOnlyJs,
        Access::Nobody | Access::Hidden => Editability::ReadOnly,
    };
    Rule {
        visible: access != Access::Hidden,
        editability,
        required: required && editability == Editability::Editable,
    }
}

/// The rule for a field at a step.
pub(in crate::portal) fn field_rule(field: &Field, step: Step) -> Rule {
    rule(field.access, field.required, step)
}

/// The rule for a column of the item list at a step.
pub(in crate::portal) fn column_rule(column: &Column, step: Step) -> Rule {
    rule(column.access, column.required, step)
}
