//! The columns of the recipients item list, in one table. Configuration, reading, writing and checking walk over it, and
//! a test holds the documented configuration against it.

use std::collections::BTreeMap;

use super::optional;
use crate::config::reader::Section;

/// What a column, or a field of the form, holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Text,
    /// A choice, or a text that holds `id#name`.
    TextOrChoice,
    /// A link, or a text that holds an address.
    Link,
    /// Yes or no.
    Flag,
    /// A place in the signing order.
    Place,
}

/// What the proxy does with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It says who a recipient is and how they sign, as this property of a recipient: it is read, the rules check it,
    /// and it is written into rows that the proxy adds.
    Person(&'static str),
    /// It tells several properties of a recipient in one cell: it is only read.
    Source,
    /// It says where a recipient stands: it is written.
    State,
    /// It holds a link for signing: it is written for those whose turn it is.
    Link,
    /// It asks something of the proxy: it is only read.
    Request,
}

macro_rules! recipient_columns {
    ( $( $(#[$meta:meta])* $column:ident = $key:literal, $content:ident, $purpose:expr; )+ ) => {
        /// A column of the recipients item list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RecipientColumn {
            $( $(#[$meta])* $column, )+
        }

        impl RecipientColumn {
            /// Every column.
            pub const ALL: &'static [Self] = &[ $( Self::$column, )+ ];

            /// The key in the configuration.
            pub fn key(self) -> &'static str {
                match self { $( Self::$column => $key, )+ }
            }

            /// What it holds.
            pub fn holds(self) -> Holds {
                match self { $( Self::$column => Holds::$content, )+ }
            }

            /// What the proxy does with it.
            pub fn purpose(self) -> Purpose {
                match self { $( Self::$column => $purpose, )+ }
            }
        }
    };
}

impl RecipientColumn {
    /// Whether the proxy writes to it whenever something happens, and not only into rows that it adds.
    pub fn is_kept_up_to_date(self) -> bool {
        match self.purpose() {
            Purpose::State | Purpose::Link => true,
            Purpose::Person(_) | Purpose::Source | Purpose::Request => false,
        }
    }
}

recipient_columns! {
    /// First name.
    FirstName = "first_name", Text, Purpose::Person("firstName");
    /// Last name.
    LastName = "last_name", Text, Purpose::Person("lastName");
    /// First and last name in one column.
    Name = "name", Text, Purpose::Source;
    /// A user of WEBCON: the login, which counts as the address where it is one, and the name.
    Person = "person", TextOrChoice, Purpose::Source;
    /// E-mail address.
    Email = "email", Text, Purpose::Person("email");
    /// Role.
    Role = "role", TextOrChoice, Purpose::Person("role");
    /// Signature type.
    SignatureType = "signature_type", TextOrChoice, Purpose::Person("signatureType");
    /// Phone number.
    Phone = "phone", Text, Purpose::Person("phone");
    /// Code sent by SMS to sign.
    SmsAuthorisation = "sms_authorisation", Flag, Purpose::Person("smsAuthorisation");
    /// Code sent by SMS to open.
    SmsUnlock = "sms_unlock", Flag, Purpose::Person("smsUnlock");
    /// Place in the signing order.
    Order = "order", Place, Purpose::Person("order");
    /// Where the recipient stands.
    Status = "status", TextOrChoice, Purpose::State;
    /// Why the recipient refused.
    RejectionReason = "rejection_reason", Text, Purpose::State;
    /// Autenti's id of the recipient.
    AutentiId = "autenti_id", Text, Purpose::State;
    /// Signs for an organisation.
    Representative = "representative", Flag, Purpose::Person("representative");
    /// VAT number of the organisation.
    Vat = "vat", Text, Purpose::Person("vat");
    /// Name of the organisation.
    Organisation = "organisation", Text, Purpose::Person("organisation");
    /// Position in the organisation.
    Position = "position", Text, Purpose::Person("position");
    /// Link for signing; written in List mode.
    Link = "link", Link, Purpose::Link;
    /// No reminders for this recipient.
    BlockReminder = "block_reminder", Flag, Purpose::Request;
}

/// The recipients item list and its columns, each by name or GUID.
#[derive(Clone, Debug)]
pub struct RecipientColumns {
    /// The item list; empty where recipients stand in fields of the form only.
    pub list: String,
    /// Adds rows for recipients that the list does not have.
    pub add_missing: bool,
    names: BTreeMap<RecipientColumn, String>,
}

impl RecipientColumns {
    /// Without a list there are no columns: that is so where recipients stand in fields of the form.
    pub(super) fn read(section: Section<'_>, has_fixed: bool) -> Self {
        let has_list = !has_fixed || !section.text("list").trim().is_empty();
        let has = |column: RecipientColumn| optional(&section, column.key()).is_some();
        let (has_name, has_person) = (has(RecipientColumn::Name), has(RecipientColumn::Person));
        let mut needed = vec![RecipientColumn::Role, RecipientColumn::SignatureType];
        if !has_person {
            needed.push(RecipientColumn::Email);
        }
        if !has_name && !has_person {
            needed.extend([RecipientColumn::FirstName, RecipientColumn::LastName]);
        }
        let name = |column: RecipientColumn| {
            let key = column.key();
            let name = if has_list && needed.contains(&column) {
                Some(section.required(key))
            } else {
                optional(&section, key)
            };
            Some((column, name.filter(|_| has_list)?))
        };
        let columns = Self {
            list: if has_list { section.required("list") } else { String::new() },
            add_missing: section.flag("add_missing"),
            names: RecipientColumn::ALL.iter().copied().filter_map(name).collect(),
        };
        let can_add = |column| columns.name(column).is_some();
        if columns.add_missing && !(can_add(RecipientColumn::FirstName) && can_add(RecipientColumn::Email)) {
            section.mistake("add_missing", "needs the columns first_name, last_name and email");
        }
        section.finish();
        columns
    }

    /// What the profile calls a column; none for one that it does not use.
    pub fn name(&self, column: RecipientColumn) -> Option<&str> {
        self.names.get(&column).map(String::as_str)
    }

    /// The columns that the profile uses, with what it calls them.
    pub fn named(&self) -> impl Iterator<Item = (RecipientColumn, &str)> {
        self.names.iter().map(|(column, name)| (*column, name.as_str()))
    }

    /// The columns that the rules validate, by the property of a recipient that they hold. None where names or
    /// addresses have no columns of their own.
    pub fn validated(&self) -> Option<impl Iterator<Item = (&'static str, &str)>> {
        for column in [RecipientColumn::FirstName, RecipientColumn::LastName, RecipientColumn::Email] {
            self.name(column)?;
        }
        Some(self.named().filter_map(|(column, name)| match column.purpose() {
            Purpose::Person(property) => Some((property, name)),
            Purpose::Source | Purpose::State | Purpose::Link | Purpose::Request => None,
        }))
    }

    /// Whether the list may say that a recipient gets no reminders.
    pub fn may_block_reminders(&self) -> bool {
        self.names.contains_key(&RecipientColumn::BlockReminder)
    }

    /// Whether the proxy writes to a column.
    pub fn is_written(&self, column: RecipientColumn) -> bool {
        column.is_kept_up_to_date() || (self.add_missing && matches!(column.purpose(), Purpose::Person(_)))
    }
}
