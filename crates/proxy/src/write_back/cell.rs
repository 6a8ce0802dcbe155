//! Values as fields and cells take them.

use webcon::{ColumnType, FieldType, FieldValue, NewValue};

/// Whether a field takes only what it offers.
pub(super) fn is_choice_field(field: &FieldType) -> bool {
    matches!(
        field,
        FieldType::ChoiceList | FieldType::ChoicePicker | FieldType::Autocomplete | FieldType::ChoiceTree
    )
}

/// Whether a column takes only what it offers.
pub(super) fn is_choice_column(column: &ColumnType) -> bool {
    matches!(
        column,
        ColumnType::ChoiceList | ColumnType::ChoicePicker | ColumnType::Autocomplete | ColumnType::ChoiceTree
    )
}

/// A choice is written as id and name, a text as the plain value (facts: plugin, "Get document status").
///
/// WEBCON takes only choices that it offers, so a value without a label, which nobody knew when this was
/// written, stays out of a choice: one value that is refused would hold up all the others.
pub(super) fn new_value(is_choice: bool, value: &str, label: Option<&str>) -> Option<NewValue> {
    match (is_choice, value) {
        (_, "") => Some(NewValue::empty()),
        (true, value) => label.map(|label| NewValue::choice(value, label)),
        (false, value) => Some(NewValue::text(value)),
    }
}

/// Whether a field or cell says it already. Choices are compared by their id.
pub(super) fn says(current: &FieldValue, value: &str) -> bool {
    match current.id() {
        Some(id) => id.trim() == value,
        None => current.to_text().trim() == value.trim(),
    }
}
