//! Saving the form.

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{ANNA, Browser, OLA, control, read};

fn value(model: &Value, id: i32) -> &Value {
    &control(model, id).unwrap()["value"]
}

#[tokio::test]
async fn fields_rows_and_a_comment_are_saved_at_once() {
    let browser = Browser::start().await;
    let model = browser.form(OLA, 1, "/edit").await;
    let mut rows = control(&model, 140).unwrap()["rows"].as_array().unwrap().clone();
    rows.remove(1);
    rows[0]["cells"]["DET_Att6"] = json!("+48 600 000 000");
    rows.push(json!({ "id": null, "cells": {
        "DET_Att1": "Nowa", "DET_Att4": [{ "id": "SIGNER", "name": "Signer" }], "DET_Value1": true,
    } }));
    let body = json!({
        "fields": { "AttText2": "Inny tytuł", "AttDateTime1": "2026-12-01", "AttDecimal1": 1.5 },
        "rows": rows,
        "comment": "Poprawione.",
    });
    assert_eq!(browser.save(OLA, 1, body).await, (200, json!({ "id": 1 })));

    let model = browser.form(OLA, 1, "").await;
    assert_eq!(value(&model, 111), "Inny tytuł");
    assert_eq!(value(&model, 114), "2026-12-01");
    assert_eq!(value(&model, 115), 1.5);
    assert_eq!(model["comments"][0]["text"], "Poprawione.");
    assert_eq!(model["formInfo"]["version"], 3);
    let rows = control(&model, 140).unwrap()["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0]["cells"]["DET_Att6"], "+48 600 000 000");
    assert_eq!(rows[1]["cells"]["DET_Att1"], "Ewa");
    assert_eq!(rows[2]["cells"]["DET_Value1"], true);
}

#[tokio::test]
async fn what_people_may_not_write_is_refused() {
    let browser = Browser::start().await;
    for (body, status) in [
        (json!({ "fields": { "AttText3": "a number" } }), 400),
        (json!({ "fields": { "AttLong3": "hidden" } }), 400),
        (json!({ "fields": { "AttNothing": 1 } }), 400),
        (json!({ "fields": { "AttDecimal1": "much" } }), 400),
        (json!({ "fields": { "AttChoose1": [{ "id": "PAUSED", "name": "" }] } }), 400),
        (json!({ "rows": [{ "id": 9999, "cells": {} }] }), 400),
        (json!({ "attachments": { "delete": [9999] } }), 400),
        (json!({ "path": 61 }), 400),
    ] {
        let answer = browser.save(OLA, 1, body.clone()).await;
        assert_eq!(answer.0, status, "{body}");
        assert_eq!(answer.1["code"], "invalid", "{body}");
    }
    assert_eq!(browser.save(ANNA, 1, json!({})).await.1["code"], "not_allowed");
    assert_eq!(browser.save(OLA, 99, json!({})).await.1["code"], "not_found");
    assert_eq!(browser.form(OLA, 1, "").await["formInfo"]["version"], 2);
}

#[tokio::test]
async fn a_path_asks_for_what_is_required_and_rolls_back_what_fails() {
    let browser = Browser::start().await;
    let empty = json!({ "fields": { "AttText2": null }, "path": 64 });
    assert_eq!(browser.save(OLA, 1, empty).await, (409, json!({ "code": "required", "detail": "Title" })));
    assert_eq!(browser.save(OLA, 1, json!({ "path": 63 })).await.1["code"], "rolled_back");
    assert_eq!(browser.save(OLA, 1, json!({ "path": 64 })).await.0, 200);
    assert_eq!(browser.form(OLA, 1, "").await["formInfo"]["step"], 51);
}

#[tokio::test]
async fn an_administrator_writes_read_only_fields() {
    let browser = Browser::start().await;
    let body = json!({ "fields": { "AttText3": "ADM/1" }, "admin": true });
    assert_eq!(browser.save(OLA, 1, body.clone()).await.0, 200);
    assert_eq!(browser.save(ANNA, 1, body).await.0, 403);
}

#[tokio::test]
async fn a_new_instance_gets_a_number_and_belongs_to_its_author() {
    let browser = Browser::start().await;
    let body = json!({ "fields": { "AttText2": "Nowa" }, "path": 61 });
    let (status, answer) = browser.post(ANNA, "/api/nav/db/1/start/wf/1/dt/1/save", body).await;
    assert_eq!((status, &answer), (200, &json!({ "id": 11 })));
    let model = browser.form(ANNA, 11, "/edit").await;
    assert_eq!(model["formInfo"]["number"], "CON/2026/0011");
    assert_eq!(model["formInfo"]["step"], 52);
    assert_eq!(value(&model, 112), "CON/2026/0011");
    assert_eq!(value(&model, 113), &json!([{ "id": ANNA, "name": "Anna Nowak" }]));

    let (status, _) = browser.post(ANNA, "/api/nav/db/1/start/wf/9/dt/1/save", json!({})).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn only_an_administrator_deletes() {
    let browser = Browser::start().await;
    let delete = |person| browser.call(person, Method::DELETE, "/api/nav/db/1/element/1");
    assert_eq!(read(delete(ANNA)).await.0, 403);
    assert_eq!(read(delete(OLA)).await.0, 204);
    assert_eq!(browser.get(OLA, "/api/nav/db/1/element/1/desktop").await.0, 404);
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_save() {
    let browser = Browser::start().await;
    let path = "/api/nav/db/1/element/1/save";
    let request = browser.stand.call(Method::POST, path).header("origin", "http://evil.example.com");
    assert_eq!(read(request.json(&json!({}))).await.0, 403);
}
