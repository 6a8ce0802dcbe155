//! A proxy with the stand-ins behind it, all on ports of their own, and an HTTP client in front of it.

mod program;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use autenti_proxy::Proxy;
use autenti_proxy::clock::Clock;
use autenti_proxy::config::Config;
use autenti_proxy::timing::{RetryPolicy, Timing};
use autenti_sandbox::{Sandbox, Settings};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use program::Program;

pub const KEY: &str = "demo-integration-key";
pub const OLA: &str = "ola.zielinska@example.com";
pub const ANNA: &str = "anna.nowak@example.com";
pub const JAN: &str = "jan.kowalski@example.com";

/// Instances of the portal stand-in.
pub const UNSENT: i32 = 1;
pub const IN_PROGRESS: i32 = 2;
pub const COMPLETED: i32 = 3;
pub const REJECTED: i32 = 4;
pub const BAD_RECIPIENTS: i32 = 6;
pub const NO_PDF: i32 = 7;
pub const FAKE_PDF: i32 = 8;
pub const TOO_LARGE: i32 = 9;
/// With an approver and a signing order, and texts that try to break out.
pub const ORDERED: i32 = 10;

/// Failed work is tried again at once: tests wait for outcomes, not for time.
pub const TIMING: Timing = Timing {
    person_waits: Duration::from_secs(2),
    retry: RetryPolicy { first: Duration::from_millis(20), longest: Duration::from_millis(100) },
    longest_create: Duration::from_millis(100),
    needs_attention: Duration::from_secs(1),
    give_up_after: Duration::from_mins(1),
    may_still_land: Duration::from_millis(100),
    lease: Duration::from_secs(8),
    after_news: [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(15)],
};

