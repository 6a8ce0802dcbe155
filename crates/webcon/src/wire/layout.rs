//! The form of a step, as it is read (facts: WEBCON REST API, "Form layout").

use api_client::json::or_default;
use serde::Deserialize;

use crate::form_layout::{FormLayout, LayoutColumn, LayoutField, LayoutList, LayoutPath};
use crate::words::{ColumnType, Editability, FieldType, Requiredness, Visibility};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FormLayoutIn {
    #[serde(default, deserialize_with = "or_default")]
    fields: Vec<FieldIn>,
    #[serde(default, deserialize_with = "or_default")]
    item_lists: Vec<ListIn>,
    #[serde(default, deserialize_with = "or_default")]
    paths: Vec<PathIn>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FieldIn {
    guid: Option<String>,
    id: Option<i32>,
    name: Option<String>,
    db_column: Option<String>,
    #[serde(default, rename = "type")]
    field_type: FieldType,
    #[serde(default)]
    visibility: Visibility,
    #[serde(default)]
    editability: Editability,
    #[serde(default)]
    requiredness: Requiredness,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListIn {
    guid: Option<String>,
    id: Option<i32>,
    name: Option<String>,
    db_column: Option<String>,
    #[serde(default)]
    visibility: Visibility,
    #[serde(default)]
    editability: Editability,
    #[serde(default, deserialize_with = "or_default")]
    columns: Vec<ColumnIn>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ColumnIn {
    guid: Option<String>,
    id: Option<i32>,
    name: Option<String>,
    db_column: Option<String>,
    #[serde(default, rename = "type")]
    column_type: ColumnType,
    #[serde(default)]
    visibility: Visibility,
    #[serde(default)]
    editability: Editability,
    #[serde(default)]
    requiredness: Requiredness,
}

#[derive(Deserialize)]
struct PathIn {
    guid: Option<String>,
    id: Option<i32>,
    name: Option<String>,
}

impl FormLayoutIn {
    pub(crate) fn layout(self) -> FormLayout {
        FormLayout {
            fields: self.fields.into_iter().map(FieldIn::field).collect(),
            lists: self.item_lists.into_iter().map(ListIn::list).collect(),
            paths: self.paths.into_iter().map(PathIn::path).collect(),
        }
    }
}

impl FieldIn {
    fn field(self) -> LayoutField {
        LayoutField {
            guid: self.guid,
            id: self.id,
            name: self.name.unwrap_or_default(),
            db_column: self.db_column.unwrap_or_default(),
            field_type: self.field_type,
            visibility: self.visibility,
            editability: self.editability,
            requiredness: self.requiredness,
        }
    }
}

impl ListIn {
    fn list(self) -> LayoutList {
        LayoutList {
            guid: self.guid,
            id: self.id,
            name: self.name.unwrap_or_default(),
            db_column: self.db_column.unwrap_or_default(),
            visibility: self.visibility,
            editability: self.editability,
            columns: self.columns.into_iter().map(ColumnIn::column).collect(),
        }
    }
}

impl ColumnIn {
    fn column(self) -> LayoutColumn {
        LayoutColumn {
            guid: self.guid,
            id: self.id,
            name: self.name.unwrap_or_default(),
            db_column: self.db_column.unwrap_or_default(),
            column_type: self.column_type,
            visibility: self.visibility,
            editability: self.editability,
            requiredness: self.requiredness,
        }
    }
}

impl PathIn {
    fn path(self) -> LayoutPath {
        LayoutPath { guid: self.guid, id: self.id, name: self.name.unwrap_or_default() }
    }
}
