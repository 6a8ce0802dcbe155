//! Opening a form: to read, to edit (which takes a checkout), as administrator, or new; and what the open
//! form asks for while it is open.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value as JsonValue, json};

use super::model::{Made, Opened, View, new_instance};
use super::refusal::Refusal;
use crate::portal::Portal;
use crate::portal::design::Design;
use crate::portal::form_rules::{TICKET_RULE, TICKET_VARIABLE};
use crate::portal::html_field::{self, Context};
use crate::portal::instance::Instance;
use crate::portal::people::{User, is_admin, may_edit, may_see};
use crate::portal::process::{DATABASE, FORM_TYPE, Field, SECOND_FIELD, SIGNING_FIELD, WORKFLOW};
use crate::portal::session::Session;
use crate::portal::ticket;
use crate::portal::value::Value;

/// Ids in the address of one instance.
#[derive(Deserialize)]
pub(super) struct Address {
    pub(super) db: i32,
    pub(super) id: i32,
}

/// Ids in the address of a new instance.
#[derive(Deserialize)]
pub(super) struct StartAddress {
    pub(super) db: i32,
    pub(super) wf: i32,
    pub(super) dt: i32,
}

impl StartAddress {
    /// Whether instances of that kind can be started.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if (self.db, self.wf, self.dt) == (DATABASE, WORKFLOW, FORM_TYPE) {
            Ok(())
        } else {
            Err(Refusal::not_found())
        }
    }
}

type Answer = Result<Json<JsonValue>, Refusal>;

pub(super) async fn view(
    State(portal): State<Portal>,
    Path(address): Path<Address>,
    session: Session,
) -> Answer {
    open(&portal, &session, &address, View::Read).await
}

pub(super) async fn edit(
    State(portal): State<Portal>,
    Path(address): Path<Address>,
    session: Session,
) -> Answer {
    open(&portal, &session, &address, View::Edit).await
}

pub(super) async fn admin(
    State(portal): State<Portal>,
    Path(address): Path<Address>,
    session: Session,
) -> Answer {
    open(&portal, &session, &address, View::Admin).await
}

async fn open(portal: &Portal, session: &Session, address: &Address, view: View) -> Answer {
    let (instance, editor) = read_or_check_out(portal, session, address, view)?;
    let context = Context::of(portal, session, &instance, view == View::Admin);
    let made = make(&context, view).await?;
    let settings = portal.state().settings.clone();
    let opened = Opened {
        instance: &instance,
        session,
        view,
        is_new: false,
        editor: editor.as_ref(),
        settings: &settings,
    };
    Ok(Json(opened.to_json(&made)))
}

/// What testers put on the form, or else what the browser chose.
fn design(portal: &Portal, session: &Session) -> Design {
    let set = portal.state().settings.design.clone();
    set.unwrap_or_else(|| session.design.design())
}

/// Fills in the design, with one ticket for all of it.
async fn make(context: &Context<'_>, view: View) -> Result<Made, Refusal> {
    let design = design(context.portal, context.session);
    let control = design.external_control.as_ref().map(JsonValue::to_string).unwrap_or_default();
    // The ticket field is filled by the same rule; without an External control nobody reads it.
    let rule = if control.is_empty() { "" } else { TICKET_VARIABLE };
    let extension = design.extension.as_ref().map(JsonValue::to_string).unwrap_or_default();
    let texts =
        [design.html_field(view == View::Read), design.second_html_field(), &control, rule, &extension];
    let [html, second_html, control, ticket, extension] = html_field::render(context, texts).await?;
    let generation = context.portal.state().settings.extensions;
    let configuration = serde_json::from_str(&extension).unwrap_or_default();
    let extension = context.portal.extension_json(generation, &configuration);
    Ok(Made {
        html,
        second_html,
        control: serde_json::from_str(&control).unwrap_or_default(),
        ticket,
        extension,
        design,
    })
}

