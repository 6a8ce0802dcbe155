//! The page around: the portal's form, a form around a frame, a page without a form.

use autenti_model::signing::{RecipientsList, Written, WrittenRows};
use serde_wasm_bindgen::from_value;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::evaluate;
use crate::dom::document;
use crate::host::{Binding, LastWriteBack, around, differs, put, rows, this_page};

/// The portal's functions over plain values. Tests of this file run one after another, each with a portal of its own.
fn portal(fields: &str, list: &str) {
    evaluate(&format!(
        "Object.assign(window, {{
            fields: {fields}, rows: {list}, changed: [], G_EDITVIEW: true, G_WFELEM: '12#SIG/12',
            GetValue: (field) => fields[field],
            SetValue: (field, value, options) => {{ changed.push([field, value, options.forceOnReadonly]); fields[field] = value }},
            SubelementCountRows: (list) => list === 140 ? rows.length : 0,
            GetSubValue: (list, row, column) => rows[row - 1]?.[column],
            SetSubValue: (list, row, column, value, force) => {{ changed.push([row, column, value, force]); rows[row - 1][column] = value }},
        }})"
    ));
}

fn no_portal() {
    for name in [
        "GetValue",
        "SetValue",
        "SubelementCountRows",
        "GetSubValue",
        "SetSubValue",
        "G_EDITVIEW",
        "G_WFELEM",
    ] {
        evaluate(&format!("delete window.{name}"));
    }
}

fn changed() -> String {
    evaluate("JSON.stringify(changed)").as_string().unwrap()
}

fn field(name: &str) -> Binding {
    Binding::Field(name.to_owned())
}

#[wasm_bindgen_test]
async fn a_portals_form_is_read_and_changed_by_its_functions() {
    portal("{ AttText1: 'a', AttChoose1: 'DRAFT#Roboczy' }", "[]");
    let host = this_page();
    assert!(host.is_form() && host.is_editing());
    assert_eq!(host.instance().as_deref(), Some("12"));
    assert_eq!(field("AttText1").read(&*host).await.unwrap(), "a");
    assert_eq!(field("AttText9").read(&*host).await.unwrap(), "");
    // The same choice in another language is no change.
    field("AttChoose1").write(&*host, "DRAFT#Not sent yet").await.unwrap();
    field("AttText1").write(&*host, "b").await.unwrap();
    assert_eq!(changed(), r#"[["AttText1","b",true]]"#);
    for (view, is_editing) in [("'1'", true), ("'True'", true), ("0", false), ("undefined", false)] {
        evaluate(&format!("window.G_EDITVIEW = {view}"));
        assert_eq!(this_page().is_editing(), is_editing, "{view}");
    }
    for (element, instance) in [("'0#'", None), ("null", None), ("' 7 #X'", Some("7"))] {
        evaluate(&format!("window.G_WFELEM = {element}"));
        assert_eq!(this_page().instance().as_deref(), instance, "{element}");
    }
    no_portal();
}

#[wasm_bindgen_test]
async fn a_page_without_a_form_holds_nothing_and_takes_nothing() {
    no_portal();
    let host = this_page();
    assert!(!host.is_form() && !host.is_editing());
    assert_eq!(host.instance(), None);
    field("AttText1").write(&*host, "b").await.unwrap();
    assert_eq!(field("AttText1").read(&*host).await.unwrap(), "");
}

#[wasm_bindgen_test]
async fn a_form_around_a_frame_answers_later_or_not_at_all() {
    let element: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    let form = evaluate(
        "{ isEditing: () => true, value: async (field) => field + '!', setValue() {}, countRows: async () => 2,
           cell: () => Promise.reject(new Error('no answer')), setCell() {} }",
    );
    js_sys::Reflect::set(&element, &"host".into(), &form).unwrap();
    let host = around(&element);
    assert!(host.is_form() && host.is_editing() && !host.can_be_polled());
    assert_eq!(host.value("AttText1").await.unwrap(), "AttText1!");
    assert_eq!(host.count_rows(140).await.unwrap(), 2);
    assert!(host.cell(140, 1, "DET_Att1").await.is_err());
}

#[wasm_bindgen_test]
async fn cells_are_read_as_the_rules_take_them() {
    portal(
        "{}",
        "[{ A: 'Anna', B: 'SIGNER#Signer', C: '1', D: ' 2 ', E: null }, { A: 'Jan', B: '', C: '0', D: 'x' }]",
    );
    let list: RecipientsList = from_value(evaluate(
        "{ id: 140, columns: { firstName: 'A', role: 'B', smsUnlock: 'C', order: 'D', phone: 'E', ofTomorrow: 'F' }, options: {} }",
    ))
    .unwrap();
    let rows = rows(&*this_page(), &list).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].first_name, "Anna");
    assert_eq!(rows[0].role.as_ref().map(autenti_model::Role::as_str), Some("SIGNER"));
    assert!(rows[0].sms_unlock && !rows[1].sms_unlock);
    assert_eq!((rows[0].order, rows[1].order), (Some(2), None));
    assert_eq!((rows[0].phone.as_str(), &rows[1].role), ("", &None));
    no_portal();
}

