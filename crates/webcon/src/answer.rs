//! What an error answer said, cut and masked for logs.

/// An error answer of WEBCON's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    kind: Option<Box<str>>,
    error_guid: Option<Box<str>>,
    excerpt: Option<Box<str>>,
}

impl Answer {
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
}
