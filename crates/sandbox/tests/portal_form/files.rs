//! Files of the form.

use reqwest::Method;
use serde_json::json;

use super::browser::{ANNA, Browser, JAN, OLA, read};

async fn upload(browser: &Browser, person: &str, bytes: &[u8]) -> String {
    let request = browser.call(person, Method::POST, "/attachments/db/1/upload").body(bytes.to_vec());
    let (status, answer) = read(request).await;
    assert_eq!(status, 200);
    assert_eq!(answer["size"], bytes.len());
    answer["upload"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_uploaded_file_is_kept_by_saving_and_can_be_moved_and_deleted() {
    let browser = Browser::start().await;
    let id = upload(&browser, OLA, b"%PDF-1.4\n").await;
    let add = json!({ "attachments": { "add": [{ "upload": id, "name": "Żółty #1.pdf", "category": 3 }] } });
    assert_eq!(browser.save(OLA, 1, add.clone()).await.0, 200);
    assert_eq!(browser.save(OLA, 1, add).await.0, 400, "an upload is used up");
    let file = browser.form(OLA, 1, "").await["attachments"]["files"][1].clone();
    assert_eq!((&file["name"], &file["category"]), (&json!("Żółty #1.pdf"), &json!(3)));

    let path = format!("/attachments/db/1/download/{}", file["id"]);
    let answer = browser.call(OLA, Method::GET, &path).send().await.unwrap();
    assert_eq!(
        answer.headers()["content-disposition"],
        "attachment; filename*=UTF-8''%C5%BB%C3%B3%C5%82ty%20%231.pdf"
    );
    assert_eq!(answer.bytes().await.unwrap(), "%PDF-1.4\n");

    let change = json!({ "attachments": { "change": [{ "id": file["id"], "category": 5 }] } });
    assert_eq!(browser.save(OLA, 1, change).await.0, 200);
    let moved = browser.form(OLA, 1, "").await["attachments"]["files"][1].clone();
    assert_eq!((&moved["category"], &moved["version"]), (&json!(5), &json!(2)));

    let delete = json!({ "attachments": { "delete": [file["id"]] } });
    assert_eq!(browser.save(OLA, 1, delete).await.0, 200);
    assert_eq!(browser.form(OLA, 1, "").await["attachments"]["files"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn somebody_elses_upload_cannot_be_saved() {
    let browser = Browser::start().await;
    let id = upload(&browser, ANNA, b"x").await;
    let add = json!({ "attachments": { "add": [{ "upload": id, "name": "a.pdf", "category": null }] } });
    assert_eq!(browser.save(OLA, 1, add).await.1["code"], "invalid");
}

#[tokio::test]
async fn a_published_file_cannot_be_deleted() {
    let browser = Browser::start().await;
    let file = browser.form(OLA, 7, "").await["attachments"]["files"][0]["id"].clone();
    let delete = json!({ "attachments": { "delete": [file] } });
    assert_eq!(browser.save(OLA, 7, delete).await.1["code"], "published");
}

#[tokio::test]
async fn a_file_is_shown_to_those_who_see_its_instance() {
    let browser = Browser::start().await;
    let file = browser.form(OLA, 6, "").await["attachments"]["files"][0]["id"].clone();
    let path = format!("/attachments/db/1/preview/{file}");
    let answer = browser.call(ANNA, Method::GET, &path).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"application/pdf".parse().unwrap())
    );
    assert_eq!(browser.get(JAN, &path).await.0, 404);
}