fn written(field: &str, value: &str, at: &str) -> Written {
    Written { field: field.to_owned(), value: value.to_owned(), at: at.to_owned() }
}

#[wasm_bindgen_test]
async fn only_what_was_written_since_the_form_was_opened_is_put_on_it_and_once() {
    portal("{ AttText1: '', AttText2: '' }", "[]");
    let opened = js_sys::Date::parse("2026-11-23T12:00:00Z");
    let put_all = async |values: &[Written], is_still: bool| {
        let last = LastWriteBack { written: values, rows: None, opened, clock_ahead_ms: 60_000.0 };
        let _ = put(&*this_page(), last, || is_still).await;
    };
    let values = [
        written("AttText1", "old", "2026-11-23T12:00:30Z"),
        written("AttText2", "new", "2026-11-23T12:02:00Z"),
    ];
    put_all(&values, false).await;
    assert_eq!(changed(), "[]");
    put_all(&values, true).await;
    assert_eq!(changed(), r#"[["AttText2","new",true]]"#);
    // What somebody types over it stays until there is something new.
    evaluate("fields.AttText2 = 'mine'");
    put_all(&values, true).await;
    assert_eq!(evaluate("fields.AttText2").as_string().as_deref(), Some("mine"));
    no_portal();
}

#[wasm_bindgen_test]
async fn what_was_written_into_rows_finds_the_row_of_its_recipient() {
    portal(
        "{}",
        "[{ M: 'jan@example.com', R: 'SIGNER#x', S: '' }, { M: 'ANNA@example.com ', R: 'VIEWER#x', S: '' }, { M: 'anna@example.com', R: 'SIGNER#x', S: '' }]",
    );
    let rows: WrittenRows = from_value(evaluate(
        "{ list: 140, columns: { email: 'M', role: 'R' }, rows: [
             { email: 'anna@example.com', role: 'SIGNER', autentiId: null, cells: [{ field: 'S', value: 'COMPLETED#x', at: '2026-11-24T12:02:00Z' }] } ] }",
    ))
    .unwrap();
    let opened = js_sys::Date::parse("2026-11-24T12:00:00Z");
    let last = LastWriteBack { written: &[], rows: Some(&rows), opened, clock_ahead_ms: 0.0 };
    put(&*this_page(), last, || true).await.unwrap();
    assert_eq!(changed(), r#"[[3,"S","COMPLETED#x",true]]"#);
    no_portal();
}

#[wasm_bindgen_test]
async fn a_page_is_older_only_where_what_it_shows_is_something_else() {
    let rows: WrittenRows = from_value(evaluate(
        "{ list: 140, columns: { email: 'M', role: 'R', autentiId: 'I' }, rows: [
             { email: 'anna@example.com', role: 'SIGNER', autentiId: 'PARTY:2', cells: [
                 { field: 'S', value: 'COMPLETED#x', at: '2026-11-24T12:02:00Z' },
                 { field: 'I', value: 'PARTY:2', at: '2026-11-24T12:02:00Z' } ] } ] }",
    ))
    .unwrap();
    let row = |cell: &str| format!("[{{ M: 'anna@example.com', R: 'SIGNER#x'{cell} }}]");
    for (fields, list, is_older) in [
        ("{ AttText1: 'one\\ntwo' }", row(", S: 'COMPLETED#y'"), false),
        ("{ AttText1: 'one\\r\\ntwo\\r\\n' }", row(", S: 'COMPLETED#y'"), false),
        ("{ AttText1: 'one' }", row(", S: 'COMPLETED#y'"), true),
        ("{ AttText1: '' }", row(", S: 'COMPLETED#y'"), true),
        ("{ AttText1: 'one\\ntwo' }", row(", S: ''"), true),
        // An id of Autenti's says nothing to people.
        ("{ AttText1: 'one\\ntwo' }", row(", S: 'COMPLETED#y', I: ''"), false),
        ("{ AttText1: 'one\\ntwo' }", row(", S: 'COMPLETED#y', I: 'PARTY:1'"), false),
        // What this person does not see, the page does not have.
        ("{}", row(""), false),
    ] {
        portal(fields, &list);
        let written = [written("AttText1", "one\ntwo", "2026-11-24T12:02:00Z")];
        assert_eq!(differs(&*this_page(), &written, Some(&rows)).await.unwrap(), is_older, "{fields} {list}");
    }
    no_portal();
}

#[wasm_bindgen_test]
async fn a_form_around_a_frame_that_hides_values_is_not_called_older() {
    let element: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    let form = evaluate("{ isEditing: () => false, value: async () => '', countRows: async () => 0 }");
    js_sys::Reflect::set(&element, &"host".into(), &form).unwrap();
    let written = [written("AttText1", "one", "2026-11-24T12:02:00Z")];
    assert!(!differs(&*around(&element), &written, None).await.unwrap());
}
