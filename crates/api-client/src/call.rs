//! What a call is for: told apart by programs, and in the words of error messages and logs.

use std::fmt;

/// A kind of call that a client makes, such as `read document`. Each client lists its own as constants, so
/// that a program can ask which call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    action: &'static str,
    changes: bool,
}

impl Operation {
    /// Asking for a token.
    pub const SIGN_IN: Self = Self::reading("sign in");

    /// A kind of call that changes nothing at the service.
    pub const fn reading(action: &'static str) -> Self {
        Self { action, changes: false }
    }

    /// A kind of call that changes something at the service.
    pub const fn changing(action: &'static str) -> Self {
        Self { action, changes: true }
    }

    /// The operation on the thing with this id.
    pub fn of(self, id: impl Into<String>) -> Call {
        Call { operation: self, id: Some(id.into()) }
    }

    /// What is tried, such as `send document`.
    pub const fn action(self) -> &'static str {
        self.action
    }

    /// Whether it changes something at the service.
    pub const fn changes(self) -> bool {
        self.changes
    }
}

/// What was tried, and with which id: `read document DOCUMENT_PROCESS:…`.
///
/// It never holds personal data or secrets, so it is safe to log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    operation: Operation,
    id: Option<String>,
}

impl Call {
    /// Which kind of call it was.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// What was tried, such as `send document`.
    pub fn action(&self) -> &'static str {
        self.operation.action
    }

    /// The id of what it was tried on.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether the call changes something at the service.
    pub fn changes(&self) -> bool {
        self.operation.changes
    }
}

impl From<Operation> for Call {
    fn from(operation: Operation) -> Self {
        Self { operation, id: None }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.action())?;
        if let Some(id) = &self.id {
            write!(f, " {id}")?;
        }
        Ok(())
    }
}
