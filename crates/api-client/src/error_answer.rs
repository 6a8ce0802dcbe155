//! An answer that is no success, read as far as it says something.
//!
//! Errors come in many shapes: `{type, description, errorGuid}`, OAuth's `{error, error_description}`, problem
//! documents (RFC 9457), `{errors: [{id, type, description}]}`, the same with capital first letters, plain
//! text, pages of gateways. They are all read in one way, because what a service answers on a bad day is not
//! what it documents.

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::mask::{Addresses, mask};
use crate::upstream_message::UpstreamMessage;

/// Longest name of an error, or number of a request, that is kept.
const LONGEST_NAME: usize = 64;
/// Characters that people are shown at most.
const LONGEST_TEXT: usize = 600;
/// Characters that a log is given at most.
const LONGEST_EXCERPT: usize = 300;

/// Headers in which services number their answers.
const REQUEST_ID_HEADERS: &[&str] = &["x-request-id", "x-correlation-id", "request-id"];

const KINDS: &[&str] = &["type", "error", "code"];
const REQUEST_IDS: &[&str] = &["errorGuid", "correlationId", "guid", "requestId", "traceId"];
const DESCRIPTIONS: &[&str] = &["description", "error_description", "message", "detail", "title"];

/// An answer that is no success.
#[derive(Debug)]
pub struct ErrorAnswer {
    status: StatusCode,
    headers: HeaderMap,
    read_at: Timestamp,
    json: Option<Value>,
    kind: Option<String>,
    description: Option<String>,
    is_page: bool,
    request_id: Option<String>,
    secrets: Vec<SecretString>,
}

impl ErrorAnswer {
    /// Reads an answer; texts of `secrets` that it repeats are masked in its [`message`](Self::message).
    pub fn new(
        status: StatusCode,
        headers: HeaderMap,
        body: &[u8],
        secrets: &[&str],
        read_at: Timestamp,
    ) -> Self {
        let is_page = body.trim_ascii_start().starts_with(b"<");
        let json: Option<Value> = serde_json::from_slice(body).ok();
        let text = match &json {
            Some(json) => ErrorText::from_json(json),
            // Pages of proxies and gateways say little and may repeat the request.
            None if is_page => ErrorText::of_text("a page of markup"),
            None => ErrorText::of_text(&String::from_utf8_lossy(body)),
        };
        let numbered = || {
            let header = REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name)?.to_str().ok())?;
            Some(header.to_owned())
        };
        let request_id = text.request_id.or_else(numbered).or(text.error_id);
        let secrets = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        Self {
            status,
            headers,
            read_at,
            json,
            kind: text.kind,
            description: text.description,
            is_page,
            request_id,
            secrets,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The service's own name of the error, as it came.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// What the service says about it, as it came: **not masked**, so for decisions only.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The whole body, where it is JSON: **not masked**, so for decisions only.
    pub fn json(&self) -> Option<&Value> {
        self.json.as_ref()
    }

    /// Whether it is a page for a browser, which no API answers: something stands in between.
    pub fn is_page(&self) -> bool {
        self.is_page
    }

    /// What the service said, to be passed on.
    pub fn message(&self) -> Box<UpstreamMessage> {
        self.message_saying(self.kind(), self.description())
    }

    /// The same with another name and text, where the service says it in a place of its own.
    pub fn message_saying(&self, kind: Option<&str>, text: Option<&str>) -> Box<UpstreamMessage> {
        let secrets: Vec<&str> = self.secrets.iter().map(ExposeSecret::expose_secret).collect();
        let name = |name: &str| {
            let is_plain = name.len() <= LONGEST_NAME
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
            (is_plain && !secrets.contains(&name)).then(|| name.into())
        };
        let masked = |addresses, longest| {
            let text = mask(text?, &secrets, addresses, longest);
            (!text.is_empty()).then(|| text.into())
        };
        Box::new(UpstreamMessage {
            kind: kind.and_then(name),
            request_id: self.request_id.as_deref().and_then(name),
            text: masked(Addresses::Keep, LONGEST_TEXT),
            excerpt: masked(Addresses::Mask, LONGEST_EXCERPT),
        })
    }

    /// When it was read, by the clock on the wall.
    pub(crate) fn read_at(&self) -> Timestamp {
        self.read_at
    }
}

/// What a body says.
#[derive(Debug, Default)]
struct ErrorText {
    kind: Option<String>,
    request_id: Option<String>,
    /// The id of one error of a list: a number to search for where there is no other.
    error_id: Option<String>,
    description: Option<String>,
}

impl ErrorText {
    fn of_text(text: &str) -> Self {
        Self { description: Some(text.to_owned()), ..Self::default() }
    }

