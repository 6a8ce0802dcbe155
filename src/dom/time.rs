//! Times as people read them: how long ago, or what the clock said. The words are put in by the page when it is idle
//! (`www/times.ts`), because making a formatter takes longer than all drawing.

use js_sys::Date;

use super::Node;

/// How a time is said.
#[derive(Clone, Copy)]
pub(crate) enum As {
    /// “2 minutes ago”, with the exact time on hover.
    Ago,
    /// The time of day, with the day where that is not today.
    Clock,
    /// The day, with its name.
    Day,
}

/// The place of a sentence that the time takes.
pub(crate) const WHEN: &str = "{when}";

/// Lets the element say the sentence, which holds [`WHEN`]. What is no time says nothing.
pub(crate) fn tell(node: Node, said_as: As, rfc3339: &str, sentence: &str) -> Node {
    let said_as = match said_as {
        As::Ago => "ago",
        As::Clock => "clock",
        As::Day => "day",
    };
    // Its text is none of a description, so it must not be taken for another element.
    node.key("time").attr("data-time", rfc3339).attr("data-time-as", said_as).attr("data-sentence", sentence)
}

const HOUR_MS: f64 = 3_600_000.0;

/// Whether less than an hour has passed since then.
pub(crate) fn was_within_the_last_hour(rfc3339: &str) -> bool {
    Date::now() - Date::parse(rfc3339) < HOUR_MS
}

/// An hour from then on, or from now on. What is no time has no hour after it.
pub(crate) fn an_hour_after(rfc3339: Option<&str>) -> String {
    let at = rfc3339.map_or_else(Date::now, Date::parse) + HOUR_MS;
    if at.is_nan() { String::new() } else { Date::new(&at.into()).to_iso_string().into() }
}
