//! A form field extension: imported, and given to the form that uses it.

use std::io::{Cursor, Write as _};

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{Browser, OLA, control, read};

const ID: &str = "6f1d2c3b-0000-4000-8000-0000000000e1";

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn package() -> Vec<u8> {
    let manifest = json!({ "packageName": "AutentiForm", "solutionId": ID }).to_string();
    zip(&[
        ("manifest.json", manifest.as_bytes()),
        ("component.js", b"window.webcon"),
        ("bundle.css", b"p {}"),
        ("assets/sign.png", b"png"),
        ("autenti.wasm", b"wasm"),
    ])
}

impl Browser {
    async fn import(&self, zip: Vec<u8>) -> (u16, String) {
        let answer = self.stand.call(Method::POST, "/sandbox/extension").body(zip).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn field(&self) -> Value {
        let model = self.form(OLA, 1, "/edit").await;
        control(&model, 138).cloned().unwrap_or_default()
    }
}

#[tokio::test]
async fn the_form_gets_the_package_its_configuration_and_the_model_of_its_generation() {
    let browser = Browser::start().await;
    assert_eq!(browser.field().await, Value::Null, "only where the design uses it");
    let design = json!({ "extension": { "proxy": "#{EGV:7}#", "element": "#{WFD_ID}#" } });
    browser.stand.control("settings", json!({ "design": design })).await;
    assert_eq!(browser.field().await["extension"], Value::Null, "nothing was imported");

    let plugin = json!({ "version": "25", "extensions": [
        { "guid": ID, "name": "Autenti", "type": "FormFieldExtension", "bpsControl": "AutentiForm" }] });
    let bytes =
        zip(&[("AutentiForm.bpspkg", &package()), ("AutentiForm.json", plugin.to_string().as_bytes())]);
    assert_eq!(browser.import(bytes).await, (204, String::new()));
    let field = browser.field().await;
    assert_eq!((&field["type"], &field["editMode"]), (&json!("Extension"), &json!("Edit")));
    let extension = &field["extension"];
    assert_eq!(extension["solutionId"], ID);
    assert_eq!(extension["configuration"]["element"], "1");
    assert_eq!(
        (&extension["model"], &extension["react"]),
        (&json!("value"), &json!("/assets/portal/react/react-19.js"))
    );
    assert_eq!(
        extension["files"],
        json!(["assets/sign.png", "bundle.css", "component.js"]),
        "no place for a wasm"
    );
    let base = extension["base"].as_str().unwrap();
    for (path, status) in
        [("component.js", 200), ("assets/sign.png", 200), ("autenti.wasm", 404), ("manifest.json", 404)]
    {
        let file = browser.stand.call(Method::GET, &format!("{base}{path}")).send().await.unwrap();
        assert_eq!(file.status(), status, "{path}");
    }

    browser.stand.control("settings", json!({ "design": design, "extensions": "before-2023-r3" })).await;
    let extension = &browser.field().await["extension"];
    assert_eq!(
        (&extension["model"], &extension["react"]),
        (&json!("legacy"), &json!("/assets/portal/react/react-18.js"))
    );
    let react = browser.stand.call(Method::GET, "/assets/portal/react/react-18.js").send().await.unwrap();
    assert_eq!(react.headers()["content-type"], "text/javascript; charset=utf-8");
}

#[tokio::test]
async fn what_the_extension_writes_is_saved_with_the_form() {
    let browser = Browser::start().await;
    browser.stand.control("settings", json!({ "design": { "extension": {} } })).await;
    let (status, answer) = browser.save(OLA, 1, json!({ "fields": { "AttText6": "written" } })).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(browser.field().await["value"], "written");
    browser.stand.control("settings", json!({})).await;
    let (status, _) = browser.save(OLA, 1, json!({ "fields": { "AttText6": "again" } })).await;
    assert_eq!(status, 400, "no such field on the form");
}

#[tokio::test]
async fn a_package_without_a_component_is_refused_with_the_reason() {
    let browser = Browser::start().await;
    let manifest = json!({ "packageName": "AutentiForm", "solutionId": ID }).to_string();
    let refused = browser.import(zip(&[("manifest.json", manifest.as_bytes())])).await;
    assert_eq!(refused, (400, "the package has no component.js\n".to_owned()));
    let (_, shown) = read(browser.stand.call(Method::GET, "/sandbox/extension")).await;
    assert_eq!(shown, Value::Null);
    browser.import(package()).await;
    let (_, shown) = read(browser.stand.call(Method::GET, "/sandbox/extension")).await;
    assert_eq!((&shown["packageName"], &shown["solutionId"]), (&json!("AutentiForm"), &json!(ID)));
}
