//! Calls whose answer says one thing while another happened: late, twice, not at all, or all the same.

use std::time::Duration;

use autenti_sandbox::control::Call;
use autenti_sandbox::demo::{COMPLETED, IN_PROGRESS};
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stand_in::{SENT, StandIn, WITHDRAWAL, action, signer};

const DRAFTS: &str = "/api/v2/document-processes";

impl StandIn {
    async fn calls(&self) -> Vec<Call> {
        self.call(Method::GET, "sandbox/calls").send().await.unwrap().json().await.unwrap()
    }

    /// The last call, once it has landed that often.
    async fn landed(&self, times: u32) -> Call {
        let landed = async {
            loop {
                let last = self.calls().await.pop().unwrap();
                if last.landed >= times {
                    return last;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), landed).await.expect("the call lands")
    }

    async fn titles(&self) -> Vec<String> {
        let list = self.get("document-processes").await;
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| row["title"].as_str().unwrap().to_owned()).collect()
    }

    async fn create(&self, title: &str) -> reqwest::Result<reqwest::Response> {
        self.api(Method::POST, "document-processes").json(&json!({ "title": title })).send().await
    }
}

#[tokio::test]
async fn a_call_lands_after_its_answer_was_given_up() {
    let stand_in = StandIn::start().await;
    for (number, fault) in [
        json!({ "land": "late" }),
        json!({ "land": "late", "drop": "request" }),
        json!({ "land": "late", "drop": "response" }),
        json!({ "land": "late", "status": 504, "body": "Gateway Timeout" }),
    ]
    .into_iter()
    .enumerate()
    {
        let mut fault = fault;
        fault["path"] = json!(DRAFTS);
        fault["method"] = json!("POST");
        fault["landAfterMs"] = json!(150);
        fault["times"] = json!(1);
        stand_in.fault(fault.clone()).await;
        let title = format!("Umowa {number}");
        match stand_in.create(&title).await {
            Ok(answer) => assert_eq!(answer.status(), StatusCode::GATEWAY_TIMEOUT, "{fault}"),
            Err(_) => assert!(fault.get("status").is_none(), "{fault}"),
        }
        assert!(!stand_in.titles().await.contains(&title), "not yet: {fault}");
        while !stand_in.titles().await.contains(&title) {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_call_lands_although_the_caller_went_away_while_waiting() {
    let stand_in = StandIn::start().await;
    stand_in
        .fault(json!({ "path": DRAFTS, "method": "POST", "land": "late", "landAfterMs": 0,
                           "latencyMs": 600_000 }))
        .await;
    let call = stand_in.api(Method::POST, "document-processes").json(&json!({ "title": "Umowa" }));
    let given_up = call.timeout(Duration::from_millis(200)).send().await;
    assert!(given_up.unwrap_err().is_timeout());
    stand_in.landed(1).await;
    assert_eq!(stand_in.titles().await[0], "Umowa");
}

#[tokio::test]
async fn what_was_given_up_before_a_reset_never_lands() {
    let stand_in = StandIn::start().await;
    let late = json!({ "path": DRAFTS, "method": "POST", "land": "late", "landAfterMs": 100 });
    stand_in.fault(late.clone()).await;
    let _hung_up = stand_in.create("Umowa sprzed resetu").await;
    stand_in.call(Method::POST, "sandbox/reset").send().await.unwrap();
    // The second one lands later than the first would have.
    stand_in.fault(late).await;
    let _hung_up = stand_in.create("Umowa po resecie").await;
    stand_in.landed(1).await;
    let titles = stand_in.titles().await;
    assert!(!titles.contains(&"Umowa sprzed resetu".to_owned()), "{titles:?}");
    assert!(titles.contains(&"Umowa po resecie".to_owned()), "{titles:?}");
}

#[tokio::test]
async fn a_call_is_carried_out_twice_and_the_second_answer_goes_out() {
    let stand_in = StandIn::start().await;
    stand_in.fault(json!({ "method": "POST", "path": DRAFTS, "land": "twice", "times": 1 })).await;
    let answer: Value = stand_in.create("Umowa").await.unwrap().json().await.unwrap();
    let titles = stand_in.titles().await;
    assert_eq!(titles.iter().filter(|title| *title == "Umowa").count(), 2);
    let newest = stand_in.get("document-processes").await[0]["id"].clone();
    assert_eq!(answer["id"], newest);

    stand_in.fault(json!({ "method": "POST", "path": "*/actions", "land": "twice", "times": 1 })).await;
    let again = stand_in.act_on(IN_PROGRESS.id, &[action(WITHDRAWAL)]).await;
    assert_eq!(again.status(), StatusCode::FORBIDDEN, "it was withdrawn the first time");
    assert_eq!(stand_in.details(IN_PROGRESS.id).await["status"], "WITHDRAWN");
}

#[tokio::test]
async fn an_upload_is_carried_out_twice_with_its_whole_body() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    stand_in.fault(json!({ "path": "*/files", "method": "POST", "land": "twice" })).await;
    let content = autenti_sandbox::sample_pdf::contract("Umowa", &["Anna Nowak"]);
    assert_eq!(stand_in.upload(&id, "umowa.pdf", content.clone()).await.status(), StatusCode::OK);
    let files = stand_in.get(&format!("document-processes/{id}/files")).await;
    let sizes: Vec<u64> = files.as_array().unwrap().iter().map(|f| f["size"].as_u64().unwrap()).collect();
    assert_eq!(sizes, [content.len() as u64; 2]);
}

#[tokio::test]
async fn a_good_answer_that_is_no_proof() {
    let stand_in = StandIn::start().await;
    for (answer, content_type, body) in [
        (json!({ "answer": "empty" }), "text/plain; charset=utf-8", ""),
        (json!({ "answer": "foreign" }), "application/json", r#"{"status":"UP"}"#),
        (json!({ "answer": "html" }), "text/html; charset=utf-8", "<!DOCTYPE html>"),
        (json!({ "status": 200, "body": "<p>" , "contentType": "text/html" }), "text/html", "<p>"),
        (json!({ "body": [] }), "application/json", "[]"),
    ] {
        let mut fault = answer.clone();
        fault["path"] = json!("*/actions");
        stand_in.fault(fault).await;
        let said = stand_in.act_on(IN_PROGRESS.id, &[action(WITHDRAWAL)]).await;
        assert_eq!(said.status(), StatusCode::OK, "{answer}");
        assert_eq!(said.headers()["content-type"], content_type, "{answer}");
        assert!(said.text().await.unwrap().starts_with(body), "{answer}");
    }
    assert_eq!(stand_in.details(IN_PROGRESS.id).await["status"], "PROCESSING");
    let calls = stand_in.calls().await;
    assert!(calls.iter().filter(|call| call.path.ends_with("/actions")).all(|call| call.landed == 0));
}

#[tokio::test]
async fn a_bad_answer_to_what_was_done() {
    let stand_in = StandIn::start().await;
    for status in [400, 401, 402, 403, 404, 409, 423, 429, 500, 503] {
        stand_in.call(Method::POST, "sandbox/reset").json(&json!({ "state": true })).send().await.unwrap();
        stand_in
            .fault(json!({ "path": "*/actions", "status": status, "land": "now", "times": 1,
                               "body": { "errors": [{ "description": "no" }] } }))
            .await;
        let said = stand_in.act_on(IN_PROGRESS.id, &[action(WITHDRAWAL)]).await;
        assert_eq!(said.status().as_u16(), status);
        let body: Value = said.json().await.unwrap();
        assert_eq!(body["errors"][0]["description"], "no");
        assert_eq!(stand_in.details(IN_PROGRESS.id).await["status"], "WITHDRAWN", "{status}");
    }
}

#[tokio::test]
async fn a_challenge_never_met_before_comes_by_a_header() {
    let stand_in = StandIn::start().await;
    let challenge = json!({ "classifiers": ["CHALLENGE_CLASSIFIER-UNIQUE_TYPE:TERMS_ACCEPTANCE"],
        "attributes": { "options": [{ "id": "TERMS", "description": "Nowy regulamin" }],
                        "errors": [{ "id": "TERMS", "type": "ERROR", "description": "Zaakceptuj regulamin." }] } });
    let encoded = crate::stand_in::encode(&challenge).replace('+', "-").replace('/', "_");
    stand_in
        .fault(json!({ "path": "*/actions", "status": 403, "headers": { "x-challenge": encoded } }))
        .await;
    let said = stand_in.act_on(IN_PROGRESS.id, &[action(WITHDRAWAL)]).await;
    assert_eq!(said.headers()["x-challenge"], encoded);
    assert_eq!(said.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn reads_lag_behind_what_was_written() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    stand_in.pass(SignedDuration::from_secs(60));
    stand_in.fault(json!({ "method": "GET", "path": "*/document-processes*", "lagMs": 10_000 })).await;
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    let draft = stand_in.draft(&json!({ "title": "Nowa umowa" })).await;
    assert_eq!(stand_in.details(&id).await["status"], "PROCESSING");
    let new = stand_in.api(Method::GET, &format!("document-processes/{draft}")).send().await.unwrap();
    assert_eq!(new.status(), StatusCode::NOT_FOUND);
    assert!(!stand_in.titles().await.contains(&"Nowa umowa".to_owned()));
    stand_in.pass(SignedDuration::from_secs(11));
    assert_eq!(stand_in.details(&id).await["status"], "COMPLETED");
    assert!(stand_in.titles().await.contains(&"Nowa umowa".to_owned()));
    let deleted = stand_in.api(Method::DELETE, &format!("document-processes/{draft}")).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert!(stand_in.titles().await.contains(&"Nowa umowa".to_owned()), "still there for who lags");
    stand_in.fault(json!([])).await;
    assert!(!stand_in.titles().await.contains(&"Nowa umowa".to_owned()));
    stand_in.set(json!({ "readLagMs": 10_000 })).await;
    assert!(stand_in.titles().await.contains(&"Nowa umowa".to_owned()));
}

#[tokio::test]
async fn a_signed_file_comes_in_a_state_that_nobody_can_use() {
    let stand_in = StandIn::start().await;
    let details = stand_in.details(COMPLETED.id).await;
    let file =
        details["files"].as_array().unwrap().iter().find(|f| f["filePurpose"] == "SIGNED_CONTENT_FILE");
    let id = file.unwrap()["id"].as_str().unwrap().replace('/', "%2F");
    let path = format!("document-processes/{}/files/{id}/content", COMPLETED.id);
    let content = async |fault: Value| {
        stand_in.fault(fault).await;
        let answer = stand_in.api(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap()
    };
    let whole = content(json!([])).await;
    assert!(whole.starts_with(b"%PDF-"));
    let truncated = content(json!({ "path": "*/content", "shorten": 1000 })).await;
    assert_eq!(truncated, whole[..1000], "whole as far as HTTP can tell");
    assert!(content(json!({ "path": "*/content", "shorten": 0 })).await.is_empty());
    assert!(content(json!({ "path": "*/content", "answer": "html" })).await.starts_with(b"<!DOCTYPE html>"));
}

#[tokio::test]
async fn faults_strike_by_header_and_are_listed_with_what_they_did() {
    let stand_in = StandIn::start().await;
    let send = crate::stand_in::encode(&action(SENT));
    stand_in
        .fault(json!([
            { "path": "*/actions", "header": format!("x-assertion: {send}"), "status": 503, "times": 2 },
            { "path": "/api/v2/tags", "land": "twice" },
        ]))
        .await;
    assert_eq!(stand_in.act_on(IN_PROGRESS.id, &[action(SENT)]).await.status(), 503);
    assert_eq!(stand_in.act_on(IN_PROGRESS.id, &[action(WITHDRAWAL)]).await.status(), StatusCode::OK);
    let listed: Value =
        stand_in.call(Method::GET, "sandbox/faults").send().await.unwrap().json().await.unwrap();
    assert_eq!((&listed[0]["seen"], &listed[0]["struck"]), (&json!(1), &json!(1)));
    assert_eq!((&listed[1]["fault"]["land"], &listed[1]["seen"]), (&json!("twice"), &json!(0)));
    for wrong in [json!({ "land": "sometimes" }), json!({ "landAfter": 1 }), json!({ "answer": "xml" })] {
        let refused = stand_in.call(Method::POST, "sandbox/faults").json(&wrong).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn recorded_calls_show_what_was_sent_without_its_secrets() {
    let stand_in = StandIn::start().await;
    let extra =
        json!({ "title": "Umowa", "returnUrl": "https://example.com/back", "deadline": { "days": 7 } });
    stand_in.draft(&extra).await;
    let token =
        [("client_id", "demo"), ("client_secret", "demo-secret"), ("grant_type", "client_credentials")];
    stand_in.call(Method::POST, "api/v2/auth/token").form(&token).send().await.unwrap();
    let calls = stand_in.calls().await;
    assert_eq!(calls[0].body.as_ref().unwrap(), &extra);
    assert_eq!((calls[0].status, calls[0].landed), (Some(201), 1));
    let form = json!({ "client_id": "demo", "client_secret": "…", "grant_type": "client_credentials" });
    assert_eq!(calls[1].body.as_ref().unwrap(), &form);
}