/// A copy of the instance, and who else is editing it. Edit and admin mode take the checkout.
fn read_or_check_out(
    portal: &Portal,
    session: &Session,
    address: &Address,
    view: View,
) -> Result<(Instance, Option<User>), Refusal> {
    let person = session.person;
    let now = Timestamp::now();
    let mut state = portal.state();
    let instance = state.instances.get(&address.id).filter(|_| address.db == DATABASE);
    let instance = instance.ok_or_else(Refusal::not_found)?.clone();
    if !may_see(person, &instance) {
        return Err(Refusal::not_allowed());
    }
    let editor = state.checkouts.in_the_way(address.id, person.email, now).cloned();
    let allowed = match view {
        View::Read => return Ok((instance, editor)),
        View::Edit => may_edit(person, &instance) && !instance.step.is_final(),
        View::Admin => is_admin(person),
    };
    if !allowed {
        return Err(Refusal::not_allowed());
    }
    if let Some(editor) = editor {
        return Err(Refusal::checked_out(&editor));
    }
    let lasts = state.checkout_lasts();
    state.checkouts.take(address.id, User::from(person), now, lasts);
    Ok((instance, None))
}

pub(super) async fn new(
    State(portal): State<Portal>,
    Path(address): Path<StartAddress>,
    session: Session,
) -> Answer {
    address.check()?;
    let instance = new_instance(&session, Timestamp::now());
    let made = make(&Context::of(&portal, &session, &instance, false), View::Edit).await?;
    let settings = portal.state().settings.clone();
    let opened = Opened {
        instance: &instance,
        session: &session,
        view: View::Edit,
        is_new: true,
        editor: None,
        settings: &settings,
    };
    Ok(Json(opened.to_json(&made)))
}

#[derive(Deserialize)]
pub(super) struct ReleaseAddress {
    id: i32,
}

/// facts: WEBCON REST API, checkout: the portal itself releases with a GET.
pub(super) async fn release(
    State(portal): State<Portal>,
    Path(address): Path<ReleaseAddress>,
    session: Session,
) -> StatusCode {
    portal.state().checkouts.release(address.id, session.person.email);
    StatusCode::NO_CONTENT
}

/// What the form holds at the moment.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct HtmlFieldBody {
    /// Which HTML field; the component's if it does not say.
    control: Option<i32>,
    values: BTreeMap<String, JsonValue>,
    #[serde(default)]
    admin: bool,
    /// Whether the form is only read.
    #[serde(default)]
    read_only: bool,
}

/// Makes an HTML field again, with values that may not be saved yet.
pub(super) async fn html_field(
    State(portal): State<Portal>,
    Path(address): Path<Address>,
    session: Session,
    Json(body): Json<HtmlFieldBody>,
) -> Answer {
    let instance = if address.id == 0 {
        new_instance(&session, Timestamp::now())
    } else {
        visible(&portal, &session, address.id)?
    };
    let mut context = Context::of(&portal, &session, &instance, body.admin);
    for (column, json) in body.values {
        let Some(field) = Field::by_column(&column) else { continue };
        let value = Value::from_json(field.kind, &json).unwrap_or_default();
        context.values.insert(field.stored_in, value);
    }
    let design = design(&portal, &session);
    let text = match body.control.unwrap_or(SIGNING_FIELD) {
        SIGNING_FIELD => design.html_field(body.read_only),
        SECOND_FIELD => design.second_html_field(),
        _ => return Err(Refusal::not_found()),
    };
    let [html] = html_field::render(&context, [text]).await?;
    Ok(Json(json!({ "html": html })))
}

fn visible(portal: &Portal, session: &Session, id: i32) -> Result<Instance, Refusal> {
    let instance = portal.state().instances.get(&id).cloned().ok_or_else(Refusal::not_found)?;
    if may_see(session.person, &instance) { Ok(instance) } else { Err(Refusal::not_allowed()) }
}

#[derive(Deserialize)]
pub(super) struct RuleAddress {
    rule: i32,
}

#[derive(Deserialize)]
pub(super) struct RuleBody {
    element: i32,
}

/// Runs a business rule for the page's JavaScript.
pub(super) async fn business_rule(
    State(portal): State<Portal>,
    Path(address): Path<RuleAddress>,
    session: Session,
    Json(body): Json<RuleBody>,
) -> Answer {
    if address.rule != TICKET_RULE {
        return Err(Refusal::not_found());
    }
    let instance = visible(&portal, &session, body.element)?;
    let ticket = ticket::by_rule(&portal, &session, instance.id).await?;
    Ok(Json(json!({ "result": ticket.map(|ticket| ticket.ticket).unwrap_or_default() })))
}
