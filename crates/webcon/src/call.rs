//! What a call is for, in the words of error messages and logs.

use std::fmt;

/// What was tried, and with which id: `read instance 7`.
///
/// It never holds personal data or secrets, so it is safe to log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    action: &'static str,
    id: Option<String>,
    changes: bool,
}

impl Call {
    /// A call that changes nothing at WEBCON.
    pub(crate) fn reading(action: &'static str) -> Self {
        Self { action, id: None, changes: false }
    }

    /// A call that changes something at WEBCON.
    pub(crate) fn changing(action: &'static str) -> Self {
        Self { action, id: None, changes: true }
    }

    pub(crate) fn of(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// What was tried, such as `update instance`.
    pub fn action(&self) -> &'static str {
        self.action
    }

    /// The id of what it was tried on.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether the call changes something at WEBCON.
    pub fn changes(&self) -> bool {
        self.changes
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.action)?;
        if let Some(id) = &self.id {
            write!(f, " {id}")?;
        }
        Ok(())
    }
}
