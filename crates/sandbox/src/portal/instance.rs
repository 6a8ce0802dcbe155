//! A workflow instance (the API says element): its form, its recipients, its files.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use jiff::Timestamp;

use super::people::User;
use super::process::Step;
use super::value::Value;

/// A workflow instance.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) id: i32,
    /// What people call it, such as `CON/2026/0001`.
    pub(super) number: String,
    pub(super) version: i32,
    pub(super) author: User,
    pub(super) updated_by: User,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) entered_step: Timestamp,
    pub(super) finished: Option<Timestamp>,
    pub(super) step: Step,
    /// By database column; a column without a value is empty.
    pub(super) values: BTreeMap<&'static str, Value>,
    /// The item list of recipients.
    pub(super) rows: Vec<Row>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) comments: Vec<Comment>,
}

static EMPTY: Value = Value::Empty;

impl Instance {
    /// What a field holds.
    pub(super) fn value(&self, column: &str) -> &Value {
        self.values.get(column).unwrap_or(&EMPTY)
    }

    /// Login of the contract's owner.
    pub(super) fn owner(&self) -> &str {
        self.value("AttPeople1").picked_id()
    }

    pub(super) fn attachment(&self, id: i32) -> Option<&Attachment> {
        self.attachments.iter().find(|attachment| attachment.id == id)
    }
}

/// A row of the item list.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) id: i32,
    /// By database column.
    pub(super) cells: BTreeMap<&'static str, Value>,
}

impl Row {
    pub(super) fn cell(&self, column: &str) -> &Value {
        self.cells.get(column).unwrap_or(&EMPTY)
    }

    pub(super) fn text(&self, column: &str) -> &str {
        self.cell(column).as_text()
    }
}

/// A file on an instance.
#[derive(Clone, Debug)]
pub(super) struct Attachment {
    pub(super) id: i32,
    pub(super) name: String,
    pub(super) description: Option<String>,
    /// Id of its category.
    pub(super) category: Option<i32>,
    pub(super) author: User,
    pub(super) updated_by: User,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) version: i32,
    /// Open for editing somewhere else; it cannot be changed then.
    pub(super) published: bool,
    pub(super) content: Content,
}

/// The bytes of a file, made when somebody first asks for them.
#[derive(Clone)]
pub(super) struct Content(Arc<LazyLock<Bytes, Make>>);

type Make = Box<dyn FnOnce() -> Bytes + Send>;

impl Content {
    pub(super) fn lazy(make: impl FnOnce() -> Bytes + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(make))))
    }

    pub(super) fn bytes(&self) -> Bytes {
        LazyLock::force(&self.0).clone()
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::lazy(move || bytes)
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content").finish_non_exhaustive()
    }
}

/// What somebody wrote below the form.
#[derive(Clone, Debug)]
pub(super) struct Comment {
    pub(super) author: User,
    pub(super) text: String,
    pub(super) at: Timestamp,
}
