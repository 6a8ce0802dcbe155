//! `GET /v1/signing/events`: tells an open form of every change, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use autenti_model::{ErrorCode, Problem, Right};
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use http::{HeaderMap, HeaderName};
use serde_json::json;

use super::state::ApiState;
use super::stream_slots::StreamSlot;
use crate::auth::Principal;
use crate::failure::Result;

/// A comment is sent so often, so that nobody between takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// After a change that could not be read, it is tried again: at first so soon, then after twice as long, and so on.
const FIRST_RETRY: Duration = Duration::from_secs(5);
const LONGEST_RETRY: Duration = Duration::from_mins(2);

/// A web server in front that waited for more would hold the events back.
const UNBUFFERED: [(HeaderName, &str); 1] = [(HeaderName::from_static("x-accel-buffering"), "no")];

/// Changes of the signing, as they happen.
///
/// An event `signing` holds the same body as `GET /v1/signing`; its id is the `ETag` of that body, so a
/// caller that sends the last one it knows as `Last-Event-ID` gets only what is new. An event `gone` is the
/// last one and says why: `{"code": "ticket_expired"}`.
#[utoipa::path(
    get, path = "/v1/signing/events", tag = "signing", security(("ticket" = [])),
    params(("Last-Event-ID" = Option<String>, Header, description = "The id of the last event, or the `ETag` of the last answer")),
    responses(
        (status = 200, content_type = "text/event-stream", description = "Events `signing` and `gone`"),
        (status = 401, body = Problem, description = "`ticket_invalid`, `ticket_expired`"),
        (status = 429, body = Problem, description = "`rate_limited`: too many streams of this ticket are open"),
    )
)]
pub(super) async fn events(
    State(state): State<ApiState>,
    principal: Principal,
    headers: HeaderMap,
) -> Result<Response> {
    principal.require(Right::Read)?;
    let slot = principal.ticket.as_ref().map(|ticket| state.guards.streams.take(&ticket.jti)).transpose()?;
    let known = headers.get("last-event-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let stream = changes(state, principal, known, slot);
    let events = Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT).text(""));
    Ok((UNBUFFERED, events).into_response())
}

/// The slot is given back when the stream ends.
fn changes(
    state: ApiState,
    principal: Principal,
    mut known: String,
    slot: Option<StreamSlot>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    async_stream::stream! {
        let _slot = slot;
        let mut failures = 0;
        let mut changes = state.store.notifier().watch(principal.instance());
        loop {
            changes.mark_unchanged();
            // In a place of its own, which is free again while the form waits.
            match Box::pin(state.signings.followed(&principal)).await {
                Ok(signing) => {
                    failures = 0;
                    if signing.tag != known {
                        known.clone_from(&signing.tag);
                        // JSON is UTF-8, and this has no line breaks.
                        let data = String::from_utf8_lossy(&signing.body);
                        yield Ok(Event::default().event("signing").id(&signing.tag).data(data));
                    }
                }
                Err(failure) => {
                    tracing::info!(%failure, "an open form cannot be told of a change yet");
                    failures += 1;
                }
            }
            tokio::select! {
                change = changes.changed() => if change.is_err() { break },
                () = tokio::time::sleep(retry_delay(failures)), if failures > 0 => {}
                () = ended(&state, &principal) => {
                    let gone = json!({ "code": ErrorCode::TicketExpired });
                    yield Ok(Event::default().event("gone").data(gone.to_string()));
                    break;
                }
                () = state.ending.cancelled() => break,
            }
        }
    }
}

/// How long to wait after so many failures in a row. Forms that failed together do not try again together.
fn retry_delay(failures: u32) -> Duration {
    let longest = FIRST_RETRY.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST_RETRY);
    longest.mul_f64(0.5 + fastrand::f64() / 2.0)
}

/// Waits until the principal's ticket ends, at its time or before.
async fn ended(state: &ApiState, principal: &Principal) {
    let Some(ticket) = &principal.ticket else { return std::future::pending().await };
    let left = ticket.exp.saturating_sub(state.clock.now().as_second());
    let at_its_time = tokio::time::sleep(Duration::from_secs(u64::try_from(left).unwrap_or_default()));
    tokio::select! {
        () = at_its_time => {}
        () = state.tickets.revocations().ended(ticket) => {}
    }
}
