//! Changing an instance.

use serde_json::{Value, json};

use super::api::{Api, cell, column, field, rows, set, value};

fn list(mode: &str, rows: impl Into<Value>) -> Value {
    json!({ "itemLists": [{ "guid": field(140), "mode": mode, "rows": rows.into() }] })
}

#[tokio::test]
async fn saving_writes_fields_and_makes_the_version_grow() {
    let api = Api::start().await;
    let before = api.element(1).await;
    let answer = api
        .patch(
            "/elements/1",
            json!({ "formFields": [
                { "guid": field(124), "value": "DOCUMENT_PROCESS:x" },
                { "guid": field(125), "svalue": "PROCESSING#In progress" },
                { "id": 132, "value": 5 },
            ] }),
        )
        .await
        .ok();
    assert_eq!(answer, json!({ "id": 1, "instanceNumber": "CON/2026/0001", "status": "Saved" }));
    let after = api.element(1).await;
    assert_eq!(value(&after, 124), "DOCUMENT_PROCESS:x");
    assert_eq!(value(&after, 125), &json!([{ "id": "PROCESSING", "name": "In progress" }]));
    assert_eq!(value(&after, 132), 5);
    assert_eq!(
        after["header"]["version"].as_i64().unwrap(),
        before["header"]["version"].as_i64().unwrap() + 1
    );
    assert_eq!(after["header"]["updatedBy"]["bpsId"], "demo@apps.example.com");
}

#[tokio::test]
async fn an_empty_value_empties_a_field() {
    let api = Api::start().await;
    for (id, empty, read) in [
        (117, json!({ "value": null }), Value::Null),
        (117, json!({ "svalue": "" }), Value::Null),
        (113, json!({ "value": [] }), json!([])),
        (113, json!({ "svalue": "" }), json!([])),
    ] {
        api.stand.control("reset", json!({ "state": true })).await;
        assert_ne!(value(&api.element(1).await, id), &read);
        let mut entry = empty;
        entry["guid"] = json!(field(id));
        api.patch("/elements/1", json!({ "formFields": [entry] })).await.ok();
        assert_eq!(value(&api.element(1).await, id), &read);
    }
}

#[tokio::test]
async fn an_incremental_list_touches_only_the_rows_that_are_sent() {
    let api = Api::start().await;
    let before = rows(&api.element(1).await);
    let body = list(
        "Incremental",
        json!([
            { "id": before[0], "cells": [{ "guid": column(210), "svalue": "PENDING#Pending" }] },
            { "cells": [{ "guid": column(201), "value": "Nowy" }, { "id": 207, "value": true, "svalue": "" }] },
            { "id": before[2], "delete": true },
        ]),
    );
    api.patch("/elements/1", body).await.ok();
    let after = api.element(1).await;
    let ids = rows(&after);
    assert_eq!(ids[..2], before[..2]);
    assert_eq!(ids.len(), 3);
    assert!(!before.contains(&ids[2]), "a new row has a new id");
    assert_eq!(cell(&after, 0, 210), &json!([{ "id": "PENDING", "name": "Pending" }]));
    assert_eq!(cell(&after, 0, 201), "Anna", "cells that are not sent stay");
    assert_eq!((cell(&after, 2, 201), cell(&after, 2, 207)), (&json!("Nowy"), &json!(true)));
}

#[tokio::test]
async fn an_exact_list_becomes_what_is_sent() {
    let api = Api::start().await;
    let before = rows(&api.element(1).await);
    let body =
        list("Exact", json!([{ "id": before[1] }, { "cells": [{ "guid": column(201), "value": "Nowy" }] }]));
    api.patch("/elements/1", body).await.ok();
    let after = api.element(1).await;
    assert_eq!(rows(&after).len(), 2);
    assert_eq!(rows(&after)[0], before[1]);
    assert_eq!((cell(&after, 0, 201), cell(&after, 1, 201)), (&json!("Jan"), &json!("Nowy")));
}

