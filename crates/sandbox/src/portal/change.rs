//! What somebody wants to change on an instance, however they say it: the API's PATCH and the form's save
//! both end here.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::instance::{Attachment, Comment, Content, Instance, Row};
use super::language::Label;
use super::people::User;
use super::process::{Column, Editability, Field, Path, Rule};
use super::store::Ids;
use super::value::Value;

/// All that changes at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    pub(super) fields: Vec<(&'static Field, Value)>,
    pub(super) rows: Option<RowChanges>,
    pub(super) attachments: Vec<AttachmentChange>,
    pub(super) comment: Option<String>,
}

/// What happens to the item list.
#[derive(Clone, Debug)]
pub(super) struct RowChanges {
    /// Whether rows that are not named are removed.
    pub(super) exact: bool,
    pub(super) rows: Vec<RowChange>,
}

/// What happens to one row.
#[derive(Clone, Debug)]
pub(super) enum RowChange {
    Add(Vec<(&'static Column, Value)>),
    Edit(i32, Vec<(&'static Column, Value)>),
    Delete(i32),
}

/// What happens to one file.
#[derive(Clone, Debug)]
pub(super) enum AttachmentChange {
    Add {
        name: String,
        description: Option<String>,
        category: Option<i32>,
        content: Content,
    },
    /// What is `None` stays as it is.
    Update {
        id: i32,
        name: Option<String>,
        description: Option<String>,
        category: MoveTo,
        content: Option<Content>,
    },
    Delete(i32),
}

/// Where a file goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum MoveTo {
    /// It stays where it is.
    Nowhere,
    /// To this category, or out of all of them.
    Category(Option<i32>),
}

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// There is no such row.
    NoRow(i32),
    /// There is no such file on the instance.
    NoAttachment(i32),
    /// The file is open for editing somewhere else.
    Published(i32),
    /// The path needs these, by name.
    Missing(Vec<Label>),
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Saved,
    Moved,
    /// An action on the path failed; nothing was kept.
    RolledBack,
}

/// How strictly read-only fields are kept (facts: WEBCON REST API, update element, query `mode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Writing a read-only field is an error.
    Standard,
    /// Read-only fields are left alone, silently.
    IgnoreReadonly,
    /// Read-only and hidden fields are written.
    Admin,
}

/// What becomes of an attempt to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Write {
    Yes,
    Skip,
    ReadOnly,
    /// Fields outside the form do not exist for the writer.
    Unknown,
}

impl Mode {
    /// Whether a field with this rule may be written.
    pub(super) fn may_write(self, rule: Rule) -> Write {
        match self {
            Self::Admin => Write::Yes,
            _ if !rule.visible => Write::Unknown,
            _ if rule.editability != Editability::ReadOnly => Write::Yes,
            Self::IgnoreReadonly => Write::Skip,
            Self::Standard => Write::ReadOnly,
        }
    }
}

impl Change {
    /// Makes the change, which may leave the instance half changed when it is refused: call it on a copy.
    pub(super) fn apply(
        self,
        instance: &mut Instance,
        ids: &mut Ids,
        by: &User,
        now: Timestamp,
    ) -> Result<(), Refused> {
        for (field, value) in self.fields {
            instance.values.insert(field.stored_in, value);
        }
        if let Some(changes) = self.rows {
            changes.apply(&mut instance.rows, ids)?;
        }
        for change in self.attachments {
            change.apply(instance, ids, by, now)?;
        }
        if let Some(text) = self.comment.filter(|text| !text.trim().is_empty()) {
            instance.comments.push(Comment { author: by.clone(), text, at: now });
        }
        Ok(())
    }
}

impl RowChanges {
    /// facts: WEBCON REST API, update element: an edit names its row, a new row has no id. What `Exact`
    /// does with rows that are not named is inferred from the word; so is that cells which are not sent
    /// stay as they are.
    fn apply(self, rows: &mut Vec<Row>, ids: &mut Ids) -> Result<(), Refused> {
        let mut named = Vec::new();
        for change in self.rows {
            match change {
                RowChange::Add(cells) => {
                    let row = Row { id: ids.row(), cells: cells_by_column(cells) };
                    named.push(row.id);
                    rows.push(row);
                }
                RowChange::Edit(id, cells) => {
                    let row = rows.iter_mut().find(|row| row.id == id).ok_or(Refused::NoRow(id))?;
                    row.cells.extend(cells_by_column(cells));
                    named.push(id);
                }
                RowChange::Delete(id) => {
                    let at = rows.iter().position(|row| row.id == id).ok_or(Refused::NoRow(id))?;
                    rows.remove(at);
                }
            }
        }
        if self.exact {
            rows.retain(|row| named.contains(&row.id));
        }
        Ok(())
    }
}

fn cells_by_column(cells: Vec<(&'static Column, Value)>) -> BTreeMap<&'static str, Value> {
    cells.into_iter().map(|(column, value)| (column.stored_in, value)).collect()
}

impl AttachmentChange {
    fn apply(self, instance: &mut Instance, ids: &mut Ids, by: &User, now: Timestamp) -> Result<(), Refused> {
        match self {
            Self::Add { name, description, category, content } => instance.attachments.push(Attachment {
                id: ids.attachment(),
                name,
                description,
                category,
                author: by.clone(),
                updated_by: by.clone(),
                created: now,
                modified: now,
                version: 1,
                published: false,
                content,
            }),
            Self::Update { id, name, description, category, content } => {
                let attachment = changeable(instance, id)?;
                if let Some(name) = name {
                    attachment.name = name;
                }
                if let Some(description) = description {
                    attachment.description = Some(description);
                }
                if let MoveTo::Category(category) = category {
                    attachment.category = category;
                }
                if let Some(content) = content {
                    attachment.content = content;
                }
                attachment.version += 1;
                attachment.updated_by = by.clone();
                attachment.modified = now;
            }
            Self::Delete(id) => {
                changeable(instance, id)?;
                instance.attachments.retain(|attachment| attachment.id != id);
            }
        }
        Ok(())
    }
}

fn changeable(instance: &mut Instance, id: i32) -> Result<&mut Attachment, Refused> {
    let attachment = instance
        .attachments
        .iter_mut()
        .find(|attachment| attachment.id == id)
        .ok_or(Refused::NoAttachment(id))?;
    if attachment.published { Err(Refused::Published(id)) } else { Ok(attachment) }
}

/// Whether an action on the path fails with what the instance holds now.
pub(super) fn path_fails(path: &Path, instance: &Instance) -> bool {
    path.needs_signed && instance.value("AttChoose1").picked_id() != "COMPLETED"
}
