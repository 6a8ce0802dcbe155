//! A recipient: as a row of the form's item list, and as a person in a signing.

use core::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};

use crate::invisible::{is_blank, is_invisible};
use crate::texts::{Lang, Text};
use crate::words::{RecipientStatus, Role, SignatureType};

/// An e-mail address, compared without regard to case, to blanks around it and to characters that cannot be seen.
///
/// It keeps the address as it was written, less the blanks around it: what is sent is what was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(from = "String")]
pub struct Email(String);

impl Email {
    /// Takes the address without the blanks around it. Any text is taken: whether it is well formed is
    /// for [`is_well_formed`](Self::is_well_formed) to say.
    pub fn new(address: impl AsRef<str>) -> Self {
        Self(address.as_ref().trim().to_owned())
    }

    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no address: nothing, or nothing that can be seen.
    pub fn is_empty(&self) -> bool {
        is_blank(&self.0)
    }

    /// The form under which two spellings of one address are equal.
    pub fn key(&self) -> String {
        self.0.chars().filter(|c| !is_invisible(*c)).map(|c| c.to_ascii_lowercase()).collect()
    }

    /// Whether it holds characters that cannot be seen, so that it is not the address that it looks like.
    pub fn has_invisible(&self) -> bool {
        self.0.contains(is_invisible)
    }

    /// Whether a mail could be sent to it: one `@` with something before it, a host name with a dot after
    /// it, no blanks and no characters that cannot stand in an address. It does not ask whether the
    /// address exists.
    pub fn is_well_formed(&self) -> bool {
        let Some((local, domain)) = self.0.rsplit_once('@') else { return false };
        // No part between dots is empty: neither at the ends, nor within.
        let local_ok = local.len() <= 64
            && !local.split('.').any(str::is_empty)
            && local.chars().all(|c| is_letter_or_digit(c) || is_sign_of_address(c));
        let labels: Vec<&str> = domain.split('.').collect();
        let domain_ok = labels.len() >= 2
            && domain.len() <= 253
            && labels.iter().all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| is_letter_or_digit(c) || c == '-')
            });
        local_ok && domain_ok
    }
}

/// What may stand before the `@` besides letters and digits.
fn is_sign_of_address(c: char) -> bool {
    c.is_ascii_punctuation()
        && !matches!(c, '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '@' | '[' | '\\' | ']')
}

/// Letters of other alphabets count; blanks and invisible characters, which come along when an address is
/// pasted, do not. (Full Unicode tables would cost the component kilobytes.)
fn is_letter_or_digit(c: char) -> bool {
    c.is_ascii_alphanumeric() || !(c.is_ascii() || c.is_whitespace() || is_invisible(c))
}

impl From<String> for Email {
    fn from(address: String) -> Self {
        Self::new(address)
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Email {}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A row of the recipients item list, before anything is sent. The rules validate these.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default)]
pub struct RecipientRow {
    /// The row's id in WEBCON; none for a row that was not saved yet.
    pub row: Option<i64>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: Email,
    /// Role; none when the cell is empty.
    pub role: Option<Role>,
    /// Signature type; none when the cell is empty.
    pub signature_type: Option<SignatureType>,
    /// Phone number for SMS codes.
    pub phone: String,
    /// A code sent by SMS is needed to sign.
    pub sms_authorisation: bool,
    /// A code sent by SMS is needed to open the document.
    pub sms_unlock: bool,
    /// Place in the signing order, from 1; none when the cell is empty or not a number. One that is too large
    /// for a number is the largest there is.
    #[serde(deserialize_with = "place")]
    pub order: Option<i64>,
    /// Signs for an organisation.
    pub representative: bool,
    /// VAT number of the organisation with its country, such as `PL1234567890`.
    pub vat: String,
    /// Name of the organisation.
    pub organisation: String,
    /// Position of the person in the organisation.
    pub position: String,
}

/// Reads a place in the signing order. Scripts hand over numbers of any size.
fn place<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    struct Place;

    impl<'de> Visitor<'de> for Place {
        type Value = Option<i64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number or null")
        }

        fn visit_i64<E>(self, place: i64) -> Result<Self::Value, E> {
            Ok(Some(place))
        }

        fn visit_u64<E>(self, place: u64) -> Result<Self::Value, E> {
            Ok(Some(i64::try_from(place).unwrap_or(i64::MAX)))
        }

        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole; one that is too large becomes the largest there is"
        )]
        fn visit_f64<E>(self, place: f64) -> Result<Self::Value, E> {
            Ok((place % 1.0 == 0.0).then_some(place as i64))
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }
    }

    deserializer.deserialize_any(Place)
}