#[tokio::test]
async fn a_list_without_a_mode_is_incremental() {
    let api = Api::start().await;
    let body = json!({ "itemLists": [{ "id": 140, "rows": [{ "cells": [] }] }] });
    api.patch("/elements/1", body).await.ok();
    assert_eq!(rows(&api.element(1).await).len(), 4);
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_and_changes_nothing() {
    let api = Api::start().await;
    let before = api.element(1).await;
    let stranger = "00000000-0000-4000-8000-000000000000";
    for (body, status, kind) in [
        (json!({ "formFields": [{ "guid": stranger, "value": "x" }] }), 400, "InvalidFieldData"),
        (json!({ "formFields": [{ "value": "x" }] }), 400, "InvalidFieldData"),
        (json!({ "formFields": [{ "guid": field(111) }] }), 400, "InvalidFieldData"),
        (set(110, "a group"), 400, "InvalidFieldData"),
        (set(111, 1), 400, "InvalidFieldData"),
        (set(132, 1.5), 400, "InvalidFieldData"),
        (set(114, "soon"), 400, "InvalidFieldData"),
        (set(125, json!([{ "id": "PAUSED", "name": "Paused" }])), 400, "InvalidFieldData"),
        (set(112, "read-only"), 400, "InvalidFieldData"),
        (set(133, "hidden"), 400, "InvalidFieldData"),
        (json!({ "itemLists": [{ "guid": stranger, "rows": [] }] }), 400, "InvalidFieldData"),
        (list("Replace", json!([])), 400, "InvalidBodyParameterValue"),
        (list("Incremental", json!([{ "id": 9999, "cells": [] }])), 400, "InvalidBodyParameterValue"),
        (list("Incremental", json!([{ "delete": true }])), 400, "InvalidBodyParameterValue"),
        (
            list("Incremental", json!([{ "cells": [{ "guid": stranger, "value": "x" }] }])),
            400,
            "InvalidFieldData",
        ),
        (
            json!({ "attachments": [{ "name": "a", "content": "%", "group": "3#To sign" }] }),
            400,
            "InvalidBodyParameterValue",
        ),
        (json!({ "attachments": [{ "name": "a" }] }), 400, "MissingRequiredBodyParameter"),
        (json!({ "attachments": [{ "id": 1, "delete": true }] }), 404, "ResourceNotFound"),
        (json!({ "formFields": 7 }), 400, "InvalidInput"),
    ] {
        // A good change beside the bad one must not be kept.
        let mut body = body;
        body["comments"] = json!({ "newComment": "half" });
        let answer = api.patch("/elements/1", body.clone()).await;
        assert_eq!(answer.refusal(), (status, kind), "{body}");
    }
    assert_eq!(api.element(1).await, before);
}

#[tokio::test]
async fn the_mode_decides_about_read_only_and_hidden_fields() {
    let api = Api::start().await;
    let body = json!({ "formFields": [
        { "guid": field(112), "value": "NEW/1" },
        { "guid": field(132), "value": 7 },
    ] });
    assert_eq!(api.patch("/elements/1?mode=standard", body.clone()).await.status, 400);

    api.patch("/elements/1?mode=ignoreReadonly", body.clone()).await.ok();
    let element = api.element(1).await;
    assert_eq!((value(&element, 112), value(&element, 132)), (&json!("CON/2026/0001"), &json!(7)));

    api.patch("/elements/1?mode=admin", body).await.ok();
    assert_eq!(value(&api.element(1).await, 112), "NEW/1");
    api.patch("/elements/1?mode=admin", set(133, "a note")).await.ok();

    assert_eq!(
        api.patch("/elements/1?mode=Incremental", json!({})).await.refusal(),
        (400, "InvalidQueryParameterValue")
    );
}

#[tokio::test]
async fn a_path_takes_the_instance_to_the_next_step() {
    let api = Api::start().await;
    let answer = api.patch("/elements/1?path=64", json!({})).await.ok();
    assert_eq!(answer["status"], "MovedToNextStep");
    assert_eq!(api.element(1).await["header"]["step"]["id"], 51);
    let guid = "9a700000-0000-4000-8000-000000000061";
    api.patch(&format!("/elements/1?path={guid}"), json!({})).await.ok();
    assert_eq!(api.element(1).await["header"]["step"]["id"], 52);
    assert_eq!(
        api.patch("/elements/1?path=61", json!({})).await.refusal(),
        (400, "InvalidQueryParameterValue"),
        "a path of another step"
    );
}

#[tokio::test]
async fn a_failing_action_on_the_path_answers_rollback_and_keeps_nothing() {
    let api = Api::start().await;
    let before = api.element(1).await;
    let answer = api.patch("/elements/1?path=default", set(132, 3)).await.ok();
    assert_eq!(answer["status"], "Rollback");
    assert_eq!(api.element(1).await, before);

    let signed = json!({ "formFields": [{ "guid": field(125), "svalue": "COMPLETED#Completed" }] });
    assert_eq!(api.patch("/elements/1?path=default", signed).await.ok()["status"], "MovedToNextStep");
    let after = api.element(1).await;
    assert_eq!((&after["header"]["isFinished"], &after["header"]["step"]["id"]), (&json!(true), &json!(53)));
}

#[tokio::test]
async fn a_path_asks_for_required_fields_and_saving_does_not() {
    let api = Api::start().await;
    api.patch("/elements/1", set(111, Value::Null)).await.ok();
    let answer = api.patch("/elements/1?path=64", json!({})).await;
    assert_eq!(answer.refusal(), (409, "ValidationError"));
    assert!(answer.body["description"].as_str().unwrap().contains("Title"));
    // Row 3 of instance 6 lacks a last name.
    assert_eq!(api.patch("/elements/6?path=64", json!({})).await.refusal(), (409, "ValidationError"));
}

#[tokio::test]
async fn one_save_changes_files_and_adds_a_comment() {
    let api = Api::start().await;
    let old = api.element(1).await["attachments"][0]["id"].clone();
    let body = json!({
        "attachments": [
            { "id": old, "delete": true },
            { "name": "podpisana.pdf", "content": "JVBERg==", "group": "4#Signed", "description": "" },
        ],
        "comments": { "newComment": "Podpisane." },
    });
    api.patch("/elements/1", body).await.ok();
    let element = api.element(1).await;
    let files = element["attachments"].as_array().unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!((&files[0]["name"], &files[0]["group"]), (&json!("podpisana.pdf"), &json!("Signed")));
    let comment = &element["comments"]["existingEntries"][0];
    assert_eq!(
        (&comment["comment"], &comment["bpsId"]),
        (&json!("Podpisane."), &json!("demo@apps.example.com"))
    );
}

#[tokio::test]
async fn a_reset_of_the_state_brings_the_first_one_back() {
    let api = Api::start().await;
    let before = api.element(1).await;
    api.patch("/elements/1", set(111, "Inny")).await.ok();
    api.stand.control("reset", json!({})).await;
    assert_ne!(api.element(1).await, before, "a reset without state keeps the instances");
    api.stand.control("reset", json!({ "state": true })).await;
    assert_eq!(api.element(1).await, before);
}
