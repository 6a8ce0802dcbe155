//! What an error answer said, cut and masked for logs.
//!
//! Errors come in several shapes: `{type, description, errorGuid}` of the public API, `correlationId` in
//! place of `errorGuid` since 2026 R1, `{description, guid}` of a User Defined API with small or capital
//! first letters, `{error, error_description}` or `{message}` of the token address (facts: WEBCON REST API,
//! "Errors").

use serde_json::{Map, Value};

use crate::conflict::holder;
use crate::mask::mask;

/// Longest name of an error, or number of one, that is kept.
const LONGEST_NAME: usize = 64;

/// An error answer of WEBCON's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    kind: Option<Box<str>>,
    error_guid: Option<Box<str>>,
    excerpt: Option<Box<str>>,
    holder: Option<Box<str>>,
}

impl Answer {
    /// What an answer's body says; texts of `secrets` that it repeats are masked.
    pub(crate) fn of(body: &[u8], secrets: &[&str]) -> Self {
        Self::from(&Said::read(body), secrets)
    }

    pub(crate) fn from(said: &Said, secrets: &[&str]) -> Self {
        let name = |text: &Option<String>| {
            let text = text.as_deref()?;
            let plain = text.len() <= LONGEST_NAME
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
            (plain && !secrets.contains(&text)).then(|| text.into())
        };
        let excerpt =
            said.description.as_deref().map(|text| mask(text, secrets)).filter(|text| !text.is_empty());
        let holder = said.description.as_deref().and_then(holder);
        Self {
            kind: name(&said.kind),
            error_guid: name(&said.guid),
            excerpt: excerpt.map(Into::into),
            holder: holder.map(Into::into),
        }
    }

    /// WEBCON's own name of the error, such as `ValidationError`.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The number under which WEBCON's administrators find the error (`errorGuid`, `correlationId`).
    pub fn error_guid(&self) -> Option<&str> {
        self.error_guid.as_deref()
    }

    /// What WEBCON said, at most 300 characters, e-mail addresses, long numbers and tokens masked. Meant for
    /// developers, not for people who use a form (facts: WEBCON REST API, "Errors").
    pub fn excerpt(&self) -> Option<&str> {
        self.excerpt.as_deref()
    }

    /// Who is editing the instance, where the answer says so (inferred). For people, not for programs.
    pub fn holder(&self) -> Option<&str> {
        self.holder.as_deref()
    }
}

/// The same, as it came.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) kind: Option<String>,
    pub(crate) guid: Option<String>,
    pub(crate) description: Option<String>,
}

impl Said {
    pub(crate) fn read(body: &[u8]) -> Self {
        match serde_json::from_slice::<Map<String, Value>>(body) {
            Ok(members) => {
                let text = |names: &[&str]| {
                    names.iter().find_map(|name| {
                        let (_, value) = members.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
                        value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
                    })
                };
                Self {
                    kind: text(&["type", "error"]),
                    guid: text(&["errorGuid", "correlationId", "guid"]),
                    description: text(&["description", "error_description", "message"]),
                }
            }
            // Pages of proxies and gateways say little and may repeat the request.
            Err(_) if body.trim_ascii_start().starts_with(b"<") => {
                Self { description: Some("a page of markup".to_owned()), ..Self::default() }
            }
            Err(_) => {
                Self { description: Some(String::from_utf8_lossy(body).into_owned()), ..Self::default() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_of_error_is_read() {
        let guid = "6f1d2c3b-0000-4000-8000-000000000002";
        for (body, kind, error_guid, excerpt) in [
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
            ("plain\n text".to_owned(), None, None, Some("plain text")),
            (" <html>secret</html>".to_owned(), None, None, Some("a page of markup")),
            (String::new(), None, None, None),
            (r#"{"type":7,"errorGuid":{}}"#.to_owned(), None, None, None),
        ] {
            let answer = Answer::of(body.as_bytes(), &[]);
            assert_eq!(
                (answer.kind(), answer.error_guid(), answer.excerpt()),
                (kind, error_guid, excerpt),
                "{body}"
            );
        }
    }

    #[test]
    fn names_that_are_no_names_are_left_out() {
        let answer = Answer::of(br#"{"type":"see anna@example.com","errorGuid":"t0ken"}"#, &["t0ken"]);
        assert_eq!((answer.kind(), answer.error_guid()), (None, None));
    }
}
