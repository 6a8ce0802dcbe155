//! `GET /elements/{id}`: the instance as the API account sees it.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value as JsonValue, json};

use super::error::ApiError;
use super::request::{ApiQuery, Ids, ReadLag};
use super::token::{Account, Scope};
use crate::demo::{OLA, Person};
use crate::portal::Portal;
use crate::portal::instance::{Attachment, Instance, Row};
use crate::portal::language::ApiNames;
use crate::portal::people::{PEOPLE, User, has_task};
use crate::portal::process::{
    self, COLUMNS, Column, FIELDS, Field, Kind, Matrix, RECIPIENTS, Rule, Thing, guid,
};

#[derive(Deserialize)]
pub(super) struct Expand {
    expand: Option<String>,
}

pub(super) async fn read(
    State(portal): State<Portal>,
    account: Account,
    ids: Ids,
    ReadLag(lag): ReadLag,
    ApiQuery(Expand { expand }): ApiQuery<Expand>,
) -> Result<Json<JsonValue>, ApiError> {
    account.needs(Scope::READ)?;
    let with_layout = match expand.as_deref() {
        None | Some("" | "standard") => false,
        Some("formLayout") => true,
        Some(other) => return Err(ApiError::query(format!("expand cannot be `{other}`"))),
    };
    let state = portal.state();
    let instance = state.instance_before(ids.element, lag, Timestamp::now());
    let instance = instance.ok_or_else(|| no_element(ids.element))?;
    let (matrix, names) = (state.settings.api_matrix(), &state.settings.api_names);
    Ok(Json(json!({
        "header": header(instance),
        "formFields": form_fields(instance, names, matrix, with_layout),
        "itemLists": [item_list(instance, names, matrix, with_layout)],
        "comments": comments(instance),
        "attachments": instance.attachments.iter().map(|file| attachment(file, names)).collect::<Vec<_>>(),
        "tasks": tasks(instance),
    })))
}

pub(super) fn no_element(id: i32) -> ApiError {
    ApiError::not_found(format!("Element {id} does not exist"))
}

fn reference(thing: Thing, id: i32) -> JsonValue {
    json!({ "id": id, "guid": guid(thing, id) })
}

fn user(user: &User) -> JsonValue {
    json!({ "bpsId": user.login, "name": user.name })
}

fn header(instance: &Instance) -> JsonValue {
    json!({
        "id": instance.id,
        "instanceNumber": instance.number,
        "version": instance.version,
        "author": user(&instance.author),
        "updatedBy": user(&instance.updated_by),
        "creationDate": instance.created,
        "modificationDate": instance.modified,
        "finishDate": instance.finished,
        "enterToCurrentStepDate": instance.entered_step,
        "step": reference(Thing::Step, instance.step.id()),
        "workflow": reference(Thing::Workflow, process::WORKFLOW),
        "formType": reference(Thing::FormType, process::FORM_TYPE),
        "businessEntity": reference(Thing::BusinessEntity, process::BUSINESS_ENTITY),
        "parentInstanceId": null,
        "isFinished": instance.step.is_final(),
    })
}

/// Only what the account sees on the form (facts: WEBCON REST API, get element). That an HTML field is
/// among them, without a value, is inferred.
fn form_fields(
    instance: &Instance,
    names: &ApiNames,
    matrix: Matrix<'_>,
    with_layout: bool,
) -> Vec<JsonValue> {
    FIELDS
        .iter()
        .filter(|field| !field.kind.is_container() && !matches!(field.kind, Kind::ItemList))
        .map(|field| (field, matrix.field(field, instance.step)))
        .filter(|(_, rule)| rule.visible)
        .map(|(field, rule)| form_field(field, rule, instance, names, with_layout))
        .collect()
}

