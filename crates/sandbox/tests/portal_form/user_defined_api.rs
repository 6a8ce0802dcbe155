//! The endpoints that the process defines itself.

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{ANNA, Browser, JAN, OLA, read};
use super::proxy::Proxy;
use super::stand::Stand;

const TO_SIGN: &str = "/api/udef/db/1/attachments-to-sign";
const TICKET: &str = "/api/udef/db/1/automation/autenti-ticket";
const TICKET_ROW: &str = "/api/udef/db/1/autenti-ticket";

async fn token(stand: &Stand, scope: &str) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "demo"),
        ("client_secret", "demo-secret"),
        ("scope", scope),
    ];
    let (_, body) = read(stand.call(Method::POST, "/api/oauth2/token").form(&form)).await;
    body["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_files_to_sign_are_rows_whose_first_column_is_the_attachment_id() {
    let browser = Browser::start().await;
    let (status, answer) = browser.get(OLA, &format!("{TO_SIGN}/10")).await;
    assert_eq!(status, 200);
    let rows = answer["Data"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "the third file is in another category");
    for row in rows {
        let (first, id) = row.as_object().unwrap().iter().next().unwrap();
        assert_eq!(first, "ATT_ID");
        assert!(id.is_i64());
    }
    assert_eq!(browser.get(OLA, &format!("{TO_SIGN}?instance=10")).await.1, answer);
    assert_eq!(browser.get(OLA, &format!("{TO_SIGN}/7")).await.1, json!({ "Data": [] }));
}

#[tokio::test]
async fn the_application_reads_the_files_with_the_right_scope() {
    let browser = Browser::start().await;
    let stand = &browser.stand;
    let path = format!("{TO_SIGN}/1");
    for (scope, status) in [("App.UserDefAPI.ReadWrite.All", 200), ("App.Elements.Read.All", 403)] {
        let request = stand.call(Method::GET, &path).bearer_auth(token(stand, scope).await);
        assert_eq!(read(request).await.0, status, "{scope}");
    }
    let (status, refusal) = read(stand.call(Method::GET, &path).bearer_auth("nonsense")).await;
    assert_eq!(status, 401);
    assert!(refusal["description"].is_string() && refusal["guid"].is_string());
}

#[tokio::test]
async fn nobody_reads_the_files_of_an_instance_that_they_do_not_see() {
    let browser = Browser::start().await;
    let (status, refusal) = browser.get(JAN, &format!("{TO_SIGN}/6")).await;
    assert_eq!(status, 404);
    assert!(refusal["description"].is_string() && refusal["guid"].is_string());
    assert_eq!(browser.get(OLA, TO_SIGN).await.0, 400);
}

#[tokio::test]
async fn the_automation_answers_a_ticket_for_the_signed_in_person() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let expected = |number| json!({ "Data": { "ticket": format!("ticket-{number}"), "expiresAt": "2026-11-23T12:30:00Z" } });
    assert_eq!(browser.post(ANNA, TICKET, json!({ "instance": 1 })).await, (200, expected(1)));
    assert_eq!(proxy.last()["user"]["login"], ANNA);
    assert_eq!(proxy.last()["may"], json!(["read", "sign", "download"]));
    assert_eq!(browser.post(ANNA, TICKET, json!({ "instance": "1" })).await, (200, expected(2)));
    let by_query = browser.call(ANNA, Method::POST, &format!("{TICKET}?instance=1"));
    assert_eq!(read(by_query).await, (200, expected(3)));
}

#[tokio::test]
async fn the_automation_refuses_what_makes_no_sense() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    for (person, body, status) in [
        (JAN, json!({ "instance": 6 }), 404),
        (OLA, json!({ "instance": 99 }), 404),
        (OLA, json!({}), 400),
        (OLA, json!({ "instance": "one" }), 400),
    ] {
        let (got, refusal) = browser.post(person, TICKET, body.clone()).await;
        assert_eq!(got, status, "{body}");
        assert!(refusal["description"].is_string() && refusal["guid"].is_string());
    }
    assert_eq!(browser.get(OLA, &format!("{TICKET}?instance=1")).await.0, 400, "only POST");
    let foreign = browser.stand.call(Method::POST, TICKET).header("origin", "http://evil.example.com");
    assert_eq!(read(foreign.json(&json!({ "instance": 1 }))).await.0, 403);
    assert_eq!(proxy.count(), 0);
}

#[tokio::test]
async fn the_data_source_answers_a_ticket_to_a_get_and_nobody_keeps_it() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let answer = browser.call(ANNA, Method::GET, &format!("{TICKET_ROW}?instance=1")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let row = json!({ "Data": [{ "ticket": "ticket-1", "expiresAt": "2026-11-23T12:30:00Z" }] });
    assert_eq!(answer.json::<Value>().await.unwrap(), row);
    assert_eq!(proxy.last()["user"]["login"], ANNA);
    for (person, query, status) in
        [(JAN, "?instance=6", 404), (OLA, "?instance=99", 404), (OLA, "?instance=0", 404), (OLA, "", 400)]
    {
        assert_eq!(browser.get(person, &format!("{TICKET_ROW}{query}")).await.0, status, "{query}");
    }
}

#[tokio::test]
async fn the_ticket_is_a_property_of_the_instance_for_whoever_may_see_it() {
    let proxy = Proxy::start().await;
    let browser = Browser::start_with(&proxy).await;
    let answer = browser.call(ANNA, Method::GET, &format!("{TICKET_ROW}/1")).send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let data = json!({ "Data": { "ticket": "ticket-1", "expiresAt": "2026-11-23T12:30:00Z" } });
    assert_eq!(answer.json::<Value>().await.unwrap(), data);
    assert_eq!(proxy.last()["user"]["login"], ANNA);
    for (person, path, status) in [(JAN, "/6", 403), (OLA, "/99", 404), (OLA, "/0", 404)] {
        let (got, refusal) = browser.get(person, &format!("{TICKET_ROW}{path}")).await;
        assert_eq!(got, status, "{path}");
        assert!(refusal["description"].is_string() && refusal["guid"].is_string());
    }
    assert_eq!(proxy.count(), 1);
}

#[tokio::test]
async fn a_data_source_may_take_its_parameter_in_the_query_only() {
    let browser = Browser::start().await;
    browser.stand.control("settings", json!({ "dataSourcePathIds": false })).await;
    assert_eq!(browser.get(OLA, &format!("{TO_SIGN}/10")).await.0, 404);
    assert_eq!(browser.get(OLA, &format!("{TO_SIGN}?instance=10")).await.0, 200);
}

#[tokio::test]
async fn a_proxy_that_is_down_makes_the_data_source_fail() {
    let browser = Browser::start().await;
    assert_eq!(browser.get(OLA, &format!("{TICKET_ROW}/1")).await.0, 409);
    assert_eq!(browser.get(OLA, &format!("{TICKET_ROW}?instance=1")).await.0, 409);
}

#[tokio::test]
async fn a_proxy_that_is_down_makes_the_automation_fail() {
    let browser = Browser::start().await;
    let (status, refusal) = browser.post(OLA, TICKET, json!({ "instance": 1 })).await;
    assert_eq!(status, 409);
    assert_ne!(refusal, Value::Null);
}
