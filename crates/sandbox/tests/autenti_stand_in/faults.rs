//! Faults strike the API and the pages, and spare what testers use.

use std::time::{Duration, Instant};

use autenti_sandbox::demo::{IN_PROGRESS, JAN};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stand_in::StandIn;

impl StandIn {
    pub(crate) async fn fault(&self, fault: Value) {
        let set = self.call(Method::POST, "sandbox/faults").json(&fault).send().await.unwrap();
        assert_eq!(set.status(), StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn calls_fail_as_they_are_told() {
    let stand_in = StandIn::start().await;
    stand_in.fault(json!({ "path": "/api/v2/tags", "status": 503, "retryAfter": 7, "times": 1 })).await;
    let struck = stand_in.api(Method::GET, "tags").send().await.unwrap();
    assert_eq!(
        (struck.status(), &struck.headers()["retry-after"]),
        (StatusCode::SERVICE_UNAVAILABLE, &"7".parse().unwrap())
    );
    assert_eq!(stand_in.api(Method::GET, "tags").send().await.unwrap().status(), StatusCode::OK);

    stand_in.fault(json!({ "path": "/api/v2/tags", "truncate": 20 })).await;
    let cut = stand_in.api(Method::GET, "tags").send().await.unwrap();
    assert!(cut.bytes().await.is_err(), "the body ends early");

    stand_in.fault(json!({ "latencyMs": 120 })).await;
    let started = Instant::now();
    stand_in.api(Method::GET, "tags").send().await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(120));

    stand_in.fault(json!({ "method": "POST", "drop": "response" })).await;
    let hung_up =
        stand_in.api(Method::POST, "document-processes").json(&json!({ "title": "Umowa" })).send().await;
    assert!(hung_up.is_err());
    stand_in.fault(json!([])).await;
    let list = stand_in.get("document-processes").await;
    assert_eq!(list[0]["title"], "Umowa", "it was done all the same");
}

#[tokio::test]
async fn testers_can_act_while_everything_fails() {
    let stand_in = StandIn::start().await;
    stand_in.fault(json!({ "status": 500 })).await;
    assert_eq!(stand_in.person(IN_PROGRESS.id, JAN.email, "sign", None).await.status(), StatusCode::OK);
    stand_in.set(json!({ "signedFileDelayMs": 0 })).await;
    let page = stand_in.call(Method::GET, "").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
    stand_in.call(Method::POST, "sandbox/reset").send().await.unwrap();
    assert_eq!(
        stand_in.details(IN_PROGRESS.id).await["status"],
        "COMPLETED",
        "mended, and nothing forgotten"
    );
}

#[tokio::test]
async fn settings_that_do_not_exist_are_refused() {
    let stand_in = StandIn::start().await;
    for body in [json!({ "partyDelay": 1 }), json!({ "partyIdDelayMs": -1 }), json!([]), json!("fast")] {
        let response = stand_in.call(Method::POST, "sandbox/settings").json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{body}");
    }
}
