//! The rules in the browser say of the shared examples what they say in the proxy.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "what a test cannot read fails it")]

use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The value as a script has it.
fn in_script(value: &Value) -> JsValue {
    js_sys::JSON::parse(&value.to_string()).unwrap()
}

#[wasm_bindgen_test]
fn the_rows_of_the_shared_examples_are_judged_as_they_say() {
    let examples: Vec<Value> =
        serde_json::from_str(include_str!("../crates/model/src/rules/examples.json")).unwrap();
    for example in examples {
        let name = &example["name"];
        let options = example.get("options").cloned().unwrap_or_else(|| serde_json::json!({}));
        let found =
            autenti_form::validate_recipients(&in_script(&example["rows"]), &in_script(&options), "en");
        let found = found.unwrap_or_else(|_| panic!("{name} cannot be read"));
        let found: Vec<Value> =
            serde_json::from_str(&String::from(js_sys::JSON::stringify(&found).unwrap())).unwrap();
        let found: Value = found
            .iter()
            .map(|broken| serde_json::json!([broken["position"], broken["field"], broken["rule"]]))
            .collect();
        assert_eq!(found, example["broken"], "{name}");
    }
}
