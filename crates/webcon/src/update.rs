//! Changes to an instance, in one save.

use api_client::Request;
use http::Method;

use crate::attachment::NewAttachment;
use crate::client::{Client, with_json};
use crate::error::{Error, ServiceError};
use crate::ids::{DatabaseId, ElementId, RowId};
use crate::key::Key;
use crate::new_value::NewValue;
use crate::operation;
use crate::wire::{UpdateOut, UpdatedIn};
use crate::words::UpdateStatus;

/// What to change: only what is named, everything else stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ElementUpdate {
    pub(crate) fields: Vec<(Key, NewValue)>,
    pub(crate) lists: Vec<ListUpdate>,
    pub(crate) attachments: Vec<NewAttachment>,
    pub(crate) comment: Option<String>,
}

impl ElementUpdate {
    /// No changes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a form field.
    #[must_use]
    pub fn field(mut self, field: Key, value: NewValue) -> Self {
        self.fields.push((field, value));
        self
    }

    /// Changes rows of an item list.
    #[must_use]
    pub fn list(mut self, list: ListUpdate) -> Self {
        self.lists.push(list);
        self
    }

    /// Adds an attachment in the same save.
    #[must_use]
    pub fn attach(mut self, attachment: NewAttachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Adds a comment, shown with the API's account as its author.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Whether it leaves a comment.
    pub fn has_comment(&self) -> bool {
        self.comment.is_some()
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
            && self.lists.iter().all(ListUpdate::is_empty)
            && self.attachments.is_empty()
            && self.comment.is_none()
    }
}

/// Changes to the rows of an item list; rows that are not named stay (mode `Incremental`).
#[derive(Clone, Debug, PartialEq)]
pub struct ListUpdate {
    pub(crate) list: Key,
    pub(crate) rows: Vec<RowUpdate>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RowUpdate {
    Add(Vec<(Key, NewValue)>),
    Change(RowId, Vec<(Key, NewValue)>),
    Delete(RowId),
}

impl ListUpdate {
    /// No changes yet.
    pub fn new(list: Key) -> Self {
        Self { list, rows: Vec::new() }
    }

    /// Adds a row.
    #[must_use]
    pub fn add_row(mut self, cells: impl IntoIterator<Item = (Key, NewValue)>) -> Self {
        self.rows.push(RowUpdate::Add(cells.into_iter().collect()));
        self
    }

    /// Writes cells of a row; its other cells stay.
    #[must_use]
    pub fn change_row(mut self, row: RowId, cells: impl IntoIterator<Item = (Key, NewValue)>) -> Self {
        self.rows.push(RowUpdate::Change(row, cells.into_iter().collect()));
        self
    }

    /// Deletes a row.
    #[must_use]
    pub fn delete_row(mut self, row: RowId) -> Self {
        self.rows.push(RowUpdate::Delete(row));
        self
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// How an update is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateOptions {
    /// The path to take: GUID, number, or `default`. None only saves.
    pub path: Option<String>,
    /// Ends other people's editing first; their unsaved changes are lost. Needs the scope
    /// `App.Elements.Admin.All` and the right to administer the process.
    pub force_checkout: bool,
    /// What happens to read-only fields.
    pub mode: Mode,
}

/// What happens to read-only fields of an update.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// They are an error.
    #[default]
    Standard,
    /// They are silently skipped.
    IgnoreReadOnly,
    /// They are written. Needs administration rights.
    Admin,
}

/// What became of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    /// The instance.
    pub id: ElementId,
    /// Number that people know it by; empty when not told.
    pub instance_number: String,
    /// What became of it.
    pub status: UpdateStatus,
}

impl Client {
    /// Changes an instance in one save.
    ///
    /// # Errors
    /// Every kind of a changing call; [`ServiceError::CheckedOut`] when somebody is editing it,
    /// [`ServiceError::Validation`] when the form does not accept it, [`ServiceError::RolledBack`] when WEBCON answers
    /// success and rolled the change back. Never repeated by itself.
    pub async fn update_element(
        &self,
        database: DatabaseId,
        element: ElementId,
        update: &ElementUpdate,
        options: &UpdateOptions,
    ) -> Result<Updated, Error> {
        let call = operation::UPDATE_ELEMENT.of(element.to_string());
        let mut request = Request::new(call.clone(), Method::PATCH, self.element_url(database, element, &[]));
        if let Some(path) = &options.path {
            request = request.query("path", path);
        }
        request = request.query_if(options.force_checkout, "forceCheckout", "1");
        request = match options.mode {
            Mode::Standard => request,
            Mode::IgnoreReadOnly => request.query("mode", "ignoreReadonly"),
            Mode::Admin => request.query("mode", "admin"),
        };
        if !update.attachments.is_empty() {
            request = request.carrying_file();
        }
        let request = with_json(request, &UpdateOut::from(update))?;
        let updated: UpdatedIn = self.transport.one(&request).await?;
        let updated = updated.updated(element);
        // Success alone is not enough (facts: WEBCON REST API, "Update element"; inferred).
        if updated.status == UpdateStatus::Unknown("Rollback".to_owned()) {
            return Err(Error::Service(ServiceError::RolledBack { call }));
        }
        Ok(updated)
    }

    /// Takes the checkout of an instance. **There is no call that gives it back**, so it stays until a
    /// save or until an administrator ends it: prefer [`update_element`](Self::update_element), which
    /// needs none (facts: WEBCON REST API, "Checkout").
    ///
    /// # Errors
    /// Every kind of a changing call; [`ServiceError::CheckedOut`] when somebody else has it.
    pub async fn checkout(&self, database: DatabaseId, element: ElementId, force: bool) -> Result<(), Error> {
        let url = self.element_url(database, element, &["checkout"]);
        let request = Request::post(operation::CHECKOUT.of(element.to_string()), url).query_if(
            force,
            "forceCheckout",
            "1",
        );
        self.transport.done(&request).await.map_err(|error| match error {
            // Here a 409 has one meaning, whatever it says (facts: WEBCON REST API, "Checkout").
            Error::Service(
                ServiceError::Validation { call, upstream, .. } | ServiceError::Conflict { call, upstream },
            ) => Error::Service(ServiceError::CheckedOut { call, holder: None, upstream }),
            other => other,
        })
    }
}
