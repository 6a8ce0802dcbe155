//! `[profiles.….reminders]`: the proxy reminds by itself.

use std::time::Duration;

use crate::config::reader::Section;

/// When recipients are reminded without anybody asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminders {
    /// How long after the document was sent, or after it became somebody's turn.
    pub after: Duration,
    /// How long after the reminder before.
    pub every: Duration,
    /// How often at most.
    pub at_most: u32,
}

impl Reminders {
    /// None when the section is not there.
    pub(super) fn read(section: Section<'_>) -> Option<Self> {
        let reminders = Self {
            after: section.duration("after", Duration::from_hours(72)),
            every: section.duration("every", Duration::from_hours(48)),
            at_most: section.parsed("at_most", 5, "a number"),
        };
        let exists = section.exists();
        for (key, span) in [("after", reminders.after), ("every", reminders.every)] {
            if span < Duration::from_hours(1) {
                section.mistake(key, "must be at least 1h");
            }
        }
        if reminders.at_most == 0 {
            section.mistake("at_most", "must be at least 1; leave the section out for no reminders");
        }
        section.finish();
        exists.then_some(reminders)
    }
}
