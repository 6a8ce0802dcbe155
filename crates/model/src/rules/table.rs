//! One example of each rule for each role: whom it binds, and whom it leaves alone.

use super::tests::{ordered, signer};
use super::*;
use crate::recipient::Email;

/// A row of the table: the rule of the plugin (facts: plugin, "Validation before sending"), how a recipient breaks it,
/// and what must be expected of a signer, an approver, a reviewer and a viewer who does so.
struct Example {
    rule: &'static str,
    breaks: fn(&mut RecipientRow),
    expected: [Expected; 4],
}

/// What must be reported: the field and the broken rule, or nothing.
type Expected = Option<(Field, Rule)>;

const ROLES: [Role; 4] = [Role::Signer, Role::Approver, Role::Reviewer, Role::Viewer];

const fn everybody(field: Field, rule: Rule) -> [Expected; 4] {
    [Some((field, rule)); 4]
}

const fn signers(field: Field, rule: Rule) -> [Expected; 4] {
    [Some((field, rule)), None, None, None]
}

const fn those_in_order(field: Field, rule: Rule) -> [Expected; 4] {
    [Some((field, rule)), Some((field, rule)), None, None]
}

fn represents(row: &mut RecipientRow) {
    row.representative = true;
    row.organisation = "Example sp. z o.o.".into();
    row.vat = "PL1234567890".into();
    row.position = "prezes".into();
}

/// With the signing order on, before a signer whose place is the last.
const EXAMPLES: &[Example] = &[
    Example {
        rule: "1: first name",
        breaks: |row| row.first_name = " ".into(),
        expected: everybody(Field::FirstName, Rule::Required),
    },
    Example {
        rule: "1: last name",
        breaks: |row| row.last_name = String::new(),
        expected: everybody(Field::LastName, Rule::Required),
    },
    Example {
        rule: "1: address",
        breaks: |row| row.email = Email::default(),
        expected: everybody(Field::Email, Rule::Required),
    },
    Example {
        rule: "1: an address that is one",
        breaks: |row| row.email = Email::new("anna@example"),
        expected: everybody(Field::Email, Rule::EmailMalformed),
    },
    Example {
        rule: "1: a first name that can be seen",
        breaks: |row| row.first_name = "\u{ad}\u{200b} \u{2060}".into(),
        expected: everybody(Field::FirstName, Rule::Required),
    },
    Example {
        rule: "1: a last name that can be seen",
        breaks: |row| row.last_name = "\u{200f}\u{fe0f}".into(),
        expected: everybody(Field::LastName, Rule::Required),
    },
    Example {
        rule: "1: an address that can be seen",
        breaks: |row| row.email = Email::new("\u{2060}"),
        expected: everybody(Field::Email, Rule::Required),
    },
    Example {
        rule: "1: an address without invisible characters",
        breaks: |row| row.email = Email::new("an\u{ad}na@example.com"),
        expected: everybody(Field::Email, Rule::EmailMalformed),
    },
    Example {
        rule: "2: an address of one's own, whatever its case",
        breaks: |row| row.email = Email::new(" LAST@Example.com"),
        expected: everybody(Field::Email, Rule::EmailRepeated),
    },
    Example {
        rule: "3: a place in the order",
        breaks: |row| row.order = None,
        expected: those_in_order(Field::Order, Rule::OrderMissing),
    },
    Example {
        rule: "3: a place of one's own",
        breaks: |row| row.order = Some(9),
        expected: those_in_order(Field::Order, Rule::OrderRepeated),
    },
    Example {
        rule: "3: places are counted from 1",
        breaks: |row| row.order = Some(0),
        expected: those_in_order(Field::Order, Rule::OrderTooLow),
    },
    Example {
        rule: "3: places are numbers that can be told",
        breaks: |row| row.order = Some(i64::from(i32::MAX) + 1),
        expected: those_in_order(Field::Order, Rule::OrderTooHigh),
    },
    Example {
        rule: "4: an approver is not the last in the order",
        breaks: |row| row.order = Some(10),
        expected: [None, Some((Field::Order, Rule::ApproverLast)), None, None],
    },
    Example {
        rule: "5: a signer says which signature",
        breaks: |row| row.signature_type = None,
        expected: signers(Field::SignatureType, Rule::Required),
    },
    Example {
        rule: "5: ADVANCED needs a code to sign",
        breaks: |row| {
            row.signature_type = Some(SignatureType::Advanced);
            row.sms_unlock = true;
            row.phone = "+48600000000".into();
        },
        expected: signers(Field::SmsAuthorisation, Rule::AdvancedNeedsSms),
    },
    Example {
        rule: "5: QUALIFIED takes no code to sign",
        breaks: |row| {
            row.signature_type = Some(SignatureType::Qualified);
            row.sms_authorisation = true;
            row.phone = "+48600000000".into();
        },
        expected: signers(Field::SmsAuthorisation, Rule::QualifiedWithoutSms),
    },
    Example {
        rule: "5: QUALIFIED may have a code to open",
        breaks: |row| {
            row.signature_type = Some(SignatureType::Qualified);
            row.sms_unlock = true;
            row.phone = "+48600000000".into();
        },
        expected: [None; 4],
    },
    Example {
        rule: "6: a code to sign needs a phone",
        breaks: |row| row.sms_authorisation = true,
        expected: everybody(Field::Phone, Rule::PhoneMissing),
    },
    Example {
        rule: "6: a code to open needs a phone",
        breaks: |row| {
            row.sms_unlock = true;
            row.phone = "  ".into();
        },
        expected: everybody(Field::Phone, Rule::PhoneMissing),
    },
    Example {
        rule: "6: a phone to which a code can be sent",
        breaks: |row| {
            row.sms_unlock = true;
            row.phone = "600 000 000 (wieczorem)".into();
        },
        expected: everybody(Field::Phone, Rule::PhoneMalformed),
    },
    Example {
        rule: "6: a phone with enough digits",
        breaks: |row| {
            row.sms_unlock = true;
            row.phone = "+48 6".into();
        },
        expected: everybody(Field::Phone, Rule::PhoneMalformed),
    },
    Example {
        rule: "6: a phone as people write it",
        breaks: |row| {
            row.sms_unlock = true;
            row.phone = " +48 (600) 000-000 ".into();
        },
        expected: [None; 4],
    },
    Example {
        rule: "6: without a code any phone will do",
        breaks: |row| row.phone = "none".into(),
        expected: [None; 4],
    },
    Example {
        rule: "7: a representative of an organisation",
        breaks: |row| {
            represents(row);
            row.organisation = " ".into();
        },
        expected: everybody(Field::Organisation, Rule::RepresentativeIncomplete),
    },
    Example {
        rule: "7: a representative with a VAT number",
        breaks: |row| {
            represents(row);
            row.vat = String::new();
        },
        expected: everybody(Field::Vat, Rule::RepresentativeIncomplete),
    },
    Example {
        rule: "7: a representative with a position",
        breaks: |row| {
            represents(row);
            row.position = String::new();
        },
        expected: everybody(Field::Position, Rule::RepresentativeIncomplete),
    },
    Example {
        rule: "7: a VAT number starts with its country",
        breaks: |row| {
            represents(row);
            row.vat = "1234567890".into();
        },
        expected: everybody(Field::Vat, Rule::VatMalformed),
    },
    Example {
        rule: "7: a VAT number is longer than its country",
        breaks: |row| {
            represents(row);
            row.vat = "PL".into();
        },
        expected: everybody(Field::Vat, Rule::VatMalformed),
    },
    Example { rule: "7: a representative in order", breaks: represents, expected: [None; 4] },
];

