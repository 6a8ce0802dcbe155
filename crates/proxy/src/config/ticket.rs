//! `[ticket]`: how tickets are made.

use std::time::Duration;

use secrecy::SecretString;

use super::reader::Section;

/// A ticket is good for a working day at most; the form asks for a new one.
const LONGEST_TTL: Duration = Duration::from_hours(8);

/// How tickets are made.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// The first signs, all verify.
    pub secrets: Vec<SecretString>,
    /// How long a ticket is good.
    pub ttl: Duration,
}

impl Ticket {
    pub(super) fn read(section: Section<'_>) -> Self {
        let ttl = section.duration("ttl", Duration::from_mins(30));
        let ticket = Self { secrets: section.random_secrets("secrets"), ttl };
        if ticket.secrets.is_empty() && !section.has_values("secrets") {
            section.mistake("secrets", "is missing: at least one secret");
        }
        if ticket.ttl.is_zero() {
            section.mistake("ttl", "must be longer than nothing");
        }
        if ticket.ttl > LONGEST_TTL {
            section.mistake("ttl", "must be at most 8h: whoever finds a ticket has its rights for so long");
        }
        section.finish();
        ticket
    }
}
