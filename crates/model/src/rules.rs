//! The rules that recipients must satisfy before a document is sent.
//!
//! One set, run twice: in the browser while the list is edited, and in the proxy before anything leaves.
//! All broken rules of all rows are reported at once. The rules are the plugin's (facts: plugin, "Validation
//! before sending"); that an address must be well formed and a role known is ours.

#[cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::invisible::is_blank;
use crate::named_list::named_list;
use crate::open_list;
use crate::recipient::RecipientRow;
use crate::texts::{Lang, LocalizedMessage, Part, Text, isolated};
use crate::words::{Role, SignatureType};

/// What the profile asks of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default)]
pub struct RuleOptions {
    /// Signers and approvers act one after another.
    pub signing_order: bool,
    /// The roles that may be used.
    #[serde(deserialize_with = "open_list::read")]
    pub roles: Vec<Role>,
    /// The signature types that may be used.
    #[serde(deserialize_with = "open_list::read")]
    pub signature_types: Vec<SignatureType>,
}

impl Default for RuleOptions {
    fn default() -> Self {
        Self {
            signing_order: false,
            roles: Role::KNOWN.to_vec(),
            signature_types: SignatureType::KNOWN.to_vec(),
        }
    }
}

named_list! {
    /// A property of a recipient, named as in [`RecipientRow`].
    pub enum Field {
        /// First name.
        FirstName = "firstName",
        /// Last name.
        LastName = "lastName",
        /// E-mail address.
        Email = "email",
        /// Role.
        Role = "role",
        /// Signature type.
        SignatureType = "signatureType",
        /// Phone number.
        Phone = "phone",
        /// SMS code to sign.
        SmsAuthorisation = "smsAuthorisation",
        /// Place in the signing order.
        Order = "order",
        /// VAT number.
        Vat = "vat",
        /// Organisation.
        Organisation = "organisation",
        /// Position.
        Position = "position",
        /// A property that only a newer version knows; only ever read, never sent.
        Unknown = "unknown",
    }
}

named_list! {
    /// A rule, named by how it is broken.
    pub enum Rule {
        /// The list is empty.
        NoRecipients = "no_recipients",
        /// Everybody in the list only gets to see the document.
        NobodyActs = "nobody_acts",
        /// Nothing stands in the row.
        RowEmpty = "row_empty",
        /// A value that is always needed is missing.
        Required = "required",
        /// No mail could reach the address.
        EmailMalformed = "email_malformed",
        /// Two rows have the same address.
        EmailRepeated = "email_repeated",
        /// The role is not one of those that the profile permits.
        RoleNotAllowed = "role_not_allowed",
        /// The signature type is not one of those that the profile permits.
        SignatureTypeNotAllowed = "signature_type_not_allowed",
        /// The signing order is on and the row has no place in it.
        OrderMissing = "order_missing",
        /// Places are counted from 1.
        OrderTooLow = "order_too_low",
        /// No document has so many places.
        OrderTooHigh = "order_too_high",
        /// Two rows have the same place.
        OrderRepeated = "order_repeated",
        /// An approver needs a signing order.
        ApproverNeedsOrder = "approver_needs_order",
        /// Nobody comes after the approver.
        ApproverLast = "approver_last",
        /// An advanced signature needs a code sent by SMS.
        AdvancedNeedsSms = "advanced_needs_sms",
        /// A qualified signature takes no code sent by SMS.
        QualifiedWithoutSms = "qualified_without_sms",
        /// SMS codes need a phone number.
        PhoneMissing = "phone_missing",
        /// No code could be sent to the phone number.
        PhoneMalformed = "phone_malformed",
        /// Who signs for an organisation must say for which, and in what position.
        RepresentativeIncomplete = "representative_incomplete",
        /// A VAT number starts with two letters of its country.
        VatMalformed = "vat_malformed",
        /// A rule that only a newer version knows; only ever read, never sent.
        Unknown = "unknown",
    }
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// The row's id in WEBCON, as in a recipient's `row`; null for an unsaved row and for the whole list.
    pub row: Option<i64>,
    /// The row's place in the list, from 1; null for the whole list.
    pub position: Option<u32>,
    /// The field that is wrong; null for the whole row or list.
    pub field: Option<Field>,
    /// The rule that is broken.
    pub rule: Rule,
    /// What is wrong and what to do, naming the row.
    pub message: String,
    /// What the words are made of.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub localized: BTreeMap<String, LocalizedMessage>,
}

