//! Changes to instances: what goes out, exactly, and what becomes of it.

use api_client::testing::requests;
use bytes::Bytes;
use serde_json::{Value, json};
use webcon::{
    ElementUpdate, Error, Key, ListUpdate, Mode, NewAttachment, NewValue, RowId, ServiceError, UpdateOptions,
    UpdateStatus,
};

use crate::support::{answer, client, elements, portal};

fn guid(guid: &str) -> Key {
    Key::Guid(guid.to_owned())
}

/// What was sent as the change of instance 7, and with which query.
async fn sent(update: &ElementUpdate, options: &UpdateOptions) -> (Value, String) {
    let server = portal().await;
    answer(&server, "PATCH", &elements("7"), 200, json!({ "id": 7, "status": "Saved" })).await;
    client(&server).update_element(1.into(), 7.into(), update, options).await.unwrap();
    let request = requests(&server, &elements("7")).await.pop().unwrap();
    assert_eq!(request.headers["content-type"], "application/json; charset=utf-8");
    let query = request.url.query().unwrap_or_default().to_owned();
    (serde_json::from_slice(&request.body).unwrap(), query)
}

#[tokio::test]
async fn a_change_says_only_what_changes() {
    let update = ElementUpdate::new()
        .field(guid("f-id"), NewValue::text("DOCUMENT_PROCESS:1"))
        .field(Key::Id(12), NewValue::choice("PROCESSING", "W toku"))
        .list(
            ListUpdate::new(guid("l-rec"))
                .change_row(RowId(71), [(guid("c-status"), NewValue::text("PENDING"))])
                .add_row([
                    (guid("c-mail"), NewValue::text("ewa@example.com")),
                    (guid("c-sms"), NewValue::boolean(true)),
                ])
                .delete_row(RowId(72)),
        )
        .list(ListUpdate::new(guid("untouched")))
        .attach(NewAttachment {
            name: "signed.pdf".to_owned(),
            content: Bytes::from_static(b"%PDF"),
            group: Some("3#Contracts".to_owned()),
            description: None,
        })
        .comment("Wysłano do podpisu");
    let (body, query) = sent(&update, &UpdateOptions::default()).await;
    assert_eq!(query, "");
    assert_eq!(
        body,
        json!({
            "formFields": [{ "guid": "f-id", "svalue": "DOCUMENT_PROCESS:1" }, { "id": 12, "svalue": "PROCESSING#W toku" }],
            "itemLists": [{ "guid": "l-rec", "mode": "Incremental", "rows": [
                { "id": 71, "cells": [{ "guid": "c-status", "svalue": "PENDING" }] },
                { "cells": [{ "guid": "c-mail", "svalue": "ewa@example.com" }, { "guid": "c-sms", "value": true }] },
                { "id": 72, "delete": true },
            ] }],
            "attachments": [{ "name": "signed.pdf", "group": "3#Contracts", "content": "JVBERg==" }],
            "comments": { "newComment": "Wysłano do podpisu" },
        })
    );
}

#[tokio::test]
async fn how_a_change_is_done_goes_into_the_query() {
    let update = ElementUpdate::new().comment("x");
    for (options, expected) in [
        (UpdateOptions { path: Some("default".to_owned()), ..UpdateOptions::default() }, "path=default"),
        (UpdateOptions { force_checkout: true, mode: Mode::Admin, path: None }, "forceCheckout=1&mode=admin"),
        (UpdateOptions { mode: Mode::IgnoreReadOnly, ..UpdateOptions::default() }, "mode=ignoreReadonly"),
        (UpdateOptions { path: Some("a&b=c".to_owned()), ..UpdateOptions::default() }, "path=a%26b%3Dc"),
    ] {
        assert_eq!(sent(&update, &options).await.1, expected);
    }
}

#[test]
fn a_change_without_changes_knows_it() {
    assert!(ElementUpdate::new().is_empty());
    assert!(ElementUpdate::new().list(ListUpdate::new(Key::Id(1))).is_empty());
    assert!(!ElementUpdate::new().comment("x").is_empty());
    assert!(!ElementUpdate::new().list(ListUpdate::new(Key::Id(1)).delete_row(RowId(1))).is_empty());
}

#[tokio::test]
async fn success_that_was_rolled_back_is_an_error_and_other_statuses_are_told() {
    for (status, expected) in [
        (json!("MovedToNextStep"), Some(UpdateStatus::MovedToNextStep)),
        (json!("Saved"), Some(UpdateStatus::Saved)),
        (json!("WaitingForOtherTasks"), Some(UpdateStatus::WaitingForOtherTasks)),
        (json!("Unknown"), Some(UpdateStatus::Unknown("Unknown".to_owned()))),
        (json!("FromTheFuture"), Some(UpdateStatus::Unknown("FromTheFuture".to_owned()))),
        (json!(null), Some(UpdateStatus::Unknown(String::new()))),
        (json!("Rollback"), None),
    ] {
        let server = portal().await;
        let body = json!({ "id": 7, "instanceNumber": "CTR/7", "status": status });
        answer(&server, "PATCH", &elements("7"), 200, body).await;
        let outcome = client(&server)
            .update_element(1.into(), 7.into(), &ElementUpdate::new(), &UpdateOptions::default())
            .await;
        if let Some(expected) = expected {
            assert_eq!(outcome.unwrap().status, expected);
        } else {
            let error = outcome.unwrap_err();
            assert!(matches!(error, Error::Service(ServiceError::RolledBack { .. })), "{error:?}");
            assert!(!error.outcome_unknown());
        }
    }
}
