//! Participants to be invited.

use std::str::FromStr;

use crate::words::{Role, SignatureType};

/// A participant of a new document.
///
/// What goes out follows from the role, as in WEBCON's plugin: the signature type for signers only, the
/// turn for signers and approvers only, identity verification for advanced signatures only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParty {
    pub(crate) role: Role,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) signature_type: Option<SignatureType>,
    pub(crate) sms_to_open: Option<String>,
    pub(crate) sms_to_sign: Option<String>,
    pub(crate) priority: Option<u32>,
    pub(crate) organisation: Option<Organisation>,
}

impl NewParty {
    /// A participant with a role and nothing special.
    pub fn new(
        role: Role,
        first_name: impl Into<String>,
        last_name: impl Into<String>,
        email: impl Into<String>,
    ) -> Self {
        Self {
            role,
            first_name: first_name.into(),
            last_name: last_name.into(),
            email: email.into(),
            signature_type: None,
            sms_to_open: None,
            sms_to_sign: None,
            priority: None,
            organisation: None,
        }
    }

    /// Which signature a signer gives.
    #[must_use]
    pub fn signature(mut self, signature_type: SignatureType) -> Self {
        self.signature_type = Some(signature_type);
        self
    }

    /// A code, sent by SMS to this number, is needed to open the document.
    #[must_use]
    pub fn sms_to_open(mut self, phone: impl Into<String>) -> Self {
        self.sms_to_open = Some(phone.into());
        self
    }

    /// A code, sent by SMS to this number, is needed to sign the document.
    #[must_use]
    pub fn sms_to_sign(mut self, phone: impl Into<String>) -> Self {
        self.sms_to_sign = Some(phone.into());
        self
    }

    /// The participant's turn: 1 comes first.
    #[must_use]
    pub fn priority(mut self, priority: u32) -> Self {
        self.priority = Some(priority);
        self
    }

    /// The organisation that the participant acts for.
    #[must_use]
    pub fn member_of(mut self, organisation: Organisation) -> Self {
        self.organisation = Some(organisation);
        self
    }
}

/// An organisation that a participant acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Name.
    pub name: String,
    /// Tax identifier.
    pub vat: VatNumber,
    /// What the participant is in the organisation.
    pub position: String,
}

/// A tax identifier: two letters for the country, then the number, such as `PL1234567890`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VatNumber {
    country: String,
    number: String,
}

impl VatNumber {
    /// The country, two capital letters.
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The number, without the country.
    pub fn number(&self) -> &str {
        &self.number
    }
}

/// The text is not a tax identifier with its country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tax identifier starts with two letters for the country and goes on with the number")]
pub struct InvalidVatNumber;

impl FromStr for VatNumber {
    type Err = InvalidVatNumber;

    /// The rule of WEBCON's plugin: two letters first, and longer than that.
    fn from_str(text: &str) -> Result<Self, InvalidVatNumber> {
        let text = text.trim();
        let (country, number) = text.split_at_checked(2).ok_or(InvalidVatNumber)?;
        let number = number.trim();
        if number.is_empty() || !country.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(InvalidVatNumber);
        }
        Ok(Self { country: country.to_ascii_uppercase(), number: number.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vat_number_is_a_country_and_a_number() {
        let vat: VatNumber = " pl1234567890 ".parse().unwrap();
        assert_eq!((vat.country(), vat.number()), ("PL", "1234567890"));
    }

    #[test]
    fn a_vat_number_without_country_or_number_is_none() {
        for text in ["", "P", "PL", "PL ", "1234567890", "łÓ12"] {
            assert_eq!(text.parse::<VatNumber>(), Err(InvalidVatNumber), "{text:?}");
        }
    }
}
