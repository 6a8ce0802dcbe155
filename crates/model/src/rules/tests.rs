use super::*;
use crate::recipient::Email;

pub(super) fn signer(n: i64) -> RecipientRow {
    RecipientRow {
        row: Some(100 + n),
        first_name: "Anna".into(),
        last_name: "Nowak".into(),
        email: Email::new(format!("anna{n}@example.com")),
        role: Some(Role::Signer),
        signature_type: Some(SignatureType::Basic),
        order: Some(n),
        ..RecipientRow::default()
    }
}

pub(super) fn ordered() -> RuleOptions {
    RuleOptions { signing_order: true, ..RuleOptions::default() }
}

fn broken(rows: &[RecipientRow], options: &RuleOptions) -> Vec<(Option<u32>, Option<Field>, Rule)> {
    validate(rows, options, Lang::En).into_iter().map(|v| (v.position, v.field, v.rule)).collect()
}

#[test]
fn a_complete_list_breaks_no_rule() {
    assert_eq!(broken(&[signer(1), signer(2)], &RuleOptions::default()), []);
    assert_eq!(broken(&[signer(1), signer(2)], &ordered()), []);
}

#[test]
fn an_empty_list_has_nobody_to_sign() {
    assert_eq!(broken(&[], &RuleOptions::default()), [(None, None, Rule::NoRecipients)]);
}

/// A row made wrong in one way, with what must be said of it.
type Case = (&'static str, fn(&mut RecipientRow), Vec<(Field, Rule)>);

#[test]
fn each_rule_names_the_field_that_breaks_it() {
    let cases: Vec<Case> = vec![
        ("first name", |r| r.first_name = " ".into(), vec![(Field::FirstName, Rule::Required)]),
        ("last name", |r| r.last_name = String::new(), vec![(Field::LastName, Rule::Required)]),
        ("address", |r| r.email = Email::default(), vec![(Field::Email, Rule::Required)]),
        ("malformed", |r| r.email = Email::new("anna@"), vec![(Field::Email, Rule::EmailMalformed)]),
        ("role", |r| r.role = None, vec![(Field::Role, Rule::Required)]),
        (
            "unknown role",
            |r| r.role = Some(Role::Unknown("WITNESS".into())),
            vec![(Field::Role, Rule::RoleNotAllowed)],
        ),
        ("type", |r| r.signature_type = None, vec![(Field::SignatureType, Rule::Required)]),
        (
            "advanced",
            |r| r.signature_type = Some(SignatureType::Advanced),
            vec![(Field::SmsAuthorisation, Rule::AdvancedNeedsSms)],
        ),
        (
            "qualified",
            |r| {
                r.signature_type = Some(SignatureType::Qualified);
                r.sms_authorisation = true;
                r.phone = "+48600000000".into();
            },
            vec![(Field::SmsAuthorisation, Rule::QualifiedWithoutSms)],
        ),
        (
            "qualified with SMS to open",
            |r| {
                r.signature_type = Some(SignatureType::Qualified);
                r.sms_unlock = true;
                r.phone = "+48600000000".into();
            },
            vec![],
        ),
        ("phone to sign", |r| r.sms_authorisation = true, vec![(Field::Phone, Rule::PhoneMissing)]),
        ("phone to open", |r| r.sms_unlock = true, vec![(Field::Phone, Rule::PhoneMissing)]),
        (
            "representative",
            |r| r.representative = true,
            vec![
                (Field::Organisation, Rule::RepresentativeIncomplete),
                (Field::Vat, Rule::RepresentativeIncomplete),
                (Field::Position, Rule::RepresentativeIncomplete),
            ],
        ),
        (
            "VAT without country",
            |r| {
                r.representative = true;
                r.organisation = "Example".into();
                r.position = "CEO".into();
                r.vat = "1234567890".into();
            },
            vec![(Field::Vat, Rule::VatMalformed)],
        ),
        (
            "VAT of two letters",
            |r| {
                r.representative = true;
                r.organisation = "Example".into();
                r.position = "CEO".into();
                r.vat = "PL".into();
            },
            vec![(Field::Vat, Rule::VatMalformed)],
        ),
    ];
    for (name, spoil, expected) in cases {
        let mut row = signer(1);
        spoil(&mut row);
        let found: Vec<_> = broken(&[row], &RuleOptions::default())
            .into_iter()
            .map(|(position, field, rule)| {
                assert_eq!(position, Some(1), "{name}");
                (field.unwrap(), rule)
            })
            .collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn an_address_may_stand_once_whatever_its_case() {
    let mut second = signer(2);
    second.email = Email::new(" ANNA1@example.com");
    let found = validate(&[signer(1), second], &RuleOptions::default(), Lang::En);
    let said: Vec<_> = found.iter().map(|v| (v.row, v.rule, v.message.as_str())).collect();
    assert_eq!(
        said,
        [
            (
                Some(101),
                Rule::EmailRepeated,
                "Row 1 (Anna Nowak): the e-mail address anna1@example.com also stands in row 2. Each recipient needs an address of their own."
            ),
            (
                Some(102),
                Rule::EmailRepeated,
                "Row 2 (Anna Nowak): the e-mail address ANNA1@example.com also stands in row 1. Each recipient needs an address of their own."
            ),
        ]
    );
}

#[test]
fn only_signers_need_a_signature_type() {
    for role in [Role::Reviewer, Role::Viewer] {
        let row = RecipientRow { role: Some(role), signature_type: None, order: None, ..signer(1) };
        assert_eq!(broken(&[row, signer(2)], &ordered()), []);
    }
}

#[test]
fn somebody_has_to_act() {
    let viewer = |n| RecipientRow { role: Some(Role::Viewer), ..signer(n) };
    let options = RuleOptions::default();
    let found = validate(&[viewer(1), viewer(2), RecipientRow::default()], &options, Lang::En);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].row, found[0].position, found[0].rule), (None, None, Rule::NobodyActs));
    assert!(found[0].message.starts_with("Nobody in the list signs"), "{}", found[0].message);
    assert_eq!(broken(&[viewer(1), signer(2)], &options), []);
    // A role that is not known may be one that acts.
    let unknown = RecipientRow { role: Some(Role::Unknown("WITNESS".into())), ..signer(2) };
    assert_eq!(broken(&[viewer(1), unknown], &options), [(Some(2), Some(Field::Role), Rule::RoleNotAllowed)]);
}

