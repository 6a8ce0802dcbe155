//! What is sent (facts: WEBCON REST API, "Update element", "Attachments"). Only what is named goes out:
//! everything else stays as it is.

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::attachment::NewAttachment;
use crate::new_value::Written;
use crate::update::{ElementUpdate, ListUpdate, RowUpdate};

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateOut<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    form_fields: Vec<Written<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    item_lists: Vec<ListOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<AttachmentOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<CommentsOut<'a>>,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct CommentsOut<'a> {
    new_comment: &'a str,
}

impl<'a> From<&'a ElementUpdate> for UpdateOut<'a> {
    fn from(update: &'a ElementUpdate) -> Self {
        Self {
            form_fields: update.fields.iter().map(|(key, value)| Written(key, value)).collect(),
            item_lists: update.lists.iter().filter(|list| !list.is_empty()).map(ListOut).collect(),
            attachments: update.attachments.iter().map(AttachmentOut::from).collect(),
            comments: update.comment.as_deref().map(|new_comment| CommentsOut { new_comment }),
        }
    }
}

struct ListOut<'a>(&'a ListUpdate);

impl Serialize for ListOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows: Vec<RowOut<'_>> = self.0.rows.iter().map(RowOut).collect();
        let mut map = serializer.serialize_map(None)?;
        self.0.list.write(&mut map)?;
        map.serialize_entry("mode", "Incremental")?;
        map.serialize_entry("rows", &rows)?;
        map.end()
    }
}

struct RowOut<'a>(&'a RowUpdate);

impl Serialize for RowOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (id, cells) = match self.0 {
            RowUpdate::Add(cells) => (None, Some(cells)),
            RowUpdate::Change(id, cells) => (Some(id), Some(cells)),
            RowUpdate::Delete(id) => (Some(id), None),
        };
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = id {
            map.serialize_entry("id", id)?;
        }
        match cells {
            Some(cells) => {
                let cells: Vec<Written<'_>> = cells.iter().map(|(key, value)| Written(key, value)).collect();
                map.serialize_entry("cells", &cells)?;
            }
            None => map.serialize_entry("delete", &true)?,
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
pub(crate) struct AttachmentOut<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    content: Base64<'a>,
}

impl<'a> From<&'a NewAttachment> for AttachmentOut<'a> {
    fn from(attachment: &'a NewAttachment) -> Self {
        Self {
            name: &attachment.name,
            description: attachment.description.as_deref(),
            group: attachment.group.as_deref(),
            content: Base64(&attachment.content),
        }
    }
}

/// Written piece by piece, without a second copy of a large file.
struct Base64<'a>(&'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Base64Display::new(self.0, &STANDARD))
    }
}
