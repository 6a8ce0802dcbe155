//! What testers use: break calls on purpose, see what was called, start again.
//!
//! Both stand-ins are wrapped by [`Control`]; its own calls live under `/sandbox/`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use http::StatusCode;
use http::request::Parts;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::oneshot;

mod calls;
mod fault;
mod strike;

pub use calls::Call;
pub use fault::{Drop, Fault, Land, WrongAnswer};
pub(crate) use strike::Lag;

use calls::Calls;
use fault::FaultState;
use strike::{BODY_LIMIT, Strike, drain, hang_up};

#[derive(Debug, Default)]
struct Records {
    faults: Vec<FaultState>,
    calls: Calls,
    /// Counts the resets: what was given up before the last one never lands.
    generation: u64,
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

    fn strike(&self, request: &Request, now: Instant) -> Strike {
        let mut strike = Strike::default();
        let (method, path) = (request.method().as_str(), request.uri().path());
        for state in &mut self.records().faults {
            if state.fault.strikes(method, path, request.headers()) && state.count(now) {
                strike.add(&state.fault);
            }
        }
        strike
    }

    fn note_landed(&self, number: usize) {
        if let Some(call) = self.records().calls.get_mut(number) {
            call.landed += 1;
        }
    }

    /// Makes the call so long after it was given up, which is when the sender that is returned is gone:
    /// because the answer went out, or because the caller went away.
    fn land_late(&self, call: Buffered, next: Next, strike: &Strike, number: usize) -> oneshot::Sender<()> {
        let (given_up, until_given_up) = oneshot::channel::<()>();
        let (control, after) = (self.clone(), strike.land_after());
        let generation = self.records().generation;
        tokio::spawn(async move {
            // The sender never sends: being gone is the sign.
            let _gone = until_given_up.await;
            tokio::time::sleep(after).await;
            if control.records().generation != generation {
                return;
            }
            let _unheard = next.run(call.request()).await;
            let mut records = control.records();
            // A reset in between has begun to count anew.
            if records.generation == generation
                && let Some(call) = records.calls.get_mut(number)
            {
                call.landed += 1;
            }
        });
        given_up
    }
}

/// A call with its whole body in memory, which can be made more than once.
struct Buffered(Parts, Bytes);

impl Buffered {
    async fn read(request: Request) -> Self {
        let (parts, body) = calls::buffered(request, BODY_LIMIT).await;
        Self(parts, body)
    }

    fn request(&self) -> Request {
        Request::from_parts(self.0.clone(), Body::from(self.1.clone()))
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
    control.records().faults = faults.into_iter().map(FaultState::new).collect();
    StatusCode::NO_CONTENT.into_response()
}

async fn list_calls(State(control): State<Control>) -> Json<Vec<Call>> {
    Json(control.records().calls.all())
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
    {
        let mut records = control.records();
        let generation = records.generation + 1;
        *records = Records { generation, ..Records::default() };
    }
    if reset.state {
        (control.restart)();
    }
    StatusCode::NO_CONTENT.into_response()
}

async fn intercept(State(control): State<Control>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let strike = control.strike(&request, started);
    let (mut request, body) = calls::peek(request).await;
    let number = control.records().calls.record(&request, body);
    if let Some(lag) = strike.lag {
        request.extensions_mut().insert(Lag(lag));
    }
    if strike.land() == Land::Late {
        let call = Buffered::read(request).await;
        let _given_up = control.land_late(call, next, &strike, number);
        tokio::time::sleep(strike.latency).await;
        return finish(&control, strike, None, number, started).await;
    }
    tokio::time::sleep(strike.latency).await;
    if strike.hangs_up_at_once() {
        hang_up();
    }
    let said = match strike.land() {
        Land::Never | Land::Late => {
            drain(request).await;
            None
        }
        Land::Now => {
            let said = next.run(request).await;
            control.note_landed(number);
            Some(said)
        }
        Land::Twice => {
            let call = Buffered::read(request).await;
            let _unheard = next.clone().run(call.request()).await;
            control.note_landed(number);
            let said = next.run(call.request()).await;
            control.note_landed(number);
            Some(said)
        }
    };
    finish(&control, strike, said, number, started).await
}

/// Answers, or hangs up, and notes which.
async fn finish(
    control: &Control,
    strike: Strike,
    said: Option<Response>,
    number: usize,
    started: Instant,
) -> Response {
    let answered = strike.answer(said).await;
    if let Some(call) = control.records().calls.get_mut(number) {
        call.status = answered.status.map(|status| status.as_u16());
        call.millis = u64::try_from(started.elapsed().as_millis()).ok();
    }
    answered.or_hang_up()
}
