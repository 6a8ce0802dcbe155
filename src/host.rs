//! The page around the component: what can be learnt from it, and how surely.
//!
//! Everything is asked anew each time, because a form changes under the component: it is opened for editing,
//! saved, and left for another instance without the page being loaded again.

mod plain;
mod portal;

use autenti_model::Lang;

use crate::browser::Nudge;

/// The language of the person, if the page says one that has texts.
pub(crate) fn language() -> Lang {
    portal::language().or_else(plain::language).unwrap_or_default()
}

/// The instance that the form shows; none where the page does not say.
pub(crate) fn instance() -> Option<String> {
    portal::instance()
}

/// Whether the form is being edited.
pub(crate) fn is_editing() -> bool {
    portal::is_editing()
}

/// Waits until the page has said what it has to say, but not for long.
pub(crate) async fn settled() {
    // Facts: form in the browser, "Globals": they may be missing for a moment after a quick change of task.
    for _ in 0..10 {
        if !portal::is_unsettled() {
            return;
        }
        Nudge::default().pause(Some(100)).await;
    }
}