#[test]
fn an_empty_row_is_told_once_and_not_at_all_at_the_end() {
    let empty = RecipientRow { row: Some(7), ..RecipientRow::default() };
    let found = validate(&[empty.clone(), signer(1), empty], &RuleOptions::default(), Lang::En);
    let said: Vec<_> = found.iter().map(|v| (v.row, v.field, v.rule, v.message.as_str())).collect();
    assert_eq!(
        said,
        [(Some(7), None, Rule::RowEmpty, "Row 1: nothing is filled in. Fill in the row or delete it.")]
    );
}

#[test]
fn an_address_that_looks_right_is_said_to_hold_what_cannot_be_seen() {
    let row = RecipientRow { email: Email::new("an\u{ad}na@example.com"), ..signer(1) };
    let message = &validate(&[row], &RuleOptions::default(), Lang::En)[0].message;
    assert!(message.contains("holds characters that cannot be seen"), "{message}");
}

#[test]
fn a_name_from_right_to_left_does_not_turn_the_message_round() {
    let row =
        RecipientRow { first_name: "דוד".into(), last_name: "כהן".into(), role: None, ..signer(1) };
    let message = &validate(&[row], &RuleOptions::default(), Lang::En)[0].message;
    let name = "\u{2068}דוד כהן\u{2069}";
    assert_eq!(*message, format!("Row 1\u{2068} ({name})\u{2069}: the role is missing."));
}

#[test]
fn places_in_the_order_are_given_once_from_one_to_everybody_who_acts() {
    let without = RecipientRow { order: None, ..signer(2) };
    assert_eq!(
        broken(&[signer(1), without], &ordered()),
        [(Some(2), Some(Field::Order), Rule::OrderMissing)]
    );

    let zero = RecipientRow { order: Some(0), ..signer(2) };
    assert_eq!(broken(&[signer(1), zero], &ordered()), [(Some(2), Some(Field::Order), Rule::OrderTooLow)]);

    let same = RecipientRow { order: Some(1), ..signer(2) };
    assert_eq!(
        broken(&[signer(1), same], &ordered()),
        [
            (Some(1), Some(Field::Order), Rule::OrderRepeated),
            (Some(2), Some(Field::Order), Rule::OrderRepeated)
        ]
    );

    let viewer = RecipientRow { role: Some(Role::Viewer), order: Some(1), ..signer(2) };
    assert_eq!(broken(&[signer(1), viewer], &ordered()), []);
}

#[test]
fn an_approver_comes_before_somebody() {
    let approver = |n| RecipientRow { role: Some(Role::Approver), ..signer(n) };
    assert_eq!(broken(&[approver(1), signer(2)], &ordered()), []);
    assert_eq!(
        broken(&[signer(1), approver(2)], &ordered()),
        [(Some(2), Some(Field::Order), Rule::ApproverLast)]
    );
    assert_eq!(
        broken(&[approver(1), signer(2)], &RuleOptions::default()),
        [(Some(1), Some(Field::Role), Rule::ApproverNeedsOrder)]
    );
}

#[test]
fn a_profile_can_permit_fewer_roles_and_types() {
    let options = RuleOptions {
        roles: vec![Role::Signer],
        signature_types: vec![SignatureType::Qualified],
        ..RuleOptions::default()
    };
    let viewer = RecipientRow { role: Some(Role::Viewer), ..signer(2) };
    assert_eq!(
        broken(&[signer(1), viewer], &options),
        [
            (Some(1), Some(Field::SignatureType), Rule::SignatureTypeNotAllowed),
            (Some(2), Some(Field::Role), Rule::RoleNotAllowed)
        ]
    );
}

#[test]
fn messages_speak_the_language_of_the_form() {
    let row = RecipientRow { email: Email::new("jan@"), first_name: "Jan".into(), ..signer(1) };
    let said = |lang| validate(std::slice::from_ref(&row), &RuleOptions::default(), lang)[0].message.clone();
    assert_eq!(said(Lang::En), "Row 1 (Jan Nowak): “jan@” is not an e-mail address.");
    assert_eq!(said(Lang::Pl), "Wiersz 1 (Jan Nowak): „jan@” nie jest adresem e-mail.");
    assert_eq!(said(Lang::De), "Zeile 1 (Jan Nowak): „jan@“ ist keine E-Mail-Adresse.");
}