/// Rows as scripts and the proxy hand them over, with what is expected of them; the component reads the same.
#[test]
fn the_rows_of_the_shared_examples_are_validated_as_they_say() {
    let examples: Vec<Shared> = serde_json::from_str(include_str!("examples.json")).unwrap();
    for example in examples {
        let found: Vec<_> = validate(&example.rows, &example.options, Lang::En)
            .into_iter()
            .map(|violation| (violation.position, violation.field, violation.rule))
            .collect();
        assert_eq!(found, example.broken, "{}", example.name);
    }
}

#[derive(serde::Deserialize)]
struct Shared {
    name: String,
    rows: Vec<RecipientRow>,
    #[serde(default)]
    options: RuleOptions,
    broken: Vec<(Option<u32>, Option<Field>, Rule)>,
}

#[test]
fn each_rule_binds_the_roles_that_it_is_for() {
    let last = RecipientRow { email: Email::new("last@example.com"), ..signer(9) };
    for Example { rule, breaks, expected } in EXAMPLES {
        for (role, expected) in ROLES.into_iter().zip(expected) {
            let mut row = RecipientRow { role: Some(role.clone()), ..signer(1) };
            breaks(&mut row);
            let found: Vec<_> = validate(&[row, last.clone()], &ordered(), Lang::En)
                .into_iter()
                // Whoever shares an address or a place with the last row is told of twice.
                .filter(|violation| violation.position == Some(1))
                .map(|violation| (violation.field.unwrap(), violation.rule))
                .collect();
            assert_eq!(found, Vec::from_iter(*expected), "{rule}, {role}");
        }
    }
}

#[test]
fn without_a_signing_order_only_an_approver_is_told_of_it() {
    for (role, expected) in ROLES.into_iter().zip([false, true, false, false]) {
        for order in [None, Some(0), Some(9)] {
            let row = RecipientRow { role: Some(role.clone()), order, ..signer(1) };
            let found = validate(&[row, signer(9)], &RuleOptions::default(), Lang::En);
            let rules: Vec<_> = found.iter().map(|violation| (violation.field, violation.rule)).collect();
            let expected = expected.then_some((Some(Field::Role), Rule::ApproverNeedsOrder));
            assert_eq!(rules, Vec::from_iter(expected), "{role} {order:?}");
        }
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let nobody = RecipientRow { representative: true, sms_unlock: true, ..RecipientRow::default() };
    let advanced = RecipientRow {
        signature_type: Some(SignatureType::Advanced),
        email: Email::new("jan@"),
        order: Some(1),
        ..signer(2)
    };
    let found = validate(&[nobody, advanced, signer(1)], &ordered(), Lang::En);
    let told: Vec<_> = found.iter().map(|v| (v.position.unwrap(), v.field.unwrap(), v.rule)).collect();
    assert_eq!(
        told,
        [
            (1, Field::FirstName, Rule::Required),
            (1, Field::LastName, Rule::Required),
            (1, Field::Email, Rule::Required),
            (1, Field::Role, Rule::Required),
            (1, Field::Phone, Rule::PhoneMissing),
            (1, Field::Organisation, Rule::RepresentativeIncomplete),
            (1, Field::Vat, Rule::RepresentativeIncomplete),
            (1, Field::Position, Rule::RepresentativeIncomplete),
            (2, Field::Email, Rule::EmailMalformed),
            (2, Field::SmsAuthorisation, Rule::AdvancedNeedsSms),
            (2, Field::Order, Rule::OrderRepeated),
            (3, Field::Order, Rule::OrderRepeated),
        ]
    );
}
