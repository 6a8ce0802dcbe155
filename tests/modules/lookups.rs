//! Look-ups: the fixed rows.

use autenti_model::Lang;
use wasm_bindgen_test::wasm_bindgen_test;

use super::prepare;
use crate::lookups::{Query, fixed};

fn query<'a>(source: &'a str, only: &'a str) -> Query<'a> {
    Query { source, lang: Lang::Pl, only }
}

#[wasm_bindgen_test]
fn fixed_rows_are_named_in_every_language_whatever_texts_are_loaded() {
    prepare();
    let rows = fixed(&query("signature-types", "basic")).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].name(Lang::De), "Autenti E-Signatur");
    assert_eq!(rows[0].name(Lang::Pl), "E-podpis Autenti");
    assert_eq!(rows[0].value, "BASIC#E-podpis Autenti");
}

#[wasm_bindgen_test]
fn a_page_names_choices_but_not_what_is_written_to_the_form() {
    prepare();
    // The texts that are loaded say their own names.
    let row = &fixed(&Query { lang: Lang::En, ..query("recipient-roles", "SIGNER") }).unwrap()[0];
    assert_eq!(row.name(Lang::En), "RoleSigner");
    assert_eq!(row.value, "SIGNER#Signer");
}

#[wasm_bindgen_test]
fn what_is_not_fixed_is_for_the_proxy_to_say() {
    assert!(fixed(&query("labels", "")).is_none());
    assert!(fixed(&query("of-tomorrow", "")).is_none());
}
