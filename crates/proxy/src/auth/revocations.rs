//! Tickets that end before their time.
//!
//! Nothing is kept of tickets, so what is revoked is described: all tickets of a login, of an instance, or all, that
//! were made until then. The store keeps the descriptions and tells every proxy of them.

use std::fmt;

use jiff::Timestamp;
use tokio::sync::watch;
use webcon::ElementId;

use super::Claims;

/// Whose tickets end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// Everybody's.
    All,
    /// Those of a user, whatever the instance. Logins are compared as WEBCON does: without case.
    Login(String),
    /// Those for an instance, whoever has them.
    Element(ElementId),
}

/// As the store keeps it.
impl fmt::Display for Revoked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Login(login) => write!(f, "login:{login}"),
            Self::Element(element) => write!(f, "element:{element}"),
        }
    }
}

impl Revoked {
    /// What the store kept. What this version cannot read ends everybody's tickets: rather too many than too few.
    pub fn from_stored(text: &str) -> Self {
        match text.split_once(':') {
            Some(("login", login)) => Self::Login(login.to_owned()),
            Some(("element", element)) => element.parse().map_or(Self::All, Self::Element),
            _ => Self::All,
        }
    }
}

/// An order to end tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Whose tickets end.
    pub revoked: Revoked,
    /// Tickets made until then end; those made later are good.
    pub at: Timestamp,
}

impl Revocation {
    fn ends(&self, claims: &Claims) -> bool {
        let is_meant = match &self.revoked {
            Revoked::All => true,
            Revoked::Login(login) => login.to_lowercase() == claims.sub.to_lowercase(),
            Revoked::Element(element) => *element == claims.element,
        };
        // Tickets know whole seconds: one made in the same second may have been made before.
        is_meant && claims.iat <= self.at.as_second()
    }
}

/// The orders that this proxy knows.
#[derive(Debug)]
pub struct Revocations {
    known: watch::Sender<Vec<Revocation>>,
}

impl Default for Revocations {
    fn default() -> Self {
        Self { known: watch::Sender::new(Vec::new()) }
    }
}

impl Revocations {
    /// Takes over what the store knows. Orders older than the longest ticket may be left out.
    pub fn replace(&self, known: Vec<Revocation>) {
        self.known.send_replace(known);
    }

    /// Whether the ticket has been ended.
    pub fn has_ended(&self, claims: &Claims) -> bool {
        self.known.borrow().iter().any(|revocation| revocation.ends(claims))
    }

    /// Waits until the ticket is ended.
    pub async fn ended(&self, claims: &Claims) {
        let is_ended = |known: &Vec<Revocation>| known.iter().any(|revocation| revocation.ends(claims));
        let mut known = self.known.subscribe();
        // It fails when nobody can end tickets any more, that is, at the end of the program.
        if known.wait_for(is_ended).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ticket::tests::claims;
    use super::*;

    #[test]
    fn what_the_store_keeps_is_read_back() {
        for revoked in [Revoked::All, Revoked::Login("CORP\\ola:x".into()), Revoked::Element(ElementId(7))] {
            assert_eq!(Revoked::from_stored(&revoked.to_string()), revoked);
        }
        assert_eq!(Revoked::from_stored("moon:1"), Revoked::All);
    }

    #[test]
    fn what_was_made_before_ends_and_what_is_made_later_does_not() {
        let claims = claims();
        let at = |seconds: i64| Timestamp::from_second(claims.iat + seconds).unwrap();
        let ends = |revoked: Revoked, seconds| Revocation { revoked, at: at(seconds) }.ends(&claims);
        assert!(ends(Revoked::All, 0));
        assert!(ends(Revoked::All, 60));
        assert!(!ends(Revoked::All, -1));
        assert!(ends(Revoked::Login(claims.sub.to_uppercase()), 1));
        assert!(!ends(Revoked::Login("somebody".into()), 1));
        assert!(ends(Revoked::Element(claims.element), 1));
        assert!(!ends(Revoked::Element(ElementId(claims.element.0 + 1)), 1));
    }
}
