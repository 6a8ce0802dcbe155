//! `PATCH /elements/{id}`: saves fields, rows, files and a comment at once, and takes a path if asked to;
//! and `POST /elements/{id}/checkout`.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::{Value as JsonValue, json};

use super::attachments;
use super::element::no_element;
use super::error::ApiError;
use super::request::{ApiJson, ApiQuery, ForceCheckout, Ids, force_checkout, pass_checkout};
use super::token::{Account, Scope};
use crate::portal::Portal;
use crate::portal::change::{AttachmentChange, Change, Mode, Outcome, RowChange, RowChanges, Write};
use crate::portal::people::User;
use crate::portal::process::{Column, Field, Kind, Matrix, Step, Thing, find_path, guid};
use crate::portal::value::Value;

#[derive(Deserialize)]
pub(super) struct Query {
    path: Option<String>,
    mode: Option<String>,
    #[serde(rename = "forceCheckout")]
    force_checkout: Option<String>,
}

/// The body. Members that are not named here are ignored.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Body {
    form_fields: Option<Vec<FieldValue>>,
    item_lists: Option<Vec<ItemList>>,
    attachments: Option<Vec<AttachmentEntry>>,
    comments: Option<Comments>,
}

/// A field, a cell, or whatever else an id or a GUID names.
#[derive(Deserialize)]
struct FieldValue {
    id: Option<i32>,
    guid: Option<String>,
    #[serde(default, deserialize_with = "even_null")]
    value: Option<JsonValue>,
    svalue: Option<String>,
}

