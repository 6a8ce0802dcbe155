//! `[retention]`: how long what is known of people and of their deeds is kept.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::reader::Section;

/// How long what is known is kept.
#[derive(Clone, Debug)]
pub struct Retention {
    /// Names, addresses, phone numbers, links and the plan, counted from the document's end.
    pub personal_data: Age,
    /// The audit trail.
    pub audit: Age,
}

/// A time span in the calendar, such as `400d` or `10y`.
#[derive(Clone, Copy, Debug)]
pub struct Age(Span);

impl Age {
    /// What is older than this, seen from `now`, has reached the age.
    pub fn before(self, now: Timestamp) -> Timestamp {
        now.to_zoned(TimeZone::UTC).saturating_sub(self.0).timestamp()
    }
}

impl Retention {
    pub(super) fn read(section: Section<'_>) -> Self {
        let age = |key, default| {
            section.read(key, Age(default), |text| match text.parse::<Span>() {
                Ok(span) if span.is_positive() => Ok(Age(span)),
                _ => Err(format!("`{text}` is not a time span such as 400d or 10y")),
            })
        };
        let retention = Self {
            personal_data: age("personal_data", Span::new().days(400)),
            audit: age("audit", Span::new().years(10)),
        };
        section.finish();
        retention
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_counted_in_the_calendar() {
        let now: Timestamp = "2028-02-29T12:00:00Z".parse().unwrap();
        assert_eq!(Age(Span::new().days(400)).before(now).to_string(), "2027-01-25T12:00:00Z");
        assert_eq!(Age(Span::new().years(10)).before(now).to_string(), "2018-02-28T12:00:00Z");
    }
}
