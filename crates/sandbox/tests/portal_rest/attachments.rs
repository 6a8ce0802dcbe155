//! The files of an instance.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use super::api::Api;

async fn first_file(api: &Api, element: i32) -> i64 {
    api.element(element).await["attachments"][0]["id"].as_i64().unwrap()
}

async fn stream(api: &Api, element: i32, file: i64) -> Vec<u8> {
    let path = format!("/api/data/v6.0/db/1/elements/{element}/attachments/{file}/stream");
    let answer = api.stand.call(Method::GET, &path).bearer_auth(&api.token).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn a_file_reads_the_same_by_every_call() {
    let api = Api::start().await;
    let file = first_file(&api, 1).await;
    let bytes = stream(&api, 1, file).await;
    assert!(bytes.starts_with(b"%PDF-"));
    let one = api.get(&format!("/elements/1/attachments/{file}")).await.ok();
    assert_eq!(one["name"], "umowa-1-2026.pdf");
    let content = api.get(&format!("/elements/1/attachments/{file}/content")).await.ok();
    assert_eq!(one["content"], content["content"]);
    assert_eq!(STANDARD.decode(content["content"].as_str().unwrap()).unwrap(), bytes);
}

#[tokio::test]
async fn the_list_has_no_content() {
    let api = Api::start().await;
    let list = api.get("/elements/10/attachments").await.ok();
    let list = list["attachments"].as_array().unwrap();
    assert_eq!(list.len(), 3);
    assert!(list.iter().all(|file| file["content"] == Value::Null));
}

#[tokio::test]
async fn a_file_is_added_changed_and_deleted() {
    let api = Api::start().await;
    let version = api.element(1).await["header"]["version"].clone();
    let added = api
        .post(
            "/elements/1/attachments",
            json!({
                "name": "aneks.pdf", "description": null, "group": "3#To sign", "content": STANDARD.encode("one"),
            }),
        )
        .await
        .ok();
    let id = added["id"].as_i64().unwrap();
    assert_eq!(added, json!({ "id": id, "name": "aneks.pdf", "version": 1 }));
    assert_eq!(stream(&api, 1, id).await, b"one");

    let path = format!("/elements/1/attachments/{id}");
    let changed =
        api.patch(&path, json!({ "content": STANDARD.encode("two"), "group": "4#Signed" })).await.ok();
    assert_eq!(changed, json!({ "id": id, "name": "aneks.pdf", "version": 2 }));
    assert_eq!(stream(&api, 1, id).await, b"two");
    assert_eq!(api.get(&path).await.ok()["group"], "Signed");

    api.delete(&path).await.ok();
    assert_eq!(api.get(&path).await.refusal(), (404, "ResourceNotFound"));
    assert_eq!(api.element(1).await["header"]["version"], version, "files alone make no new version");
}

#[tokio::test]
async fn twenty_megabytes_go_up_and_come_down_again() {
    let api = Api::start().await;
    let bytes: Vec<u8> = (0..20 * 1024 * 1024).map(|at: u32| at.to_le_bytes()[1]).collect();
    let body = json!({ "name": "duży.pdf", "group": "5#Other", "content": STANDARD.encode(&bytes) });
    let added = api.post("/elements/1/attachments", body).await.ok();
    assert!(stream(&api, 1, added["id"].as_i64().unwrap()).await == bytes);
}

#[tokio::test]
async fn a_published_file_cannot_be_changed() {
    let api = Api::start().await;
    let file = first_file(&api, 7).await;
    let path = format!("/elements/7/attachments/{file}");
    assert_eq!(api.get(&path).await.ok()["isPublished"], true);
    assert_eq!(api.patch(&path, json!({ "content": "" })).await.refusal(), (423, "ResourceIsLocked"));
    assert_eq!(api.delete(&path).await.refusal(), (409, "ValidationError"));
}

#[tokio::test]
async fn a_file_of_another_instance_is_a_bad_request_and_no_file_is_not_found() {
    let api = Api::start().await;
    let file = first_file(&api, 2).await;
    for call in ["", "/content", "/stream"] {
        let foreign = api.get(&format!("/elements/1/attachments/{file}{call}")).await;
        assert_eq!(foreign.refusal(), (400, "InvalidInput"), "{call}");
        let missing = api.get(&format!("/elements/1/attachments/99999{call}")).await;
        assert_eq!(missing.refusal(), (404, "ResourceNotFound"), "{call}");
    }
    assert_eq!(api.get("/elements/1/attachments/abc").await.refusal(), (400, "InvalidInput"));
    assert_eq!(api.get("/elements/999/attachments").await.refusal(), (404, "ResourceNotFound"));
}

#[tokio::test]
async fn a_bad_new_file_is_refused() {
    let api = Api::start().await;
    for (body, kind) in [
        (json!({ "content": "" }), "MissingRequiredBodyParameter"),
        (json!({ "name": "a.pdf" }), "MissingRequiredBodyParameter"),
        (json!({ "name": "a.pdf", "content": "not base64!" }), "InvalidBodyParameterValue"),
        (json!({ "name": "a.pdf", "content": "", "group": "To sign" }), "InvalidBodyParameterValue"),
        (json!({ "name": "a.pdf", "content": "", "group": "99#Nowhere" }), "InvalidBodyParameterValue"),
    ] {
        let answer = api.post("/elements/1/attachments", body.clone()).await;
        assert_eq!(answer.refusal(), (400, kind), "{body}");
    }
    let path = "/api/data/v6.0/db/1/elements/1/attachments";
    let text = api.stand.call(Method::POST, path).bearer_auth(&api.token).body("{}");
    let answer = super::api::read(&Method::POST, path, text.send().await.unwrap()).await;
    assert_eq!(answer.refusal(), (400, "UnsupportedContentType"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_too_large() {
    let api = Api::start().await;
    let path = "/api/data/v6.0/db/1/elements/1/attachments";
    let body = vec![b' '; 40 * 1024 * 1024 + 1];
    let request = api.stand.call(Method::POST, path).bearer_auth(&api.token);
    let answer = request.header("content-type", "application/json").body(body).send().await.unwrap();
    assert_eq!(answer.status(), 413);
}
