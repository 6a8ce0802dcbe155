//! What testers use: break calls on purpose, see what was called, start again.
//!
//! Both stand-ins are wrapped by [`Control`]; its own calls live under `/sandbox/`.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Answers larger than this are never truncated on purpose.
const TRUNCATED_BODY_LIMIT: usize = 64 * 1024 * 1024;

/// A way in which calls go wrong; the README of this crate says what each key means.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Method that it strikes; none for all.
    pub method: Option<String>,
    /// Path that it strikes, `*` for anything; none for every call.
    pub path: Option<String>,
    /// Milliseconds to wait first.
    pub latency_ms: Option<u64>,
    /// HTTP status to answer with instead of doing anything.
    pub status: Option<u16>,
    /// Body to go with the status.
    pub body: Option<String>,
    /// Seconds in `Retry-After`.
    pub retry_after: Option<u64>,
    /// Hang up.
    pub drop: Option<Drop>,
    /// How many bytes of the answer to send.
    pub truncate: Option<usize>,
    /// How many calls a minute are answered; the others get 429.
    pub per_minute: Option<usize>,
    /// How often it strikes; none for always.
    pub times: Option<u64>,
    /// How many calls it lets pass first.
    #[serde(default)]
    pub after: u64,
}

/// When to hang up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Drop {
    /// Before anything is done.
    Request,
    /// After it is done, so that the caller cannot know.
    Response,
}

impl Fault {
    fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|pattern| glob(pattern, path))
    }
}

/// Whether the pattern, in which `*` stands for anything, fits the whole text.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[derive(Debug, Default)]
struct FaultState {
    fault: Fault,
    seen: u64,
    struck: u64,
    recent: VecDeque<Instant>,
}

impl FaultState {
    /// Whether this call is struck; counts it either way.
    fn strikes(&mut self, now: Instant) -> bool {
        self.seen += 1;
        if self.seen <= self.fault.after || self.fault.times.is_some_and(|times| self.struck >= times) {
            return false;
        }
        if let Some(per_minute) = self.fault.per_minute {
            while self.recent.front().is_some_and(|at| now.duration_since(*at) >= Duration::from_mins(1)) {
                self.recent.pop_front();
            }
            if self.recent.len() < per_minute {
                self.recent.push_back(now);
                return false;
            }
        }
        self.struck += 1;
        true
    }
}

/// A call that was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// Counts from 1.
    pub number: usize,
    /// HTTP method.
    pub method: String,
    /// Path, still percent-encoded as it came.
    pub path: String,
    /// Query, without the question mark.
    pub query: Option<String>,
    /// Headers; those that hold secrets only say that they were there.
    pub headers: Vec<(String, String)>,
    /// HTTP status of the answer; none while it is being made or when the caller was hung up on.
    pub status: Option<u16>,
    /// Milliseconds until the answer began.
    pub millis: Option<u64>,
}

#[derive(Debug, Default)]
struct Records {
    faults: Vec<FaultState>,
    calls: Vec<Call>,
}

/// The controls of one stand-in.
#[derive(Clone)]
pub struct Control {
    records: Arc<Mutex<Records>>,
    restart: Arc<dyn Fn() + Send + Sync>,
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").finish_non_exhaustive()
    }
}

impl Control {
    /// Controls over a stand-in that `restart` puts back into its first state.
    pub fn new(restart: impl Fn() + Send + Sync + 'static) -> Self {
        Self { records: Arc::default(), restart: Arc::new(restart) }
    }

