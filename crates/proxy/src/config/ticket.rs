//! `[ticket]`: how tickets are made.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::reader::Section;

/// A ticket is signed with HMAC-SHA-256; a shorter secret would be weaker than its result.
const SHORTEST_SECRET: usize = 32;

/// A secret that fewer guesses find is no secret. As a power of ten; 19 is 63 bits, and where zxcvbn stops counting.
const FEWEST_GUESSES: f64 = 19.0;

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
        let ticket = Self {
            secrets: section.secrets("secrets"),
            ttl: section.duration("ttl", Duration::from_mins(30)),
        };
        if ticket.secrets.is_empty() && !section.has_values("secrets") {
            section.mistake("secrets", "is missing: at least one secret");
        }
        // An empty secret has been reported already: it could not be read.
        for secret in ticket.secrets.iter().map(ExposeSecret::expose_secret).filter(|s| !s.is_empty()) {
            if secret.len() < SHORTEST_SECRET {
                section.mistake("secrets", format!("a secret has fewer than {SHORTEST_SECRET} characters"));
            } else if zxcvbn::zxcvbn(secret, &[]).guesses_log10() < FEWEST_GUESSES {
                section.mistake(
                    "secrets",
                    "a secret can be guessed: it must be random, for example from `openssl rand -base64 48`",
                );
            }
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
