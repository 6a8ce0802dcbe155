//! The form of a step: which fields, lists and columns it has, whatever the instance.

use api_client::{Call, Request};

use crate::client::Client;
use crate::element::Reference;
use crate::error::Error;
use crate::ids::DatabaseId;
use crate::key::{LookupError, find, named};
use crate::operation;
use crate::wire::FormLayoutIn;
use crate::words::{ColumnType, Editability, FieldType, Requiredness, Visibility};

/// The form of a step and form type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormLayout {
    /// Form fields.
    pub fields: Vec<LayoutField>,
    /// Item lists.
    pub lists: Vec<LayoutList>,
    /// Paths that lead on from the step.
    pub paths: Vec<LayoutPath>,
}

/// A form field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutField {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
    /// Name in the database, such as `AttText1`; empty when not told.
    pub db_column: String,
    /// Kind.
    pub field_type: FieldType,
    /// Whether it is on the form.
    pub visibility: Visibility,
    /// Whether it can be written.
    pub editability: Editability,
    /// Whether it must be filled.
    pub requiredness: Requiredness,
}

/// An item list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutList {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
    /// Name in the database, such as `SubElems1`; empty when not told.
    pub db_column: String,
    /// Whether it is on the form.
    pub visibility: Visibility,
    /// Whether it can be written.
    pub editability: Editability,
    /// Columns.
    pub columns: Vec<LayoutColumn>,
}

/// A column of an item list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutColumn {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
    /// Name in the database; empty when not told.
    pub db_column: String,
    /// Kind.
    pub column_type: ColumnType,
    /// Whether it is on the form.
    pub visibility: Visibility,
    /// Whether it can be written.
    pub editability: Editability,
    /// Whether it must be filled.
    pub requiredness: Requiredness,
}

/// A path that leads on from a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutPath {
    /// GUID.
    pub guid: Option<String>,
    /// Number.
    pub id: Option<i32>,
    /// What people call it; empty when not told.
    pub name: String,
}

named!(LayoutField is "form field" with db_column);
named!(LayoutList is "item list" with db_column);
named!(LayoutColumn is "column" with db_column);
named!(LayoutPath is "path");

impl FormLayout {
    /// The field of that GUID, number, name in the database or name, tried in this order. Names are
    /// compared without regard to case and blanks around them.
    ///
    /// # Errors
    /// When there is none, or when several have the name.
    pub fn field(&self, name: &str) -> Result<&LayoutField, LookupError> {
        find(&self.fields, name)
    }

    /// The item list of that name; as [`field`](Self::field).
    ///
    /// # Errors
    /// When there is none, or when several have the name.
    pub fn list(&self, name: &str) -> Result<&LayoutList, LookupError> {
        find(&self.lists, name)
    }

    /// The path of that GUID, number or name; as [`field`](Self::field).
    ///
    /// # Errors
    /// When there is none, or when several have the name.
    pub fn path(&self, name: &str) -> Result<&LayoutPath, LookupError> {
        find(&self.paths, name)
    }
}

impl LayoutList {
    /// The column of that name; as [`FormLayout::field`].
    ///
    /// # Errors
    /// When there is none, or when several have the name.
    pub fn column(&self, name: &str) -> Result<&LayoutColumn, LookupError> {
        find(&self.columns, name)
    }
}

impl Client {
    /// The form of a step and form type, which [`Element`](crate::Element) names. The only place that
    /// tells the names that fields have in the database.
    ///
    /// # Errors
    /// Every kind of a reading call; it needs the scope `App.Metadata.Read` (inferred from its place among
    /// the metadata calls).
    pub async fn form_layout(
        &self,
        database: DatabaseId,
        step: &Reference,
        form_type: &Reference,
    ) -> Result<FormLayout, Error> {
        let (Some(step), Some(form_type)) = (step.key(), form_type.key()) else {
            let call = Call::from(operation::FORM_LAYOUT);
            return Err(Error::unreadable(&call, "the instance names no step or no form type"));
        };
        let url = self.database_url(database, &["formlayout"]);
        let request = Request::get(operation::FORM_LAYOUT.of(step.to_string()), url)
            .query("step", &step.to_string())
            .query("formType", &form_type.to_string());
        let read: FormLayoutIn = self.transport.one(&request).await?;
        Ok(read.layout())
    }
}
