//! Saving the form, with or without a path, and deleting the instance.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value as JsonValue, json};
use uuid::Uuid;

use super::open::{Address, StartAddress};
use super::refusal::Refusal;
use crate::portal::Portal;
use crate::portal::change::{AttachmentChange, Change, Mode, MoveTo, Outcome, RowChange, RowChanges, Write};
use crate::portal::instance::Content;
use crate::portal::language::Language;
use crate::portal::people::{User, is_admin, may_edit};
use crate::portal::process::{
    self, Column, DATABASE, Field, Kind, Matrix, Path as WorkflowPath, Step, find_path,
};
use crate::portal::session::Session;
use crate::portal::store::State as Store;
use crate::portal::value::{NotAValue, Value};

/// What the page sends: only what was changed, but the item list always as a whole.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Body {
    #[serde(default)]
    fields: BTreeMap<String, JsonValue>,
    rows: Option<Vec<RowBody>>,
    #[serde(default)]
    attachments: AttachmentsBody,
    #[serde(default)]
    comment: String,
    path: Option<i32>,
    #[serde(default)]
    admin: bool,
    /// Of the instance when it was opened.
    version: Option<i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowBody {
    id: Option<i32>,
    cells: BTreeMap<String, JsonValue>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AttachmentsBody {
    add: Vec<AddedFile>,
    change: Vec<MovedFile>,
    delete: Vec<i32>,
}

#[derive(Deserialize)]
struct AddedFile {
    upload: Uuid,
    name: String,
    category: Option<i32>,
}

/// A file that changed its category.
#[derive(Deserialize)]
struct MovedFile {
    id: i32,
    category: Option<i32>,
}

pub(super) async fn save(
    State(portal): State<Portal>,
    Path(address): Path<Address>,
    session: Session,
    Json(body): Json<Body>,
) -> Result<Json<JsonValue>, Refusal> {
    let person = session.person;
    let now = Timestamp::now();
    let mut state = portal.state();
    let instance = state.instances.get(&address.id).filter(|_| address.db == DATABASE);
    let instance = instance.ok_or_else(Refusal::not_found)?;
    let step = instance.step;
    let allowed = if body.admin { is_admin(person) } else { may_edit(person, instance) && !step.is_final() };
    if !allowed {
        return Err(Refusal::not_allowed());
    }
    // Somebody may have written after the checkout ran out, or was ended by force. That the portal then
    // refuses to save is inferred.
    if body.version.is_some_and(|version| version != instance.version) {
        return Err(Refusal::changed());
    }
    if let Some(editor) = state.checkouts.in_the_way(address.id, person.email, now) {
        return Err(Refusal::checked_out(editor));
    }
    let path = workflow_path(step, body.path)?;
    let (change, uploads) = body.change(&state, step, &session)?;
    let user = User::from(person);
    let outcome = state
        .change(address.id, change, path, &user, now)
        .ok_or_else(Refusal::not_found)?
        .map_err(|refused| Refusal::refused(refused, session.language))?;
    if outcome == Outcome::RolledBack {
        return Err(Refusal::rolled_back());
    }
    state.uploads.forget(&uploads);
    state.checkouts.release(address.id, person.email);
    Ok(Json(json!({ "id": address.id })))
}

pub(super) async fn start(
    State(portal): State<Portal>,
    Path(address): Path<StartAddress>,
    session: Session,
    Json(body): Json<Body>,
) -> Result<Json<JsonValue>, Refusal> {
    address.check()?;
    let mut state = portal.state();
    let path = workflow_path(Step::Draft, body.path)?;
    let (change, uploads) = body.change(&state, Step::Draft, &session)?;
    let (id, outcome) = state
        .start(change, path, &User::from(session.person), Timestamp::now())
        .map_err(|refused| Refusal::refused(refused, session.language))?;
    if outcome == Outcome::RolledBack {
        return Err(Refusal::rolled_back());
    }
    state.uploads.forget(&uploads);
    Ok(Json(json!({ "id": id })))
}

pub(super) async fn delete(
    State(portal): State<Portal>,
    Path(address): Path<Address>,
    session: Session,
) -> Result<StatusCode, Refusal> {
    let mut state = portal.state();
    if address.db != DATABASE || !state.instances.contains_key(&address.id) {
        return Err(Refusal::not_found());
    }
    if !is_admin(session.person) {
        return Err(Refusal::not_allowed());
    }
    if let Some(editor) = state.checkouts.in_the_way(address.id, session.person.email, Timestamp::now()) {
        return Err(Refusal::checked_out(editor));
    }
    state.instances.remove(&address.id);
    state.checkouts.end(address.id);
    Ok(StatusCode::NO_CONTENT)
}

fn workflow_path(step: Step, id: Option<i32>) -> Result<Option<&'static WorkflowPath>, Refusal> {
    id.map(|id| find_path(step, &id.to_string()).ok_or_else(|| Refusal::invalid(format!("no path {id}"))))
        .transpose()
}

