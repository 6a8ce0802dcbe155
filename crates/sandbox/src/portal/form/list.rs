//! The instances that somebody may see, for the first page and the task list.

use axum::Json;
use axum::extract::State;
use serde_json::{Value as JsonValue, json};

use crate::portal::Portal;
use crate::portal::instance::{Instance, Row};
use crate::portal::people::{has_task, may_see};
use crate::portal::process::{Field, Kind};
use crate::portal::seed;
use crate::portal::session::Session;

pub(super) async fn read(State(portal): State<Portal>, session: Session) -> Json<JsonValue> {
    let state = portal.state();
    let visible = state.instances.values().filter(|instance| may_see(session.person, instance));
    let entries = visible.map(|instance| {
        let status = instance.value("AttChoose1").picked_id();
        json!({
            "id": instance.id,
            "number": instance.number,
            "title": instance.value("AttText2").as_text(),
            "step": instance.step.name().get(session.language),
            "isFinished": instance.step.is_final(),
            "status": (!status.is_empty()).then(|| json!({ "id": status, "name": status_name(status, &session) })),
            "owner": instance.value("AttPeople1").picked_name(),
            "modified": instance.modified,
            "hasTask": has_task(session.person, instance),
            "waitsFor": waits_for(instance),
            "hint": seed::hint(instance.id).map(|hint| hint.get(session.language)),
        })
    });
    Json(entries.collect())
}

/// Addresses of the recipients whose turn it is, as far as the form knows.
fn waits_for(instance: &Instance) -> Vec<&str> {
    let is_pending = |row: &&Row| row.cell("DET_Att7").picked_id() == "PENDING";
    instance.rows.iter().filter(is_pending).map(|row| row.text("DET_Att3")).collect()
}

fn status_name<'a>(status: &'a str, session: &Session) -> &'a str {
    match Field::by_column("AttChoose1").map(|field| field.kind) {
        Some(Kind::ChoiceList(dictionary)) => dictionary
            .iter()
            .find(|choice| choice.id == status)
            .map_or(status, |choice| choice.name.get(session.language)),
        _ => status,
    }
}
