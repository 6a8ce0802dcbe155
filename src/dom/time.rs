//! Times as people read them: how long ago, or what the clock said. The words are put in by the page when it is idle
//! (`www/times.ts`), because making a formatter takes longer than all drawing.

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

/// Whether less than an hour has passed since then.
pub(crate) fn was_within_the_last_hour(rfc3339: &str) -> bool {
    js_sys::Date::now() - js_sys::Date::parse(rfc3339) < 3_600_000.0
}
