//! Writing while somebody is editing.

use reqwest::Method;
use serde_json::json;

use super::api::{Api, set};

const JAN: &str = "jan.kowalski@example.com";

#[tokio::test]
async fn while_somebody_is_editing_every_write_is_refused() {
    let api = Api::start().await;
    let file = api.element(1).await["attachments"][0]["id"].to_string();
    api.check_out(1, JAN).await;
    let new = json!({ "name": "a.pdf", "content": "" });
    let attachment = format!("/elements/1/attachments/{file}");
    for (method, path, body) in [
        (Method::PATCH, "/elements/1", Some(set(132, 1))),
        (Method::PATCH, "/elements/1?path=64", Some(json!({}))),
        (Method::POST, "/elements/1/attachments", Some(new.clone())),
        (Method::PATCH, &attachment, Some(new)),
        (Method::DELETE, &attachment, None),
        (Method::POST, "/elements/1/checkout", None),
    ] {
        let answer = api.call(method.clone(), path, body).await;
        assert_eq!(answer.refusal(), (409, "ResourceIsLocked"), "{method} {path}");
        assert!(answer.body["description"].as_str().unwrap().contains("Another user has checkout"));
    }
    api.element(1).await;
    api.patch("/elements/2", set(132, 1)).await.ok();
}

#[tokio::test]
async fn a_checkout_that_is_released_or_ran_out_is_in_nobodys_way() {
    let api = Api::start().await;
    api.check_out(1, JAN).await;
    api.stand.control("checkout", json!({ "element": 1 })).await;
    api.patch("/elements/1", set(132, 1)).await.ok();

    api.stand.control("checkout", json!({ "element": 1, "person": JAN, "seconds": 0 })).await;
    api.patch("/elements/1", set(132, 2)).await.ok();
}

#[tokio::test]
async fn an_administrator_can_force_the_checkout() {
    let api = Api::start().await;
    api.check_out(1, JAN).await;
    api.patch("/elements/1?forceCheckout=1", set(132, 1)).await.ok();
    api.patch("/elements/1", set(132, 2)).await.ok();
    assert_eq!(
        api.patch("/elements/1?forceCheckout=maybe", json!({})).await.refusal(),
        (400, "InvalidQueryParameterValue")
    );
}

#[tokio::test]
async fn the_accounts_own_checkout_is_not_in_its_way_and_ends_with_its_save() {
    let api = Api::start().await;
    api.call(Method::POST, "/elements/1/checkout", None).await.ok();
    let held = || async {
        let answer = api.stand.call(Method::GET, "/sandbox/checkout").send().await.unwrap();
        answer.json::<serde_json::Value>().await.unwrap()
    };
    assert_eq!(held().await[0]["person"], "demo@apps.example.com");
    api.patch("/elements/1", set(132, 1)).await.ok();
    assert_eq!(held().await, json!([]));
    assert_eq!(
        api.call(Method::POST, "/elements/999/checkout", None).await.refusal(),
        (404, "ResourceNotFound")
    );
}
