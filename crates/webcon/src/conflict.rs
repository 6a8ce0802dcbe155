//! Which of its two meanings a 409 has: the one place that decides it.
//!
//! WEBCON answers 409 when a form does not accept a change and when somebody is editing the instance. Only
//! `type` and `description` can tell, and what they say while somebody edits was never recorded, so the
//! rule is **inferred** (facts: WEBCON REST API, pitfalls and open questions).

/// What a 409 means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    CheckedOut,
    Validation,
}

/// Words for a checkout in descriptions. Those that may as well tell of a read-only field ("cannot be
/// edited") are not among them.
const CHECKOUT: &[&str] = &[
    "checkout",
    "check out",
    "check-out",
    "checked out",
    "checked-out",
    "another user",
    "being edited",
    "is editing",
    "edited by",
    "locked by",
    "wyewidencjonowan",
    "jest edytowan",
    "ausgecheckt",
];

/// Decides by the description first, because a checkout may well come as a `ValidationError`; then by the
/// type. An answer that says nothing is taken for a checkout: it is the frequent case in practice, and
/// trying again later does no harm.
pub(crate) fn conflict(kind: Option<&str>, description: Option<&str>) -> Conflict {
    let description = description.unwrap_or_default().to_lowercase();
    if CHECKOUT.iter().any(|words| description.contains(words)) {
        return Conflict::CheckedOut;
    }
    match kind {
        Some("ResourceIsLocked") => Conflict::CheckedOut,
        None if description.trim().is_empty() => Conflict::CheckedOut,
        _ => Conflict::Validation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_409_is_told_apart_by_what_it_says() {
        use Conflict::{CheckedOut, Validation};
        for (kind, description, meaning) in [
            (Some("ValidationError"), Some("Field 'Status' is required"), Validation),
            (Some("InvalidFieldData"), None, Validation),
            (Some("InvalidData"), Some(""), Validation),
            (Some("SomethingNew"), None, Validation),
            (None, Some("Value is not on the list"), Validation),
            (Some("InvalidFieldData"), Some("Pole nie może być edytowane"), Validation),
            (Some("InvalidFieldData"), Some("Read-only field cannot be edited"), Validation),
            (Some("ResourceIsLocked"), None, CheckedOut),
            (Some("ValidationError"), Some("Another user has checkout"), CheckedOut),
            (Some("UnsupportedOperation"), Some("The element is CHECKED OUT by Jan"), CheckedOut),
            (Some("ValidationError"), Some("Dokument jest edytowany przez innego użytkownika"), CheckedOut),
            (None, Some("This instance is being edited"), CheckedOut),
            (None, Some("  "), CheckedOut),
            (None, None, CheckedOut),
        ] {
            assert_eq!(conflict(kind, description), meaning, "{kind:?} {description:?}");
        }
    }
}