impl Body {
    fn change(self, state: &Store, step: Step, session: &Session) -> Result<(Change, Vec<Uuid>), Refusal> {
        let mode = if self.admin { Mode::Admin } else { Mode::Standard };
        let language = session.language;
        // What testers put on the form, or else what the browser chose.
        let has_extension = match &state.settings.design {
            Some(design) => design.extension.is_some(),
            None => session.design.design().extension.is_some(),
        };
        let matrix = state.settings.matrix().with_extension(has_extension);
        let mut change = Change { comment: Some(self.comment), ..Change::default() };
        for (column, json) in self.fields {
            let field = Field::by_column(&column).filter(|field| !matches!(field.kind, Kind::ItemList));
            let field = field.ok_or_else(|| Refusal::invalid(format!("no field {column}")))?;
            let name = field.name.get(language);
            if mode.may_write(matrix.field(field, step)) != Write::Yes {
                return Err(Refusal::invalid(format!("{name}: read-only")));
            }
            change.fields.push((field, value(field.kind, &json, name)?));
        }
        if let Some(rows) = self.rows {
            let rows = rows
                .into_iter()
                .map(|row| row.change(mode, matrix, step, language))
                .collect::<Result<_, _>>()?;
            change.rows = Some(RowChanges { exact: true, rows });
        }
        let mut uploads = Vec::new();
        for added in self.attachments.add {
            let bytes = state.uploads.get(added.upload, session.person.email);
            let bytes = bytes.ok_or_else(|| Refusal::invalid(format!("{}: not uploaded", added.name)))?;
            uploads.push(added.upload);
            change.attachments.push(AttachmentChange::Add {
                name: added.name,
                description: None,
                category: known_category(added.category)?,
                content: Content::from(bytes),
            });
        }
        for moved in self.attachments.change {
            change.attachments.push(AttachmentChange::Update {
                id: moved.id,
                name: None,
                description: None,
                category: MoveTo::Category(known_category(moved.category)?),
                content: None,
            });
        }
        change.attachments.extend(self.attachments.delete.into_iter().map(AttachmentChange::Delete));
        Ok((change, uploads))
    }
}

impl RowBody {
    /// Cells that may not be written are left as they are: the page always sends whole rows.
    fn change(
        self,
        mode: Mode,
        matrix: Matrix<'_>,
        step: Step,
        language: Language,
    ) -> Result<RowChange, Refusal> {
        let mut cells = Vec::new();
        for (name, json) in self.cells {
            let column =
                Column::by_column(&name).ok_or_else(|| Refusal::invalid(format!("no column {name}")))?;
            if mode.may_write(matrix.column(column, step)) == Write::Yes {
                cells.push((column, value(column.kind, &json, column.name.get(language))?));
            }
        }
        Ok(match self.id {
            Some(id) => RowChange::Edit(id, cells),
            None => RowChange::Add(cells),
        })
    }
}

fn value(kind: Kind, json: &JsonValue, name: &str) -> Result<Value, Refusal> {
    Value::from_json(kind, json).map_err(|NotAValue(reason)| Refusal::invalid(format!("{name}: {reason}")))
}

fn known_category(id: Option<i32>) -> Result<Option<i32>, Refusal> {
    match id.map(process::category) {
        None => Ok(None),
        Some(Some(category)) => Ok(Some(category.id)),
        Some(None) => Err(Refusal::invalid("no such category")),
    }
}
