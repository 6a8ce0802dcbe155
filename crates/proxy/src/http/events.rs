//! `GET /v1/signing/events`: tells an open form of every change, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use autenti_model::{ErrorCode, Problem, Right};
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use http::HeaderMap;
use serde_json::json;

use super::signing::entity_tag;
use crate::Proxy;
use crate::auth::Principal;
use crate::failure::Result;
use crate::reading::Wanted;

/// A comment is sent so often, so that nobody between takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// After a change that could not be read, it is tried again.
const AGAIN: Duration = Duration::from_secs(5);

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
    )
)]
pub(super) async fn events(
    State(proxy): State<Proxy>,
    principal: Principal,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    principal.require(Right::Read)?;
    let known = headers.get("last-event-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let stream = changes(proxy, principal, known);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("")))
}

fn changes(
    proxy: Proxy,
    principal: Principal,
    mut known: String,
) -> impl Stream<Item = Result<Event, Infallible>> {
    async_stream::stream! {
        let mut changes = proxy.hub.listen(&principal.instance());
        loop {
            changes.mark_unchanged();
            let mut readable = true;
            match proxy.signing(&principal, Wanted::Known).await {
                Ok(signing) => {
                    let tag = entity_tag(&signing);
                    if tag != known {
                        known.clone_from(&tag);
                        match Event::default().event("signing").id(tag).json_data(&signing) {
                            Ok(event) => yield Ok(event),
                            Err(error) => tracing::error!(%error, "a signing cannot be written as JSON"),
                        }
                    }
                }
                Err(failure) => {
                    tracing::info!(%failure, "an open form cannot be told of a change yet");
                    readable = false;
                }
            }
            tokio::select! {
                change = changes.changed() => if change.is_err() { break },
                () = tokio::time::sleep(AGAIN), if !readable => {}
                () = until(&proxy, &principal) => {
                    let gone = json!({ "code": ErrorCode::TicketExpired });
                    yield Ok(Event::default().event("gone").data(gone.to_string()));
                    break;
                }
                () = proxy.ending.cancelled() => break,
            }
        }
    }
}

/// Waits until the principal's ticket ends.
async fn until(proxy: &Proxy, principal: &Principal) {
    match principal.until {
        Some(until) => {
            let left = until.saturating_sub(proxy.clock.now().as_second());
            tokio::time::sleep(Duration::from_secs(u64::try_from(left).unwrap_or_default())).await;
        }
        None => std::future::pending().await,
    }
}
