//! Who a recipient is: by names and address in cells of their own, by a name in one, or as a user of WEBCON.

use autenti_model::{Email, lookups};
use webcon::{FieldValue, LookupError, Row};

use super::Names;
use super::columns::Columns;
use crate::config::{FixedRecipient, RecipientColumn};

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) email: Email,
}

/// What tells of a person.
#[derive(Clone, Copy, Debug, Default)]
struct Told<'a> {
    first_name: Option<&'a FieldValue>,
    last_name: Option<&'a FieldValue>,
    name: Option<&'a FieldValue>,
    person: Option<&'a FieldValue>,
    email: Option<&'a FieldValue>,
}

impl Person {
    /// The person in a row of a list.
    pub(super) fn in_row(columns: &Columns<'_>, row: &Row) -> Self {
        let value = |column| columns.get(column).map(|known| row.value(known));
        Self::told(Told {
            first_name: value(RecipientColumn::FirstName),
            last_name: value(RecipientColumn::LastName),
            name: value(RecipientColumn::Name),
            person: value(RecipientColumn::Person),
            email: value(RecipientColumn::Email),
        })
    }

    /// The person in fields of the form.
    pub(super) fn in_fields(fixed: &FixedRecipient, names: &Names) -> Result<Self, LookupError> {
        let value =
            |name: &Option<String>| name.as_deref().map(|name| names.field(name).map(|field| &field.value));
        Ok(Self::told(Told {
            first_name: value(&fixed.first_name).transpose()?,
            last_name: value(&fixed.last_name).transpose()?,
            name: value(&fixed.name).transpose()?,
            person: value(&fixed.person).transpose()?,
            email: value(&fixed.email).transpose()?,
        }))
    }

    /// Whether nothing tells of anybody.
    pub(super) fn is_nobody(&self) -> bool {
        self.first_name.is_empty() && self.last_name.is_empty() && self.email.is_empty()
    }

    fn told(told: Told<'_>) -> Self {
        let text = |value: Option<&FieldValue>| {
            value.map(|value| value.to_text().trim().to_owned()).unwrap_or_default()
        };
        let (login, display_name) = told.person.map(user).unwrap_or_default();
        let (first, last) = (text(told.first_name), text(told.last_name));
        let (first_name, last_name) = match text(told.name) {
            _ if !(first.is_empty() && last.is_empty()) => (first, last),
            name if !name.is_empty() => split(&name),
            _ => split(&display_name),
        };
        let email = text(told.email);
        // facts: WEBCON REST API, "Field values": a user is `login#name`, and the login is an address as a rule. One of
        // Active Directory, with a backslash, is none.
        let login = Email::new(login);
        let email = match email.as_str() {
            "" if login.is_well_formed() => login,
            email => Email::new(email),
        };
        Self { first_name, last_name, email }
    }
}

/// Login and name of a user in a choice, or in a text that holds `login#name`.
fn user(value: &FieldValue) -> (String, String) {
    if let [chosen, ..] = &*value.choices() {
        return (lookups::id_of(&chosen.id).to_owned(), chosen.name.trim().to_owned());
    }
    (value.to_text().trim().to_owned(), String::new())
}

/// First and last name in one text: the last word is the last name.
fn split(name: &str) -> (String, String) {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words.split_last() {
        Some((last, first)) => (first.join(" "), (*last).to_owned()),
        None => Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, person: Option<(&str, &str)>, email: &str) -> (String, String, String) {
        let choice = |(id, name): (&str, &str)| webcon::Choice { id: id.into(), name: name.into() };
        let person = FieldValue::Choices(person.map(choice).into_iter().collect());
        let (name, email) = (FieldValue::Text(name.into()), FieldValue::Text(email.into()));
        let told = Told { name: Some(&name), person: Some(&person), email: Some(&email), ..Told::default() };
        let person = Person::told(told);
        (person.first_name, person.last_name, person.email.as_str().to_owned())
    }

    #[test]
    fn a_user_gives_login_name_and_address() {
        let of = |first: &str, last: &str, email: &str| (first.to_owned(), last.to_owned(), email.to_owned());
        let anna = Some(("anna.nowak@example.com", "Anna Maria Nowak"));
        assert_eq!(told("", anna, ""), of("Anna Maria", "Nowak", "anna.nowak@example.com"));
        assert_eq!(told("", anna, "a@example.org"), of("Anna Maria", "Nowak", "a@example.org"));
        assert_eq!(told("Ania Kowalska", anna, ""), of("Ania", "Kowalska", "anna.nowak@example.com"));
        let directory = Some(("CORP\\anna", "Anna Nowak"));
        assert_eq!(told("", directory, ""), of("Anna", "Nowak", ""));
        assert_eq!(told("Cher", None, "c@example.com"), of("", "Cher", "c@example.com"));
        assert_eq!(told("", None, ""), of("", "", ""));
    }
}