fn form_field(
    field: &Field,
    rule: Rule,
    instance: &Instance,
    names: &ApiNames,
    with_layout: bool,
) -> JsonValue {
    let value = instance.value(field.stored_in);
    let mut json = json!({
        "id": field.id,
        "guid": field.guid(),
        "type": field.kind.type_name(),
        "svalue": value.short(),
        "name": names.of(field.name),
        "value": value.to_json(field.kind),
    });
    if with_layout {
        json["formLayout"] = layout(rule);
    }
    json
}

fn layout(rule: Rule) -> JsonValue {
    json!({
        "editability": rule.editability.name(),
        "requiredness": if rule.required { "Mandatory" } else { "Optional" },
    })
}

fn item_list(instance: &Instance, names: &ApiNames, matrix: Matrix<'_>, with_layout: bool) -> JsonValue {
    let mut json = Map::new();
    let list = FIELDS.iter().find(|field| field.id == RECIPIENTS);
    json.insert("id".into(), json!(RECIPIENTS));
    json.insert("guid".into(), json!(guid(Thing::Field, RECIPIENTS)));
    json.insert("name".into(), json!(list.map(|list| names.of(list.name))));
    if let Some(list) = list.filter(|_| with_layout) {
        json.insert("formLayout".into(), layout(matrix.field(list, instance.step)));
    }
    let columns = visible_columns(instance, matrix).map(|(column, rule)| {
        let mut json = json!({
            "id": column.id,
            "guid": column.guid(),
            "type": column.kind.column_type_name(),
            "name": names.of(column.name),
        });
        if with_layout {
            json["formLayout"] = layout(rule);
        }
        json
    });
    json.insert("columns".into(), columns.collect());
    json.insert("rows".into(), instance.rows.iter().map(|row| item_row(row, instance, matrix)).collect());
    JsonValue::Object(json)
}

fn visible_columns(instance: &Instance, matrix: Matrix<'_>) -> impl Iterator<Item = (&'static Column, Rule)> {
    let step = instance.step;
    COLUMNS.iter().map(move |column| (column, matrix.column(column, step))).filter(|(_, rule)| rule.visible)
}

fn item_row(row: &Row, instance: &Instance, matrix: Matrix<'_>) -> JsonValue {
    let cells = visible_columns(instance, matrix).map(|(column, _)| {
        let value = row.cell(column.stored_in);
        json!({
            "id": column.id,
            "guid": column.guid(),
            "svalue": value.short(),
            "value": value.to_json(column.kind),
        })
    });
    json!({ "id": row.id, "cells": cells.collect::<Vec<_>>() })
}

fn comments(instance: &Instance) -> JsonValue {
    let entries = instance.comments.iter().map(|comment| {
        json!({
            "author": comment.author.name,
            "bpsId": comment.author.login,
            "comment": comment.text,
            "date": comment.at,
        })
    });
    json!({ "newComment": null, "existingEntries": entries.collect::<Vec<_>>() })
}

/// Metadata only; the content is never in this answer (facts: WEBCON REST API, get element).
pub(super) fn attachment(attachment: &Attachment, names: &ApiNames) -> JsonValue {
    // facts: WEBCON REST API, attachments: the group is the category's bare name when read, `id#name`
    // when written.
    let group = attachment.category.and_then(process::category).map(|category| names.get(category.name));
    json!({
        "id": attachment.id,
        "name": attachment.name,
        "description": attachment.description,
        "group": group,
        "author": user(&attachment.author),
        "updatedBy": user(&attachment.updated_by),
        "creationDate": attachment.created,
        "modificationDate": attachment.modified,
        "isPublished": attachment.published,
        "version": attachment.version,
    })
}

fn tasks(instance: &Instance) -> JsonValue {
    let task = |person: &Person| {
        json!({
            "user": user(&User::from(person)),
            "name": if person.email == OLA.email { "Watch the signing" } else { "Sign the contract" },
            "description": null,
            "flag": null,
            "isFinished": false,
            "isNew": false,
            "substitutions": [],
        })
    };
    let direct = PEOPLE.iter().filter(|person| has_task(person, instance)).map(task);
    json!({ "directTasks": direct.collect::<Vec<_>>(), "ccTasks": [] })
}
