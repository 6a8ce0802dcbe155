//! The files of an element: listed, read, added, changed, deleted.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value as JsonValue, json};

use super::element::{attachment as metadata, no_element};
use super::error::ApiError;
use super::request::{ApiJson, ApiQuery, ForceCheckout, Ids, ReadLag, pass_checkout};
use super::token::{Account, Scope};
use crate::portal::Portal;
use crate::portal::change::{AttachmentChange, Change, MoveTo, Refused};
use crate::portal::instance::{Attachment, Content};
use crate::portal::people::User;
use crate::portal::process;

/// The list. It has a member `content`, but whether the portal fills it for every file is not recorded:
/// here it stays empty, so that nobody builds on it.
pub(super) async fn list(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    ReadLag(lag): ReadLag,
) -> Result<Json<JsonValue>, ApiError> {
    account.needs(Scope::READ)?;
    let state = portal.state();
    let instance = state.instance_before(ids.element, lag, Timestamp::now());
    let instance = instance.ok_or_else(|| no_element(ids.element))?;
    let attachments = instance.attachments.iter().map(|attachment| {
        let mut json = metadata(attachment, &state.settings.api_names);
        json["content"] = JsonValue::Null;
        json
    });
    Ok(Json(json!({ "attachments": attachments.collect::<Vec<_>>() })))
}

pub(super) async fn read(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    lag: ReadLag,
) -> Result<Json<JsonValue>, ApiError> {
    let attachment = find(&portal, &account, &ids, &lag)?;
    let mut json = metadata(&attachment, &portal.state().settings.api_names);
    json["content"] = json!(STANDARD.encode(attachment.content.bytes()));
    Ok(Json(json))
}

pub(super) async fn content(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    lag: ReadLag,
) -> Result<Json<JsonValue>, ApiError> {
    let attachment = find(&portal, &account, &ids, &lag)?;
    Ok(Json(json!({ "content": STANDARD.encode(attachment.content.bytes()) })))
}

/// The bytes as they are. The content type is inferred.
pub(super) async fn stream(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    lag: ReadLag,
) -> Result<Response, ApiError> {
    let bytes = find(&portal, &account, &ids, &lag)?.content.bytes();
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (CONTENT_LENGTH, HeaderValue::from(bytes.len())),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}

/// facts: WEBCON REST API, attachments: 400 when the file belongs to another element, 404 when there is
/// none.
fn find(portal: &Portal, account: &Account, ids: &Ids, lag: &ReadLag) -> Result<Attachment, ApiError> {
    account.needs(Scope::READ)?;
    let state = portal.state();
    let instance = state.instance_before(ids.element, lag.0, Timestamp::now());
    let instance = instance.ok_or_else(|| no_element(ids.element))?;
    if let Some(attachment) = instance.attachment(ids.attachment) {
        return Ok(attachment.clone());
    }
    let elsewhere = state.instances.values().any(|other| other.attachment(ids.attachment).is_some());
    if elsewhere {
        return Err(ApiError::input("The attachment does not exist on the selected element"));
    }
    Err(ApiError::not_found(format!("Attachment {} does not exist", ids.attachment)))
}

/// What is sent of a file.
#[derive(Deserialize)]
pub(super) struct NewAttachment {
    name: Option<String>,
    description: Option<String>,
    group: Option<String>,
    content: Option<String>,
}

pub(super) async fn add(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    ApiQuery(force): ApiQuery<ForceCheckout>,
    ApiJson(new): ApiJson<NewAttachment>,
) -> Result<Json<JsonValue>, ApiError> {
    let name = new.name.filter(|name| !name.trim().is_empty());
    let change = AttachmentChange::Add {
        name: name.ok_or_else(|| ApiError::missing_body("name"))?,
        description: new.description,
        category: new_category(new.group.as_deref())?,
        content: decode(new.content.as_deref().ok_or_else(|| ApiError::missing_body("content"))?)?,
    };
    apply(&portal, &account, &ids, force.asked()?, change).map(Json)
}

/// The id stays, the version grows; 423 if the file is published.
pub(super) async fn change(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    ApiQuery(force): ApiQuery<ForceCheckout>,
    ApiJson(new): ApiJson<NewAttachment>,
) -> Result<Json<JsonValue>, ApiError> {
    let change = AttachmentChange::Update {
        id: ids.attachment,
        name: new.name.filter(|name| !name.trim().is_empty()),
        description: new.description,
        category: move_to(new.group.as_deref())?,
        content: new.content.as_deref().map(decode).transpose()?,
    };
    apply(&portal, &account, &ids, force.asked()?, change).map(Json)
}

pub(super) async fn delete(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    ApiQuery(force): ApiQuery<ForceCheckout>,
) -> Result<StatusCode, ApiError> {
    let change = AttachmentChange::Delete(ids.attachment);
    apply(&portal, &account, &ids, force.asked()?, change).map(|_| StatusCode::OK)
}

/// Makes the change at once. It leaves the version of the element alone (facts: WEBCON REST API,
/// attachments).
fn apply(
    portal: &Portal,
    account: &Account,
    ids: &Ids,
    force: bool,
    change: AttachmentChange,
) -> Result<JsonValue, ApiError> {
    account.needs(Scope::WRITE)?;
    let mut state = portal.state();
    let mut instance = state.instances.get(&ids.element).cloned().ok_or_else(|| no_element(ids.element))?;
    pass_checkout(&mut state, ids.element, account, force)?;
    let now = Timestamp::now();
    let is_update = matches!(change, AttachmentChange::Update { .. });
    let id = match &change {
        AttachmentChange::Add { .. } => state.ids.attachment + 1,
        AttachmentChange::Update { id, .. } | AttachmentChange::Delete(id) => *id,
    };
    let change = Change { attachments: vec![change], ..Change::default() };
    change.apply(&mut instance, &mut state.ids, &User::api_account(), now).map_err(
        |refused| match refused {
            Refused::Published(_) if is_update => ApiError::published(),
            refused => refused.into(),
        },
    )?;
    let answer = instance
        .attachment(id)
        .map(|attachment| json!({ "id": id, "name": attachment.name, "version": attachment.version }));
    state.keep(instance, now);
    Ok(answer.unwrap_or(JsonValue::Null))
}

/// Reads base64.
pub(super) fn decode(content: &str) -> Result<Content, ApiError> {
    let bytes = STANDARD.decode(content).map_err(|_| ApiError::body("The content is not base64"))?;
    Ok(Content::from(Bytes::from(bytes)))
}

/// The category of a new file.
pub(super) fn new_category(group: Option<&str>) -> Result<Option<i32>, ApiError> {
    group.map_or(Ok(None), category)
}

/// Where a file goes that was sent with this group, or with none.
pub(super) fn move_to(group: Option<&str>) -> Result<MoveTo, ApiError> {
    group.map_or(Ok(MoveTo::Nowhere), |group| category(group).map(MoveTo::Category))
}

/// Reads a category written as `id#name`; nothing or an empty text stands for no category. That a bare
/// name is refused is inferred.
fn category(group: &str) -> Result<Option<i32>, ApiError> {
    if group.is_empty() {
        return Ok(None);
    }
    let (id, _name) = group.split_once('#').unwrap_or((group, ""));
    let category = id.parse().ok().and_then(process::category);
    let category = category.ok_or_else(|| ApiError::body(format!("There is no category `{group}`")))?;
    Ok(Some(category.id))
}
