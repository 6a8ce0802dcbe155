//! Values as fields and cells take them.

use webcon::{ColumnType, FieldType, FieldValue, NewValue};

/// Whether a field takes only what it offers.
pub fn is_choice_field(field: &FieldType) -> bool {
    matches!(
        field,
        FieldType::ChoiceList | FieldType::ChoicePicker | FieldType::Autocomplete | FieldType::ChoiceTree
    )
}

/// Whether a column takes only what it offers.
pub fn is_choice_column(column: &ColumnType) -> bool {
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

/// An address, as a link field or a text takes it.
pub(super) fn new_link(is_link: bool, url: &str, label: &str) -> NewValue {
    match (is_link, url) {
        (_, "") => NewValue::empty(),
        (true, url) => NewValue::link(url, label),
        (false, url) => NewValue::text(url),
    }
}

/// Whether a field or cell says it already. Choices are compared by their id.
pub(super) fn says(current: &FieldValue, value: &str) -> bool {
    match current {
        FieldValue::Choices(choices) => match choices.as_slice() {
            [choice] => choice.id.trim() == value,
            choices => choices.is_empty() && value.is_empty(),
        },
        current => current.to_text().trim() == value.trim(),
    }
}

#[cfg(test)]
mod tests {
    use webcon::Choice;

    use super::*;

    #[test]
    fn choices_are_compared_by_id_and_texts_as_a_whole() {
        let choice =
            FieldValue::Choices(vec![Choice { id: "COMPLETED ".into(), name: "Zakończony".into() }]);
        assert!(says(&choice, "COMPLETED"));
        assert!(!says(&choice, "REJECTED"));
        assert!(says(&FieldValue::Text("Zła stawka #1 ".into()), "Zła stawka #1"));
        assert!(!says(&FieldValue::Text("Zła stawka #1".into()), "Zła stawka"));
        assert!(says(&FieldValue::Empty, ""));
        assert!(!says(&FieldValue::Empty, "COMPLETED"));
    }
}
