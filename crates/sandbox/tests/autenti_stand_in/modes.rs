//! The harsher readings of what is inferred, one setting each.

use autenti_sandbox::demo::{ANNA, IN_PROGRESS, JAN};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stand_in::{
    ACTION_SELECTION, REMINDER, StandIn, action, assertion, challenge, encode, expected, participation,
    party, signer,
};

const REMINDER_PARTY_SELECTION: &str = "DOCUMENT_REMINDER_PARTY_SELECTION";

async fn description(response: Response) -> String {
    let body: Value = response.json().await.unwrap();
    body["errors"][0]["description"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whose_turn_it_is_need_not_be_pending() {
    let stand_in = StandIn::start().await;
    for status in ["NONE", "IN_PROGRESS", "OPENED"] {
        stand_in.set(json!({ "participationStatuses": { "PENDING": status } })).await;
        let details = stand_in.details(IN_PROGRESS.id).await;
        assert_eq!(
            participation(&details),
            expected(&[("Anna", "COMPLETED"), ("Jan", status), ("Ewa", "NONE")])
        );
        let parties = stand_in.get(&format!("document-processes/{}/parties", IN_PROGRESS.id)).await;
        assert_eq!(parties[2]["participationStatus"], status);
        // What the person may do is the same.
        stand_in.link(IN_PROGRESS.id, JAN.email).await;
        let asked = stand_in.act_on(IN_PROGRESS.id, &[action(REMINDER)]).await;
        assert_eq!(challenge(&asked)["attributes"]["options"][0]["id"], parties[2]["party"]["id"]);
    }
}

#[tokio::test]
async fn events_may_have_other_names() {
    let stand_in = StandIn::start().await;
    stand_in.set(json!({ "eventNames": { "SIGNATURE_APPLICATION": "SIGNING_PROCESS_COMPLETED" } })).await;
    let details = stand_in.details(IN_PROGRESS.id).await;
    let event = &details["parties"][1]["events"][0];
    assert_eq!(event["eventType"], "EVENT_CLASSIFIER-UNIQUE_TYPE:SIGNING_PROCESS_COMPLETED");
    assert_eq!(event["classifiers"][0], event["eventType"]);
}

#[tokio::test]
async fn only_the_first_line_of_assertions_may_be_read() {
    let stand_in = StandIn::start().await;
    let asked = stand_in.act_on(IN_PROGRESS.id, &[action(REMINDER)]).await;
    let party = challenge(&asked)["attributes"]["options"][0]["id"].as_str().unwrap().to_owned();
    let both = [action(REMINDER), assertion(REMINDER_PARTY_SELECTION, &[party])];
    assert_eq!(stand_in.act_on(IN_PROGRESS.id, &both).await.status(), StatusCode::OK);
    stand_in.set(json!({ "assertionLines": "first" })).await;
    let asked_again = stand_in.act_on(IN_PROGRESS.id, &both).await;
    assert_eq!(
        challenge(&asked_again)["classifiers"][0].as_str().unwrap().rsplit(':').next(),
        Some(REMINDER_PARTY_SELECTION)
    );
    let joined = both.each_ref().map(encode).join(", ");
    let path = format!("document-processes/{}/actions", IN_PROGRESS.id);
    let reminded = stand_in.api(Method::POST, &path).header("x-assertion", joined).send().await.unwrap();
    assert_eq!(reminded.status(), StatusCode::OK);
    assert_ne!(ACTION_SELECTION, REMINDER_PARTY_SELECTION);
}

#[tokio::test]
async fn the_right_to_subscribe_may_be_the_administrators_alone() {
    let stand_in = StandIn::start().await;
    let token = async |id: &str, secret: &str| -> Value {
        let form = [
            ("client_id", id),
            ("client_secret", secret),
            ("grant_type", "client_credentials"),
            ("scope", "full notification_management"),
        ];
        stand_in
            .call(Method::POST, "api/v2/auth/token")
            .form(&form)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    let list = async |token: &Value| {
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        let call =
            stand_in.call(Method::GET, "api/v2/applications/callbacks").header("authorization", bearer);
        call.send().await.unwrap().status()
    };
    let before = token("demo", "demo-secret").await;
    assert_eq!(list(&before).await, StatusCode::OK);
    stand_in.set(json!({ "withheldScopes": ["notification_management"] })).await;
    assert_eq!(list(&before).await, StatusCode::FORBIDDEN, "also with a token that is out");
    let after = token("demo", "demo-secret").await;
    assert_eq!((&after["scope"], list(&after).await), (&json!("full"), StatusCode::FORBIDDEN));
    let administrator = token("demo-admin", "demo-admin-secret").await;
    assert_eq!(list(&administrator).await, StatusCode::OK);
    let by_key = stand_in.api(Method::GET, "applications/callbacks").send().await.unwrap();
    assert_eq!(by_key.status(), StatusCode::FORBIDDEN);
    assert!(by_key.headers().get("x-challenge").is_none());
}

#[tokio::test]
async fn subscriptions_come_in_several_shapes() {
    let stand_in = StandIn::start().await;
    let url = "http://127.0.0.1:9/hook";
    let callback = json!({ "callbackAdapterId": "CALLBACK_ADAPTER:API_V2", "callbackParameters": { "callbackUrl": url } });
    let known = json!({ "callbackUrl": url });
    for (shape, id_at, address_at) in [
        ("plain", "/id", "/0/callbackParameters"),
        ("connector", "/0/id", "/0/callbackParameters"),
        ("other", "/callbackId", "/callbacks/items/0/parameters/0"),
        ("silent", "", "/0/callbackParameters"),
    ] {
        stand_in.set(json!({ "callbackShape": shape })).await;
        let answer = stand_in.post("applications/callbacks", &callback).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default();
        let list = stand_in.get("applications/callbacks").await;
        let row = list.pointer(address_at).unwrap();
        assert!(*row == known || row["value"] == url, "{shape}: {list}");
        let id = if shape == "silent" { list.pointer("/0/id") } else { answer.pointer(id_at) };
        let id = id.unwrap().as_str().unwrap();
        let gone =
            stand_in.api(Method::DELETE, &format!("applications/callbacks/{id}")).send().await.unwrap();
        assert_eq!(gone.status(), StatusCode::NO_CONTENT, "{shape}");
    }
}

#[tokio::test]
async fn a_viewer_may_have_a_signature_type() {
    let stand_in = StandIn::start().await;
    let signature = json!([{ "constrainedActions": ["ACTION:SIGNATURE_APPLICATION"],
        "classifiers": ["CONSTRAINT-UNIQUE_TYPE:SIGNATURE_TYPE"],
        "attributes": { "requiredClassifiers": ["SIGNATURE_PROVIDER-SIGNATURE_TYPE:BASIC"] } }]);
    let draft = json!({ "title": "Umowa", "parties": [party("VIEWER", "Ewa", &signature)] });
    let id = stand_in.draft(&draft).await;
    assert_eq!(stand_in.details(&id).await["parties"][1]["constraints"], signature);
    stand_in.set(json!({ "viewerTakesSignatureType": false })).await;
    assert_eq!(stand_in.post("document-processes", &draft).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn whoever_is_added_while_a_document_is_out_gets_their_turn() {
    let stand_in = StandIn::start().await;
    let id = stand_in.sent(vec![signer("Anna")]).await;
    let path = format!("document-processes/{id}/parties");
    let added = stand_in.post(&path, &signer("Jan")).await;
    assert_eq!(added.status(), StatusCode::OK);
    assert_eq!(
        participation(&stand_in.details(&id).await),
        expected(&[("Anna", "PENDING"), ("Jan", "PENDING")])
    );
    stand_in.person(&id, "anna@example.com", "sign", None).await;
    assert_eq!(stand_in.details(&id).await["status"], "PROCESSING");
    stand_in.person(&id, "jan@example.com", "sign", None).await;
    assert_eq!(stand_in.post(&path, &signer("Ewa")).await.status(), StatusCode::CONFLICT, "finished");
}

#[tokio::test]
async fn the_list_has_parties_filters_and_pages() {
    let stand_in = StandIn::start().await;
    let list = async |query: &str| stand_in.get(&format!("document-processes?{query}")).await;
    let all = list("").await;
    let emails = |row: &Value| row["parties"].to_string();
    assert!(all.as_array().unwrap().iter().all(|row| emails(row).contains(ANNA.email)));
    let rows = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(rows(&list("status=REJECTED,PROCESSING").await), ["REJECTED", "PROCESSING"]);
    assert_eq!(rows(&list("title=aneks").await), ["PROCESSING"]);
    assert_eq!(rows(&list("createdFrom=2026-11-22T00:00:00Z").await), ["WITHDRAWN"]);
    assert_eq!(list("size=3&page=1").await.as_array().unwrap().len(), 1);
    stand_in.set(json!({ "listShape": "page", "listPageSize": 2 })).await;
    let second = list("page=1").await;
    assert_eq!(second["content"].as_array().unwrap().len(), 2);
    assert_eq!(second["page"], json!({ "number": 1, "size": 2, "totalElements": 4, "totalPages": 2 }));
    let stream = stand_in.api(Method::GET, "document-processes").header("accept", "application/stream+json");
    let stream = stream.send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "application/stream+json");
    assert_eq!(stream.text().await.unwrap().lines().count(), 4, "a stream has no pages");
    let wrong = stand_in.api(Method::GET, "document-processes?createdFrom=yesterday").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
}

fn pdf(name: &str) -> Part {
    let content = autenti_sandbox::sample_pdf::contract("Umowa", &["Anna Nowak"]);
    Part::bytes(content).file_name(name.to_owned()).mime_str("application/octet-stream").unwrap()
}

#[tokio::test]
async fn files_are_taken_in_the_one_form_that_is_set() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    let path = format!("document-processes/{id}/files");
    let upload =
        async |form: Form| stand_in.api(Method::POST, &path).multipart(form).send().await.unwrap().status();
    let plain = || Form::new().part("file", pdf("a.pdf"));
    let fields = || plain().text("filePurpose", "SOURCE_FILE").text("mimeType", "application/pdf");
    let meta = |kind: &str| {
        let meta =
            json!({ "filename": "b.pdf", "filePurpose": "SOURCE_FILE", "mimeType": "application/pdf" });
        let meta = Part::text(meta.to_string()).mime_str(kind).unwrap();
        Form::new().part("fileMeta", meta).part("file", pdf("a.pdf"))
    };
    let (ok, refused) = (StatusCode::OK, StatusCode::BAD_REQUEST);
    for (form, expected) in
        [("any", [ok, ok, ok]), ("fields", [ok, ok, refused]), ("file-meta", [refused, refused, ok])]
    {
        stand_in.set(json!({ "uploadForm": form })).await;
        let got = [upload(plain()).await, upload(fields()).await, upload(meta("application/json")).await];
        assert_eq!(got, expected, "{form}");
    }
    assert_eq!(upload(meta("text/plain")).await, refused);
}

#[tokio::test]
async fn a_name_with_a_star_may_be_read_or_not() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa" })).await;
    let upload = async || -> Value {
        let content = autenti_sandbox::sample_pdf::contract("Umowa", &["Anna Nowak"]);
        let mut body = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"umowa.pdf\"; \
                         filename*=UTF-8''um%C3%B3wa%20nr%C2%A01.pdf\r\n\
                         content-type: application/pdf\r\n\r\n"
            .to_vec();
        body.extend_from_slice(&content);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let path = format!("document-processes/{id}/files");
        let call =
            stand_in.api(Method::POST, &path).header("content-type", "multipart/form-data; boundary=x");
        call.body(body).send().await.unwrap().json().await.unwrap()
    };
    assert_eq!(upload().await["filename"], "umówa nr\u{a0}1.pdf");
    stand_in.set(json!({ "readsFileNameStar": false })).await;
    assert_eq!(upload().await["filename"], "umowa.pdf");
}

#[tokio::test]
async fn drafts_and_their_files_can_be_deleted_where_it_is_switched_on() {
    let stand_in = StandIn::start().await;
    let id = stand_in.draft(&json!({ "title": "Umowa", "parties": [signer("Anna")] })).await;
    let content = autenti_sandbox::sample_pdf::contract("Umowa", &["Anna Nowak"]);
    let file: Value = stand_in.upload(&id, "umowa.pdf", content).await.json().await.unwrap();
    let file = format!("document-processes/{id}/files/{}", file["id"].as_str().unwrap());
    let draft = format!("document-processes/{id}");
    let delete = async |path: &str| stand_in.api(Method::DELETE, path).send().await.unwrap().status();
    stand_in.set(json!({ "deleteFiles": false, "deleteDrafts": false })).await;
    assert_eq!(delete(&file).await, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(delete(&draft).await, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(stand_in.details(&id).await["files"].as_array().unwrap().len(), 1);
    stand_in.set(json!({ "deleteFiles": true, "deleteDrafts": true })).await;
    assert_eq!(delete(&file).await, StatusCode::NO_CONTENT);
    assert_eq!(delete(&file).await, StatusCode::NOT_FOUND);
    assert_eq!(stand_in.details(&id).await["files"], json!([]));
    assert_eq!(delete(&draft).await, StatusCode::NO_CONTENT);
    assert_eq!(delete(&draft).await, StatusCode::NOT_FOUND);
    let out = format!("document-processes/{}", IN_PROGRESS.id);
    assert_eq!(delete(&out).await, StatusCode::CONFLICT, "what was sent stays");
    let source = stand_in.details(IN_PROGRESS.id).await["files"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(delete(&format!("{out}/files/{source}")).await, StatusCode::CONFLICT);
}

#[tokio::test]
async fn assertions_are_signed_as_the_application_was_registered() {
    let stand_in = StandIn::start().await;
    let token = async |algorithm: Algorithm, typ: Option<&str>, email: &str| {
        let now = stand_in.now().as_second();
        let claims = json!({ "aud": "autenti.com", "iat": now, "exp": now + 300, "iss": "demo-organisation",
                             "sub": "demo-subject", "jti": Uuid::new_v4(), "email": email });
        let header = Header { typ: typ.map(str::to_owned), ..Header::new(algorithm) };
        let key = EncodingKey::from_rsa_pem(stand_in.keys.private_pem().as_bytes()).unwrap();
        let assertion = jsonwebtoken::encode(&header, &claims, &key).unwrap();
        let form = [
            ("client_id", "demo"),
            ("client_secret", "demo-secret"),
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", &assertion),
        ];
        let call = stand_in.call(Method::POST, "api/v2/auth/token").form(&form);
        call.send().await.unwrap().status() == StatusCode::OK
    };
    let system = "system@example.com";
    assert!(token(Algorithm::RS256, Some("JWT"), system).await);
    assert!(token(Algorithm::RS512, None, system).await);
    assert!(!token(Algorithm::RS384, Some("JWT"), system).await);
    assert!(!token(Algorithm::RS256, Some("at+jwt"), system).await);
    stand_in.set(json!({ "jwtAlgorithm": "RS512", "jwtNeedsTyp": true })).await;
    assert!(!token(Algorithm::RS256, Some("JWT"), system).await);
    assert!(!token(Algorithm::RS512, None, system).await);
    assert!(token(Algorithm::RS512, Some("JWT"), system).await);
    assert!(token(Algorithm::RS512, Some("JWT"), JAN.email).await, "another user of the organisation");
    assert!(!token(Algorithm::RS512, Some("JWT"), "stranger@example.com").await);
    stand_in.set(json!({ "actAs": false })).await;
    assert!(!token(Algorithm::RS512, Some("JWT"), JAN.email).await);
}

#[tokio::test]
async fn what_the_plan_does_not_have_is_refused_in_autentis_words() {
    let stand_in = StandIn::start().await;
    let reviewer = json!({ "title": "Umowa", "processLanguage": "pl",
                           "parties": [signer("Anna"), party("REVIEWER", "Jan", &json!([]))] });
    stand_in.set(json!({ "planWithout": ["REVIEWER", "SMS"] })).await;
    let refused = stand_in.post("document-processes", &reviewer).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert!(refused.headers().get("x-challenge").is_none(), "no challenge, a plain refusal");
    assert_eq!(description(refused).await, "Twój plan nie obejmuje roli Opiniujący.");
    let by_sms = crate::stand_in::with_sms("Anna", "ACTION:SIGNATURE_APPLICATION");
    let refused =
        stand_in.post("document-processes", &json!({ "title": "Contract", "parties": [by_sms] })).await;
    assert_eq!(description(refused).await, "Your plan does not include SMS codes.");

    stand_in.set(json!({ "planRefusesAt": "send", "planStatus": 402 })).await;
    let id = stand_in.draft(&reviewer).await;
    let content = autenti_sandbox::sample_pdf::contract("Umowa", &["Anna Nowak"]);
    stand_in.upload(&id, "umowa.pdf", content).await;
    let refused = stand_in.act_on(&id, &[action("DOCUMENT_SENT")]).await;
    assert_eq!(refused.status(), StatusCode::PAYMENT_REQUIRED);
    assert_eq!(stand_in.details(&id).await["status"], "DRAFT");
    stand_in.set(json!({ "planWithout": [] })).await;
    assert_eq!(stand_in.act_on(&id, &[action("DOCUMENT_SENT")]).await.status(), StatusCode::OK);
}
