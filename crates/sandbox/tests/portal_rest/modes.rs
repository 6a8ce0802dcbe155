//! The harsher readings of what is inferred, and calls whose answer says one thing while another happened.

use std::time::Duration;

use autenti_sandbox::control::Call;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::api::{Api, cell, column, field, rows, set, value};

const PATCHES: &str = "/api/data/v6.0/db/1/elements/1";
const ATTACHMENTS: &str = "/api/data/v6.0/db/1/elements/1/attachments";

impl Api {
    async fn fault(&self, fault: Value) {
        self.stand.control("faults", fault).await;
    }

    /// A call whose answer need not fit the contract: its status and text.
    async fn raw(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<(StatusCode, String)> {
        let mut call = self.stand.call(method, path).bearer_auth(&self.token);
        if let Some(body) = body {
            call = call.json(&body);
        }
        let answer = call.send().await?;
        Ok((answer.status(), answer.text().await?))
    }

    async fn calls(&self) -> Vec<Call> {
        self.stand.call(Method::GET, "/sandbox/calls").send().await.unwrap().json().await.unwrap()
    }
}

fn ids(list: &Value) -> Vec<i64> {
    list["formFields"].as_array().unwrap().iter().map(|field| field["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn the_api_account_may_miss_a_field_at_one_step() {
    let api = Api::start().await;
    api.stand
        .control("settings", json!({ "apiMisses": [{ "step": 52, "fields": ["AttText1", "DET_Att7"] }] }))
        .await;
    let at_signing = api.element(2).await;
    assert!(!ids(&at_signing).contains(&124));
    let cells = at_signing["itemLists"][0]["rows"][0]["cells"].as_array().unwrap();
    assert!(cells.iter().all(|cell| cell["id"] != 210) && cells.iter().any(|cell| cell["id"] == 203));
    let refused = api.patch("/elements/2", set(124, "DOCUMENT_PROCESS:x")).await;
    assert_eq!(refused.refusal(), (400, "InvalidFieldData"));
    let skipped = api.patch("/elements/2?mode=ignoreReadonly", set(124, "DOCUMENT_PROCESS:x")).await;
    assert_eq!(skipped.refusal(), (400, "InvalidFieldData"), "what is not on the form is no read-only field");
    api.patch("/elements/2?mode=admin", set(124, "DOCUMENT_PROCESS:x")).await.ok();
    // Elsewhere it is there, and what was written can be read once the step is another.
    api.patch("/elements/2?path=64", json!({})).await.ok();
    assert_eq!(value(&api.element(2).await, 124), "DOCUMENT_PROCESS:x");
    let layout = api.get("/formlayout?step=52&formType=1").await.ok();
    let hidden = layout["fields"].as_array().unwrap().iter().find(|field| field["id"] == 124).unwrap();
    assert_eq!(hidden["visibility"], "Hidden");
}

#[tokio::test]
async fn links_people_and_choices_of_users_are_read_and_written() {
    let api = Api::start().await;
    assert!(!ids(&api.element(1).await).contains(&118), "only where the process has them");
    api.stand.control("settings", json!({ "furtherFields": true })).await;
    let row = rows(&api.element(1).await)[0];
    let user = json!([{ "id": "jan.kowalski@example.com", "name": "Jan Kowalski" }]);
    let link = json!({ "url": "https://example.com/1", "name": "Akta" });
    api.patch(
        "/elements/1",
        json!({
            "formFields": [
                { "guid": field(118), "value": link },
                { "guid": field(119), "value": user },
                { "guid": field(128), "svalue": "jan.kowalski@example.com#Jan Kowalski" },
            ],
            "itemLists": [{ "guid": field(140), "rows": [{ "id": row, "cells": [
                { "guid": column(219), "value": user },
                { "guid": column(220), "svalue": "link:https://example.com/2;displayname:Podpisz" },
            ] }] }],
        }),
    )
    .await
    .ok();
    let element = api.element(1).await;
    assert_eq!((value(&element, 118), value(&element, 119), value(&element, 128)), (&link, &user, &user));
    assert_eq!(cell(&element, 0, 219), &user);
    assert_eq!(cell(&element, 0, 220), &json!({ "url": "https://example.com/2", "name": "Podpisz" }));
    let types: Vec<(i64, &str)> = element["itemLists"][0]["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| (column["id"].as_i64().unwrap(), column["type"].as_str().unwrap()))
        .filter(|(id, _)| *id > 218)
        .collect();
    assert_eq!(types, [(219, "ChoicePicker"), (220, "Hyperlink")]);
    for (id, wrong) in [(118, json!("https://example.com")), (119, json!([{ "id": "nobody@example.com" }]))] {
        assert_eq!(api.patch("/elements/1", set(id, wrong)).await.refusal(), (400, "InvalidFieldData"));
    }
}

#[tokio::test]
async fn reads_lag_behind_what_was_written() {
    let api = Api::start().await;
    let before = api.element(1).await;
    let files = api.get("/elements/1/attachments").await.ok();
    api.patch("/elements/1", set(124, "DOCUMENT_PROCESS:x")).await.ok();
    let file = json!({ "name": "b.pdf", "content": "JVBERi0=" });
    let added = api.post("/elements/1/attachments", file).await.ok();
    let lag = json!({ "method": "GET", "path": "*/elements/1*", "lagMs": 600_000 });
    api.fault(lag).await;
    assert_eq!(api.element(1).await, before);
    assert_eq!(api.get("/elements/1/attachments").await.ok(), files);
    let content = api.get(&format!("/elements/1/attachments/{}/content", added["id"])).await;
    assert_eq!(content.refusal().0, 400, "the file is somewhere, not yet here");
    api.fault(json!([])).await;
    assert_eq!(value(&api.element(1).await, 124), "DOCUMENT_PROCESS:x");
    api.stand.control("settings", json!({ "readLagMs": 600_000 })).await;
    assert_eq!(api.element(1).await, before);
}

#[tokio::test]
async fn a_write_that_was_done_may_be_answered_with_an_error() {
    let api = Api::start().await;
    let wordings = [
        (500, json!({ "type": "InternalError", "description": "Unexpected error", "errorGuid": "x" })),
        (
            409,
            json!({ "type": "ValidationError", "description": "Dokument jest edytowany przez innego użytkownika" }),
        ),
        (
            423,
            json!({ "type": "ResourceIsLocked", "description": "Element is locked", "correlationId": "y" }),
        ),
    ];
    for (number, (status, body)) in wordings.into_iter().enumerate() {
        let fault = json!({ "method": "PATCH", "path": PATCHES, "status": status, "body": body, "land": "now",
                            "times": 1 });
        api.fault(fault).await;
        let id = format!("DOCUMENT_PROCESS:{number}");
        let answer = api.raw(Method::PATCH, PATCHES, Some(set(124, id.as_str()))).await.unwrap();
        assert_eq!((answer.0.as_u16(), serde_json::from_str::<Value>(&answer.1).unwrap()), (status, body));
        assert_eq!(value(&api.element(1).await, 124), id.as_str());
    }
}

#[tokio::test]
async fn a_write_may_be_refused_once_in_any_words_while_the_instance_is_there() {
    let api = Api::start().await;
    for (status, body) in [
        (404, json!({ "type": "ResourceNotFound", "description": "Element 1 does not exist" })),
        (409, json!({ "description": "Another user has checkout" })),
        (423, json!("Locked")),
    ] {
        api.fault(json!({ "method": "PATCH", "path": PATCHES, "status": status, "body": body, "times": 1 }))
            .await;
        let refused = api.raw(Method::PATCH, PATCHES, Some(set(124, "x"))).await.unwrap();
        assert_eq!(refused.0.as_u16(), status);
        assert_ne!(value(&api.element(1).await, 124), "x", "nothing happened");
        api.patch("/elements/1", set(124, "y")).await.ok();
    }
}

#[tokio::test]
async fn an_attachment_lands_after_its_answer_was_given_up() {
    let api = Api::start().await;
    let names = async || -> Vec<String> {
        let element = api.element(1).await;
        let files = element["attachments"].as_array().unwrap().iter();
        files.map(|file| file["name"].as_str().unwrap().to_owned()).collect()
    };
    let fault =
        json!({ "method": "POST", "path": ATTACHMENTS, "land": "late", "landAfterMs": 150, "times": 1 });
    api.fault(fault).await;
    let file = json!({ "name": "signed.pdf", "content": "JVBERi0=" });
    let lost = api.raw(Method::POST, ATTACHMENTS, Some(file)).await;
    assert!(lost.is_err(), "hung up on");
    assert!(!names().await.contains(&"signed.pdf".to_owned()), "not yet");
    let landed = async {
        while !api.calls().await.iter().any(|call| call.path == ATTACHMENTS && call.landed == 1) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), landed).await.unwrap();
    assert_eq!(names().await.iter().filter(|name| *name == "signed.pdf").count(), 1);
}
