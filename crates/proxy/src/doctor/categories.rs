//! The categories that a profile names, as far as WEBCON's API tells anything of them.

use super::Findings;
use crate::config::{Profile, Select};
use crate::form::Names;

/// Numbers and names of categories cannot be listed; but one number has one name.
pub(super) fn names(profile: &Profile, names: &Names, findings: &mut Findings) {
    let Some(signed) = profile.signed_document.category.as_deref() else { return };
    let Some((number, name)) = signed.split_once('#') else { return };
    if let Select::Category(to_sign) = &profile.attachments.select
        && let Some((other_number, other_name)) = to_sign.split_once('#')
        && ((number.trim() == other_number.trim()) != name.trim().eq_ignore_ascii_case(other_name.trim()))
    {
        return findings.wrong(
            format!(
                "signed_document.category `{signed}` and attachments.category `{to_sign}` cannot both exist"
            ),
            "A category has one number and one name: copy both from the process's attachment categories.",
        );
    }
    let is_seen =
        names.element.attachments.iter().any(|one| one.group.trim().eq_ignore_ascii_case(name.trim()));
    if is_seen {
        findings.right(format!("signed_document.category is “{}”", name.trim()));
    } else {
        findings.note(
            format!("signed_document.category: whether there is a category `{signed}` cannot be told: WEBCON's API lists none, and no file of the example is in it"),
            "Look it up in the process's attachment categories, or take for `example` an instance that has a file in it.",
        );
    }
}

/// WEBCON takes a category with its number and its name.
pub(super) fn format(profile: &Profile, findings: &mut Findings) {
    if let Some(category) = &profile.signed_document.category
        && !category.contains('#')
    {
        findings.wrong(
            format!("signed_document.category is `{category}`"),
            "WEBCON takes categories as id#name, such as 4#Signed.",
        );
    }
}
