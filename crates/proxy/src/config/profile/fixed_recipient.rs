//! `[[profiles.….fixed_recipients]]`: a recipient who stands in fields of the form instead of a row of a list.

use autenti_model::{Role, SignatureType};

use super::optional;
use crate::config::reader::Section;

/// A recipient whose properties stand in form fields; what they are asked for is fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedRecipient {
    /// Field with the first name.
    pub first_name: Option<String>,
    /// Field with the last name.
    pub last_name: Option<String>,
    /// Field with both names.
    pub name: Option<String>,
    /// Field with a user of WEBCON.
    pub person: Option<String>,
    /// Field with the e-mail address.
    pub email: Option<String>,
    /// Field with the phone number for SMS codes.
    pub phone: Option<String>,
    /// Field for where the recipient stands; written.
    pub status: Option<String>,
    /// The role.
    pub role: Role,
    /// The signature type.
    pub signature_type: SignatureType,
    /// Place in the signing order.
    pub order: Option<i64>,
    /// A code sent by SMS is needed to sign.
    pub sms_authorisation: bool,
    /// A code sent by SMS is needed to open.
    pub sms_unlock: bool,
}

impl FixedRecipient {
    pub(super) fn read(section: Section<'_>) -> Self {
        let known = |known: bool, what: &str, text: &str| {
            if known { Ok(()) } else { Err(format!("`{text}` is no {what}")) }
        };
        let recipient = Self {
            first_name: optional(&section, "first_name"),
            last_name: optional(&section, "last_name"),
            name: optional(&section, "name"),
            person: optional(&section, "person"),
            email: optional(&section, "email"),
            phone: optional(&section, "phone"),
            status: optional(&section, "status"),
            role: section.read("role", Role::Signer, |text| {
                let role = Role::from(text);
                known(role.is_known(), "role", text).map(|()| role)
            }),
            signature_type: section.read("signature_type", SignatureType::Basic, |text| {
                let kind = SignatureType::from(text);
                known(kind.is_known(), "signature type", text).map(|()| kind)
            }),
            order: section.read("order", None, |text| match text {
                "" => Ok(None),
                text => text.parse().map(Some).map_err(|_| format!("`{text}` is not a number")),
            }),
            sms_authorisation: section.flag("sms_authorisation"),
            sms_unlock: section.flag("sms_unlock"),
        };
        if recipient.email.is_none() && recipient.person.is_none() {
            section.mistake("email", "is missing: the field with the e-mail address, or `person`");
        }
        section.finish();
        recipient
    }

    /// The fields that it reads.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let fields = [
            &self.first_name,
            &self.last_name,
            &self.name,
            &self.person,
            &self.email,
            &self.phone,
            &self.status,
        ];
        fields.into_iter().filter_map(Option::as_deref)
    }
}
