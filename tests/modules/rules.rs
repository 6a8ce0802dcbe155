//! The rules, as scripts of the page ask for them.

use autenti_model::Lang;
use autenti_model::rules::{Rule, Violation};
use serde_wasm_bindgen::from_value;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{evaluate, prepare};
use crate::rules::validate_recipients;

fn broken(rows: &str, options: &str) -> Vec<(Option<u32>, Rule)> {
    let broken = validate_recipients(&evaluate(rows), &evaluate(options), Lang::En);
    let Ok(broken) = broken else { panic!("{rows} cannot be read") };
    let broken: Vec<Violation> = from_value(broken).unwrap();
    broken.into_iter().map(|violation| (violation.position, violation.rule)).collect()
}

const ANNA: &str =
    "firstName: 'Anna', lastName: 'Nowak', email: 'anna@example.com', role: 'SIGNER', signatureType: 'BASIC'";

#[wasm_bindgen_test]
fn rows_are_validated_with_what_the_profile_asks_of_them() {
    prepare();
    let rows = format!("[{{ {ANNA}, order: 1 }}, {{ {ANNA}, email: 'anna@' }}]");
    assert_eq!(
        broken(&rows, "{ signingOrder: true }"),
        [(Some(2), Rule::EmailMalformed), (Some(2), Rule::OrderMissing)]
    );
    assert_eq!(broken(&format!("[{{ {ANNA} }}]"), "undefined"), []);
}

#[wasm_bindgen_test]
fn what_a_script_has_not_may_be_null_or_left_out() {
    prepare();
    assert_eq!(
        broken(&format!("[{{ {ANNA}, phone: null, order: null, vat: undefined }}]"), "{ roles: null }"),
        []
    );
    assert_eq!(broken("[]", "null"), [(None, Rule::NoRecipients)]);
}

#[wasm_bindgen_test]
fn what_are_no_rows_is_refused_in_words() {
    for rows in ["'rows'", "null", "{}", "[1]", "[{ firstName: 7 }]"] {
        assert!(validate_recipients(&evaluate(rows), &evaluate("{}"), Lang::En).is_err(), "{rows}");
    }
}
