//! `GET /formlayout`: how the form of a step is built, with the database column of every field.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value as JsonValue, json};

use super::error::ApiError;
use super::request::{ApiQuery, Ids};
use super::token::{Account, Scope};
use crate::portal::Portal;
use crate::portal::language::ApiNames;
use crate::portal::process::{
    self, COLUMNS, FIELDS, FORM_TYPE, Field, Kind, Matrix, Rule, Step, Thing, guid, paths_from,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Query {
    step: Option<String>,
    form_type: Option<String>,
}

pub(super) async fn read(
    State(portal): State<Portal>,
    account: Account,
    _ids: Ids,
    ApiQuery(query): ApiQuery<Query>,
) -> Result<Json<JsonValue>, ApiError> {
    account.needs(Scope::METADATA)?;
    let step = query.step.ok_or_else(|| ApiError::missing_query("step"))?;
    let form_type = query.form_type.ok_or_else(|| ApiError::missing_query("formType"))?;
    let step = Step::find(&step).ok_or_else(|| ApiError::not_found(format!("Step {step} does not exist")))?;
    if !process::names(Thing::FormType, FORM_TYPE, &form_type) {
        return Err(ApiError::not_found(format!("Form type {form_type} does not exist")));
    }
    let state = portal.state();
    let (matrix, names) = (state.settings.api_matrix(), &state.settings.api_names);
    let (lists, fields): (Vec<_>, Vec<_>) =
        (0..).zip(FIELDS).partition(|(_, field)| matches!(field.kind, Kind::ItemList));
    let fields: Vec<JsonValue> =
        fields.into_iter().map(|(order, field)| entry(field, order, names, matrix, step)).collect();
    let lists: Vec<JsonValue> = lists
        .into_iter()
        .map(|(order, list)| {
            let mut json = entry(list, order, names, matrix, step);
            json["columns"] = columns(names, matrix, step);
            json
        })
        .collect();
    let paths: Vec<JsonValue> = paths_from(step)
        .map(|path| {
            json!({
                "id": path.id,
                "guid": guid(Thing::Path, path.id),
                "name": names.of(path.name),
                "description": null,
                "visibility": "Visible",
                "links": [],
            })
        })
        .collect();
    Ok(Json(json!({ "fields": fields, "itemLists": lists, "paths": paths })))
}

fn entry(field: &Field, order: i32, names: &ApiNames, matrix: Matrix<'_>, step: Step) -> JsonValue {
    let rule = matrix.field(field, step);
    json!({
        "id": field.id,
        "guid": field.guid(),
        "name": names.of(field.name),
        "type": field.kind.type_name(),
        "requiredness": requiredness(rule),
        "visibility": visibility(rule),
        "position": { "order": order, "placeholder": field.panel.placeholder() },
        "parentId": field.parent,
        "configuration": configuration(field.kind),
        // facts: WEBCON REST API, other calls: the layout is where the database column is told.
        "dbColumn": (!field.stored_in.is_empty()).then_some(field.stored_in),
        "editability": rule.editability.name(),
    })
}

fn columns(names: &ApiNames, matrix: Matrix<'_>, step: Step) -> JsonValue {
    COLUMNS
        .iter()
        .map(|column| {
            let rule = matrix.column(column, step);
            json!({
                "id": column.id,
                "guid": column.guid(),
                "name": names.of(column.name),
                "type": column.kind.column_type_name(),
                "requiredness": requiredness(rule),
                "visibility": visibility(rule),
                "dbColumn": column.stored_in,
                "editability": rule.editability.name(),
            })
        })
        .collect()
}

fn requiredness(rule: Rule) -> &'static str {
    if rule.required { "Mandatory" } else { "Optional" }
}

fn visibility(rule: Rule) -> &'static str {
    if rule.visible { "Visible" } else { "Hidden" }
}

fn configuration(kind: Kind) -> JsonValue {
    match kind {
        Kind::Multiline => json!({ "numberOfRows": 4 }),
        Kind::Decimal => {
            json!({ "decimalPlaces": 2, "prefix": null, "suffix": null, "amountDisplayFormatting": "Auto" })
        }
        Kind::Int => json!({ "showGroupSeparator": false }),
        Kind::ChoiceList(_) => json!({ "emptyValueText": null, "supportMultiLanguageNames": true }),
        Kind::People => json!({
            "allowMultipleValues": false, "allowTypedInValue": false, "supportMultiLanguageNames": false,
        }),
        _ => json!({}),
    }
}