impl RecipientRow {
    /// Whether nothing stands in the row, as in one that was added and left.
    pub fn is_empty(&self) -> bool {
        let texts = [
            &self.first_name,
            &self.last_name,
            self.email.as_str(),
            &self.phone,
            &self.vat,
            &self.organisation,
            &self.position,
        ];
        texts.into_iter().all(is_blank)
            && self.role.is_none()
            && self.signature_type.is_none()
            && self.order.is_none()
            && !(self.sms_authorisation || self.sms_unlock || self.representative)
    }

    /// The rows without the empty ones at the end: a list grows by a row before anything is typed, and that row
    /// is nobody.
    pub fn without_empty_end(rows: &[Self]) -> &[Self] {
        let end = rows.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1);
        &rows[..end]
    }
}

/// What tells whose a row of the item list is.
#[derive(Clone, Copy, Debug)]
pub struct RowOwner<'a> {
    /// E-mail address; empty where there is none.
    pub email: &'a Email,
    /// Role; none where it is not known.
    pub role: Option<&'a Role>,
    /// Autenti's id of the recipient; none or empty where it has none yet.
    pub autenti_id: Option<&'a str>,
}

impl RowOwner<'_> {
    /// Whether a row that says this is the recipient's: the same address or Autenti id, and the same role where the
    /// recipient has one.
    pub fn has(&self, row: &RowOwner<'_>) -> bool {
        let has_same_address = !self.email.is_empty() && self.email == row.email;
        let has_same_id =
            self.autenti_id.is_some_and(|id| !id.is_empty()) && self.autenti_id == row.autenti_id;
        let has_same_role = self.role.is_none() || self.role == row.role;
        has_same_role && (has_same_address || has_same_id)
    }
}

/// A recipient as the form shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Recipient {
    /// Identifies the recipient within the signing: Autenti's party id, or `row:7` before sending.
    pub id: String,
    /// The row of the recipients item list, if there is one.
    pub row: Option<i64>,
    /// First name.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub first_name: String,
    /// Last name.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub last_name: String,
    /// E-mail address; empty for a party that Autenti names without one.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub email: Email,
    /// Role; none when the list does not say.
    pub role: Option<Role>,
    /// Signature type; none for people who do not sign.
    pub signature_type: Option<SignatureType>,
    /// Place in the signing order, from 1; none when all may act at once.
    pub order: Option<i64>,
    /// Where the recipient stands.
    pub status: RecipientStatus,
    /// Why the recipient refused, in the recipient's words.
    pub rejection_reason: Option<String>,
    /// When the recipient acted: RFC 3339, UTC; null before that, and where nobody knows.
    #[serde(default)]
    pub acted_at: Option<String>,
    /// Whether this is the person who asks.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub me: bool,
    /// Whether a reminder can be sent now.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub can_remind: bool,
    /// When the last reminder went out through this proxy: RFC 3339, UTC.
    pub reminded_at: Option<String>,
    /// When the proxy reminds the recipient by itself: RFC 3339, UTC; null where it does not.
    #[serde(default)]
    pub next_reminder_at: Option<String>,
    /// Name of who was asked first and handed the document over; null for whoever was asked from the start.
    #[serde(default)]
    pub handed_over_by: Option<String>,
    /// A code sent by SMS is needed to sign.
    #[serde(default)]
    pub sms_authorisation: bool,
    /// A code sent by SMS is needed to open the document.
    #[serde(default)]
    pub sms_unlock: bool,
}

