//! Any other page: only the browser is known.

use autenti_model::Lang;

use crate::browser::window;

/// The browser's language.
pub(super) fn language() -> Option<Lang> {
    Lang::from_tag(&window().navigator().language()?)
}