    /// Adds the calls under `/sandbox/` to the router, and faults and records to all others.
    pub fn wrap(&self, router: Router) -> Router {
        let controls = Router::new()
            .route("/sandbox/faults", get(list_faults).post(set_faults))
            .route("/sandbox/calls", get(list_calls))
            .route("/sandbox/reset", axum::routing::post(reset))
            .with_state(self.clone());
        router.layer(from_fn_with_state(self.clone(), intercept)).merge(controls)
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn list_faults(State(control): State<Control>) -> Json<Value> {
    let records = control.records();
    let faults: Vec<Value> = records
        .faults
        .iter()
        .map(|state| json!({ "fault": state.fault, "seen": state.seen, "struck": state.struck }))
        .collect();
    Json(Value::from(faults))
}

/// One fault or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Faults {
    One(Box<Fault>),
    Many(Vec<Fault>),
}

async fn set_faults(State(control): State<Control>, body: Bytes) -> Response {
    let faults = match serde_json::from_slice::<Value>(&body).and_then(|value| {
        // Read by shape first, so that a misspelt key is named instead of "no variant matched".
        if value.is_array() {
            Ok(Faults::Many(serde_json::from_value(value)?))
        } else {
            Ok(Faults::One(serde_json::from_value(value)?))
        }
    }) {
        Ok(Faults::One(fault)) => vec![*fault],
        Ok(Faults::Many(faults)) => faults,
        Err(error) => return (StatusCode::BAD_REQUEST, format!("not a fault: {error}\n")).into_response(),
    };
    control.records().faults =
        faults.into_iter().map(|fault| FaultState { fault, ..FaultState::default() }).collect();
    StatusCode::NO_CONTENT.into_response()
}

async fn list_calls(State(control): State<Control>) -> Json<Vec<Call>> {
    Json(control.records().calls.clone())
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Reset {
    state: bool,
}

async fn reset(State(control): State<Control>, body: Bytes) -> Response {
    let reset: Reset = match body.as_ref() {
        [] => Reset::default(),
        body => match serde_json::from_slice(body) {
            Ok(reset) => reset,
            Err(error) => {
                return (StatusCode::BAD_REQUEST, format!("not a reset: {error}\n")).into_response();
            }
        },
    };
    *control.records() = Records::default();
    if reset.state {
        (control.restart)();
    }
    StatusCode::NO_CONTENT.into_response()
}

/// What the faults that strike a call add up to.
#[derive(Default)]
struct Blow {
    latency: Duration,
    answer: Option<(StatusCode, Fault)>,
    drop: Option<Drop>,
    truncate: Option<usize>,
}

async fn intercept(State(control): State<Control>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let number = record(&control, &request);
    let blow = blow(&control, request.method().as_str(), request.uri().path(), started);
    tokio::time::sleep(blow.latency).await;
    if blow.drop == Some(Drop::Request) {
        hang_up();
    }
    let response = match blow.answer {
        Some((status, fault)) => fault_answer(status, fault),
        None => next.run(request).await,
    };
    if let Some(call) = control.records().calls.get_mut(number - 1) {
        call.status = Some(response.status().as_u16());
        call.millis = u64::try_from(started.elapsed().as_millis()).ok();
    }
    if blow.drop == Some(Drop::Response) {
        hang_up();
    }
    match blow.truncate {
        Some(bytes) => truncate(response, bytes).await,
        None => response,
    }
}

fn record(control: &Control, request: &Request) -> usize {
    let mut records = control.records();
    let number = records.calls.len() + 1;
    records.calls.push(Call {
        number,
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().map(str::to_owned),
        headers: without_secrets(request.headers()),
        status: None,
        millis: None,
    });
    number
}

fn without_secrets(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let shown = if name == AUTHORIZATION {
                let scheme = value.to_str().unwrap_or_default().split(' ').next().unwrap_or_default();
                format!("{scheme} …")
            } else if name == COOKIE {
                "…".to_owned()
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            };
            (name.to_string(), shown)
        })
        .collect()
}

fn blow(control: &Control, method: &str, path: &str, now: Instant) -> Blow {
    let mut blow = Blow::default();
    for state in control.records().faults.iter_mut().filter(|state| state.fault.matches(method, path)) {
        if !state.strikes(now) {
            continue;
        }
        let fault = &state.fault;
        blow.latency += Duration::from_millis(fault.latency_ms.unwrap_or_default());
        let status = fault.status.or(fault.per_minute.map(|_| StatusCode::TOO_MANY_REQUESTS.as_u16()));
        if let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) {
            blow.answer = Some((status, fault.clone()));
        }
        blow.drop = blow.drop.or(fault.drop);
        blow.truncate = blow.truncate.or(fault.truncate);
    }
    blow
}

fn fault_answer(status: StatusCode, fault: Fault) -> Response {
    let mut response = (status, fault.body.unwrap_or_default()).into_response();
    let retry_after = fault.retry_after.or(fault.per_minute.map(|_| 1));
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Ends the connection without an answer: hyper drops a connection whose handler unwinds. Unwinding
/// without a panic hook keeps the log quiet.
fn hang_up() -> ! {
    resume_unwind(Box::new("hung up on purpose"))
}

/// Announces the whole answer and sends a part of it.
async fn truncate(response: Response, bytes: usize) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = to_bytes(body, TRUNCATED_BODY_LIMIT).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if bytes >= whole.len() {
        return Response::from_parts(parts, Body::from(whole));
    }
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(whole.len()));
    parts.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/octet-stream"));
    let part = stream::once(std::future::ready(Ok(whole.slice(..bytes))));
    let cut = stream::once(async {
        // What has been written goes out while the body is pending, and is lost when it fails at once.
        tokio::task::yield_now().await;
        Err(std::io::Error::new(std::io::ErrorKind::ConnectionAborted, "cut off on purpose"))
    });
    Response::from_parts(parts, Body::from_stream(part.chain(cut)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, path, fits) in [
            ("/api/*", "/api/v2/x", true),
            ("*/files", "/api/v2/x/files", true),
            ("/a/*/c/*", "/a/b/c/d", true),
            ("/a/*/c", "/a/b/d", false),
            ("/a", "/a", true),
            ("/a", "/ab", false),
            ("*", "/", true),
        ] {
            assert_eq!(glob(pattern, path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn a_fault_strikes_after_so_many_calls_and_so_often() {
        let fault = Fault { after: 1, times: Some(2), ..Fault::default() };
        let mut state = FaultState { fault, ..FaultState::default() };
        let struck: Vec<bool> = (0..5).map(|_| state.strikes(Instant::now())).collect();
        assert_eq!(struck, [false, true, true, false, false]);
    }

    #[test]
    fn a_rate_lets_so_many_calls_pass_in_a_minute() {
        let fault = Fault { per_minute: Some(2), ..Fault::default() };
        let mut state = FaultState { fault, ..FaultState::default() };
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let struck: Vec<bool> = [0, 1, 2, 61].into_iter().map(|s| state.strikes(at(s))).collect();
        assert_eq!(struck, [false, false, true, false]);
    }
}