impl Recipient {
    /// Whether the recipient has something to do, as far as is known. Only a final status takes that away: whose turn it
    /// is, Autenti decides when it is asked (facts: Autenti API, "Statuses").
    pub fn may_act(&self) -> bool {
        use RecipientStatus as S;
        let is_done = match &self.status {
            S::Completed | S::Rejected | S::Failed | S::Obsolete => true,
            S::None | S::Pending | S::Unknown(_) => false,
        };
        !is_done && self.role != Some(Role::Viewer)
    }

    /// Where the recipient stands, in words that fit what they are asked to do. (What a form stores is the status's own
    /// name.)
    pub fn standing(&self, lang: Lang) -> &str {
        use RecipientStatus as S;
        let by_role = |signer, approver, reviewer| match &self.role {
            Some(Role::Signer) | None => Some(signer),
            Some(Role::Approver) => Some(approver),
            Some(Role::Reviewer) => Some(reviewer),
            Some(Role::Viewer | Role::Unknown(_)) => None,
        };
        let text = match &self.status {
            S::Failed | S::Unknown(_) => None,
            _ if self.role == Some(Role::Viewer) => Some(Text::PersonInformed),
            S::None => Some(Text::PersonLater),
            S::Obsolete => Some(Text::PersonNotNeeded),
            S::Pending => by_role(Text::PersonToSign, Text::PersonToApprove, Text::PersonToReview),
            S::Completed => by_role(Text::PersonSigned, Text::PersonApproved, Text::PersonReviewed),
            S::Rejected => by_role(Text::PersonNotSigned, Text::PersonNotApproved, Text::PersonNotReviewed),
        };
        text.map_or_else(|| self.status.label(lang), |text| text.get(lang))
    }