    fn from_json(json: &Value) -> Self {
        let mut text = match json {
            Value::Object(members) => Self::from_object(members),
            Value::Array(errors) => Self::from_list(errors),
            Value::String(text) => Self::of_text(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::default(),
        };
        if text.kind.is_none() && text.request_id.is_none() && text.description.is_none() {
            // A shape that nobody has seen: every text in it is better than none.
            let mut texts = Vec::new();
            collect_texts(json, &mut texts);
            text.description = (!texts.is_empty()).then(|| texts.join("; "));
        }
        text
    }

    fn from_object(members: &Map<String, Value>) -> Self {
        let listed = match member(members, &["errors"]) {
            Some(Value::Array(errors)) => Self::from_list(errors),
            // One service wraps its error, another answers `{error: {code, message}}`.
            _ => match member(members, &["error"]) {
                Some(Value::Object(error)) => Self::from_object(error),
                _ => Self::default(),
            },
        };
        let own = text(members, DESCRIPTIONS);
        let descriptions: Vec<String> = own.into_iter().chain(listed.description).collect();
        Self {
            kind: text(members, KINDS).or(listed.kind),
            request_id: text(members, REQUEST_IDS).or(listed.request_id),
            error_id: listed.error_id,
            description: (!descriptions.is_empty()).then(|| descriptions.join(": ")),
        }
    }

    fn from_list(errors: &[Value]) -> Self {
        let objects: Vec<&Map<String, Value>> = errors.iter().filter_map(Value::as_object).collect();
        let texts = errors.iter().filter_map(Value::as_str).map(str::to_owned);
        let descriptions: Vec<String> =
            objects.iter().filter_map(|error| text(error, DESCRIPTIONS)).chain(texts).collect();
        let first = |names: &[&str]| objects.iter().find_map(|error| text(error, names));
        Self {
            kind: first(KINDS),
            request_id: first(REQUEST_IDS),
            error_id: first(&["id"]),
            description: (!descriptions.is_empty()).then(|| descriptions.join("; ")),
        }
    }
}

/// The first member of one of these names, whatever their case.
fn member<'a>(members: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| {
        members.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

/// The first text among the members of these names.
fn text(members: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let value = member(members, &[name])?;
        value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
    })
}

fn collect_texts(json: &Value, texts: &mut Vec<String>) {
    match json {
        Value::String(text) if !text.trim().is_empty() => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| collect_texts(value, texts)),
        Value::Object(members) => members.values().for_each(|value| collect_texts(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str, secrets: &[&str]) -> ErrorAnswer {
        let headers = HeaderMap::new();
        ErrorAnswer::new(StatusCode::BAD_REQUEST, headers, body.as_bytes(), secrets, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn each_shape_of_error_is_read() {
        let guid = "6f1d2c3b-0000-4000-8000-000000000002";
        for (body, kind, request_id, text) in [
            (
                format!(r#"{{"type":"ValidationError","description":"no","errorGuid":"{guid}"}}"#),
                Some("ValidationError"),
                Some(guid),
                Some("no"),
            ),
            (
                format!(r#"{{"type":"InternalError","description":null,"correlationId":"{guid}"}}"#),
                Some("InternalError"),
                Some(guid),
                None,
            ),
            (format!(r#"{{"description":"no","guid":"{guid}"}}"#), None, Some(guid), Some("no")),
            (format!(r#"{{"Description":"no","Guid":"{guid}"}}"#), None, Some(guid), Some("no")),
            (
                r#"{"error":"invalid_client","error_description":"no"}"#.to_owned(),
                Some("invalid_client"),
                None,
                Some("no"),
            ),
            (r#"{"message":"no"}"#.to_owned(), None, None, Some("no")),
            (
                r#"{"errors":[{"id":"e-1","type":"BAD","description":"one"},{"description":"two"}]}"#
                    .to_owned(),
                Some("BAD"),
                Some("e-1"),
                Some("one; two"),
            ),
            (r#"[{"type":"BAD","description":"one"}]"#.to_owned(), Some("BAD"), None, Some("one")),
            (r#"{"error":{"code":"BAD","message":"one"}}"#.to_owned(), Some("BAD"), None, Some("one")),
            (
                r#"{"type":"about:blank","title":"Bad","detail":"one","requestId":"r-1"}"#.to_owned(),
                Some("about:blank"),
                Some("r-1"),
                Some("one"),
            ),
            (
                r#"{"violations":[{"field":"title","reason":"too long"}]}"#.to_owned(),
                None,
                None,
                Some("title; too long"),
            ),
            ("plain\n text".to_owned(), None, None, Some("plain text")),
            (" <html>secret</html>".to_owned(), None, None, Some("a page of markup")),
            (String::new(), None, None, None),
            (r#"{"type":7,"errorGuid":{}}"#.to_owned(), None, None, None),
        ] {
            let message = answer(&body, &[]).message();
            assert_eq!(
                (message.kind(), message.request_id(), message.text()),
                (kind, request_id, text),
                "{body}"
            );
        }
    }

    #[test]
    fn names_that_are_no_names_are_left_out() {
        let message = answer(r#"{"type":"see anna@example.com","errorGuid":"t0ken"}"#, &["t0ken"]).message();
        assert_eq!((message.kind(), message.request_id()), (None, None));
    }

    #[test]
    fn a_header_numbers_an_answer_that_does_not_number_itself() {
        let headers = HeaderMap::from_iter([(
            http::HeaderName::from_static("x-request-id"),
            http::HeaderValue::from_static("r-7"),
        )]);
        let body = br#"{"errors":[{"id":"1","description":"title is missing"}]}"#;
        let answer = ErrorAnswer::new(StatusCode::BAD_REQUEST, headers, body, &[], Timestamp::UNIX_EPOCH);
        assert_eq!(answer.message().request_id(), Some("r-7"));
    }

    #[test]
    fn people_read_whose_address_is_wrong_and_logs_do_not() {
        let body = r#"{"type":"BAD","description":"anna@example.com is unknown, s3cret","errorGuid":"g-1"}"#;
        let message = answer(body, &["s3cret"]).message();
        assert_eq!(message.text(), Some("anna@example.com is unknown, …"));
        assert_eq!(message.to_string(), "BAD: … is unknown, … (request g-1)");
        assert_eq!(format!("{message:?}"), "UpstreamMessage(BAD: … is unknown, … (request g-1))");
    }
}
