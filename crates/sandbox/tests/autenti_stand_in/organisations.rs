//! Several organisations in one Autenti: none sees what the other has.

use autenti_sandbox::demo::IN_PROGRESS;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stand_in::StandIn;

impl StandIn {
    fn second(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.call(method, &format!("api/v2/{path}")).header("authorization", "api-key second-api-key")
    }
}

#[tokio::test]
async fn documents_and_callbacks_belong_to_one_organisation() {
    let stand_in = StandIn::start().await;
    let made = stand_in.second(Method::POST, "document-processes").json(&json!({ "title": "Cudza umowa" }));
    let made: Value = made.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        made["parties"][0]["party"]["contacts"][0]["attributes"]["email"],
        "system@second.example.com"
    );
    let list: Value =
        stand_in.second(Method::GET, "document-processes").send().await.unwrap().json().await.unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    let own = stand_in.get("document-processes").await;
    assert!(own.as_array().unwrap().iter().all(|row| row["title"] != "Cudza umowa"));

    for path in
        ["", "/parties", "/files", "/actions", "/parties/PARTY-EMAIL:anna.nowak@example.com/action-links"]
    {
        let method =
            if path.ends_with("actions") || path.ends_with("links") { Method::POST } else { Method::GET };
        let path = format!("document-processes/{}{path}", IN_PROGRESS.id);
        let foreign = stand_in.second(method, &path).send().await.unwrap();
        assert_eq!(foreign.status(), StatusCode::NOT_FOUND, "{path}");
    }

    let callback = json!({ "callbackAdapterId": "CALLBACK_ADAPTER:API_V2",
                           "callbackParameters": { "callbackUrl": "http://127.0.0.1:9/hook" } });
    stand_in.post("applications/callbacks", &callback).await;
    let foreign: Value =
        stand_in.second(Method::GET, "applications/callbacks").send().await.unwrap().json().await.unwrap();
    assert_eq!(foreign, json!([]));
    for _ in 0..5 {
        let taken =
            stand_in.second(Method::POST, "applications/callbacks").json(&callback).send().await.unwrap();
        assert_eq!(taken.status(), StatusCode::OK, "the other one's places are not used up");
    }
}

#[tokio::test]
async fn each_organisation_has_applications_of_its_own() {
    let stand_in = StandIn::start().await;
    for (id, secret, sees_demo) in [
        ("demo", "demo-secret", true),
        ("demo-admin", "demo-admin-secret", true),
        ("second", "second-secret", false),
    ] {
        let form = [("client_id", id), ("client_secret", secret), ("grant_type", "client_credentials")];
        let token: Value = stand_in
            .call(Method::POST, "api/v2/auth/token")
            .form(&form)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        let path = format!("api/v2/document-processes/{}", IN_PROGRESS.id);
        let read = stand_in.call(Method::GET, &path).header("authorization", bearer).send().await.unwrap();
        assert_eq!(read.status().is_success(), sees_demo, "{id}");
    }
}
