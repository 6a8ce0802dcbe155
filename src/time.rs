//! Times as people read them: how long ago, and exactly when, in the form's language.

use autenti_model::Lang;

use crate::dom::{Node, el};
use crate::page::page;

/// How long ago, with the exact time on hover. `sentence` puts the words into their place.
pub(crate) fn ago(lang: Lang, rfc3339: &str, sentence: impl Fn(&str) -> String) -> Option<Node> {
    let ago = page().ago(locale(lang), rfc3339);
    let exactly = || page().exactly(locale(lang), rfc3339);
    (!ago.is_empty())
        .then(|| el("time").attr("datetime", rfc3339).attr("title", &exactly()).text(&sentence(&ago)))
}

/// The time of day, with the day where that is not today.
pub(crate) fn clock(lang: Lang, rfc3339: &str) -> String {
    page().clock(locale(lang), rfc3339)
}

/// English is written as in Europe, with a clock of 24 hours.
fn locale(lang: Lang) -> &'static str {
    if lang == Lang::En { "en-GB" } else { lang.tag() }
}
