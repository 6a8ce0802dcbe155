//! The HTML field and its ticket.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::browser::{ANNA, Browser, OLA, control};
use super::proxy::Proxy;
use super::stand::Stand;

fn html(model: &Value) -> &str {
    control(model, 122).unwrap()["html"].as_str().unwrap()
}

#[tokio::test]
async fn the_snippet_comes_with_a_ticket_the_status_and_the_proxys_address() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let model = browser.form(OLA, 2, "").await;
    let html = html(&model);
    let address = format!("http://{}", proxy.address);
    assert!(html.contains(&format!("<script src=\"{address}/assets/autenti-form.js\"></script>")), "{html}");
    assert!(html.contains(&format!("proxy=\"{address}\"")), "{html}");
    assert!(html.contains("ticket=\"ticket-1\"") && html.contains("status=\"PROCESSING\""), "{html}");
    assert_eq!(control(&model, 122).unwrap()["references"], json!(["AttChoose1"]));
}

#[tokio::test]
async fn a_ticket_is_for_the_person_the_instance_and_what_the_person_may_do() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    browser.form(OLA, 1, "").await;
    assert_eq!(
        proxy.last(),
        json!({
            "profile": "contracts",
            "element": 1,
            "user": { "login": OLA, "name": "Ola Zielińska", "email": OLA },
            "may": ["read", "send", "remind", "withdraw", "download", "attach", "sign"],
            "lang": "en",
        })
    );
    browser.form(ANNA, 3, "").await;
    assert_eq!(proxy.last()["element"], 3);
    assert_eq!(proxy.last()["may"], json!(["read", "sign", "download"]));
}

#[tokio::test]
async fn a_new_instance_has_no_ticket() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let (_, new) = browser.get(OLA, "/api/nav/db/1/start/wf/1/dt/1/desktop").await;
    assert!(html(&new["liteData"]["liteModel"]).contains("ticket=\"\""));
    assert_eq!(proxy.count(), 0);
}

#[tokio::test]
async fn a_proxy_that_is_down_leaves_the_ticket_empty_and_the_form_whole() {
    let browser = Browser::start().await;
    let model = browser.form(OLA, 2, "").await;
    assert!(html(&model).contains("ticket=\"\" status=\"PROCESSING\""));
    assert_eq!(control(&model, 111).unwrap()["value"], "Aneks 2/2026");
}

#[tokio::test]
async fn a_proxy_that_never_answers_holds_the_form_up_for_a_moment_only() {
    // Connections wait in the listener's queue; nobody ever reads them.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let browser = Browser { stand: Stand::start_with_proxy(silent.local_addr().unwrap()).await };
    let started = Instant::now();
    let model = browser.form(OLA, 2, "").await;
    assert!(html(&model).contains("ticket=\"\""));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn the_field_is_made_again_with_values_that_are_not_saved_yet() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let body = json!({ "values": { "AttChoose1": [{ "id": "REJECTED", "name": "Rejected" }] } });
    let (status, answer) = browser.post(OLA, "/api/nav/db/1/element/2/html-field", body).await;
    assert_eq!(status, 200);
    let html = answer["html"].as_str().unwrap();
    assert!(html.contains("status=\"REJECTED\"") && html.contains("ticket=\"ticket-1\""), "{html}");
    assert!(self::html(&browser.form(OLA, 2, "").await).contains("status=\"PROCESSING\""));
}

#[tokio::test]
async fn the_business_rule_gives_scripts_a_fresh_ticket() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let (_, answer) = browser.post(ANNA, "/api/nav/db/1/businessrules/12", json!({ "element": 1 })).await;
    assert_eq!(answer["result"], "ticket-1");
    let (status, _) = browser.post(OLA, "/api/nav/db/1/businessrules/13", json!({ "element": 1 })).await;
    assert_eq!(status, 404);
}
