//! The calls that were made, in order, less their secrets.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use bytes::Bytes;
use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Longer bodies are not recorded.
const BODY_LIMIT: usize = 64 * 1024;
/// Of so many calls, the last ones, the bodies are kept.
const BODIES_KEPT: usize = 2000;
const HIDDEN: &str = "…";
/// Keys whose values nobody is shown.
const SECRETS: [&str; 9] = [
    "client_secret",
    "clientSecret",
    "assertion",
    "password",
    "refresh_token",
    "access_token",
    "code",
    "code_verifier",
    "ticket",
];

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
    /// The body where it is JSON or a form, with secrets hidden; none where it is long or anything else.
    #[serde(default)]
    pub body: Option<Value>,
    /// HTTP status of the answer; none while it is being made or when the caller was hung up on.
    pub status: Option<u16>,
    /// Milliseconds until the answer began.
    pub millis: Option<u64>,
    /// How often what was asked has been carried out.
    #[serde(default)]
    pub landed: u32,
}

/// All calls since the start or the last reset.
#[derive(Debug, Default)]
pub(super) struct Calls(Vec<Call>);

impl Calls {
    pub(super) fn all(&self) -> Vec<Call> {
        self.0.clone()
    }

    /// Notes a call and gives its number.
    pub(super) fn record(&mut self, request: &Request, body: Option<Value>) -> usize {
        let number = self.0.len() + 1;
        self.0.push(Call {
            number,
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().map(str::to_owned),
            headers: without_secrets(request.headers()),
            body,
            status: None,
            millis: None,
            landed: 0,
        });
        if let Some(old) = number.checked_sub(BODIES_KEPT + 1) {
            self.0[old].body = None;
        }
        number
    }

    pub(super) fn get_mut(&mut self, number: usize) -> Option<&mut Call> {
        self.0.get_mut(number.checked_sub(1)?)
    }
}

/// Reads what will be recorded of the body, and gives the request back whole.
pub(super) async fn peek(request: Request) -> (Request, Option<Value>) {
    let Some(read) = reader(request.headers()) else { return (request, None) };
    let (parts, body) = request.into_parts();
    // A caller that goes away while it sends is not answered anyway.
    let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    let recorded = read(&body).map(hide);
    (Request::from_parts(parts, Body::from(body)), recorded)
}

type Reader = fn(&[u8]) -> Option<Value>;

/// How to read a body that is worth recording; none for others.
fn reader(headers: &HeaderMap) -> Option<Reader> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let length = text(CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok())?;
    if length == 0 || length > BODY_LIMIT {
        return None;
    }
    match text(CONTENT_TYPE)?.split(';').next().unwrap_or_default().trim() {
        "application/json" => Some(|body| serde_json::from_slice(body).ok()),
        "application/x-www-form-urlencoded" => Some(|body| {
            let pairs = url::form_urlencoded::parse(body).into_owned();
            Some(Value::Object(pairs.map(|(name, value)| (name, Value::from(value))).collect()))
        }),
        _ => None,
    }
}

/// The whole body in memory, so that the call can be made again or later.
pub(super) async fn buffered(request: Request, limit: usize) -> (http::request::Parts, Bytes) {
    let (parts, body) = request.into_parts();
    (parts, to_bytes(body, limit).await.unwrap_or_default())
}

fn hide(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object
                .into_iter()
                .map(|(key, value)| {
                    let secret = SECRETS.contains(&key.as_str()) && !value.is_null();
                    let value = if secret { Value::from(HIDDEN) } else { hide(value) };
                    (key, value)
                })
                .collect::<Map<_, _>>(),
        ),
        Value::Array(values) => Value::Array(values.into_iter().map(hide).collect()),
        plain => plain,
    }
}

fn without_secrets(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let shown = if name == AUTHORIZATION {
                let scheme = value.to_str().unwrap_or_default().split(' ').next().unwrap_or_default();
                format!("{scheme} {HIDDEN}")
            } else if name == COOKIE {
                HIDDEN.to_owned()
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            };
            (name.to_string(), shown)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_hidden_at_any_depth() {
        let shown = hide(json!({ "a": [{ "password": "x", "b": 1 }], "client_secret": "y", "code": null }));
        assert_eq!(shown, json!({ "a": [{ "password": "…", "b": 1 }], "client_secret": "…", "code": null }));
    }
}
