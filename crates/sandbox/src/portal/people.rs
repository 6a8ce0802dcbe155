//! Who uses the portal, and what each of them may do.

use crate::demo::{OLA, Person};

pub(super) use crate::demo::PEOPLE;

use super::instance::Instance;

/// Login of the API application's own account (facts: WEBCON REST API, client credentials: an application
/// gets a user account whose login looks like an address).
pub(super) const API_ACCOUNT: &str = "demo@apps.example.com";

/// A user as the portal names one: by login, which people share with their e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct User {
    pub(super) login: String,
    pub(super) name: String,
}

impl From<&Person> for User {
    fn from(person: &Person) -> Self {
        Self { login: person.email.to_owned(), name: full_name(person) }
    }
}

impl User {
    /// The API application.
    pub(super) fn api_account() -> Self {
        Self { login: API_ACCOUNT.to_owned(), name: "Demo application".to_owned() }
    }
}

pub(super) fn full_name(person: &Person) -> String {
    format!("{} {}", person.first_name, person.last_name)
}

/// Finds a person who can sign in.
pub(super) fn person(email: &str) -> Option<&'static Person> {
    const EVERYBODY: &[Person] = &PEOPLE;
    EVERYBODY.iter().find(|person| person.email.eq_ignore_ascii_case(email))
}

/// Finds a user, people and the API account alike.
pub(super) fn by_login(login: &str) -> Option<User> {
    person(login).map(User::from).or_else(|| (login == API_ACCOUNT).then(User::api_account))
}

/// Whether somebody administers the process.
pub(super) fn is_admin(person: &Person) -> bool {
    person.email == OLA.email
}

/// Whether somebody may see an instance: the process owner sees all, others those that they wrote, own or
/// receive.
pub(super) fn may_see(person: &Person, instance: &Instance) -> bool {
    may_edit(person, instance) || is_recipient(person, instance)
}

/// Whether somebody may open an instance for editing.
pub(super) fn may_edit(person: &Person, instance: &Instance) -> bool {
    is_admin(person) || instance.author.login == person.email || instance.owner() == person.email
}

/// Whether somebody has a task on an instance: its owner, and those whose signature it waits for.
pub(super) fn has_task(person: &Person, instance: &Instance) -> bool {
    let waits_for = || {
        instance.rows.iter().any(|row| {
            row.text("DET_Att3").eq_ignore_ascii_case(person.email)
                && row.cell("DET_Att7").picked_id() == "PENDING"
        })
    };
    !instance.step.is_final() && (instance.owner() == person.email || waits_for())
}

fn is_recipient(person: &Person, instance: &Instance) -> bool {
    instance.rows.iter().any(|row| row.text("DET_Att3").eq_ignore_ascii_case(person.email))
}

/// What the ticket of somebody permits.
pub(super) fn ticket_rights(person: &Person) -> &'static [&'static str] {
    if is_admin(person) {
        &["read", "send", "remind", "withdraw", "download", "attach", "sign"]
    } else {
        &["read", "sign", "download"]
    }
}
