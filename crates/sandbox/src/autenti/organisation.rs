//! The organisations that use this Autenti, and their applications.
//!
//! facts: Autenti API, webhooks and identifiers: callbacks, tokens and senders belong to an organisation. What
//! one has, another does not see; that it is told "not found" is inferred.

use crate::demo::{ANNA, EWA, JAN, OLA, Person};

/// A customer of Autenti.
#[derive(Debug)]
pub(super) struct Organisation {
    pub(super) name: &'static str,
    /// `iss` of its assertions.
    pub(super) id: &'static str,
    /// `sub` of its assertions.
    pub(super) subject: &'static str,
    /// The user that tokens act for unless they say otherwise.
    pub(super) system_user: &'static str,
    pub(super) api_key: &'static str,
    /// Who else is a user of it.
    pub(super) people: &'static [Person],
}

impl PartialEq for Organisation {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Organisation {}

impl Organisation {
    pub(super) fn has_user(&self, email: &str) -> bool {
        let email = email.trim();
        email.eq_ignore_ascii_case(self.system_user)
            || self.people.iter().any(|person| person.email.eq_ignore_ascii_case(email))
    }
}

pub(super) static DEMO: Organisation = Organisation {
    name: "Demo sp. z o.o.",
    id: "demo-organisation",
    subject: "demo-subject",
    system_user: "system@example.com",
    api_key: "demo-api-key",
    people: &[OLA, ANNA, JAN, EWA],
};

static SECOND: Organisation = Organisation {
    name: "Second sp. z o.o.",
    id: "second-organisation",
    subject: "second-subject",
    system_user: "system@second.example.com",
    api_key: "second-api-key",
    people: &[Person { first_name: "Zofia", last_name: "Lis", email: "zofia.lis@second.example.com" }],
};

pub(super) fn by_api_key(key: &str) -> Option<&'static Organisation> {
    [&DEMO, &SECOND].into_iter().find(|organisation| organisation.api_key == key)
}

/// A program that an organisation registered.
#[derive(Debug)]
pub(super) struct Application {
    pub(super) id: &'static str,
    pub(super) secret: &'static str,
    pub(super) organisation: &'static Organisation,
    /// Whether it acts with the rights of the organisation's administrator, from whom no scope is withheld.
    pub(super) is_administrator: bool,
}

static APPLICATIONS: [Application; 3] = [
    Application { id: "demo", secret: "demo-secret", organisation: &DEMO, is_administrator: false },
    Application {
        id: "demo-admin",
        secret: "demo-admin-secret",
        organisation: &DEMO,
        is_administrator: true,
    },
    Application { id: "second", secret: "second-secret", organisation: &SECOND, is_administrator: false },
];

pub(super) fn application(id: &str) -> Option<&'static Application> {
    APPLICATIONS.iter().find(|application| application.id == id)
}
