//! Edit mode and who is in whose way.

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{Browser, JAN, OLA};

async fn holders(browser: &Browser) -> Vec<(i64, String)> {
    let answer = browser.stand.call(Method::GET, "/sandbox/checkout").send().await.unwrap();
    let held: Value = answer.json().await.unwrap();
    let entry =
        |held: &Value| (held["element"].as_i64().unwrap(), held["person"].as_str().unwrap().to_owned());
    held.as_array().unwrap().iter().map(entry).collect()
}

const RELEASE: &str = "/api/nav/db/1/app/1/element/2/checkout/release";

#[tokio::test]
async fn edit_mode_takes_the_checkout_and_view_mode_does_not() {
    let browser = Browser::start().await;
    browser.form(OLA, 2, "").await;
    assert_eq!(holders(&browser).await, []);
    browser.form(OLA, 2, "/edit").await;
    assert_eq!(holders(&browser).await, [(2, OLA.to_owned())]);
}

#[tokio::test]
async fn one_person_at_a_time_edits_and_the_others_are_told_who() {
    let browser = Browser::start().await;
    browser.form(OLA, 2, "/edit").await;
    let (status, refusal) = browser.get(JAN, "/api/nav/db/1/element/2/desktop/edit").await;
    assert_eq!(status, 409);
    assert_eq!(refusal, json!({ "code": "checked_out", "detail": "Ola Zielińska" }));
    assert_eq!(browser.form(JAN, 2, "").await["formInfo"]["editor"], "Ola Zielińska");
    assert_eq!(browser.save(JAN, 2, json!({})).await.0, 409);

    browser.get(JAN, RELEASE).await;
    assert_eq!(browser.get(JAN, "/api/nav/db/1/element/2/desktop/edit").await.0, 409, "not his to release");
    browser.get(OLA, RELEASE).await;
    browser.form(JAN, 2, "/edit").await;
}

#[tokio::test]
async fn saving_releases_the_checkout() {
    let browser = Browser::start().await;
    browser.form(OLA, 2, "/edit").await;
    assert_eq!(browser.save(OLA, 2, json!({})).await.0, 200);
    assert_eq!(holders(&browser).await, []);
}

#[tokio::test]
async fn a_checkout_that_ran_out_does_not_cost_the_writer_their_work() {
    let browser = Browser::start().await;
    browser.stand.control("settings", json!({ "checkoutSeconds": 0 })).await;
    browser.form(OLA, 2, "/edit").await;
    assert_eq!(holders(&browser).await, []);
    assert_eq!(browser.save(OLA, 2, json!({ "fields": { "AttInt1": 3 } })).await.0, 200);
}

#[tokio::test]
async fn a_form_that_was_changed_behind_its_back_cannot_be_saved() {
    let browser = Browser::start().await;
    let version = browser.form(OLA, 2, "/edit").await["formInfo"]["version"].clone();
    browser.stand.control("checkout", json!({ "element": 2 })).await;
    assert_eq!(browser.save(JAN, 2, json!({ "version": version })).await.0, 200);
    let (status, refusal) = browser.save(OLA, 2, json!({ "version": version })).await;
    assert_eq!((status, refusal["code"].as_str()), (409, Some("changed")));
}

#[tokio::test]
async fn becoming_somebody_else_ends_the_checkouts_of_before() {
    let browser = Browser::start().await;
    browser.form(OLA, 2, "/edit").await;
    let switch = browser.call(OLA, Method::GET, &format!("/?as={JAN}"));
    assert_eq!(switch.send().await.unwrap().status(), 303);
    assert_eq!(holders(&browser).await, []);
}