    /// First and last name, or the address where there is no name.
    pub fn name(&self) -> String {
        let name = format!("{} {}", self.first_name.trim(), self.last_name.trim());
        if is_blank(&name) { self.email.as_str().to_owned() } else { name.trim().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_case_and_blanks() {
        assert_eq!(Email::new(" Anna@Example.com "), Email::new("anna@example.COM"));
        assert_eq!(Email::new(" Anna@Example.com ").as_str(), "Anna@Example.com");
    }

    #[test]
    fn unusual_but_legal_addresses_are_well_formed() {
        for address in [
            "a@example.com",
            "anna+umowa@example.com",
            "50%@example.com",
            "o'neil@sub.example.co.uk",
            "żółw@przykład.example.com",
        ] {
            assert!(Email::new(address).is_well_formed(), "{address}");
        }
    }

    #[test]
    fn what_no_mail_can_reach_is_not_well_formed() {
        for address in [
            "",
            "anna",
            "anna@",
            "@example.com",
            "anna@example",
            "anna@example..com",
            "anna@-example.com",
            "an na@example.com",
            "anna@exa mple.com",
            "anna@@example.com",
            "anna,jan@example.com",
            "anna@example.com;jan@example.com",
            "<anna@example.com>",
            ".anna@example.com",
            "anna@example.com\n",
            "anna\u{a0}@example.com",
            "\u{200b}anna@example.com",
            "\u{feff}anna@example.com",
        ] {
            let email = Email(address.to_owned());
            assert!(!email.is_well_formed(), "{address:?}");
        }
    }

    /// One of each kind of characters that cannot be seen.
    const INVISIBLE: [char; 12] = [
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{180e}',
        '\u{200b}',
        '\u{200d}',
        '\u{200f}',
        '\u{202e}',
        '\u{2060}',
        '\u{2069}',
        '\u{fe0f}',
        '\u{e0101}',
    ];

    #[test]
    fn an_address_with_invisible_characters_is_not_well_formed_and_no_other_address() {
        let plain = Email::new("anna@example.com");
        for c in INVISIBLE {
            for written in [
                format!("{c}anna@example.com"),
                format!("an{c}na@example.com"),
                format!("anna@exam{c}ple.com{c}"),
            ] {
                let email = Email::new(&written);
                assert!(!email.is_well_formed() && email.has_invisible(), "{written:?}");
                assert_eq!(email, plain, "{written:?}");
            }
            assert!(Email::new(c.to_string()).is_empty());
        }
    }

    #[test]
    fn an_address_is_read_without_the_blanks_around_it() {
        let email: Email = serde_json::from_str("\" anna@example.com\\u00a0\\n\"").unwrap();
        assert_eq!(email.as_str(), "anna@example.com");
        assert_eq!(serde_json::to_string(&email).unwrap(), "\"anna@example.com\"");
    }

    #[test]
    fn a_place_of_any_size_is_read() {
        let read = |order: &str| {
            let row: RecipientRow = serde_json::from_str(&format!("{{\"order\":{order}}}")).unwrap();
            row.order
        };
        assert_eq!(read("3"), Some(3));
        assert_eq!(read("-3"), Some(-3));
        assert_eq!(read("3.0"), Some(3));
        assert_eq!(read("18446744073709551615"), Some(i64::MAX));
        assert_eq!(read("1e30"), Some(i64::MAX));
        assert_eq!(read("1.5"), None);
        assert_eq!(read("null"), None);
        assert_eq!(serde_json::from_str::<RecipientRow>("{}").unwrap().order, None);
    }

    #[test]
    fn rows_in_which_nothing_stands_are_empty_at_the_end_only() {
        let empty = RecipientRow { row: Some(7), first_name: " \u{200b}".into(), ..RecipientRow::default() };
        let anna = RecipientRow { first_name: "Anna".into(), ..RecipientRow::default() };
        assert!(empty.is_empty() && !anna.is_empty());
        let rows = [empty.clone(), anna, empty.clone(), empty.clone()];
        assert_eq!(RecipientRow::without_empty_end(&rows), &rows[..2]);
        assert!(RecipientRow::without_empty_end(&[empty]).is_empty());
        for row in [
            RecipientRow { role: Some(Role::Viewer), ..RecipientRow::default() },
            RecipientRow { order: Some(1), ..RecipientRow::default() },
            RecipientRow { sms_unlock: true, ..RecipientRow::default() },
        ] {
            assert!(!row.is_empty(), "{row:?}");
        }
    }

    #[test]
    fn a_row_is_told_by_address_or_id_and_by_the_role_where_that_is_known() {
        let (anna, jan, nobody) =
            (Email::new("anna@example.com"), Email::new("jan@example.com"), Email::new(""));
        let owner = |email, role, autenti_id| RowOwner { email, role, autenti_id };
        let signer = owner(&anna, Some(&Role::Signer), Some("p1"));
        assert!(signer.has(&owner(&anna, Some(&Role::Signer), None)));
        assert!(signer.has(&owner(&jan, Some(&Role::Signer), Some("p1"))));
        assert!(!signer.has(&owner(&anna, Some(&Role::Viewer), Some("p1"))));
        assert!(!signer.has(&owner(&jan, Some(&Role::Signer), None)));
        assert!(owner(&anna, None, None).has(&owner(&anna, Some(&Role::Viewer), None)));
        // What is empty on both sides says nothing.
        assert!(!owner(&nobody, None, Some("")).has(&owner(&nobody, None, Some(""))));
    }

    #[test]
    fn a_person_without_a_name_is_called_by_the_address() {
        let recipient: Recipient = serde_json::from_value(serde_json::json!({
            "id": "row:1", "row": 1, "firstName": " ", "lastName": "", "email": "anna@example.com", "role": null,
            "signatureType": null, "order": null, "status": "NONE", "rejectionReason": null,
            "me": false, "canRemind": false, "remindedAt": null
        }))
        .unwrap();
        assert_eq!(recipient.name(), "anna@example.com");
    }
}