/// Tells `null` from a member that was not sent.
fn even_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<JsonValue>, D::Error> {
    JsonValue::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
struct ItemList {
    id: Option<i32>,
    guid: Option<String>,
    mode: Option<String>,
    rows: Option<Vec<ListRow>>,
}

#[derive(Deserialize)]
struct ListRow {
    id: Option<i32>,
    cells: Option<Vec<FieldValue>>,
    delete: Option<bool>,
}

#[derive(Deserialize)]
struct AttachmentEntry {
    id: Option<i32>,
    name: Option<String>,
    description: Option<String>,
    group: Option<String>,
    content: Option<String>,
    #[serde(default)]
    delete: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comments {
    new_comment: Option<String>,
}

pub(super) async fn update(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    ApiQuery(query): ApiQuery<Query>,
    ApiJson(body): ApiJson<Body>,
) -> Result<Json<JsonValue>, ApiError> {
    account.needs(Scope::WRITE)?;
    let mode = mode(query.mode.as_deref())?;
    if mode == Mode::Admin {
        account.needs(Scope::ADMIN)?;
    }
    let force = force_checkout(query.force_checkout.as_deref())?;
    let mut state = portal.state();
    let instance = state.instances.get(&ids.element).ok_or_else(|| no_element(ids.element))?;
    let step = instance.step;
    let path = match query.path.as_deref() {
        None | Some("") => None,
        Some(wanted) => Some(
            find_path(step, wanted)
                .ok_or_else(|| ApiError::query(format!("The path `{wanted}` is not available")))?,
        ),
    };
    let change = body.change(mode, state.settings.api_matrix(), step)?;
    pass_checkout(&mut state, ids.element, &account, force)?;
    let user = User::api_account();
    let outcome = state
        .change(ids.element, change, path, &user, Timestamp::now())
        .ok_or_else(|| no_element(ids.element))??;
    // That saving ends the writer's own checkout is inferred from the form.
    state.checkouts.release(ids.element, &user.login);
    let number = state.instances.get(&ids.element).map(|instance| instance.number.clone());
    let status = match outcome {
        Outcome::Saved => "Saved",
        Outcome::Moved => "MovedToNextStep",
        Outcome::RolledBack => "Rollback",
    };
    Ok(Json(json!({ "id": ids.element, "instanceNumber": number, "status": status })))
}

/// `POST /elements/{id}/checkout`: the account holds the instance until it saves; there is no call that
/// releases it (facts: WEBCON REST API, checkout).
pub(super) async fn check_out(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    ApiQuery(force): ApiQuery<ForceCheckout>,
) -> Result<StatusCode, ApiError> {
    account.needs(Scope::WRITE)?;
    let force = force.asked()?;
    let mut state = portal.state();
    if !state.instances.contains_key(&ids.element) {
        return Err(no_element(ids.element));
    }
    pass_checkout(&mut state, ids.element, &account, force)?;
    let lasts = state.checkout_lasts();
    state.checkouts.take(ids.element, User::api_account(), Timestamp::now(), lasts);
    Ok(StatusCode::OK)
}

fn mode(name: Option<&str>) -> Result<Mode, ApiError> {
    match name {
        None | Some("" | "standard") => Ok(Mode::Standard),
        Some("ignoreReadonly") => Ok(Mode::IgnoreReadonly),
        Some("admin") => Ok(Mode::Admin),
        Some(other) => Err(ApiError::query(format!("mode cannot be `{other}`"))),
    }
}

impl Body {
    fn change(self, mode: Mode, matrix: Matrix<'_>, step: Step) -> Result<Change, ApiError> {
        let mut change =
            Change { comment: self.comments.and_then(|comments| comments.new_comment), ..Change::default() };
        for entry in self.form_fields.unwrap_or_default() {
            let field = entry.name().and_then(|name| Field::find(&name));
            let field =
                field.filter(|field| !field.stored_in.is_empty() && !matches!(field.kind, Kind::ItemList));
            let field =
                field.ok_or_else(|| ApiError::field(format!("There is no {}", entry.called("field"))))?;
            let name = field.name.english;
            if writes(mode.may_write(matrix.field(field, step)), name)? {
                change.fields.push((field, entry.value(field.kind)?));
            }
        }
        for list in self.item_lists.unwrap_or_default() {
            list.check()?;
            let exact = list.is_exact()?;
            let rows = list.rows.unwrap_or_default();
            let rows =
                rows.into_iter().map(|row| row.change(mode, matrix, step)).collect::<Result<_, _>>()?;
            change.rows = Some(RowChanges { exact, rows });
        }
        for entry in self.attachments.unwrap_or_default() {
            change.attachments.push(entry.change()?);
        }
        Ok(change)
    }
}

/// Whether to write what the matrix says so of; an error where one may not.
fn writes(write: Write, name: &str) -> Result<bool, ApiError> {
    match write {
        Write::Yes => Ok(true),
        Write::Skip => Ok(false),
        Write::ReadOnly => Err(ApiError::field(format!("{name} is read-only"))),
        Write::Unknown => Err(ApiError::field(format!("{name} is not available on the form"))),
    }
}

impl FieldValue {
    /// The GUID or the id; the GUID wins.
    fn name(&self) -> Option<String> {
        self.guid.clone().filter(|guid| !guid.is_empty()).or_else(|| self.id.map(|id| id.to_string()))
    }

    fn called(&self, what: &str) -> String {
        match self.name() {
            Some(name) => format!("{what} {name}"),
            None => format!("{what} without id or guid"),
        }
    }

    /// `value` wins over `svalue` when both say something; which one does in the real portal is not
    /// recorded.
    fn value(&self, kind: Kind) -> Result<Value, ApiError> {
        match (&self.value, self.svalue.as_deref()) {
            (None | Some(JsonValue::Null), Some(short)) => Ok(Value::from_short(kind, short)?),
            (Some(value), _) => Ok(Value::from_json(kind, value)?),
            (None, None) => Err(ApiError::field("A field needs a value or an svalue")),
        }
    }
}

impl ItemList {
    fn check(&self) -> Result<(), ApiError> {
        let wanted = guid(Thing::Field, crate::portal::process::RECIPIENTS);
        let by_guid = self.guid.as_deref().map(|guid| guid.eq_ignore_ascii_case(&wanted));
        let by_id = self.id.map(|id| id == crate::portal::process::RECIPIENTS);
        if by_guid.or(by_id) == Some(true) {
            return Ok(());
        }
        Err(ApiError::field("There is no such item list"))
    }

    /// Without a mode, only the rows that are sent are touched: inferred, it is the first of the two.
    fn is_exact(&self) -> Result<bool, ApiError> {
        match self.mode.as_deref() {
            None | Some("Incremental") => Ok(false),
            Some("Exact") => Ok(true),
            Some(other) => Err(ApiError::body(format!("The mode of an item list cannot be `{other}`"))),
        }
    }
}

impl ListRow {
    fn change(self, mode: Mode, matrix: Matrix<'_>, step: Step) -> Result<RowChange, ApiError> {
        if self.delete == Some(true) {
            let id = self.id.ok_or_else(|| ApiError::body("A row to delete needs an id"))?;
            return Ok(RowChange::Delete(id));
        }
        let mut cells = Vec::new();
        for cell in self.cells.unwrap_or_default() {
            let column = cell.name().and_then(|name| Column::find(&name));
            let column =
                column.ok_or_else(|| ApiError::field(format!("There is no {}", cell.called("column"))))?;
            if writes(mode.may_write(matrix.column(column, step)), column.name.english)? {
                cells.push((column, cell.value(column.kind)?));
            }
        }
        Ok(match self.id {
            Some(id) => RowChange::Edit(id, cells),
            None => RowChange::Add(cells),
        })
    }
}

impl AttachmentEntry {
    fn change(self) -> Result<AttachmentChange, ApiError> {
        let content = self.content.as_deref().map(attachments::decode).transpose()?;
        match (self.id, self.delete) {
            (Some(id), true) => Ok(AttachmentChange::Delete(id)),
            (None, true) => Err(ApiError::body("An attachment to delete needs an id")),
            (Some(id), false) => Ok(AttachmentChange::Update {
                id,
                name: self.name,
                description: self.description,
                category: attachments::move_to(self.group.as_deref())?,
                content,
            }),
            (None, false) => Ok(AttachmentChange::Add {
                name: self
                    .name
                    .filter(|name| !name.trim().is_empty())
                    .ok_or_else(|| ApiError::missing_body("name"))?,
                description: self.description,
                category: attachments::new_category(self.group.as_deref())?,
                content: content.ok_or_else(|| ApiError::missing_body("content"))?,
            }),
        }
    }
}
