//! What a service said when it refused or failed: for the person who asked, and for logs.

use std::fmt;

/// What a service said, in its own words. It holds no secrets, tokens or phone numbers, whatever the
/// service repeats of a request.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UpstreamMessage {
    pub(crate) kind: Option<Box<str>>,
    pub(crate) request_id: Option<Box<str>>,
    pub(crate) text: Option<Box<str>>,
    pub(crate) excerpt: Option<Box<str>>,
}

impl UpstreamMessage {
    /// The service's own name of the error, such as `ValidationError`.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The number under which the service's administrators find the request.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// What it said, for the person who asked: at most 600 characters, in the service's own language. It
    /// may hold e-mail addresses, so it is not for logs.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// What it said, for logs: at most 300 characters, e-mail addresses masked too.
    pub fn excerpt(&self) -> Option<&str> {
        self.excerpt.as_deref()
    }

    /// Whether the service said nothing.
    pub fn is_empty(&self) -> bool {
        self.kind.is_none() && self.request_id.is_none() && self.excerpt.is_none()
    }
}

/// One line for logs: `ValidationError: title is missing (request 6f1d2c3b-…)`.
impl fmt::Display for UpstreamMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said: Vec<&str> = [self.kind(), self.excerpt()].into_iter().flatten().collect();
        f.write_str(&said.join(": "))?;
        match self.request_id() {
            Some(id) if said.is_empty() => write!(f, "request {id}"),
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

/// As in logs: without the text that is for people only.
impl fmt::Debug for UpstreamMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UpstreamMessage").field(&format_args!("{self}")).finish()
    }
}
