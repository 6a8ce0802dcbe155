//! What holds of the rules whatever the list.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;

use super::tests::{ordered, signer};
use super::*;
use crate::recipient::Email;

fn any_role() -> impl Strategy<Value = Option<Role>> {
    select(vec![
        None,
        Some(Role::Signer),
        Some(Role::Approver),
        Some(Role::Reviewer),
        Some(Role::Viewer),
        Some(Role::Unknown("WITNESS".into())),
    ])
}

fn any_signature_type() -> impl Strategy<Value = Option<SignatureType>> {
    select(vec![
        None,
        Some(SignatureType::Basic),
        Some(SignatureType::Qualified),
        Some(SignatureType::Advanced),
        Some(SignatureType::Unknown("SEALED".into())),
    ])
}

prop_compose! {
    /// Values near the edges of the rules, often shared between rows.
    fn any_row()(
        first_name in "[a-z ]{0,3}",
        email in "[a-bA-B]{0,1}@?(example\\.com)?",
        role in any_role(),
        signature_type in any_signature_type(),
        order in prop::option::of(-1i64..4),
        sms_authorisation: bool,
        sms_unlock: bool,
        phone in "(\\+48600000000|[0-9]{0,2})",
        representative: bool,
        vat in "[A-Z]{0,2}[0-9]{0,2}",
    ) -> RecipientRow {
        RecipientRow {
            row: None, first_name, last_name: "X".into(), email: Email::new(email), role, signature_type, order,
            sms_authorisation, sms_unlock, phone, representative, vat,
            organisation: "X".into(), position: "X".into(),
        }
    }
}

prop_compose! {
    /// Anything that a form can hold.
    fn wild_row()(
        texts in prop::collection::vec(any::<String>(), 7),
        role in any::<Option<String>>(),
        signature_type in any_signature_type(),
        row: Option<i64>,
        order: Option<i64>,
        flags: (bool, bool, bool),
    ) -> RecipientRow {
        let [first_name, last_name, email, phone, vat, organisation, position]: [String; 7] =
            texts.try_into().unwrap();
        RecipientRow {
            row, first_name, last_name, email: Email::new(email), phone, vat, organisation, position, order,
            role: role.map(|role| Role::from(role.as_str())), signature_type,
            sms_authorisation: flags.0, sms_unlock: flags.1, representative: flags.2,
        }
    }
}

/// Lists in order: everybody's address and place are their own, and a signer comes last.
fn valid_list() -> impl Strategy<Value = Vec<RecipientRow>> {
    let person = (any_role(), any::<(bool, bool)>(), any::<String>());
    prop::collection::vec(person, 0..8).prop_map(|people| {
        let last = signer(i64::try_from(people.len()).unwrap() + 1);
        let others = (1..).zip(people).map(|(n, (role, (sms, represents), name))| RecipientRow {
            first_name: format!("{name} x"),
            role: role.filter(Role::is_known).or(Some(Role::Signer)),
            sms_unlock: sms,
            phone: if sms { "+48600000000".into() } else { String::new() },
            representative: represents,
            organisation: "Example".into(),
            vat: "PL1".into(),
            position: "prezes".into(),
            ..signer(n)
        });
        others.chain([last]).collect()
    })
}

