//! Instances and forms, as they are read.

use api_client::testing::requests;
use serde_json::{Value, json};
use webcon::{AttachmentId, Editability, Error, FieldValue, Key, LookupError, Reference, RowId};
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{answer, client, elements, portal};

/// An instance with most kinds of values, nulls, and more than is known.
fn instance() -> Value {
    json!({
        "header": { "id": 7, "instanceNumber": "CTR/7", "version": 5, "isFinished": false,
                    "step": { "id": 3, "guid": "step-guid" }, "workflow": { "id": 2, "guid": null },
                    "formType": { "id": 9, "guid": "" }, "businessEntity": null, "author": { "bpsId": "ola" } },
        "formFields": [
            { "id": 11, "guid": "F-TITLE", "type": "SingleLine", "name": "Title", "svalue": "Umowa", "value": "Umowa" },
            { "id": 12, "guid": "F-STATUS", "type": "ChoiceList", "name": "Status", "svalue": "PROCESSING#W toku",
              "value": [{ "id": "PROCESSING", "name": "W toku" }],
              "formLayout": { "editability": "Editable", "requiredness": "Mandatory" } },
            { "id": 13, "guid": "F-DATE", "type": "DateTime", "name": "Due", "value": "2026-11-23T00:00:00" },
            { "id": 14, "guid": "F-NEW", "type": "FromTheFuture", "name": "Twin", "value": null },
            { "id": 15, "guid": "F-NEW2", "type": null, "name": "twin " },
        ],
        "itemLists": [
            { "id": 21, "guid": "L-REC", "name": "Recipients", "mode": "Incremental",
              "columns": [{ "id": 31, "guid": "C-MAIL", "type": "Email", "name": "E-mail" },
                          { "id": 32, "guid": "C-SMS", "type": "Boolean", "name": "SMS" },
                          { "id": 33, "guid": "C-ORDER", "type": "Decimal", "name": "Order" },
                          { "id": 34, "guid": "C-ROLE", "type": "ChoicePicker", "name": "Role" }],
              "rows": [{ "id": 71, "cells": [
                           { "id": 34, "guid": "c-role", "svalue": "SIGNER#Podpisujący", "value": null },
                           { "id": 31, "guid": "C-MAIL", "svalue": "anna@example.com", "value": "anna@example.com" },
                           { "id": 32, "svalue": "1", "value": true },
                           { "id": 33, "guid": "C-ORDER", "svalue": "2,00", "value": null }] },
                       { "id": null, "cells": null }] },
        ],
        "attachments": [
            { "id": 41, "name": "umowa.pdf", "description": null, "group": "Contracts", "isPublished": false,
              "version": 2, "creationDate": "2026-11-23T12:00:00", "modificationDate": null },
            { "name": "no id" },
        ],
        "comments": { "newComment": null, "existingEntries": [{ "author": "Ola", "comment": "Wysłane", "date": null }, { "comment": null }] },
        "tasks": { "directTasks": [] },
    })
}

#[tokio::test]
async fn an_instance_is_read_with_what_is_missing_null_and_unknown() {
    let server = portal().await;
    answer(&server, "GET", &elements("7"), 200, instance()).await;
    let element = client(&server).element(1.into(), 7.into()).await.unwrap();
    insta::assert_debug_snapshot!(element);
    assert_eq!(requests(&server, &elements("7")).await[0].url.query(), None);

    assert_eq!(element.step.key(), Some(Key::Guid("step-guid".to_owned())));
    assert_eq!(element.form_type.key(), Some(Key::Id(9)), "an empty GUID is none");
    assert_eq!(element.field("f-status").unwrap().value.id().as_deref(), Some("PROCESSING"));
    assert_eq!(element.field("12").unwrap().key(), Some(Key::Guid("F-STATUS".to_owned())));
    assert_eq!(element.field(" TITLE ").unwrap().value.to_text(), "Umowa");
    assert!(matches!(element.field("Twin"), Err(LookupError::Ambiguous { count: 2, .. })));
    assert!(matches!(element.field("Hidden"), Err(LookupError::Missing { what: "form field", .. })));
    assert!(matches!(element.list("Hidden"), Err(LookupError::Missing { what: "item list", .. })));

    let list = element.list("recipients").unwrap();
    let row = &list.rows[0];
    assert_eq!(row.id, Some(RowId(71)));
    let value = |column: &str| row.value(list.column(column).unwrap());
    assert_eq!(value("e-mail").to_text(), "anna@example.com");
    assert_eq!(value("SMS").as_bool(), Some(true));
    assert_eq!(value("C-ORDER").as_integer(), Some(2));
    assert_eq!(value("Role").id().as_deref(), Some("SIGNER"));
    assert_eq!(list.rows[1].value(list.column("Role").unwrap()), &FieldValue::Empty);
    assert!(matches!(list.column("Phone"), Err(LookupError::Missing { what: "column", .. })));

    assert_eq!(element.attachments.len(), 1);
    assert_eq!(element.attachments[0].id, AttachmentId(41));
    assert!(element.attachments[0].category_is("3#Contracts"));
}

#[tokio::test]
async fn the_layout_says_what_can_be_written() {
    let server = portal().await;
    Mock::given(path(elements("7")))
        .and(query_param("expand", "formLayout"))
        .respond_with(ResponseTemplate::new(200).set_body_json(instance()))
        .mount(&server)
        .await;
    let element = client(&server).element_with_layout(1.into(), 7.into()).await.unwrap();
    let layout = element.field("Status").unwrap().layout.clone().unwrap();
    assert_eq!(layout.editability, Editability::Editable);
}

#[tokio::test]
async fn a_form_tells_the_names_that_fields_have_in_the_database() {
    let server = portal().await;
    let layout = json!({
        "fields": [
            { "id": 11, "guid": "F-TITLE", "name": "Title", "type": "SingleLine", "dbColumn": "AttText2",
              "visibility": "Visible", "editability": "ReadOnlyJS", "requiredness": "Conditional",
              "position": { "order": 1 }, "configuration": null },
            { "id": 16, "name": "AttText2", "type": null, "dbColumn": null },
        ],
        "itemLists": [{ "id": 21, "guid": "L-REC", "name": "Recipients", "type": "ItemList", "dbColumn": "SubElems1",
                        "visibility": "Hidden",
                        "columns": [{ "id": 31, "guid": "C-MAIL", "name": "E-mail", "type": "Email", "dbColumn": "DET_Att1",
                                      "editability": "Editable" }] }],
        "paths": [{ "id": 51, "guid": "P-SEND", "name": "Send", "visibility": "Visible", "links": [] }],
    });
    Mock::given(path("/WEBCONBPS/api/data/v6.0/db/1/formlayout"))
        .and(query_param("step", "step-guid"))
        .and(query_param("formType", "9"))
        .respond_with(ResponseTemplate::new(200).set_body_json(layout))
        .mount(&server)
        .await;
    let step = Reference { guid: Some("step-guid".to_owned()), id: Some(3) };
    let form_type = Reference { guid: None, id: Some(9) };
    let layout = client(&server).form_layout(1.into(), &step, &form_type).await.unwrap();
    insta::assert_debug_snapshot!(layout);
    assert_eq!(layout.field("atttext2").unwrap().key(), Some(Key::Guid("F-TITLE".to_owned())));
    let list = layout.list("SubElems1").unwrap();
    assert_eq!(list.column("DET_Att1").unwrap().key(), Some(Key::Guid("C-MAIL".to_owned())));
    assert_eq!(layout.path("send").unwrap().id, Some(51));

    let error = client(&server).form_layout(1.into(), &Reference::default(), &form_type).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}
