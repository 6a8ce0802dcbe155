//! A stand-in that runs for one test, with a clock that stands still until it is moved.

use std::sync::{Arc, Mutex};

use autenti_sandbox::autenti::{ApplicationKeys, Options, Sources, router_with};
use autenti_sandbox::sample_pdf::contract;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;
use uuid::Uuid;

pub(crate) const ACTION_SELECTION: &str = "ACTION_SELECTION";
pub(crate) const SENT: &str = "DOCUMENT_SENT";
pub(crate) const WITHDRAWAL: &str = "DOCUMENT_WITHDRAWAL";
pub(crate) const REMINDER: &str = "DOCUMENT_REMINDER_SENT";

pub(crate) struct StandIn {
    pub(crate) origin: Url,
    pub(crate) keys: ApplicationKeys,
    http: Client,
    time: Arc<Mutex<Timestamp>>,
    server: JoinHandle<()>,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl StandIn {
    pub(crate) async fn start() -> Self {
        let time = Arc::new(Mutex::new("2026-11-23T12:00:00Z".parse::<Timestamp>().unwrap()));
        let clock = Arc::clone(&time);
        let sources = Sources { now: Arc::new(move || *clock.lock().unwrap()), id: Arc::new(Uuid::new_v4) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let options = Options { sources, ..Options::default() };
        let keys = ApplicationKeys::load_or_make(None).unwrap();
        let router = router_with(origin.clone(), keys.clone(), options);
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        Self { origin, keys, http, time, server }
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.time.lock().unwrap()
    }

    /// Moves the clock.
    pub(crate) fn pass(&self, duration: SignedDuration) {
        *self.time.lock().unwrap() += duration;
    }

    /// Until what comes late has come.
    pub(crate) fn pass_delays(&self) {
        self.pass(SignedDuration::from_millis(300));
    }

    /// A call to any address of it, without credentials.
    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{}", self.origin, path.trim_start_matches('/')))
    }

    /// A call to the API.
    pub(crate) fn api(&self, method: Method, path: &str) -> RequestBuilder {
        self.call(method, &format!("api/v2/{path}")).header("authorization", "api-key demo-api-key")
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let response = self.api(Method::GET, path).header("accept", "application/json").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.api(Method::POST, path).json(body).send().await.unwrap()
    }

    pub(crate) async fn details(&self, id: &str) -> Value {
        self.get(&format!("document-processes/{id}")).await
    }

    /// A draft's id.
    pub(crate) async fn draft(&self, body: &Value) -> String {
        let response = self.post("document-processes", body).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        let draft: Value = response.json().await.unwrap();
        draft["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn upload(&self, id: &str, name: &str, content: Vec<u8>) -> Response {
        let part =
            Part::bytes(content).file_name(name.to_owned()).mime_str("application/octet-stream").unwrap();
        let path = format!("document-processes/{id}/files");
        self.api(Method::POST, &path).multipart(Form::new().part("file", part)).send().await.unwrap()
    }

    /// A document that was just sent to those parties.
    pub(crate) async fn sent(&self, parties: Vec<Value>) -> String {
        let id = self
            .draft(&json!({ "title": "Umowa próbna", "processLanguage": "pl", "parties": parties }))
            .await;
        let uploaded = self.upload(&id, "umowa.pdf", contract("Umowa próbna", &["Anna Nowak"])).await;
        assert_eq!(uploaded.status(), StatusCode::OK);
        let sent = self.act_on(&id, &[action(SENT)]).await;
        assert_eq!(sent.status(), StatusCode::OK);
        id
    }

    /// Calls the process's actions with those assertions, each in its own header.
    pub(crate) async fn act_on(&self, id: &str, assertions: &[Value]) -> Response {
        let mut call = self.api(Method::POST, &format!("document-processes/{id}/actions"));
        for assertion in assertions {
            call = call.header("x-assertion", encode(assertion));
        }
        call.send().await.unwrap()
    }

    /// A participant acts.
    pub(crate) async fn person(
        &self,
        document: &str,
        email: &str,
        act: &str,
        reason: Option<&str>,
    ) -> Response {
        let mut body = json!({ "document": document, "email": email, "act": act });
        if let Some(reason) = reason {
            body["reason"] = reason.into();
        }
        self.call(Method::POST, "sandbox/act").json(&body).send().await.unwrap()
    }

    pub(crate) async fn set(&self, settings: Value) {
        let response = self.call(Method::POST, "sandbox/settings").json(&settings).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
    }

    /// The first link for that party.
    pub(crate) async fn link(&self, document: &str, email: &str) -> String {
        let path = format!("document-processes/{document}/parties/PARTY-EMAIL:{email}/action-links");
        let links: Value = self.post(&path, &json!({})).await.json().await.unwrap();
        let uri = links[0]["attributes"]["httpRequest"]["uri"].as_str().unwrap();
        uri.strip_prefix(self.origin.as_str()).unwrap().to_owned()
    }
}

/// A party with that role, first name and constraints; the e-mail address is made of the name.
pub(crate) fn party(role: &str, name: &str, constraints: &Value) -> Value {
    let email = format!("{}@example.com", name.to_lowercase());
    json!({
        "party": { "firstName": name, "lastName": "Testowa",
                   "contacts": [{ "type": "CONTACT-TYPE:EMAIL", "attributes": { "email": email } }] },
        "role": role,
        "constraints": constraints,
    })
}

pub(crate) fn signer(name: &str) -> Value {
    party("SIGNER", name, &json!([]))
}

pub(crate) fn in_order(role: &str, name: &str, priority: u32) -> Value {
    let constraint = json!({ "classifiers": ["CONSTRAINT-UNIQUE_TYPE:PARTICIPATION_PRIORITY"],
                             "attributes": { "priority": priority } });
    party(role, name, &json!([constraint]))
}

pub(crate) fn with_sms(name: &str, action: &str) -> Value {
    let constraint = json!({ "constrainedActions": [action],
                             "classifiers": ["CONSTRAINT-UNIQUE_TYPE:PHONE_NUMBER_VERIFICATION_REQUIRED"],
                             "attributes": { "phoneNumber": "+48500600700" } });
    party("SIGNER", name, &json!([constraint]))
}

/// The assertion that selects an action.
pub(crate) fn action(name: &str) -> Value {
    assertion(ACTION_SELECTION, &[format!("EVENT_CLASSIFIER-UNIQUE_TYPE:{name}")])
}

pub(crate) fn assertion(challenge: &str, selected: &[String]) -> Value {
    json!({ "classifiers": [format!("CHALLENGE_CLASSIFIER-UNIQUE_TYPE:{challenge}")],
            "attributes": { "selectedIds": selected } })
}

pub(crate) fn encode(assertion: &Value) -> String {
    STANDARD.encode(assertion.to_string())
}

/// The challenge of a 403.
pub(crate) fn challenge(response: &Response) -> Value {
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let header = response.headers().get("x-challenge").expect("a challenge");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}

/// Each party's name with its participation status, the sender left out.
pub(crate) fn participation(details: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let parties = details["parties"].as_array().unwrap().iter();
    parties
        .filter(|party| party["role"] != "SENDER")
        .map(|party| (text(&party["party"]["firstName"]), text(&party["participationStatus"])))
        .collect()
}

/// What is expected of [`participation`].
pub(crate) fn expected(parties: &[(&str, &str)]) -> Vec<(String, String)> {
    parties.iter().map(|(name, status)| ((*name).to_owned(), (*status).to_owned())).collect()
}