/// Judges the rows. An empty answer means that the list can be sent, without the empty rows at its end.
pub fn validate(rows: &[RecipientRow], options: &RuleOptions, lang: Lang) -> Vec<Violation> {
    let mut checker = Checker { lang, found: Vec::new() };
    let rows = RecipientRow::without_empty_end(rows);
    if rows.is_empty() {
        checker.broken(None, None, None, Rule::NoRecipients, &Text::RuleNoRecipients.into());
    } else if rows.iter().all(|row| row.role == Some(Role::Viewer)) {
        checker.broken(None, None, None, Rule::NobodyActs, &Text::RuleNobodyActs.into());
    }
    let last_in_order = rows.iter().filter(|row| takes_part_in_order(row)).filter_map(|row| row.order).max();
    for (index, row) in rows.iter().enumerate() {
        let mut row = checker.row(index, row);
        if row.row.is_empty() {
            row.whole_row_broken(Rule::RowEmpty, Text::RuleRowEmpty);
            continue;
        }
        names_and_address(&mut row, rows);
        role(&mut row, options);
        signature(&mut row, options);
        order(&mut row, rows, options, last_in_order);
        phone(&mut row);
        organisation(&mut row);
    }
    checker.found
}

struct Checker {
    lang: Lang,
    found: Vec<Violation>,
}

impl Checker {
    fn broken(
        &mut self,
        row: Option<i64>,
        position: Option<u32>,
        field: Option<Field>,
        rule: Rule,
        message: &LocalizedMessage,
    ) {
        self.found.push(Violation {
            row,
            position,
            field,
            rule,
            message: message.render(self.lang),
            #[cfg(not(target_arch = "wasm32"))]
            localized: message.clone().for_property("message"),
        });
    }

    fn row<'a>(&'a mut self, index: usize, row: &'a RecipientRow) -> RowCheck<'a> {
        RowCheck { checker: self, index, row }
    }
}

/// A row that is checked.
struct RowCheck<'a> {
    checker: &'a mut Checker,
    index: usize,
    row: &'a RecipientRow,
}

impl RowCheck<'_> {
    fn broken(&mut self, field: Field, rule: Rule, text: Text) {
        self.broken_with(field, rule, text.into());
    }

    fn broken_with(&mut self, field: Field, rule: Rule, what: LocalizedMessage) {
        self.report(Some(field), rule, what);
    }

    fn whole_row_broken(&mut self, rule: Rule, text: Text) {
        self.report(None, rule, text.into());
    }

    fn report(&mut self, field: Option<Field>, rule: Rule, what: LocalizedMessage) {
        let position = u32::try_from(self.index + 1).unwrap_or(u32::MAX);
        let message = LocalizedMessage::from(Text::RuleInRow)
            .with("row", position.to_string())
            .with("who", who(self.row))
            .with("what", what);
        self.checker.broken(self.row.row, Some(position), field, rule, &message);
    }

    fn required(&mut self, field: Field, value: &str, text: Text) {
        if is_blank(value) {
            self.broken(field, Rule::Required, text);
        }
    }

    /// The place, from 1, of the first other row of which `same` holds.
    fn other(&self, rows: &[RecipientRow], same: impl Fn(&RecipientRow) -> bool) -> Option<String> {
        rows.iter()
            .enumerate()
            .find(|(index, row)| *index != self.index && same(row))
            .map(|(index, _)| (index + 1).to_string())
    }
}

/// How a row is called in a message: by name or address, in brackets, where it has either.
fn who(row: &RecipientRow) -> String {
    let name = format!("{} {}", row.first_name.trim(), row.last_name.trim());
    let who = if is_blank(&name) { row.email.as_str() } else { name.trim() };
    if is_blank(who) { String::new() } else { format!(" ({})", isolated(who)) }
}

/// What a choice is called; one never seen before is called as it came.
fn called(text: Option<Text>, value: &str) -> Part {
    text.map_or_else(|| value.into(), Part::from)
}

/// Rules 1 and 2: a name, and an address of one's own.
fn names_and_address(row: &mut RowCheck<'_>, rows: &[RecipientRow]) {
    let person = row.row;
    row.required(Field::FirstName, &person.first_name, Text::RuleFirstName);
    row.required(Field::LastName, &person.last_name, Text::RuleLastName);
    if person.email.is_empty() {
        row.broken(Field::Email, Rule::Required, Text::RuleEmail);
        return;
    }
    if !person.email.is_well_formed() {
        let text =
            if person.email.has_invisible() { Text::RuleEmailInvisible } else { Text::RuleEmailMalformed };
        row.broken_with(
            Field::Email,
            Rule::EmailMalformed,
            LocalizedMessage::from(text).with("email", person.email.as_str()),
        );
    }
    if let Some(other) = row.other(rows, |other| other.email == person.email) {
        row.broken_with(
            Field::Email,
            Rule::EmailRepeated,
            LocalizedMessage::from(Text::RuleEmailRepeated)
                .with("email", person.email.as_str())
                .with("other", other),
        );
    }
}

fn role(row: &mut RowCheck<'_>, options: &RuleOptions) {
    match &row.row.role {
        None => row.broken(Field::Role, Rule::Required, Text::RuleRole),
        Some(role) if !options.roles.contains(role) => {
            let label = called(role.text(), role.as_str());
            let what = LocalizedMessage::from(Text::RuleRoleNotAllowed).with("role", label);
            row.broken_with(Field::Role, Rule::RoleNotAllowed, what);
        }
        Some(_) => {}
    }
}

