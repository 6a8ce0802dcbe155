//! What the faults that strike a call add up to, and what is answered then.

use std::panic::resume_unwind;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::fault::{Drop, Fault, Land, WrongAnswer};

/// Larger bodies are neither cut, nor carried out late or twice.
pub(super) const BODY_LIMIT: usize = 64 * 1024 * 1024;

const HTML: &str = "text/html; charset=utf-8";
/// What a gateway or a sign-in page in between would send.
const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Sign in</title></head>\
                    <body><h1>Sign in to continue</h1></body></html>\n";

/// How far a read lags behind what was written; the services look for it among the call's extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lag(pub(crate) Duration);

/// What the faults that strike a call add up to.
#[derive(Default)]
pub(super) struct Strike {
    pub(super) latency: Duration,
    pub(super) lag: Option<Duration>,
    answer: Option<(StatusCode, Fault)>,
    drop: Option<Drop>,
    land: Option<(Land, Duration)>,
    truncate: Option<usize>,
    shorten: Option<usize>,
}

impl Strike {
    pub(super) fn add(&mut self, fault: &Fault) {
        self.latency += Duration::from_millis(fault.latency_ms.unwrap_or_default());
        self.lag = self.lag.max(fault.lag_ms.map(Duration::from_millis));
        if let Some(status) = fault.answered_status().and_then(|status| StatusCode::from_u16(status).ok()) {
            self.answer = Some((status, fault.clone()));
        }
        self.drop = self.drop.or(fault.drop);
        self.land = self.land.or(fault.land.map(|land| (land, fault.land_after())));
        self.truncate = self.truncate.or(fault.truncate);
        self.shorten = self.shorten.or(fault.shorten);
    }

    /// Whether and when what was asked is done: as the fault says, else not when something else is
    /// answered or the caller is hung up on at once.
    pub(super) fn land(&self) -> Land {
        match (self.land, self.drop) {
            (Some((land, _)), _) => land,
            (None, Some(Drop::Request)) => Land::Never,
            (None, Some(Drop::Response) | None) if self.answer.is_some() => Land::Never,
            (None, Some(Drop::Response) | None) => Land::Now,
        }
    }

    pub(super) fn land_after(&self) -> Duration {
        self.land.map(|(_, after)| after).unwrap_or_default()
    }

    /// Whether the caller is hung up on before anything is answered.
    pub(super) fn hangs_up_at_once(&self) -> bool {
        self.drop == Some(Drop::Request) && self.land.is_none()
    }

    /// What is answered: what the service said, unless the fault says something else. A call that was
    /// given up without a word, or was not made, has no answer of the service.
    pub(super) async fn answer(self, said: Option<Response>) -> Answered {
        let response = match (self.answer, said) {
            (Some((status, fault)), _) => Some(wrong_answer(status, &fault)),
            (None, said) => said,
        };
        let status = response.as_ref().map(Response::status);
        match response {
            Some(response) if self.drop.is_none() => {
                let response = match self.shorten {
                    Some(bytes) => shorten(response, bytes).await,
                    None => response,
                };
                let response = match self.truncate {
                    Some(bytes) => truncate(response, bytes).await,
                    None => response,
                };
                Answered { status, response: Some(response) }
            }
            _ => Answered { status, response: None },
        }
    }
}

/// What the caller gets; no response where it is hung up on.
pub(super) struct Answered {
    pub(super) status: Option<StatusCode>,
    response: Option<Response>,
}

impl Answered {
    pub(super) fn or_hang_up(self) -> Response {
        self.response.unwrap_or_else(|| hang_up())
    }
}

/// Reads a body that nobody wants: a caller that is still sending when it is answered would see a broken
/// connection and not the answer.
pub(super) async fn drain(request: Request) {
    let mut body = request.into_body().into_data_stream();
    while let Some(Ok(_)) = body.next().await {}
}

fn wrong_answer(status: StatusCode, fault: &Fault) -> Response {
    let (content_type, body) = match (&fault.body, fault.answer) {
        (Some(Value::String(text)), _) => ("text/plain; charset=utf-8", text.clone()),
        (Some(value), _) => ("application/json", value.to_string()),
        (None, Some(WrongAnswer::Foreign)) => ("application/json", json!({ "status": "UP" }).to_string()),
        (None, Some(WrongAnswer::Html)) => (HTML, PAGE.to_owned()),
        (None, Some(WrongAnswer::Empty) | None) => ("text/plain; charset=utf-8", String::new()),
    };
    let content_type = fault.content_type.as_deref().unwrap_or(content_type);
    let mut response = (status, body).into_response();
    if let Ok(content_type) = HeaderValue::from_str(content_type) {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    for (name, value) in fault.headers.iter().flatten() {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            response.headers_mut().insert(name, value);
        }
    }
    if let Some(seconds) = fault.answered_retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Ends the connection without an answer: hyper drops a connection whose handler unwinds. Unwinding
/// without a panic hook keeps the log quiet.
pub(super) fn hang_up() -> ! {
    resume_unwind(Box::new("hung up on purpose"))
}

async fn whole(response: Response) -> Result<(http::response::Parts, Bytes), Response> {
    let (parts, body) = response.into_parts();
    match to_bytes(body, BODY_LIMIT).await {
        Ok(whole) => Ok((parts, whole)),
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
    }
}

/// Sends a part of the answer as if it were the whole.
async fn shorten(response: Response, bytes: usize) -> Response {
    let (mut parts, whole) = match whole(response).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(whole.slice(..bytes.min(whole.len()))))
}

/// Announces the whole answer and sends a part of it.
async fn truncate(response: Response, bytes: usize) -> Response {
    let (mut parts, whole) = match whole(response).await {
        Ok(read) => read,
        Err(response) => return response,
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
    fn what_is_answered_in_place_of_the_service_is_not_done_unless_it_says_so() {
        let land = |fault: Value| {
            let mut strike = Strike::default();
            strike.add(&serde_json::from_value(fault).unwrap());
            strike.land()
        };
        for (fault, expected) in [
            (json!({}), Land::Now),
            (json!({ "status": 503 }), Land::Never),
            (json!({ "answer": "empty" }), Land::Never),
            (json!({ "body": {} }), Land::Never),
            (json!({ "perMinute": 1 }), Land::Never),
            (json!({ "drop": "request" }), Land::Never),
            (json!({ "drop": "response" }), Land::Now),
            (json!({ "shorten": 0 }), Land::Now),
            (json!({ "status": 500, "land": "now" }), Land::Now),
            (json!({ "status": 504, "land": "late" }), Land::Late),
            (json!({ "drop": "request", "land": "late" }), Land::Late),
            (json!({ "land": "twice" }), Land::Twice),
        ] {
            assert_eq!(land(fault.clone()), expected, "{fault}");
        }
    }
}
