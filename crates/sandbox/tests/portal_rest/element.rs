//! Reading an instance.

use serde_json::{Value, json};

use super::api::{Api, cell, value};

#[tokio::test]
async fn the_unsent_instance_has_one_pdf_and_three_recipients() {
    let api = Api::start().await;
    let element = api.element(1).await;
    assert_eq!(element["header"]["instanceNumber"], "CON/2026/0001");
    assert_eq!(element["header"]["step"]["id"], 52);
    assert_eq!(value(&element, 111), "Umowa o współpracy 1/2026");
    assert_eq!(value(&element, 124), &Value::Null);
    assert_eq!(value(&element, 125), &json!([]));
    let people: Vec<&str> = (0..3).map(|row| cell(&element, row, 203).as_str().unwrap()).collect();
    assert_eq!(people, ["anna.nowak@example.com", "jan.kowalski@example.com", "ewa.wisniewska@example.com"]);
    assert_eq!(cell(&element, 2, 204), &json!([{ "id": "VIEWER", "name": "Viewer" }]));
    let files = element["attachments"].as_array().unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0]["group"], "To sign");
    assert!(files[0].get("content").is_none());
}

#[tokio::test]
async fn every_starting_instance_fits_the_contract_in_both_forms() {
    let api = Api::start().await;
    for id in 1..=10 {
        api.element(id).await;
        let expanded = api.get(&format!("/elements/{id}?expand=formLayout")).await.ok();
        for field in expanded["formFields"].as_array().unwrap() {
            assert!(field["formLayout"]["editability"].is_string(), "{field}");
        }
    }
}

#[tokio::test]
async fn values_have_the_shape_of_their_type_and_fields_their_display_name() {
    let api = Api::start().await;
    let element = api.element(2).await;
    for field in element["formFields"].as_array().unwrap() {
        let value = &field["value"];
        let right = match field["type"].as_str().unwrap() {
            "SingleLine" | "Multiline" | "Email" | "Date" | "Html" => value.is_string() || value.is_null(),
            "Decimal" => value.is_f64() || value.is_null(),
            "Int" => value.is_i64() || value.is_null(),
            "Boolean" => value.is_boolean() || value.is_null(),
            "ChoiceList" | "People" => value.as_array().is_some_and(|items| {
                items.iter().all(|item| item["id"].is_string() && item["name"].is_string())
            }),
            // The External control stores nothing.
            "Unspecified" => value.is_null(),
            other => panic!("unexpected type {other}"),
        };
        assert!(right, "{field}");
    }
    let status = element["formFields"].as_array().unwrap().iter().find(|field| field["id"] == 125).unwrap();
    assert_eq!(status["name"], "Signature status");
    assert_eq!(status["svalue"], "PROCESSING#In progress");
    assert_eq!(status["value"], json!([{ "id": "PROCESSING", "name": "In progress" }]));
}

#[tokio::test]
async fn a_field_that_the_matrix_hides_is_not_answered() {
    let api = Api::start().await;
    let element = api.element(1).await;
    let ids: Vec<i64> =
        element["formFields"].as_array().unwrap().iter().map(|field| field["id"].as_i64().unwrap()).collect();
    assert!(ids.contains(&132) && !ids.contains(&133), "{ids:?}");
    assert!(!ids.contains(&110), "groups are no fields");
}

#[tokio::test]
async fn difficult_texts_come_back_as_they_are() {
    let api = Api::start().await;
    let element = api.element(10).await;
    assert_eq!(value(&element, 111), "Umowa <b>ramowa</b> 10/2026 — „Łąki & Spółka” 🖋️ #1; aneks");
    assert_eq!(cell(&element, 3, 201), "יעל");
    assert_eq!(cell(&element, 0, 209), 1.0);
    assert_eq!(element["attachments"][0]["name"], "umowa ramowa #1; wersja 2.pdf");
    assert_eq!(element["attachments"][2]["group"], "Other");
}

#[tokio::test]
async fn what_is_not_there_and_what_makes_no_sense_is_refused() {
    let api = Api::start().await;
    assert_eq!(api.get("/elements/999").await.refusal(), (404, "ResourceNotFound"));
    let path = "/api/data/v6.0/db/2/elements/1";
    let request = api.stand.call(reqwest::Method::GET, path).bearer_auth(&api.token);
    let answer = super::api::read(&reqwest::Method::GET, path, request.send().await.unwrap()).await;
    assert_eq!(answer.refusal(), (404, "ResourceNotFound"));
}
