//! Workflow instances, as they are read.

use api_client::Request;

use crate::attachment::Attachment;
use crate::client::Client;
use crate::error::Error;
use crate::ids::{DatabaseId, ElementId, RowId};
use crate::key::{Key, LookupError, find, named};
use crate::operation;
use crate::value::FieldValue;
use crate::wire::ElementIn;
use crate::words::{ColumnType, Editability, FieldType, Requiredness};

/// A workflow instance: its header, its visible fields and lists, and what is attached. Fields that are
/// not on the form for the API's account are missing (facts: WEBCON REST API, "Get element").
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Id.
    pub id: ElementId,
    /// Number that people know it by (signature); empty when not told.
    pub instance_number: String,
    /// Version; grows with each save. There is no entity tag: compare it before writing.
    pub version: Option<i32>,
    /// The step it is in.
    pub step: Reference,
    /// Its workflow.
    pub workflow: Reference,
    /// Its form type.
    pub form_type: Reference,
    /// Whether it is finished.
    pub is_finished: bool,
    /// Visible form fields.
    pub fields: Vec<Field>,
    /// Visible item lists.
    pub lists: Vec<ItemList>,
    /// Attachments, without their content.
    pub attachments: Vec<Attachment>,
    /// Texts of the comments.
    pub comments: Vec<String>,
}

/// A configuration object: GUID, number, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
}

/// A form field with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
    /// Kind.
    pub field_type: FieldType,
    /// Value.
    pub value: FieldValue,
    /// How it is shown; only from [`Client::element_with_layout`].
    pub layout: Option<Layout>,
}

/// How a field, list or column is shown on the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Whether it can be written.
    pub editability: Editability,
    /// Whether it must be filled.
    pub requiredness: Requiredness,
}

/// An item list.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemList {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
    /// Columns, in order.
    pub columns: Vec<Column>,
    /// Rows, in order.
    pub rows: Vec<Row>,
    /// How it is shown; only from [`Client::element_with_layout`].
    pub layout: Option<Layout>,
}

/// A column of an item list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
    /// Kind.
    pub column_type: ColumnType,
    /// How it is shown; only from [`Client::element_with_layout`].
    pub layout: Option<Layout>,
}

/// A row of an item list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Id; what a change names the row by.
    pub id: Option<RowId>,
    /// Cells, in no promised order.
    pub cells: Vec<Cell>,
}

/// A cell of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// GUID of the column.
    pub guid: Option<String>,
    /// Number of the column.
    pub id: Option<i32>,
    /// Value.
    pub value: FieldValue,
}

named!(Field is "form field");
named!(ItemList is "item list");
named!(Column is "column");

impl Reference {
    /// The GUID, or the number when there is none.
    pub fn key(&self) -> Option<Key> {
        match &self.guid {
            Some(guid) => Some(Key::Guid(guid.clone())),
            None => self.id.map(Key::Id),
        }
    }

    /// Whether it has this GUID, with or without braces. Numbers are no names: each kind of object counts its own.
    pub fn has_guid(&self, guid: &str) -> bool {
        let wanted = guid.trim().trim_start_matches('{').trim_end_matches('}');
        self.guid.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(wanted))
    }
}

impl Element {
    /// The field of that GUID, number or name, tried in this order. Names are compared without regard to
    /// case and blanks around them.
    ///
    /// # Errors
    /// When there is none, or when several have the name.
    pub fn field(&self, name: &str) -> Result<&Field, LookupError> {
        find(&self.fields, name)
    }

    /// The item list of that GUID, number or name; as [`field`](Self::field).
    ///
    /// # Errors
    /// When there is none, or when several have the name.
    pub fn list(&self, name: &str) -> Result<&ItemList, LookupError> {
        find(&self.lists, name)
    }
}

impl ItemList {
    /// The column of that GUID, number or name; as [`Element::field`].
    ///
    /// # Errors
    /// When there is none, or when several have the name.
    pub fn column(&self, name: &str) -> Result<&Column, LookupError> {
        find(&self.columns, name)
    }
}

impl Row {
    /// The value in a column; empty when the row has no such cell.
    pub fn value(&self, column: &Column) -> &FieldValue {
        let cell = self.cells.iter().find(|cell| match (&cell.guid, &column.guid) {
            (Some(own), Some(wanted)) => own.eq_ignore_ascii_case(wanted),
            _ => cell.id.is_some() && cell.id == column.id,
        });
        cell.map_or(&FieldValue::Empty, |cell| &cell.value)
    }
}

impl Client {
    /// Reads an instance.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn element(&self, database: DatabaseId, element: ElementId) -> Result<Element, Error> {
        self.read_element(database, element, false).await
    }

    /// Reads an instance with how its fields, lists and columns are shown: which ones can be written.
    ///
    /// # Errors
    /// Every kind of a reading call.
    pub async fn element_with_layout(
        &self,
        database: DatabaseId,
        element: ElementId,
    ) -> Result<Element, Error> {
        self.read_element(database, element, true).await
    }

    async fn read_element(
        &self,
        database: DatabaseId,
        element: ElementId,
        with_layout: bool,
    ) -> Result<Element, Error> {
        let url = self.element_url(database, element, &[]);
        let request = Request::get(operation::READ_ELEMENT.of(element.to_string()), url).query_if(
            with_layout,
            "expand",
            "formLayout",
        );
        let read: ElementIn = self.transport.one(&request).await?;
        Ok(read.element(element))
    }
}
