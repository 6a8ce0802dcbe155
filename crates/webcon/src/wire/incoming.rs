//! What is read (facts: WEBCON REST API, "Get element", "Attachments"). Every member may be missing or
//! null, unknown ones are ignored.

use api_client::json::or_default;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use crate::attachment::{Attachment, SavedAttachment};
use crate::element::{Cell, Column, Element, Field, ItemList, Layout, Reference, Row};
use crate::ids::{AttachmentId, ElementId, RowId};
use crate::me::Me;
use crate::update::Updated;
use crate::value::{FieldValue, Kind};
use crate::words::{ColumnType, Editability, FieldType, Requiredness, UpdateStatus};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ElementIn {
    header: HeaderIn,
    #[serde(default, deserialize_with = "or_default")]
    form_fields: Vec<FieldIn>,
    #[serde(default, deserialize_with = "or_default")]
    item_lists: Vec<ItemListIn>,
    #[serde(default, deserialize_with = "or_default")]
    attachments: Vec<AttachmentIn>,
    #[serde(default, deserialize_with = "or_default")]
    comments: CommentsIn,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CommentsIn {
    #[serde(default, deserialize_with = "or_default")]
    existing_entries: Vec<CommentIn>,
}

#[derive(Deserialize)]
struct CommentIn {
    comment: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HeaderIn {
    id: Option<i32>,
    instance_number: Option<String>,
    version: Option<i32>,
    #[serde(default, deserialize_with = "or_default")]
    step: ReferenceIn,
    #[serde(default, deserialize_with = "or_default")]
    workflow: ReferenceIn,
    #[serde(default, deserialize_with = "or_default")]
    form_type: ReferenceIn,
    #[serde(default, deserialize_with = "or_default")]
    is_finished: bool,
}

#[derive(Default, Deserialize)]
struct ReferenceIn {
    guid: Option<String>,
    id: Option<i32>,
}

impl From<ReferenceIn> for Reference {
    fn from(reference: ReferenceIn) -> Self {
        Self { guid: reference.guid.filter(|guid| !guid.is_empty()), id: reference.id }
    }
}

impl ElementIn {
    /// The instance; `asked` is its id should the header not tell it.
    pub(crate) fn element(self, asked: ElementId) -> Element {
        let header = self.header;
        Element {
            id: header.id.map_or(asked, ElementId),
            instance_number: header.instance_number.unwrap_or_default(),
            version: header.version,
            step: header.step.into(),
            workflow: header.workflow.into(),
            form_type: header.form_type.into(),
            is_finished: header.is_finished,
            fields: self.form_fields.into_iter().map(FieldIn::field).collect(),
            lists: self.item_lists.into_iter().map(ItemListIn::list).collect(),
            attachments: self.attachments.into_iter().filter_map(AttachmentIn::attachment).collect(),
            comments: self.comments.existing_entries.into_iter().filter_map(|entry| entry.comment).collect(),
        }
    }
}

#[derive(Deserialize)]
struct LayoutIn {
    #[serde(default)]
    editability: Editability,
    #[serde(default)]
    requiredness: Requiredness,
}

impl From<LayoutIn> for Layout {
    fn from(layout: LayoutIn) -> Self {
        Self { editability: layout.editability, requiredness: layout.requiredness }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FieldIn {
    guid: Option<String>,
    id: Option<i32>,
    name: Option<String>,
    #[serde(default, rename = "type")]
    field_type: FieldType,
    #[serde(default)]
    value: Value,
    svalue: Option<String>,
    form_layout: Option<LayoutIn>,
}

impl FieldIn {
    fn field(self) -> Field {
        let kind = match self.field_type {
            FieldType::SingleLine | FieldType::Multiline | FieldType::Email => Kind::Text,
            FieldType::Int | FieldType::Decimal => Kind::Number,
            FieldType::Boolean => Kind::Boolean,
            FieldType::Date | FieldType::DateTime => Kind::Date,
            FieldType::ChoiceList
            | FieldType::ChoicePicker
            | FieldType::Autocomplete
            | FieldType::ChoiceTree
            | FieldType::People
            | FieldType::SurveyChoose => Kind::Choice,
            FieldType::ItemList | FieldType::HyperLink | FieldType::Html | FieldType::Unknown(_) => {
                Kind::Unknown
            }
        };
        Field {
            guid: self.guid,
            id: self.id,
            name: self.name.unwrap_or_default(),
            field_type: self.field_type,
            value: FieldValue::read(kind, self.value, self.svalue.as_deref()),
            layout: self.form_layout.map(Layout::from),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemListIn {
    guid: Option<String>,
    id: Option<i32>,
    name: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    columns: Vec<ColumnIn>,
    #[serde(default, deserialize_with = "or_default")]
    rows: Vec<RowIn>,
    form_layout: Option<LayoutIn>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ColumnIn {
    guid: Option<String>,
    id: Option<i32>,
    name: Option<String>,
    #[serde(default, rename = "type")]
    column_type: ColumnType,
    form_layout: Option<LayoutIn>,
}

#[derive(Deserialize)]
struct RowIn {
    id: Option<i32>,
    #[serde(default, deserialize_with = "or_default")]
    cells: Vec<CellIn>,
}

#[derive(Deserialize)]
struct CellIn {
    guid: Option<String>,
    id: Option<i32>,
    #[serde(default)]
    value: Value,
    svalue: Option<String>,
}

impl ItemListIn {
    fn list(self) -> ItemList {
        let column = |column: ColumnIn| Column {
            guid: column.guid,
            id: column.id,
            name: column.name.unwrap_or_default(),
            column_type: column.column_type,
            layout: column.form_layout.map(Layout::from),
        };
        let columns: Vec<Column> = self.columns.into_iter().map(column).collect();
        let row = |row: RowIn| Row {
            id: row.id.map(RowId),
            cells: row.cells.into_iter().map(|cell| cell.cell(&columns)).collect(),
        };
        let rows = self.rows.into_iter().map(row).collect();
        ItemList {
            guid: self.guid,
            id: self.id,
            name: self.name.unwrap_or_default(),
            rows,
            columns,
            layout: self.form_layout.map(Layout::from),
        }
    }
}

impl CellIn {
    /// A cell does not say its type; its column does.
    fn cell(self, columns: &[Column]) -> Cell {
        let column = columns.iter().find(|column| match (&self.guid, &column.guid) {
            (Some(own), Some(other)) => own.eq_ignore_ascii_case(other),
            _ => self.id.is_some() && self.id == column.id,
        });
        let kind = match column.map(|column| &column.column_type) {
            Some(
                ColumnType::SingleLine
                | ColumnType::Multiline
                | ColumnType::Email
                | ColumnType::CalculatedText,
            ) => Kind::Text,
            Some(ColumnType::Decimal | ColumnType::CalculatedDecimal) => Kind::Number,
            Some(ColumnType::Boolean) => Kind::Boolean,
            Some(ColumnType::Date | ColumnType::DateTime) => Kind::Date,
            Some(
                ColumnType::ChoiceList
                | ColumnType::ChoicePicker
                | ColumnType::Autocomplete
                | ColumnType::ChoiceTree,
            ) => Kind::Choice,
            Some(ColumnType::Hyperlink | ColumnType::LocalAttachments | ColumnType::Unknown(_)) | None => {
                Kind::Unknown
            }
        };
        Cell {
            guid: self.guid,
            id: self.id,
            value: FieldValue::read(kind, self.value, self.svalue.as_deref()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttachmentIn {
    id: Option<i32>,
    name: Option<String>,
    description: Option<String>,
    group: Option<String>,
    version: Option<i32>,
    #[serde(default, deserialize_with = "or_default")]
    is_published: bool,
    creation_date: Option<String>,
    modification_date: Option<String>,
}

impl AttachmentIn {
    fn attachment(self) -> Option<Attachment> {
        Some(Attachment {
            id: AttachmentId(self.id?),
            name: self.name.unwrap_or_default(),
            description: self.description.unwrap_or_default(),
            group: self.group.unwrap_or_default(),
            version: self.version,
            is_published: self.is_published,
            created_at: self.creation_date.unwrap_or_default(),
            modified_at: self.modification_date.unwrap_or_default(),
        })
    }
}

#[derive(Deserialize)]
pub(crate) struct SavedIn {
    id: Option<i32>,
    name: Option<String>,
    version: Option<i32>,
}

impl SavedIn {
    pub(crate) fn saved(self) -> Option<SavedAttachment> {
        Some(SavedAttachment {
            id: AttachmentId(self.id?),
            name: self.name.unwrap_or_default(),
            version: self.version,
        })
    }
}

#[derive(Deserialize)]
pub(crate) struct ContentIn {
    content: Option<String>,
}

impl ContentIn {
    pub(crate) fn bytes(&self) -> Option<Bytes> {
        STANDARD.decode(self.content.as_deref()?).ok().map(Bytes::from)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdatedIn {
    id: Option<i32>,
    instance_number: Option<String>,
    #[serde(default)]
    status: UpdateStatus,
}

impl UpdatedIn {
    pub(crate) fn updated(self, asked: ElementId) -> Updated {
        Updated {
            id: self.id.map_or(asked, ElementId),
            instance_number: self.instance_number.unwrap_or_default(),
            status: self.status,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MeIn {
    bps_id: Option<String>,
    name: Option<String>,
    email: Option<String>,
}

impl MeIn {
    pub(crate) fn me(self) -> Me {
        Me {
            bps_id: self.bps_id.unwrap_or_default(),
            name: self.name.unwrap_or_default(),
            email: self.email.unwrap_or_default(),
        }
    }
}