/// Spoils one cell of a row that was in order.
type Spoil = (&'static str, fn(&mut RecipientRow), Field);

const SPOILS: &[Spoil] = &[
    ("no first name", |row| row.first_name = " ".into(), Field::FirstName),
    ("no last name", |row| row.last_name = String::new(), Field::LastName),
    ("no address", |row| row.email = Email::default(), Field::Email),
    ("no such address", |row| row.email = Email::new("x@"), Field::Email),
    ("no role", |row| row.role = None, Field::Role),
    ("a role that is not offered", |row| row.role = Some(Role::from("WITNESS")), Field::Role),
];

/// Which fields of which rows are wrong; what is wrong with the whole list is said of row 0.
fn wrong(rows: &[RecipientRow]) -> BTreeMap<(u32, &'static str), Vec<Rule>> {
    let mut wrong: BTreeMap<_, Vec<Rule>> = BTreeMap::new();
    for violation in validate(rows, &ordered(), Lang::En) {
        let field = violation.field.map_or("", Field::as_str);
        wrong.entry((violation.position.unwrap_or_default(), field)).or_default().push(violation.rule);
    }
    wrong
}

/// Whether whatever is isolated in a sentence ends in it.
fn is_balanced(sentence: &str) -> bool {
    let mut open = 0_i32;
    for c in sentence.chars() {
        match c {
            '\u{2066}'..='\u{2068}' => open += 1,
            '\u{2069}' => open -= 1,
            _ => {}
        }
        if open < 0 {
            return false;
        }
    }
    open == 0
}

proptest! {
    #[test]
    fn a_list_without_violations_satisfies_every_rule(
        rows in prop::collection::vec(any_row(), 0..5),
        signing_order: bool,
    ) {
        let options = RuleOptions { signing_order, ..RuleOptions::default() };
        if !validate(&rows, &options, Lang::En).is_empty() {
            return Ok(());
        }
        prop_assert!(!rows.is_empty());
        prop_assert!(rows.iter().any(|row| row.role != Some(Role::Viewer)));
        for (index, row) in rows.iter().enumerate() {
            prop_assert!(!row.first_name.trim().is_empty() && row.email.is_well_formed());
            prop_assert!(rows.iter().enumerate().all(|(i, other)| i == index || other.email != row.email));
            prop_assert!(row.role.as_ref().is_some_and(Role::is_known));
            if row.role == Some(Role::Signer) {
                prop_assert!(row.signature_type.as_ref().is_some_and(SignatureType::is_known));
                prop_assert!(row.signature_type != Some(SignatureType::Advanced) || row.sms_authorisation);
                prop_assert!(row.signature_type != Some(SignatureType::Qualified) || !row.sms_authorisation);
            }
            prop_assert!(row.role != Some(Role::Approver) || signing_order);
            prop_assert!(!(row.sms_authorisation || row.sms_unlock) || row.phone.len() >= 7);
            prop_assert!(!row.representative || row.vat.len() > 2);
        }
    }

    #[test]
    fn as_many_rules_are_broken_whatever_the_order_of_the_rows(
        (rows, shuffled) in prop::collection::vec(any_row(), 1..5)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let rules = |rows: &[RecipientRow]| {
            let mut rules: Vec<_> =
                validate(rows, &ordered(), Lang::En).iter().map(|v| v.rule.as_str()).collect();
            rules.sort_unstable();
            rules
        };
        prop_assert_eq!(rules(&rows), rules(&shuffled));
    }

    #[test]
    fn a_valid_list_stays_valid_whatever_the_order_of_its_rows(rows in valid_list().prop_shuffle()) {
        prop_assert_eq!(validate(&rows, &ordered(), Lang::En), Vec::new());
    }

    #[test]
    fn one_spoilt_cell_is_told_of_and_mending_it_ends_that(
        rows in valid_list(),
        (index, (_, spoil, field)) in (any::<prop::sample::Index>(), select(SPOILS)),
    ) {
        let index = index.index(rows.len());
        let mut spoilt = rows.clone();
        spoil(&mut spoilt[index]);
        let position = u32::try_from(index + 1).unwrap();
        let told: Vec<_> = wrong(&spoilt).into_keys().filter(|(row, _)| *row == position).collect();
        prop_assert_eq!(told, [(position, field.as_str())]);
        spoilt[index] = rows[index].clone();
        prop_assert!(wrong(&spoilt).is_empty());
    }

    #[test]
    fn mending_one_cell_of_a_bad_list_ends_that_violation_and_begins_none(
        rows in prop::collection::vec(any_row(), 1..5),
        index in any::<prop::sample::Index>(),
    ) {
        let index = index.index(rows.len());
        let position = u32::try_from(index + 1).unwrap();
        let before = wrong(&rows);
        let mut mended = rows.clone();
        mended[index].first_name = "Anna".into();
        mended[index].phone = "+48600000000".into();
        let expected: Vec<_> = before
            .into_iter()
            .filter(|((row, field), _)| *row != position || !["firstName", "phone"].contains(field))
            .collect();
        prop_assert_eq!(wrong(&mended).into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_violation_points_at_a_row_that_exists(rows in prop::collection::vec(wild_row(), 1..6)) {
        for violation in validate(&rows, &ordered(), Lang::En) {
            let Some(position) = violation.position else {
                prop_assert!(matches!(violation.rule, Rule::NoRecipients | Rule::NobodyActs));
                continue;
            };
            let position = position as usize;
            prop_assert!((1..=rows.len()).contains(&position));
            prop_assert_eq!(violation.row, rows[position - 1].row);
            let row = format!("Row {position}");
            prop_assert!(violation.message.starts_with(&row));
        }
    }

    #[test]
    fn whatever_the_form_holds_the_rules_answer_in_every_language(
        rows in prop::collection::vec(wild_row(), 0..5),
        signing_order: bool,
    ) {
        let options = RuleOptions { signing_order, ..RuleOptions::default() };
        let count = |lang| validate(&rows, &options, lang).len();
        prop_assert_eq!(count(Lang::En), count(Lang::Pl));
        prop_assert_eq!(count(Lang::En), count(Lang::De));
    }

    #[test]
    fn empty_rows_at_the_end_change_nothing(
        rows in prop::collection::vec(any_row(), 0..4),
        blanks in prop::collection::vec("[ \u{200b}\u{ad}]{0,2}", 1..4),
    ) {
        let empty = blanks.iter().map(|blank| RecipientRow { phone: blank.clone(), ..RecipientRow::default() });
        let longer: Vec<_> = rows.iter().cloned().chain(empty).collect();
        prop_assert_eq!(wrong(&rows), wrong(&longer));
        prop_assert_eq!(RecipientRow::without_empty_end(&longer), &rows);
    }

    #[test]
    fn an_invisible_character_in_an_address_neither_passes_nor_hides_that_it_stands_twice(
        (c, at) in (
            select(vec!['\u{ad}', '\u{61c}', '\u{200b}', '\u{200e}', '\u{202e}', '\u{2060}', '\u{fe0f}', '\u{e0101}']),
            0_usize..=16,
        ),
    ) {
        let mut address = "anna@example.com".to_owned();
        address.insert(at, c);
        let hidden = RecipientRow { email: Email::new(address), ..signer(2) };
        let plain = RecipientRow { email: Email::new("anna@example.com"), ..signer(1) };
        let wrong = wrong(&[plain, hidden]);
        prop_assert_eq!(&wrong[&(1, "email")], &[Rule::EmailRepeated]);
        prop_assert_eq!(&wrong[&(2, "email")], &[Rule::EmailMalformed, Rule::EmailRepeated]);
    }

    #[test]
    fn whatever_stands_in_a_row_keeps_its_direction_to_itself(
        name in "[a\u{5d3}\u{202e}\u{2066}\u{2067}\u{2069}\u{200f} ]{0,6}",
        lang in select(Lang::ALL),
    ) {
        let row = RecipientRow {
            first_name: name.clone(), email: Email::new(&name), phone: name, sms_unlock: true, ..signer(1)
        };
        for violation in validate(&[row], &ordered(), lang) {
            prop_assert!(is_balanced(&violation.message), "{:?}", violation.message);
        }
    }

    #[test]
    fn an_address_is_the_same_in_any_case_and_with_blanks_around(
        address in "[a-zA-Z0-9+%._-]{1,12}@[a-zA-Z0-9.-]{1,12}",
        (before, after) in ("[ \\t\u{a0}]{0,3}", "[ \\t\u{a0}]{0,3}"),
    ) {
        let plain = Email::new(&address);
        prop_assert_eq!(&Email::new(format!("{before}{}{after}", address.to_uppercase())), &plain);
        prop_assert_eq!(&Email::new(format!("{before}{}{after}", address.to_lowercase())), &plain);
        prop_assert_eq!(plain.as_str(), &address);
        let other = format!("x{address}");
        prop_assert!(Email::new(other) != plain);
    }
}