/// Rule 5. Only signers give a signature, so nobody else's type matters.
fn signature(row: &mut RowCheck<'_>, options: &RuleOptions) {
    if row.row.role != Some(Role::Signer) {
        return;
    }
    let Some(kind) = &row.row.signature_type else {
        row.broken(Field::SignatureType, Rule::Required, Text::RuleSignatureType);
        return;
    };
    if !options.signature_types.contains(kind) {
        let what = LocalizedMessage::from(Text::RuleSignatureTypeNotAllowed)
            .with("type", called(kind.text(), kind.as_str()));
        row.broken_with(Field::SignatureType, Rule::SignatureTypeNotAllowed, what);
    }
    match (kind, row.row.sms_authorisation) {
        (SignatureType::Advanced, false) => {
            row.broken(Field::SmsAuthorisation, Rule::AdvancedNeedsSms, Text::RuleAdvancedNeedsSms);
        }
        (SignatureType::Qualified, true) => {
            row.broken(Field::SmsAuthorisation, Rule::QualifiedWithoutSms, Text::RuleQualifiedWithoutSms);
        }
        _ => {}
    }
}

fn takes_part_in_order(row: &RecipientRow) -> bool {
    row.role.as_ref().is_some_and(Role::is_ordered)
}

/// The highest place in the signing order that can be told to Autenti: it takes whole numbers of 32 bits.
const HIGHEST_PLACE: i64 = i32::MAX as i64;

/// Rules 3 and 4: places in the signing order, and approvers before signers.
fn order(row: &mut RowCheck<'_>, rows: &[RecipientRow], options: &RuleOptions, last: Option<i64>) {
    let person = row.row;
    let is_approver = person.role == Some(Role::Approver);
    if !options.signing_order {
        if is_approver {
            row.broken(Field::Role, Rule::ApproverNeedsOrder, Text::RuleApproverNeedsOrder);
        }
        return;
    }
    if !takes_part_in_order(person) {
        return;
    }
    let Some(place) = person.order else {
        row.broken(Field::Order, Rule::OrderMissing, Text::RuleOrderMissing);
        return;
    };
    if place < 1 {
        row.broken(Field::Order, Rule::OrderTooLow, Text::RuleOrderTooLow);
    }
    if place > HIGHEST_PLACE {
        // Where it stands among the others is seen once it is a place.
        row.broken(Field::Order, Rule::OrderTooHigh, Text::RuleOrderTooHigh);
        return;
    }
    let same_place = |other: &RecipientRow| takes_part_in_order(other) && other.order == Some(place);
    if let Some(other) = row.other(rows, same_place) {
        row.broken_with(
            Field::Order,
            Rule::OrderRepeated,
            LocalizedMessage::from(Text::RuleOrderRepeated)
                .with("order", place.to_string())
                .with("other", other),
        );
    } else if is_approver && last == Some(place) {
        row.broken(Field::Order, Rule::ApproverLast, Text::RuleApproverLast);
    }
}

/// Rule 6. A number without a code to be sent may be anything.
fn phone(row: &mut RowCheck<'_>) {
    if !(row.row.sms_authorisation || row.row.sms_unlock) {
        return;
    }
    let phone = row.row.phone.trim();
    if is_blank(phone) {
        row.broken(Field::Phone, Rule::PhoneMissing, Text::RulePhoneMissing);
    } else if !is_phone_number(phone) {
        let what = LocalizedMessage::from(Text::RulePhoneMalformed).with("phone", phone);
        row.broken_with(Field::Phone, Rule::PhoneMalformed, what);
    }
}

/// Whether a code could be sent there: seven to fifteen digits, as numbers have around the world, with `+` in front
/// and with what people put between digits.
fn is_phone_number(phone: &str) -> bool {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let rest = phone.strip_prefix('+').unwrap_or(phone);
    (7..=15).contains(&digits)
        && rest.chars().all(|c| matches!(c, '0'..='9' | ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}'))
}

/// Rule 7.
fn organisation(row: &mut RowCheck<'_>) {
    let person = row.row;
    if !person.representative {
        return;
    }
    for (field, value, text) in [
        (Field::Organisation, &person.organisation, Text::RuleOrganisation),
        (Field::Vat, &person.vat, Text::RuleVat),
        (Field::Position, &person.position, Text::RulePosition),
    ] {
        if is_blank(value) {
            row.broken(field, Rule::RepresentativeIncomplete, text);
        }
    }
    let vat = person.vat.trim();
    let starts_with_country = vat.chars().take(2).filter(char::is_ascii_alphabetic).count() == 2;
    let well_formed = starts_with_country && vat.chars().count() > 2;
    if !is_blank(vat) && !well_formed {
        let what = LocalizedMessage::from(Text::RuleVatMalformed).with("vat", vat);
        row.broken_with(Field::Vat, Rule::VatMalformed, what);
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;
