//! The harsher readings of what is inferred about the form and its server, one setting each.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::browser::{ANNA, Browser, OLA, control};
use super::proxy::Proxy;

const RULE: &str = "/api/nav/db/1/businessrules/12";

impl Browser {
    async fn set(&self, settings: Value) {
        self.stand.control("settings", settings).await;
    }
}

#[tokio::test]
async fn the_page_is_told_how_to_run_scripts_and_answer_controls() {
    let browser = Browser::start().await;
    let told = async || {
        let model = browser.form(OLA, 2, "").await;
        (
            model["scripts"]["htmlFields"].clone(),
            model["externalControls"].clone(),
            model["businessRules"].clone(),
        )
    };
    let kind = json!({ "needsLabel": false, "needsBuiltForm": false });
    assert_eq!(told().await, (json!("in-place"), json!("kind"), kind.clone()));
    for scripts in ["cash-dom", "jquery"] {
        browser.set(json!({ "htmlFieldScripts": scripts, "externalControls": "recorded" })).await;
        assert_eq!(told().await, (json!(scripts), json!("recorded"), kind.clone()));
    }
    browser.set(json!({ "ticketRule": { "needsLabel": true, "needsBuiltForm": true } })).await;
    assert_eq!(told().await.2, json!({ "needsLabel": true, "needsBuiltForm": true }));
}

#[tokio::test]
async fn a_rule_may_answer_nothing_or_late_or_fail_and_take_the_form_with_it() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let ask = async || browser.post(OLA, RULE, json!({ "element": 2 })).await;
    assert_eq!(ask().await, (200, json!({ "result": "ticket-1" })));
    browser.set(json!({ "ticketRule": { "outcome": "empty" } })).await;
    assert_eq!(ask().await, (200, json!({ "result": "" })));
    browser.set(json!({ "ticketRule": { "delayMs": 150 } })).await;
    let started = Instant::now();
    assert_eq!(ask().await.0, 200);
    assert!(started.elapsed() >= Duration::from_millis(150));
    browser.set(json!({ "ticketRule": { "outcome": "fails" } })).await;
    assert_eq!(ask().await, (500, json!({ "code": "rule_failed", "detail": "" })));
    // facts: WEBCON form, HTML form field: a rule that fails inside it keeps the form from being shown.
    let (status, body) = browser.get(OLA, "/api/nav/db/1/element/2/desktop").await;
    assert_eq!((status, &body["code"]), (500, &json!("rule_failed")));
    let without = json!({ "htmlField": "<autenti-signing ticket-rule=\"12\"></autenti-signing>" });
    browser.set(json!({ "ticketRule": { "outcome": "fails" }, "design": without })).await;
    assert!(control(&browser.form(OLA, 2, "").await, 122).is_some(), "a form that does not use it is shown");
    assert_eq!(browser.get(OLA, "/api/udef/db/1/autenti-ticket/2").await.0, 409);
}

#[tokio::test]
async fn the_proxy_is_asked_in_the_words_of_a_text_template() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let ask = async |settings: Value| {
        browser.set(settings).await;
        browser.post(ANNA, RULE, json!({ "element": 2 })).await;
        proxy.last_raw()
    };
    let json = ask(json!({ "adLogins": true })).await;
    assert_eq!(serde_json::from_str::<Value>(&json.body).unwrap()["user"]["login"], r"CORP\anna.nowak");
    let template = ask(json!({ "ticketRequest": "template", "adLogins": true })).await;
    assert_eq!(template.content_type, "application/json");
    assert_eq!(
        template.body,
        r#"{"profile":"contracts","element":"2","user":{"login":"CORP\anna.nowak","name":"Anna Nowak","email":"anna.nowak@example.com"},"may":"read;sign;download","lang":"en"}"#
    );
    assert!(serde_json::from_str::<Value>(&template.body).is_err(), "nobody escaped the backslash");
    let form = ask(json!({ "ticketRequest": "form", "adLogins": true })).await;
    assert_eq!(form.content_type, "application/x-www-form-urlencoded");
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(form.body.as_bytes()).into_owned().collect();
    let expected = [
        ("profile", "contracts"),
        ("element", "2"),
        ("login", r"CORP\anna.nowak"),
        ("name", "Anna Nowak"),
        ("email", ANNA),
        ("may", "read;sign;download"),
        ("lang", "en"),
    ];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn logins_of_active_directory_reach_the_page() {
    let browser = Browser::start().await;
    browser.set(json!({ "adLogins": true })).await;
    let model = browser.form(ANNA, 2, "").await;
    assert_eq!(model["globals"]["G_CURUSER"], r"CORP\anna.nowak#Anna Nowak");
    let page = browser.call(ANNA, reqwest::Method::GET, "/").send().await.unwrap().text().await.unwrap();
    assert!(page.contains(r"CORP\\anna.nowak"), "escaped as JSON has it");
}

#[tokio::test]
async fn further_fields_stand_on_the_form_where_the_process_has_them() {
    let browser = Browser::start().await;
    let shown = async || {
        let model = browser.form(OLA, 1, "/edit").await;
        let columns = control(&model, 140).unwrap()["columns"].as_array().unwrap().len();
        let types = [118, 119, 128].map(|id| control(&model, id).map(|field| field["type"].clone()));
        (types, columns)
    };
    let (types, columns) = shown().await;
    assert_eq!((types, columns), ([None, None, None], 18));
    browser.set(json!({ "furtherFields": true })).await;
    let (types, columns) = shown().await;
    assert_eq!(types, ["HyperLink", "People", "ChoicePicker"].map(|kind| Some(json!(kind))));
    assert_eq!(columns, 20);
    let link = json!({ "url": "https://example.com/1", "name": "Akta" });
    let body = json!({ "fields": { "AttText5": link } });
    assert_eq!(browser.save(OLA, 1, body).await.0, 200);
    assert_eq!(control(&browser.form(OLA, 1, "").await, 118).unwrap()["value"], link);
}

#[tokio::test]
async fn settings_that_do_not_exist_are_refused() {
    let browser = Browser::start().await;
    for wrong in [
        json!({ "htmlFieldScripts": "eval" }),
        json!({ "ticketRule": { "outcome": "explodes" } }),
        json!({ "x": 1 }),
    ] {
        let call = browser.stand.call(reqwest::Method::POST, "/sandbox/settings").json(&wrong);
        assert_eq!(call.send().await.unwrap().status(), 400, "{wrong}");
    }
}
