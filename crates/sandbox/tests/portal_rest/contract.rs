//! The vendor's OpenAPI document as something to check answers against.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../data/webcon-v6.openapi.json");
    let mut document = serde_json::from_str(text).unwrap();
    into_json_schema(&mut document);
    document
});

/// One validator for each answer that has a body: by path, method and status.
static ANSWERS: LazyLock<BTreeMap<(String, String, String), Option<Validator>>> = LazyLock::new(|| {
    let mut answers = BTreeMap::new();
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            for (status, answer) in operation["responses"].as_object().unwrap() {
                let schema = &answer["content"]["application/json"]["schema"];
                let key = (path.clone(), method.to_uppercase(), status.clone());
                answers.insert(key, (!schema.is_null()).then(|| validator(schema)));
            }
        }
    }
    answers
});

fn validator(schema: &Value) -> Validator {
    let mut schema = schema.clone();
    schema["components"] = DOCUMENT["components"].clone();
    jsonschema::validator_for(&schema).unwrap()
}

/// Says OpenAPI 3.0 in JSON Schema, and mends what the vendor's generator writes: enumerations have the
/// type `String`, and a base type forbids what its variants add.
fn into_json_schema(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(into_json_schema);
            if map.get("type") == Some(&json!("String")) {
                map.insert("type".into(), json!("string"));
            }
            if map.remove("nullable") == Some(json!(true)) {
                let kind = map["type"].clone();
                map.insert("type".into(), json!([kind, "null"]));
            }
            if map.contains_key("anyOf") {
                map.remove("additionalProperties");
                map.remove("properties");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(into_json_schema),
        _ => {}
    }
}

/// Fails unless the document has this answer and the body is one of its kind.
pub(crate) fn check(method: &str, path: &str, status: u16, body: Option<&Value>) {
    let path = path.split('?').next().unwrap();
    let template = DOCUMENT["paths"].as_object().unwrap().keys().find(|template| fits(template, path));
    let template = template.unwrap_or_else(|| panic!("the document has no {path}"));
    let key = (template.clone(), method.to_owned(), status.to_string());
    let answer = ANSWERS.get(&key).unwrap_or_else(|| panic!("the document has no {key:?}"));
    if let (Some(validator), Some(body)) = (answer, body) {
        let errors: Vec<String> =
            validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{method} {path} {status}: {errors:#?}");
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (mut expected, mut actual) = (template.split('/'), path.split('/'));
    loop {
        match (expected.next(), actual.next()) {
            (None, None) => return true,
            (Some(expected), Some(actual)) if expected == actual || expected.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[test]
fn a_body_with_a_stranger_in_it_does_not_pass() {
    let body = json!({ "bpsId": "a", "name": null, "stranger": 1 });
    let caught = std::panic::catch_unwind(|| check("GET", "/api/data/v6.0/me", 200, Some(&body)));
    assert!(caught.is_err());
}
