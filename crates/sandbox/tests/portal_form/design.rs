//! What stands on the form for signing: designs that stand ready, and what testers put there.

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{Browser, OLA, control, read};
use super::proxy::Proxy;

/// The form as a browser sees it that has chosen a design.
async fn form(browser: &Browser, design: &str, suffix: &str) -> Value {
    let cookie = format!("sandbox_person={OLA}; sandbox_design={design}");
    let path = format!("/api/nav/db/1/element/2/desktop{suffix}");
    let (status, body) = read(browser.stand.call(Method::GET, &path).header("cookie", cookie)).await;
    assert_eq!(status, 200, "{body}");
    body["liteData"]["liteModel"].clone()
}

fn html(model: &Value, id: i32) -> &str {
    control(model, id).unwrap()["html"].as_str().unwrap()
}

#[tokio::test]
async fn without_a_choice_there_is_one_html_field_and_no_external_control() {
    let browser = Browser::start().await;
    let model = browser.form(OLA, 2, "").await;
    assert!(control(&model, 122).is_some());
    for id in [127, 134, 135, 136] {
        assert!(control(&model, id).is_none(), "{id}");
    }
}

#[tokio::test]
async fn a_field_can_have_other_content_where_it_is_only_read() {
    let browser = Browser::start().await;
    let reading = form(&browser, "read-only-html", "").await;
    assert!(html(&reading, 122).contains("mode=\"view\""));
    let editing = form(&browser, "read-only-html", "/edit").await;
    assert!(!html(&editing, 122).contains("mode=\"view\""));
    // Made again while it is read, it is the same.
    let body = json!({ "control": 122, "readOnly": true, "values": {} });
    let cookie = format!("sandbox_person={OLA}; sandbox_design=read-only-html");
    let call =
        browser.stand.call(Method::POST, "/api/nav/db/1/element/2/html-field").header("cookie", cookie);
    let (_, again) = read(call.header("origin", &browser.stand.origin).json(&body)).await;
    assert!(again["html"].as_str().unwrap().contains("mode=\"view\""), "{again}");
}

#[tokio::test]
async fn two_fields_share_one_ticket() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let model = form(&browser, "two-fields", "").await;
    assert!(html(&model, 122).contains("<autenti-signing") && html(&model, 122).contains("ticket-1"));
    assert!(html(&model, 127).contains("<autenti-status") && html(&model, 127).contains("ticket-1"));
    assert_eq!(proxy.count(), 1);
}

#[tokio::test]
async fn a_field_with_a_ticket_url_costs_no_ticket_when_the_form_opens() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let model = form(&browser, "ticket-url", "").await;
    assert!(html(&model, 122).contains("ticket-url=\"/api/udef/db/1/autenti-ticket/2\""));
    assert_eq!(proxy.count(), 0);
}

#[tokio::test]
async fn an_external_control_stands_on_a_tab_with_its_configuration_and_a_ticket_field() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let model = form(&browser, "external-control", "").await;
    let external = control(&model, 135).unwrap();
    assert_eq!(external["source"], "/local-hosting/autenti-form/index.html");
    assert_eq!(external["config"]["proxy"], format!("http://{}", proxy.address));
    let ticket = control(&model, 136).unwrap();
    assert_eq!((&ticket["value"], &ticket["isHidden"]), (&json!("ticket-1"), &json!(true)));
}

#[tokio::test]
async fn testers_put_any_html_on_the_form() {
    let browser = Browser::start().await;
    let design = json!({ "htmlField": "<p>#{WFD_ID}#</p>", "secondHtmlField": "<b>#{DBID}#</b>" });
    browser.stand.control("settings", json!({ "design": design })).await;
    let model = browser.form(OLA, 2, "").await;
    assert_eq!((html(&model, 122), html(&model, 127)), ("<p>2</p>", "<b>1</b>"));
}

#[tokio::test]
async fn a_new_instance_has_no_id_or_the_one_of_older_portals() {
    let browser = Browser::start().await;
    let element = || async {
        let (_, new) = browser.get(OLA, "/api/nav/db/1/start/wf/1/dt/1/desktop").await;
        new["liteData"]["liteModel"]["globals"]["G_WFELEM"].clone()
    };
    assert_eq!(element().await, Value::Null);
    browser.stand.control("settings", json!({ "oldNewElement": true })).await;
    assert_eq!(element().await, "0#");
}
