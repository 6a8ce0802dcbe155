//! How processes are built: applications, processes, workflows, steps, paths, form types (facts: WEBCON REST API,
//! "Other calls"). No call leads from a workflow to its process, as in the vendor's file.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value as JsonValue, json};

use super::error::ApiError;
use super::token::{Account, Scope};
use crate::portal::Portal;
use crate::portal::language::{ApiNames, Label};
use crate::portal::process::{
    APPLICATION, APPLICATION_NAME, DATABASE, FORM_TYPE, FORM_TYPE_NAME, PROCESS, PROCESS_NAME, Step, Thing,
    WORKFLOW, WORKFLOW_NAME, guid, names, paths_from,
};

pub(super) fn router() -> Router<Portal> {
    Router::new()
        .route("/applications", get(applications))
        .route("/applications/{id}/processes", get(processes))
        .route("/processes/{id}/workflows", get(workflows))
        .route("/processes/{id}/formtypes", get(form_types))
        .route("/workflows/{id}/steps", get(steps))
        .route("/steps/{id}/paths", get(paths))
}

/// Who asks has the right to, and the part of the process that the address names by id or GUID.
struct Asked {
    id: String,
    names: ApiNames,
}

#[derive(Deserialize)]
struct Ids {
    db: String,
    id: Option<String>,
}

impl FromRequestParts<Portal> for Asked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, ApiError> {
        Account::from_request_parts(parts, portal).await?.needs(Scope::METADATA)?;
        let Path(ids) = Path::<Ids>::from_request_parts(parts, portal)
            .await
            .map_err(|error| ApiError::input(error.body_text()))?;
        if ids.db.parse() != Ok(DATABASE) {
            return Err(ApiError::not_found(format!("Database {} does not exist", ids.db)));
        }
        let names = portal.state().settings.api_names.clone();
        Ok(Self { id: ids.id.unwrap_or_default(), names })
    }
}

impl Asked {
    /// Fails unless the address names this one.
    fn must_be(&self, thing: Thing, id: i32) -> Result<(), ApiError> {
        if names(thing, id, &self.id) {
            Ok(())
        } else {
            Err(ApiError::not_found(format!("{thing:?} {} does not exist", self.id)))
        }
    }

    fn entry(&self, thing: Thing, id: i32, name: Label) -> JsonValue {
        json!({ "id": id, "guid": guid(thing, id), "name": self.names.of(name), "links": [] })
    }
}

async fn applications(asked: Asked) -> Json<JsonValue> {
    Json(json!({ "applications": [asked.entry(Thing::Application, APPLICATION, APPLICATION_NAME)] }))
}

async fn processes(asked: Asked) -> Result<Json<JsonValue>, ApiError> {
    asked.must_be(Thing::Application, APPLICATION)?;
    let mut process = asked.entry(Thing::Process, PROCESS, PROCESS_NAME);
    process["isRelation"] = false.into();
    Ok(Json(json!({ "processes": [process] })))
}

async fn workflows(asked: Asked) -> Result<Json<JsonValue>, ApiError> {
    asked.must_be(Thing::Process, PROCESS)?;
    Ok(Json(json!({ "workflows": [asked.entry(Thing::Workflow, WORKFLOW, WORKFLOW_NAME)] })))
}

async fn form_types(asked: Asked) -> Result<Json<JsonValue>, ApiError> {
    asked.must_be(Thing::Process, PROCESS)?;
    Ok(Json(json!({ "formTypes": [asked.entry(Thing::FormType, FORM_TYPE, FORM_TYPE_NAME)] })))
}

async fn steps(asked: Asked) -> Result<Json<JsonValue>, ApiError> {
    asked.must_be(Thing::Workflow, WORKFLOW)?;
    let steps = Step::ALL.map(|step| asked.entry(Thing::Step, step.id(), step.name()));
    Ok(Json(json!({ "steps": steps })))
}

async fn paths(asked: Asked) -> Result<Json<JsonValue>, ApiError> {
    let step = Step::find(&asked.id)
        .ok_or_else(|| ApiError::not_found(format!("Step {} does not exist", asked.id)))?;
    let paths: Vec<_> = paths_from(step).map(|path| asked.entry(Thing::Path, path.id, path.name)).collect();
    Ok(Json(json!({ "paths": paths })))
}