/// Everything, running.
pub struct World {
    pub sandbox: Sandbox,
    pub proxy: String,
    pub http: Client,
    address: SocketAddr,
    folder: TempDir,
    config: String,
    timing: Timing,
    /// How far the proxy's clock is ahead, in milliseconds.
    ahead: Arc<AtomicI64>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(|config| config).await
    }

    /// With changes to the demo's configuration.
    pub async fn with(changes: fn(String) -> String) -> Self {
        Self::from_text(changes(include_str!("../../../sandbox/demo/proxy.toml").to_owned())).await
    }

    /// With a configuration that is aimed at the demo's usual addresses.
    pub async fn from_text(config: String) -> Self {
        Self::with_timing(config, TIMING).await
    }

    /// The same, with failed work tried again as fast as this.
    pub async fn with_timing(config: String, timing: Timing) -> Self {
        if std::env::var_os("RUST_LOG").is_some() {
            // For whoever looks for the reason of a failure; the first test sets it up for all.
            let filter = tracing_subscriber::EnvFilter::from_default_env();
            let _ = tracing_subscriber::fmt().with_env_filter(filter).with_test_writer().try_init();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let proxy = format!("http://{address}");
        let settings = Settings { autenti: any, portal: any, proxy: proxy.parse().unwrap(), keys: None };
        let sandbox = Sandbox::start(settings).await.unwrap();
        if is_harsh() {
            read_harshly(&sandbox).await;
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("autenti-demo.pem"), &sandbox.private_key_pem).unwrap();
        // Tests look again every few milliseconds; those about limits set their own.
        let config = if config.contains("\n[limits]") {
            config
        } else {
            config + "\n[limits]\nrequests_per_ticket = \"100000/m\"\nforced_reads = \"100000/m\"\n"
        };
        let config = if std::env::var("AUTENTI_TEST_DATABASE").is_ok_and(|kind| kind == "postgres") {
            // The same tests on the other database.
            on_postgres(&config).await.expect("there is no PostgreSQL for the tests")
        } else {
            config
        };
        let mut world = Self {
            sandbox,
            proxy,
            http: Client::new(),
            address,
            folder,
            config,
            timing,
            ahead: Arc::default(),
            running: None,
        };
        world.start_on(listener).await;
        world
    }

    /// The demo's configuration, aimed at these stand-ins.
    pub fn config_text(&self) -> String {
        let origin = |url: &reqwest::Url| url.as_str().trim_end_matches('/').to_owned();
        self.config
            .replace("http://127.0.0.1:8788", &origin(&self.sandbox.autenti))
            .replace("http://127.0.0.1:8789", &origin(&self.sandbox.portal))
            .replace("http://127.0.0.1:8787", &self.proxy)
            .replace("127.0.0.1:8787", &self.address.to_string())
    }

    async fn start_on(&mut self, listener: TcpListener) {
        let config = Config::parse(&self.config_text(), self.folder.path()).unwrap();
        let ahead = Arc::clone(&self.ahead);
        let clock = Clock::from_fn(move || {
            Timestamp::now() + SignedDuration::from_millis(ahead.load(Ordering::Relaxed))
        });
        let proxy = Proxy::new(config, clock, self.timing).await.unwrap();
        let (stop, stopped) = oneshot::channel();
        let ended = async move {
            let _ = stopped.await;
        };
        let task = tokio::spawn(async move { proxy.serve(listener, ended).await.unwrap() });
        self.running = Some((stop, task));
    }

    /// The proxy's database.
    pub async fn database(&self) -> sqlx::AnyPool {
        sqlx::any::install_default_drivers();
        let text = self.config_text();
        let (_, url) = text.split_once("\ndatabase = \"").unwrap();
        let url = url.split_once('"').unwrap().0;
        let file = self.folder().join(url.trim_start_matches("sqlite://"));
        let url =
            if url.starts_with("postgres") { url.to_owned() } else { format!("sqlite://{}", file.display()) };
        sqlx::AnyPool::connect(&url).await.unwrap()
    }

    /// Lets time pass for the proxy.
    pub fn later(&self, span: Duration) {
        self.ahead.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// Puts the proxy's clock back.
    pub fn earlier(&self, span: Duration) {
        self.ahead.fetch_sub(i64::try_from(span.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// Ends the proxy as the system would; the journal stays.
    pub async fn stop(&mut self) {
        if let Some((stop, task)) = self.running.take() {
            let _ = stop.send(());
            task.await.unwrap();
        }
    }

    /// Changes the configuration that the next start reads.
    pub fn reconfigure(&mut self, change: impl FnOnce(&str) -> String) {
        self.config = change(&self.config);
    }

    /// Starts the proxy again at the same address.
    pub async fn start(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.start_on(listener).await;
    }

    /// A ticket for a person of the demo, with these rights.
    pub async fn ticket(&self, element: i32, email: &str, may: &[&str]) -> Ticket<'_> {
        // Somebody whose address is not known has a login still: a ticket is for somebody.
        let login = if email.is_empty() { "nobody" } else { email };
        let body = json!({
            "profile": "contracts", "element": element, "may": may, "lang": "en",
            "user": { "login": login, "name": login, "email": email },
        });
        let answer = self.post("/v1/tickets", KEY).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let answer: Value = answer.json().await.unwrap();
        Ticket { world: self, token: answer["ticket"].as_str().unwrap().to_owned() }
    }

    /// A ticket for the process owner, who may do everything of her own.
    pub async fn ola(&self, element: i32) -> Ticket<'_> {
        self.ticket(element, OLA, &["send", "remind", "withdraw", "download", "attach", "sign"]).await
    }

    pub fn post(&self, path: &str, token: &str) -> RequestBuilder {
        self.http.request(Method::POST, format!("{}{path}", self.proxy)).bearer_auth(token)
    }

    pub fn get(&self, path: &str, token: &str) -> RequestBuilder {
        self.http.request(Method::GET, format!("{}{path}", self.proxy)).bearer_auth(token)
    }

    /// Does what a recipient would do on the signing page.
    pub async fn act(&self, document: &str, email: &str, act: &str, reason: Option<&str>) {
        let url = self.sandbox.autenti.join("/sandbox/act").unwrap();
        let body = json!({ "document": document, "email": email, "act": act, "reason": reason });
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        let status = answer.status();
        assert!(status.is_success(), "{status} {}", answer.text().await.unwrap());
    }

    /// Breaks calls of Autenti.
    pub async fn break_autenti(&self, faults: Value) {
        self.break_side(&self.sandbox.autenti, faults).await;
    }

    /// Breaks calls of the portal.
    pub async fn break_portal(&self, faults: Value) {
        self.break_side(&self.sandbox.portal, faults).await;
    }

    /// Changes settings of the portal.
    pub async fn portal_settings(&self, settings: Value) {
        let url = self.sandbox.portal.join("/sandbox/settings").unwrap();
        let answer = self.http.post(url).json(&settings).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// An address that nobody listens on.
    pub async fn free_address(&self) -> SocketAddr {
        TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
    }

    async fn break_side(&self, side: &reqwest::Url, faults: Value) {
        let url = side.join("/sandbox/faults").unwrap();
        let answer = self.http.post(url).json(&faults).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Calls that Autenti got, in full.
    pub async fn autenti_calls_in_full(&self) -> Vec<Value> {
        let url = self.sandbox.autenti.join("/sandbox/calls").unwrap();
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// Calls that Autenti got, as `METHOD path`.
    pub async fn autenti_calls(&self) -> Vec<String> {
        let calls = self.autenti_calls_in_full().await;
        let text = |call: &Value, key: &str| call[key].as_str().unwrap().to_owned();
        calls.iter().map(|call| format!("{} {}", text(call, "method"), text(call, "path"))).collect()
    }

    /// Calls that the portal got, in full.
    pub async fn portal_calls(&self) -> Vec<Value> {
        let url = self.sandbox.portal.join("/sandbox/calls").unwrap();
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// How many drafts were created in Autenti, and how many documents are out.
    pub async fn documents(&self) -> (usize, usize) {
        let token = self.autenti_token().await;
        let url = self.sandbox.autenti.join("/api/v2/document-processes").unwrap();
        // The stream has no pages, whatever the list looks like.
        let stream = self.http.get(url).bearer_auth(token).header("Accept", "application/stream+json");
        let lines = stream.send().await.unwrap().text().await.unwrap();
        let documents: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let drafts = documents.iter().filter(|document| document["status"] == "DRAFT").count();
        (documents.len(), documents.len() - drafts)
    }

    pub async fn autenti_token(&self) -> String {
        let url = self.sandbox.autenti.join("/api/v2/auth/token").unwrap();
        let form =
            [("grant_type", "client_credentials"), ("client_id", "demo"), ("client_secret", "demo-secret")];
        let answer: Value = self.http.post(url).form(&form).send().await.unwrap().json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn portal_token(&self) -> String {
        let url = self.sandbox.portal.join("/api/oauth2/token").unwrap();
        let form =
            [("grant_type", "client_credentials"), ("client_id", "demo"), ("client_secret", "demo-secret")];
        let answer: Value = self.http.post(url).form(&form).send().await.unwrap().json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    pub fn element_url(&self, element: i32) -> reqwest::Url {
        self.sandbox.portal.join(&format!("/api/data/v6.0/db/1/elements/{element}")).unwrap()
    }

    /// The instance, as WEBCON's REST API answers it.
    pub async fn element(&self, element: i32) -> Value {
        let token = self.portal_token().await;
        self.http
            .get(self.element_url(element))
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// A call that the browser of the process owner makes to the portal.
    fn portal(&self, path: &str) -> RequestBuilder {
        let portal = self.sandbox.portal.as_str().trim_end_matches('/');
        let cookie = format!("sandbox_person={OLA}; sandbox_language=en");
        self.http.post(format!("{portal}{path}")).header("cookie", cookie).header("origin", portal)
    }

    /// A new contract that Anna and Jan have to sign, ready to be sent, as a person starts one in the portal.
    pub async fn start_instance(&self, title: &str, files: &[&str]) -> i32 {
        let row = |first: &str, last: &str, email: &str| {
            let choice = |id: &str, name: &str| json!([{ "id": id, "name": name }]);
            json!({ "id": null, "cells": {
                "DET_Att1": first, "DET_Att2": last, "DET_Att3": email,
                "DET_Att4": choice("SIGNER", "Signer"), "DET_Att5": choice("BASIC", "Autenti E-signature"),
            } })
        };
        let mut added = Vec::new();
        for name in files {
            let pdf = autenti_sandbox::sample_pdf::contract(&format!("{title} {name}"), &["Anna Nowak"]);
            let upload = self.portal("/attachments/db/1/upload").body(pdf).send().await.unwrap();
            let upload: Value = upload.json().await.unwrap();
            added.push(json!({ "upload": upload["upload"], "name": name, "category": 3 }));
        }
        let body = json!({
            "fields": { "AttText2": title },
            "rows": [row("Anna", "Nowak", ANNA), row("Jan", "Kowalski", JAN)],
            "attachments": { "add": added },
            "path": 61,
        });
        let answer = self.portal("/api/nav/db/1/start/wf/1/dt/1/save").json(&body).send().await.unwrap();
        let (status, answer) = answered(answer).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        i32::try_from(answer["id"].as_i64().unwrap()).unwrap()
    }

    /// Where the proxy listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Whether what is inferred is read otherwise.
fn is_harsh() -> bool {
    std::env::var("AUTENTI_TEST_READING").is_ok_and(|reading| reading == "harsh")
}

/// What Autenti calls the state of somebody whose turn it is (`participationStatuses` of the harsher reading).
pub fn turn() -> &'static str {
    if is_harsh() { "NONE" } else { "PENDING" }
}

/// Whether Autenti has told of the recipient at that place of the list, whose turn it is.
pub fn is_their_turn(signing: &Value, place: usize) -> bool {
    signing["recipients"][place]["status"] == turn() && !signing["sentAt"].is_null()
}

/// What stands on the form then.
pub fn turn_on_form() -> &'static str {
    if is_harsh() { "NONE#Nierozpoczęty" } else { "PENDING#Oczekujący" }
}

/// What is inferred of Autenti and WEBCON is otherwise, as far as tests do not set it themselves.
async fn read_harshly(sandbox: &Sandbox) {
    let harsher: Value =
        serde_json::from_str(include_str!("../../../sandbox/demo/harsher-reading.json")).unwrap();
    for (side, name) in [(&sandbox.autenti, "autenti"), (&sandbox.portal, "portal")] {
        let url = side.join("/sandbox/settings").unwrap();
        let answer = Client::new().post(url).json(&harsher[name]).send().await.unwrap();
        assert!(answer.status().is_success(), "{name}: {}", answer.text().await.unwrap());
    }
}

/// The configuration with a PostgreSQL database of its own; none where there is no PostgreSQL.
pub async fn on_postgres(config: &str) -> Option<String> {
    let database = test_postgres::Database::create().await?;
    Some(config.replace("sqlite://autenti-proxy-demo.db", &database.url))
}

/// The holder of a ticket.
pub struct Ticket<'a> {
    pub world: &'a World,
    pub token: String,
}

impl Ticket<'_> {
    /// `GET /v1/signing`.
    pub async fn signing(&self) -> Value {
        self.signing_answer().await.json().await.unwrap()
    }

    pub async fn signing_answer(&self) -> Response {
        self.world.get("/v1/signing", &self.token).send().await.unwrap()
    }

    /// `GET /v1/signing`, read from Autenti.
    pub async fn signing_now(&self) -> Value {
        let request = self.world.get("/v1/signing", &self.token).header("Cache-Control", "no-cache");
        request.send().await.unwrap().json().await.unwrap()
    }

    /// `POST` below `/v1/signing`.
    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.world.post(&format!("/v1/signing/{path}"), &self.token).json(&body);
        answered(request.send().await.unwrap()).await
    }

    /// Sends with a key.
    pub async fn send(&self, key: &str) -> (StatusCode, Value) {
        let request = self.world.post("/v1/signing/send", &self.token).header("Idempotency-Key", key);
        answered(request.send().await.unwrap()).await
    }

    /// Sends and waits until it is sent.
    pub async fn send_and_wait(&self, key: &str) -> String {
        let (status, body) = self.send(key).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
        self.wait(|signing| signing["status"] == "PROCESSING" && signing["sending"].is_null()).await
            ["autentiId"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Waits until the signing is as wanted.
    pub async fn wait(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        eventually(async || {
            let signing = self.signing().await;
            if wanted(&signing) { Ok(signing) } else { Err(signing.to_string()) }
        })
        .await
    }
}

pub async fn answered(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Looks again and again until it is so; says what was seen last when it never is.
pub async fn eventually<T>(look: impl AsyncFn() -> Result<T, String>) -> T {
    let started = Instant::now();
    loop {
        match look().await {
            Ok(seen) => return seen,
            Err(seen) if started.elapsed() > Duration::from_secs(20) => panic!("never so; last seen: {seen}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(15)).await,
        }
    }
}
